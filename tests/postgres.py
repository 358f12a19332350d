"""A PostgreSQL server of our own for the tests: made in a temporary folder, reached through a socket, gone after.

``initdb`` refuses to run as root, so as root it is started as an unprivileged user.
"""

from __future__ import annotations

import contextlib
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

INSTALL = (
    "PostgreSQL was not found. Install it (Debian, Ubuntu: apt-get install postgresql; Fedora: dnf install"
    " postgresql-server; macOS: brew install postgresql), or set KLACHTBOT_TEST_DSN to a server where databases may be"
    " made, for instance postgresql://user:password@localhost/postgres."
)


def _binaries() -> Path:
    installed = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    for folder in [*reversed(installed), *os.environ.get("PATH", "").split(os.pathsep)]:
        if all(os.access(Path(folder, name), os.X_OK) for name in ("initdb", "postgres")):
            return Path(folder)
    pytest.fail(INSTALL, pytrace=False)


def _unprivileged() -> dict[str, Any]:
    """How to start a process that is not root; nothing when we are not root ourselves."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    pytest.fail("PostgreSQL cannot run as root, and there is no user postgres or nobody.", pytrace=False)


class PostgresServer:
    """A cluster that can be stopped and started again; its databases stay."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="klachtbot-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._as = _unprivileged()
        self._bin = _binaries()
        if self._as:
            os.chown(self._folder, self._as["user"], self._as["group"])
        subprocess.run(
            [self._bin / "initdb", "-D", self._folder / "data", "-U", "klachtbot", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd=self._folder, **self._as,
        )  # fmt: skip
        self.start()

    def dsn(self, database: str = "postgres") -> str:
        return f"postgresql://klachtbot@/{database}?host={self._folder}"

    def start(self) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self._folder,
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": "200",
            "autovacuum": "off",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(
            [self._bin / "postgres", "-D", self._folder / "data", *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self._folder, start_new_session=True, **self._as,
        )  # fmt: skip
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.dsn(), connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """As when the machine goes down: connections break, and nobody answers."""
        if self._process is not None:
            if self._process.poll() is None:
                self.thaw()  # who is halted hears nothing
            self._process.send_signal(signal.SIGQUIT)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Connections stay, and nobody answers: every process of the cluster is halted until ``thaw``."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: signal.Signals) -> None:
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for pid in [str(self._process.pid), *children]:
            with contextlib.suppress(ProcessLookupError):  # it just ended
                os.kill(int(pid), number)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
