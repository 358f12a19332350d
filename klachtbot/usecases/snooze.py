"""Put a reminder off to a chosen moment ("later herinneren"): for oneself, and never the term itself.

A soft term is quiet until then. A hard one comes back by itself on its own days, whatever somebody chose.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from klachtbot.domain.errors import Refusal
from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import ComplaintId
from klachtbot.domain.nudging import Snooze
from klachtbot.domain.terms import Deadline, owed
from klachtbot.usecases import access
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.office import ladder_of
from klachtbot.usecases.ports import Person, UnitOfWork


class NothingOwed(Refusal):
    """What they want to hear of again was done, or fell away."""


class Past(Refusal):
    """That moment is over."""


class NotInHours(Refusal):
    """Nothing goes out then: on a working day from ``opens`` until ``closes`` it does."""

    def __init__(self, opens: time, closes: time, field: str) -> None:
        super().__init__(field=field)
        self.opens, self.closes = opens, closes


def to_put_off(
    uow: UnitOfWork, by: Person | None, complaint: ComplaintId, term: str, subject: str, on: date
) -> tuple[str, Deadline]:
    """What the case is called, and the term as it runs now. ``NotFound`` for who may not read it."""
    found = access.readable(uow, by, uow.complaints.by_id(complaint), on)
    for deadline in owed(found):
        if (deadline.term, deadline.subject) == (term, subject):
            return found.label, deadline
    raise NothingOwed


def snooze(
    uow: UnitOfWork,
    *,
    by: Person | None,
    complaint: ComplaintId,
    term: str,
    subject: str,
    on: date,
    at: time,
    now: datetime,
    fields: tuple[str, str] = ("on", "at"),
) -> datetime:
    """This person hears of it again on that day and hour, in Amsterdam; when, in UTC.

    ``fields``: where in their form day and hour stand. Raises ``Past``, ``NotInHours``, ``OutsideCalendar``,
    ``NothingOwed``, ``NotFound``.
    """
    _, deadline = to_put_off(uow, by, complaint, term, subject, now.astimezone(AMSTERDAM).date())
    assert by is not None, "who may read is somebody"
    hours, calendar = ladder_of(uow).hours, calendar_of(uow)
    if not calendar.is_working_day(on):
        raise NotInHours(hours.morning, hours.closes, fields[0])
    until = datetime.combine(on, at, AMSTERDAM).astimezone(UTC)
    if until <= now:
        raise Past(field=fields[on >= now.astimezone(AMSTERDAM).date()])
    if hours.part_at(until, calendar) is None:
        raise NotInHours(hours.morning, hours.closes, fields[1])
    uow.nudges.snooze(complaint, Snooze(by.id, deadline.term, deadline.subject, until))
    uow.commit()
    return until
