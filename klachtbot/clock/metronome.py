"""APScheduler as a metronome: one short interval tick, and nothing to remember.

What is due is decided by whoever is called, from the injected clock and the database: a tick that is missed or comes
twice does no harm.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)
# Its own log says "skipped" for a tick that came while the last one ran: normal here.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

Tick = Callable[[], object]


class Metronome:
    """Calls each of ``ticks`` in turn, every ``seconds``. They must be short, or hand over to a thread of their own."""

    def __init__(self, ticks: Sequence[Tick], *, seconds: float = 1.0) -> None:
        self._ticks = tuple(ticks)
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            timezone="UTC",
        )
        self._scheduler.add_job(self.tick, "interval", seconds=seconds, id="tick")

    def tick(self) -> None:
        for tick in self._ticks:
            try:
                tick()
            except Exception as error:
                # The next tick tries again; what the error says may be personal and is not logged.
                log.error("tick: %s", type(error).__name__)  # noqa: TRY400 - a trace may be personal

    def start(self) -> None:
        self._scheduler.start()

    def pause(self) -> None:
        """No new ticks; one under way ends."""
        self._scheduler.pause()

    def stop(self) -> None:
        """Waits for a tick that is under way."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
