"""Keeping to how long dossiers are kept (R21), at the metronome's tick: once a day, when nobody waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from klachtbot.clock.absences import next_morning
from klachtbot.domain.errors import StorageAway
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.office import ladder_of
from klachtbot.usecases.ports import Clock, UnitsOfWork
from klachtbot.usecases.retention import keep_terms

log = logging.getLogger(__name__)

PAUSE = timedelta(minutes=5)
"""Before it is tried again to write the database anew, when somebody was at it."""


class Keeping:
    """``work`` for a worker thread. ``scrub`` writes the database anew, without what was destroyed; it raises
    ``StorageAway`` when that cannot be done now."""

    def __init__(
        self, units: UnitsOfWork, clock: Clock, scrub: Callable[[], None], transport_now: Callable[[], datetime]
    ) -> None:
        self._units = units
        self._clock = clock
        self._scrub = scrub
        self._now = transport_now
        self._looked: date | None = None
        self._owes_scrub = False
        self._tried: datetime | None = None

    def work(self) -> bool:
        """Look, on a new day. Raises ``StorageAway``; then the next tick looks again."""
        today = self._clock.today()
        if self._looked != today:
            with self._units(read_only=True) as uow:
                # What was destroyed just before a restart may still stand in the file.
                if self._looked is None:
                    self._owes_scrub |= any(one.destroyed_on == today for one in uow.tombstones.all())
                morning = next_morning(today, calendar_of(uow), ladder_of(uow).hours)
            destroyed = keep_terms(self._units, today, not_before=morning)
            if destroyed:
                log.info("event=dossiers_destroyed count=%d", destroyed)
            self._owes_scrub |= destroyed > 0
            self._looked = today
        self._write_anew()
        return False

    def _write_anew(self) -> None:
        now = self._now()
        if not self._owes_scrub or (self._tried is not None and now - self._tried < PAUSE):
            return
        self._tried = now
        try:
            self._scrub()
        except StorageAway:
            return
        self._owes_scrub = False
