"""When its time has come a dossier is destroyed (R21), and who handles it hears so a month before.

Looked at once a day. Nothing is remembered: what is to go follows from the day it ended, what the organisation decided,
and whether somebody decided with a reason that it is kept for longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from klachtbot.domain import people
from klachtbot.domain.errors import Stale
from klachtbot.domain.ladder import Audience
from klachtbot.domain.model import Complaint, ComplaintId
from klachtbot.domain.nudging import recipients
from klachtbot.domain.retention import Retention, held, kept_until, may_go, warned_from, years_after
from klachtbot.usecases.forget_in_slack import forget_in_slack
from klachtbot.usecases.office import retention_of
from klachtbot.usecases.ports import NewMessage, UnitOfWork, UnitsOfWork

WARNING = "retention_warning"


class Fate(StrEnum):
    """What becomes of a dossier of which the time has come, or comes within a month."""

    WARNED = "warned"  # within a month
    GOES = "goes"  # today
    HELD = "held"  # somebody decided that it is kept for longer
    UNDECIDED = "undecided"  # the organisation did not say yet how long it keeps dossiers


@dataclass(frozen=True, slots=True)
class Due:
    """A dossier of which the time has come, or nearly: kept until the end of ``last_day``."""

    complaint: Complaint
    last_day: date
    fate: Fate


def due(uow: UnitOfWork, today: date) -> Iterator[Due]:
    """What is to be told or destroyed, the longest ended first. This is the dry run: it changes nothing."""
    retention = retention_of(uow)
    shortest = min(retention.internal_years, retention.committee_years)
    # Who is warned on 31 March of the 30th of April is warned of what ended on either day.
    until = years_after(today + timedelta(days=32), -shortest) + timedelta(days=2)
    for id in uow.tombstones.ended_before(until):
        complaint = uow.complaints.by_id(id)
        assert complaint is not None, "read in one transaction"
        last_day = kept_until(complaint, retention)
        if last_day is not None and warned_from(last_day) <= today:
            yield Due(complaint, last_day, _fate(complaint, retention, today))


def _fate(complaint: Complaint, retention: Retention, today: date) -> Fate:
    if held(complaint):
        return Fate.HELD
    if not retention.confirmed:
        return Fate.UNDECIDED
    return Fate.GOES if may_go(complaint, retention, today) else Fate.WARNED


def keep_terms(units: UnitsOfWork, today: date, *, not_before: datetime | None = None) -> int:
    """Warn of what goes within a month, and destroy what goes today; gives how many were destroyed.

    Each dossier in a transaction of its own: one that cannot go now keeps none of the others.
    """
    with units(read_only=True) as uow:
        found = tuple(due(uow, today))
    warned = [one for one in found if one.fate is Fate.WARNED]
    if warned:
        with units() as uow:
            for one in warned:
                warn(uow, one, today, not_before=not_before)
            uow.commit()
    gone = [one.complaint.id for one in found if one.fate is Fate.GOES]
    return sum(destroy(units, id, today) for id in gone)


def warn(uow: UnitOfWork, one: Due, today: date, *, not_before: datetime | None) -> None:
    """To who handles it, once: a message with its number and the day."""
    for person in recipients(one.complaint, (Audience.OFFICER,), uow.people.organisation(), today):
        key = f"{WARNING}:{one.complaint.id}:{one.last_day}:{person}"
        payload = {"last_day": one.last_day.isoformat()}
        uow.outbox.add(NewMessage(key, WARNING, person, one.complaint.id, payload, not_before))


def destroy(units: UnitsOfWork, id: ComplaintId, today: date) -> bool:
    """Destroy this dossier, if it is still to go; whether it was. What Slack still holds of it is asked back first, in
    the same transaction."""
    with suppress(Stale), units() as uow:  # somebody recorded something just now: tomorrow it is looked at again
        complaint = uow.complaints.by_id(id)
        if complaint is None or not may_go(complaint, retention_of(uow), today):
            return False
        left = forget_in_slack(uow, id, asked_by=complaint.officer)
        channels = (left.channel,) if left.channel else ()
        apart = people.supervised(complaint, uow.people.organisation())
        uow.tombstones.destroy(complaint, {"channel": channels, "file": left.files}, today, supervised=apart)
        uow.commit()
        return True
    return False
