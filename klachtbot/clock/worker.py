"""A thread that does what there is to do, one thing after the other, and lets people go first."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from klachtbot.domain.errors import StorageAway

log = logging.getLogger(__name__)

BREATH = 0.1
"""Seconds between two rows, so that people who are at the desk come first. Slack would not take more anyway."""

COURTESY = 20
"""Breaths for which a crowd at the desk goes before what is to be delivered: two seconds."""


class DeliveryWorker:
    """One thread that works whenever it is woken: by the metronome, and after a commit that left something.

    ``work`` does one thing and says whether there was any (``Delivery.deliver_one``, ``Fetching.work``). While
    ``crowded`` says that several people stand at the desk it holds back, for ``COURTESY`` breaths at most each time.
    """

    def __init__(
        self,
        work: Callable[[], bool],
        *,
        name: str = "delivery",
        breath: float = BREATH,
        crowded: Callable[[], bool] = lambda: False,
    ) -> None:
        self._work = work
        self._breath = breath
        self._crowded = crowded
        self._woken = threading.Event()
        self._stopping = threading.Event()
        # A daemon: a post that hangs must not hold up the end. Its row comes back in doubt, and is looked up.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Deliver what is due, now. Returns at once; safe from any thread, before the start and after the end."""
        self._woken.set()

    def stop(self, timeout: float = 5.0) -> bool:
        """End after the row that is under way; False when that took longer than ``timeout`` seconds."""
        self._stopping.set()
        self._woken.set()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            if self._stopping.is_set():
                return
            try:
                while not self._stopping.is_set() and self._work():
                    self._let_people_first()
            except StorageAway:
                log.warning("the database cannot be read now; trying again at the next tick")
            except Exception as error:
                log.error("delivery: %s, trying again at the next tick", type(error).__name__)  # noqa: TRY400 - a trace may be personal
            self._let_people_first()

    def _let_people_first(self) -> None:
        self._stopping.wait(self._breath)
        for _ in range(COURTESY):
            if not self._crowded():
                return
            self._stopping.wait(self._breath)
