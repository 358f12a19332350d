"""Back from absence: what was stood in for is the officer's again, with one message of what was done meanwhile (R3).

Level-triggered: driven by an index of the cases somebody stands in for, and by the absences that are over and not given
back yet. What is given back leaves both, so asking again costs next to nothing and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from klachtbot.domain import errors, people, procedure
from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import Action, Complaint, ComplaintId, Event, PersonId, Role
from klachtbot.domain.people import Organisation
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.absences import StoodInFor
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork, UnitsOfWork
from klachtbot.usecases.stand_in import bring_up_to_date, tell_of
from klachtbot.usecases.take_step import judged, look, record, refresh

RETURNED, GIVEN_BACK = "returned", "given_back"
_CLOCK, _OFFICER = frozenset({Role.SYSTEM}), frozenset({Role.OFFICER})


def give_back(units: UnitsOfWork, today: date, *, not_before: datetime | None = None) -> bool:
    """Give back what is due to somebody who is here today; False when there is nothing to look at. Only on a working
    day: who was away until Friday is back on Monday. Raises ``StorageAway``.

    Also what a deputy stands in for who is away or gone as well, so that the next one can.
    """
    with units(read_only=True) as uow:
        stood_in_for, over = uow.absences.stood_in_for(), uow.absences.over()
        if not stood_in_for and not over:
            return False
        calendar = calendar_of(uow)
        if not calendar.is_working_day(today):
            return False
        organisation = uow.people.organisation()
    back = {one.officer for one in stood_in_for} | {one.person for one in over}
    for person in sorted(one for one in back if not organisation.away(one, today) or not organisation.handles(one)):
        with units() as uow:
            give_back_to(uow, person, today=today, calendar=calendar, by=None, not_before=not_before)
            uow.commit()
    with units() as uow:
        let_go(uow, today, calendar, not_before=not_before)
        uow.commit()
    return True


def let_go(uow: UnitOfWork, today: date, calendar: WorkCalendar, *, not_before: datetime | None = None) -> None:
    """Of deputies who are away themselves now, or gone: the case is its officer's again, and who is left hears it.
    Nothing is committed."""
    organisation = uow.people.organisation()
    for one in uow.absences.stood_in_for():
        found = uow.complaints.by_id(one.complaint) if _deputy_out(one, organisation, today) else None
        if found is not None and _return(uow, found, today, calendar, by=None):
            tell_of(uow, found, today, not_before=not_before)


def _deputy_out(one: StoodInFor, organisation: Organisation, today: date) -> bool:
    """Away on dates (not just a day off in the week), gone, or in no position to handle cases."""
    dated = any(absence.person == one.deputy and absence.covers(today) for absence in organisation.absences)
    return dated or not organisation.handles(one.deputy)


def give_back_to(
    uow: UnitOfWork,
    person: PersonId,
    *,
    today: date,
    calendar: WorkCalendar,
    by: Person | None,
    not_before: datetime | None = None,
) -> bool:
    """All that was stood in for while this person was away, and the absences that are over; whether there was any.

    They get one message of what was done meanwhile, and who stood in for them one, too. ``by``: who said that they are
    back; None for the clock. Of who handles no complaints any more the absence is forgotten. Nothing is committed.
    """
    organisation = uow.people.organisation()
    over = [one for one in uow.absences.over() if one.person == person]
    since = [one.first for one in over]
    thanked: dict[PersonId, int] = {}
    for one in uow.absences.stood_in_for():
        found = uow.complaints.by_id(one.complaint) if one.officer == person else None
        if found is None or not _officer_again(found, organisation, today):
            continue
        if _return(uow, found, today, calendar, by=by.id if by is not None and by.id == person else None):
            since.append(_entered_on(_begun(found)))
            thanked[one.deputy] = thanked.get(one.deputy, 0) + 1
    if over:
        uow.absences.remove(*(one.id for one in over))
    if since and organisation.handles(person):
        first = min(since).isoformat()
        key = f"{RETURNED}:{person}:{first}:{today}"
        uow.outbox.add(NewMessage(key, RETURNED, person, payload={"since": first}, not_before=not_before))
    for deputy, count in thanked.items():
        key = f"{GIVEN_BACK}:{person}:{today}:{deputy}"
        told = {"count": str(count)}
        uow.outbox.add(NewMessage(key, GIVEN_BACK, deputy, payload=told, not_before=not_before))
    return bool(since)


def _officer_again(complaint: Complaint, organisation: Organisation, today: date) -> bool:
    """Whether it can be theirs again: not when it turned out to be about a coordinator meanwhile (R23)."""
    return Role.OFFICER in people.roles_in(complaint, complaint.officer, organisation, today)


def _return(uow: UnitOfWork, complaint: Complaint, today: date, calendar: WorkCalendar, *, by: PersonId | None) -> bool:
    """False when somebody else was first, or works on it now: the next tick looks again."""
    draft = procedure.advance(
        complaint,
        Action.RETURN,
        by=by,
        roles=_CLOCK if by is None else _OFFICER,
        on=today,
        today=today,
        calendar=calendar,
    )
    try:
        after = uow.complaints.append(complaint, (draft,), submission=f"return:{complaint.id}:{complaint.version}")
    except (errors.Stale, errors.AlreadyRecorded):
        return False
    bring_up_to_date(uow, after, today)
    refresh(uow, after, after.officer, *([stood] if (stood := people.deputy_of(complaint)) else []))
    return True


def stop_standing_in(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    submission: str,
) -> Complaint:
    """`Waarneming stoppen`, by who stands in or by the officer. The officer hears what was done meanwhile; while they
    are still away, the others who may stand in hear that it is free."""
    action = Action.RETURN
    sight = look(uow, by=by, today=today, complaint=complaint, version=version, action=action, submission=submission)
    if sight.done:
        return sight.complaint
    draft = judged(sight, action, today, calendar)
    found, officer = sight.complaint, sight.complaint.officer
    if sight.organisation.away(officer, today) or not sight.organisation.handles(officer):
        tell_of(uow, found, today, but=sight.by.id)
    elif officer != sight.by.id:
        begun = _entered_on(_begun(found)).isoformat()
        key = f"{RETURNED}:{officer}:{found.id}:{found.version}"
        uow.outbox.add(NewMessage(key, RETURNED, officer, payload={"since": begun}))
    return record(uow, sight, (draft,), submission=submission)


def _begun(complaint: Complaint) -> Event:
    return next(event for event in reversed(complaint.events) if event.action is Action.DEPUTISE)


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What was done in one case while its officer was away, the oldest first."""

    complaint: Complaint
    entries: tuple[Event, ...]


def meanwhile(uow: UnitOfWork, person: PersonId, since: date, today: date) -> tuple[Meanwhile, ...]:
    """What others (and the clock) did since that day in the cases this person handles, as far as they may read them."""
    organisation = uow.people.organisation()
    begins = datetime.combine(since, time(), AMSTERDAM)
    found = uow.complaints.many(uow.absences.worked_on(person, since=begins))
    readable = (one for one in found if people.may_read(one, person, organisation, today))
    listed = (Meanwhile(one, tuple(_by_others(one, person, begins))) for one in readable)
    return tuple(one for one in listed if one.entries)


def _by_others(complaint: Complaint, person: PersonId, begins: datetime) -> Iterable[Event]:
    return (
        event
        for event in complaint.events
        if event.at >= begins and event.by != person and event.action is not Action.RETURN
    )


def _entered_on(event: Event) -> date:
    return event.at.astimezone(AMSTERDAM).date()
