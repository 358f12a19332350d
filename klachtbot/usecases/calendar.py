"""The organisation's calendar: which days are no working days here."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from klachtbot.domain.model import CalendarName
from klachtbot.domain.workdays import WorkCalendar, work_calendar
from klachtbot.usecases.ports import UnitOfWork


def calendar_of(uow: UnitOfWork) -> WorkCalendar:
    """The calendar of today's settings; a deadline that runs keeps the one it was computed with."""
    office = uow.office()
    return _calendar(office.calendar, office.closing_days) if office else _calendar(CalendarName.PUBLIC, ())


@lru_cache(maxsize=4)
def _calendar(name: CalendarName, closing_days: tuple[date, ...]) -> WorkCalendar:
    return work_calendar(name, closing_days)
