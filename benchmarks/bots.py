"""The processes that are measured: ``klachtbot serve`` as anybody starts it, and the bare app."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.seed import Seeded

OURS, BARE = "ours", "bare"

_BARE_FILE = str(Path(__file__).with_name("bare.py"))
COMMANDS = {
    OURS: (sys.executable, "-m", "klachtbot", "serve"),
    BARE: (sys.executable, _BARE_FILE),
}
BARE_WITH_PARTS = (sys.executable, _BARE_FILE, "--parts")


@dataclass(frozen=True, slots=True)
class Process:
    """A bot that was started at ``started`` (``time.perf_counter``)."""

    pid: int
    started: float

    def memory(self) -> float:
        """Resident memory in MiB, as the kernel counts it."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        kib = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(kib) / 1024


@contextmanager
def running(command: tuple[str, ...], *, name: str, api_url: str, seeded: Seeded, folder: Path) -> Iterator[Process]:
    """Run a bot in ``folder``; its tokens end in ``name``. What it logs goes to a file there."""
    environ = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "KLACHTBOT_"))},
        "DATABASE_URL": seeded.url,
        "KLACHTBOT_KEYS": seeded.keys,
        "SLACK_API_URL": api_url,
        "SLACK_BOT_TOKEN": f"xoxb-{name}",
        "SLACK_APP_TOKEN": f"xapp-{name}",
    }
    with (folder / f"{name}.log").open("ab") as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environ, cwd=folder, stdout=log, stderr=log)
        try:
            yield Process(process.pid, started)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
