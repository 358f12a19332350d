"""The transport's clock: what the three-second rules and message ids run on. Not the practice date.

Tests hold it in their hand (``HandClock``), so that no test waits for three seconds to pass.
"""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Protocol


class TransportClock(Protocol):
    def now(self) -> float:
        """Seconds since 1970."""

    def bell(self, seconds: float) -> asyncio.Future[None]:
        """A future of the running loop that is done when that many seconds have passed. Cancel it when not needed."""


class WallClock:
    """Real time."""

    def now(self) -> float:
        return time.time()

    def bell(self, seconds: float) -> asyncio.Future[None]:
        loop = asyncio.get_running_loop()
        bell: asyncio.Future[None] = loop.create_future()
        timer = loop.call_later(seconds, _ring, bell)
        bell.add_done_callback(lambda _: timer.cancel())
        return bell


class HandClock:
    """Stands still until somebody calls ``advance``, from whichever thread."""

    def __init__(self, now: float) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._bells: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> float:
        with self._lock:
            return self._now

    def bell(self, seconds: float) -> asyncio.Future[None]:
        bell: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._bells.append((self._now + seconds, bell))
        return bell

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._now += seconds
            due = [bell for at, bell in self._bells if at <= self._now]
            self._bells = [(at, bell) for at, bell in self._bells if at > self._now]
        for bell in due:
            bell.get_loop().call_soon_threadsafe(_ring, bell)


def _ring(bell: asyncio.Future[None]) -> None:
    if not bell.done():
        bell.set_result(None)
