"""Who stands in hears what falls due while somebody is away (R3), and the supervisor hears where nobody is left.

Level-triggered: what ought to have been said is reckoned from who is away now, and the unique key of each message keeps
it from being said twice. So it may be asked at every change and at every tick, and when a deputy becomes absent too, or
a colleague leaves, those who are left hear it anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from klachtbot.domain import people
from klachtbot.domain.absence import FallsDue, Gap, falls_due, gaps, nobody_left, stand_ins
from klachtbot.domain.model import Action, Complaint, ComplaintId, PersonId
from klachtbot.domain.people import HANDLING, Organisation
from klachtbot.domain.procedure import refusal
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork

STANDING_IN, STANDING_IN_UPDATE, NOBODY_LEFT = "standing_in", "standing_in_update", "nobody_left"


def tell(uow: UnitOfWork, today: date, *, not_before: datetime | None = None) -> None:
    """Add what is still to be said about everybody who is away or will be; nothing is committed.

    Rows hold who is away and no case: what falls due is looked up at delivery, for the reader alone.
    """
    organisation = uow.people.organisation()
    for gap in gaps(organisation, today):
        found = tuple(_of(uow, gap, today))
        told = {one for due in found for one in stand_ins(due, gap, organisation, today)}
        alarmed = {
            one
            for due in found
            if nobody_left(due, gap, organisation, today)
            for one in people.alarmed(due.complaint, organisation, today)
        }
        about = _about(gap)
        for person in sorted(told):
            key = f"{STANDING_IN}:{_key(gap)}:{person}"
            uow.outbox.add(NewMessage(key, STANDING_IN, person, payload=about, not_before=not_before))
        week = (today - timedelta(days=today.weekday())).isoformat()  # while it lasts it is said every week
        for person in sorted(alarmed):
            key = f"{NOBODY_LEFT}:{_key(gap)}:{week}:{person}"
            uow.outbox.add(NewMessage(key, NOBODY_LEFT, person, payload=about, not_before=not_before))


def tell_of(
    uow: UnitOfWork,
    complaint: Complaint,
    today: date,
    *,
    but: PersonId | None = None,
    not_before: datetime | None = None,
) -> None:
    """Nobody stands in for this case any more: who still may hears so, with all that falls due meanwhile."""
    organisation = uow.people.organisation()
    ahead = (gap for gap in gaps(organisation, today) if gap.person == complaint.officer and gap.first <= today)
    for gap in ahead:
        about = _about(gap)
        for person in people.deputies_for(complaint, organisation, today):
            key = f"{STANDING_IN}:{complaint.id}:{complaint.version}:{person}"
            if person != but:
                uow.outbox.add(NewMessage(key, STANDING_IN, person, payload=about, not_before=not_before))


def bring_up_to_date(uow: UnitOfWork, complaint: Complaint, today: date) -> None:
    """Something was recorded in a case: where its officer is away, what who stands in was told is as it is now."""
    organisation = uow.people.organisation()
    team = dict.fromkeys(one for position in HANDLING for one in organisation.holding(position))
    for gap in gaps(organisation, today):
        for person in team if gap.person == complaint.officer else ():
            message = f"{STANDING_IN}:{_key(gap)}:{person}"
            there = uow.outbox.message(message)
            if there is not None and there.ts:
                key = f"{STANDING_IN_UPDATE}:{message}:{complaint.id}:{complaint.version}"
                about = _about(gap) | {"message": message}
                uow.outbox.add(NewMessage(key, STANDING_IN_UPDATE, person, payload=about))


def _about(gap: Gap) -> dict[str, str]:
    return {"person": gap.person, "first": "" if gap.left else gap.first.isoformat()}


def _of(uow: UnitOfWork, gap: Gap, today: date) -> Iterator[FallsDue]:
    ids = uow.absences.due_of(gap.person, until=gap.last)
    for complaint in uow.complaints.many(ids):
        yield from falls_due(complaint, gap, today)


def _key(gap: Gap) -> str:
    others = hashlib.sha256("".join(gap.others).encode()).hexdigest()[:12]
    period = "left" if gap.left else f"{gap.first}:{gap.last or ''}"
    return f"{gap.person}:{period}:{others}"


@dataclass(frozen=True, slots=True)
class StandIn:
    """What one reader must know about one colleague who is away: ``due``, the most urgent first. By case id: what this
    reader may open now (``opens``), and what they may stand in for now and nobody does yet (``free``)."""

    reader: PersonId
    gap: Gap
    due: tuple[FallsDue, ...]
    opens: frozenset[ComplaintId]
    free: frozenset[ComplaintId]


def standing_in(uow: UnitOfWork, reader: PersonId, person: PersonId, first: str, today: date) -> StandIn | None:
    """What this reader may stand in for now, in that gap; None when that is nothing (any more)."""
    organisation = uow.people.organisation()
    gap = _gap(uow, person, first, today)
    if gap is None:
        return None
    found = _urgent(due for due in _of(uow, gap, today) if reader in stand_ins(due, gap, organisation, today))
    return _seen_by(reader, gap, found, organisation, today) if found else None


def left_alone(uow: UnitOfWork, reader: PersonId, person: PersonId, first: str, today: date) -> StandIn | None:
    """What falls due in that gap with nobody to see to it, as far as this reader is the one to hear so."""
    organisation = uow.people.organisation()
    gap = _gap(uow, person, first, today)
    if gap is None:
        return None
    found = _urgent(
        due
        for due in _of(uow, gap, today)
        if nobody_left(due, gap, organisation, today) and reader in people.alarmed(due.complaint, organisation, today)
    )
    return _seen_by(reader, gap, found, organisation, today) if found else None


def _seen_by(
    reader: PersonId, gap: Gap, found: tuple[FallsDue, ...], organisation: Organisation, today: date
) -> StandIn:
    cases = {due.complaint.id: due.complaint for due in found}
    opens = (id for id, one in cases.items() if people.may_read(one, reader, organisation, today))
    free = (
        id
        for id, one in cases.items()
        if refusal(one, Action.DEPUTISE, people.roles_in(one, reader, organisation, today), today) is None
    )
    return StandIn(reader, gap, found, frozenset(opens), frozenset(free))


def _gap(uow: UnitOfWork, person: PersonId, first: str, today: date) -> Gap | None:
    """The gap that a row is about, as it is now: its end may have been moved since."""
    return next(
        (
            gap
            for gap in gaps(uow.people.organisation(), today)
            if gap.person == person and (gap.left if not first else gap.first.isoformat() == first)
        ),
        None,
    )


def _urgent(found: Iterable[FallsDue]) -> tuple[FallsDue, ...]:
    return tuple(sorted(found, key=lambda due: (due.aim, due.complaint.label, due.deadline.rule)))


def stood_in_for(uow: UnitOfWork, reader: Person, today: date) -> tuple[Person, ...]:
    """The colleagues who are away (or no longer here) and whose open cases this reader has today."""
    officers = people.in_view(reader.id, uow.people.organisation(), today).officers
    found = (uow.people.by_id(one) for one in officers if one != reader.id)
    return tuple(one for one in found if one is not None and uow.absences.due_of(one.id, until=None))
