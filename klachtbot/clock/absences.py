"""Minding who is away, at the metronome's tick: what was stood in for is given back, and who must hear something does.

Nothing is remembered but what was looked at last: looking again says nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from klachtbot.domain.absence import gaps
from klachtbot.domain.ladder import AMSTERDAM, Hours
from klachtbot.domain.people import Organisation
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.give_back import give_back
from klachtbot.usecases.office import ladder_of
from klachtbot.usecases.ports import Clock, UnitsOfWork
from klachtbot.usecases.stand_in import tell

PAUSE = timedelta(seconds=15)
"""Between two looks on the same day; what people enter is acted upon at once, by itself."""


class Minding:
    """``work`` for a worker thread. ``clock`` is that of the procedure, ``transport_now`` the wall's."""

    def __init__(self, units: UnitsOfWork, clock: Clock, transport_now: Callable[[], datetime]) -> None:
        self._units = units
        self._clock = clock
        self._now = transport_now
        self._looked: tuple[date, datetime] | None = None
        self._told: tuple[date, Organisation] | None = None

    def work(self) -> bool:
        """Look, on a new day or after a while. Raises ``StorageAway``; then the next tick looks again."""
        today, now = self._clock.today(), self._now()
        if self._looked is not None and self._looked[0] == today and now - self._looked[1] < PAUSE:
            return False
        with self._units(read_only=True) as uow:
            organisation = uow.people.organisation()
            waits = bool(uow.absences.stood_in_for() or uow.absences.over())
            news = self._told != (today, organisation) and bool(gaps(organisation, today))
            # The calendar is asked last: a bot in which nobody is away need not bring it in.
            morning = next_morning(today, calendar_of(uow), ladder_of(uow).hours) if waits or news else None
        if waits:
            give_back(self._units, today, not_before=morning)
            with self._units(read_only=True) as uow:
                organisation = uow.people.organisation()
        if self._told != (today, organisation):
            if morning is not None:
                with self._units() as uow:
                    tell(uow, today, not_before=morning)
                    uow.commit()
            self._told = (today, organisation)
        self._looked = (today, now)
        return False


def next_morning(today: date, calendar: WorkCalendar, hours: Hours) -> datetime:
    """Nobody is woken for what the calendar brings: it is said in the morning, today or on the next working day."""
    return datetime.combine(calendar.working_day_from(today), hours.morning, AMSTERDAM)
