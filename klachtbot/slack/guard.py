"""A promise kept for slow databases: within 2.5 s the person hears something, and Slack's 3 s never run out.

A listener puts what must be said in its stead under watch; if it is not done in time, the guard says it. The listener
goes on, and what it records stands; its own late ``ack`` is not heard any more. Pressing submit again is safe.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS = 2.3


class Guard:
    """One thread that watches all listeners at work."""

    def __init__(self, *, seconds: float = SECONDS, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._numbers = itertools.count()
        self._watched: dict[int, tuple[float, Callable[[], None]]] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="guard", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()

    @contextmanager
    def watching(self, say: Callable[[], None]) -> Iterator[None]:
        """Say it when the block takes longer than the guard allows."""
        number = next(self._numbers)
        with self._lock:
            self._watched[number] = (self._now() + self._seconds, say)
        try:
            yield
        finally:
            with self._lock:
                self._watched.pop(number, None)

    def look(self) -> None:
        """Say what is due. (Called by the guard's own thread.)"""
        now = self._now()
        with self._lock:
            due = [number for number, (at, _) in self._watched.items() if at <= now]
            says = [self._watched.pop(number)[1] for number in due]
        for say in says:
            say()

    def _run(self) -> None:
        while not self._stopped.wait(0.1):
            self.look()
