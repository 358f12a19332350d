"""klachtbot as a process of its own, as a supervisor runs it: settings in, lines and an exit code out."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

PATIENCE = 25.0


class Running:
    """A started ``klachtbot``. It sees the given settings, those in ``folder/.env``, and nothing of our own."""

    def __init__(
        self,
        *arguments: str,
        folder: Path,
        settings: dict[str, str] | None = None,
        typed: str = "",
        program: tuple[str, ...] = ("-m", "klachtbot"),
    ) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            cwd=folder, env={**kept, **(settings or {})},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        self._change = threading.Condition()
        self.out: list[str] = []
        self.err: list[str] = []
        self._readers = [self._follow(self._process.stdout, self.out), self._follow(self._process.stderr, self.err)]
        assert self._process.stdin is not None
        self._process.stdin.write(typed)
        self._process.stdin.close()

    def _follow(self, stream: IO[str] | None, lines: list[str]) -> threading.Thread:
        assert stream is not None

        def read() -> None:
            with stream:
                for line in stream:
                    with self._change:
                        lines.append(line.rstrip("\n"))
                        self._change.notify_all()
            with self._change:
                self._change.notify_all()

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        return thread

    def wait_for(self, words: str) -> str:
        """The first line that holds these words, as soon as it is there."""

        def look() -> str | None:
            return next((line for line in [*self.out, *self.err] if words in line), None)

        with self._change:
            self._change.wait_for(lambda: look() or not self._reading(), PATIENCE)
        found = look()
        assert found is not None, f"no line with {words!r}; there is:\n{self.everything}"
        return found

    def _reading(self) -> bool:
        return any(reader.is_alive() for reader in self._readers)

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def ends(self, *, within: float = PATIENCE) -> int:
        """Wait for the end (an error when it does not come); the exit code. All lines are read by then."""
        code = self._process.wait(within)
        for reader in self._readers:
            reader.join(5)
        return code

    @property
    def everything(self) -> str:
        return "\n".join([*self.out, *self.err])

    def remove(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


Start = Callable[..., Running]
