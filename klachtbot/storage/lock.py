"""One klachtbot per SQLite file. The lock goes with the process, however it ends; nothing is left to clean up."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from klachtbot.storage.engine import parse_url, sqlite_file
from klachtbot.storage.refusals import DatabaseInUse


class Lock:
    """Held until ``release``, or the end of the process. For PostgreSQL it holds nothing: any number may serve."""

    def __init__(self, url: str) -> None:
        """Raises ``DatabaseInUse`` when another process (or another ``Lock``) holds it."""
        self._fd: int | None = None
        database = sqlite_file(parse_url(url))
        if database is None:
            return
        database.parent.mkdir(parents=True, exist_ok=True)
        # resolved, so that two spellings of one path meet
        real = database.resolve()
        fd = os.open(Path(f"{real}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(fd)
            raise DatabaseInUse() from None
        self._fd = fd

    def release(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
