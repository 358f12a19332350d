"""Somebody else handles it from now on (R3): handed over, taken over, or "ik ben betrokken"."""

from __future__ import annotations

from datetime import date

from klachtbot.domain import errors, people
from klachtbot.domain.model import Action, Complaint, ComplaintId, PersonId
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.ports import Person, Sent, UnitOfWork
from klachtbot.usecases.take_step import judged, look, record, take_step


def hand_over(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    officer: PersonId,
    reason: str,
    submission: str,
) -> Complaint:
    """Give it to ``officer``, one of ``people.successors``; ``Incomplete`` at "officer" or "reason" otherwise."""
    action = Action.HAND_OVER
    sent: Sent = {"officer": officer, "reason": reason}
    sight = look(
        uow, by=by, today=today, complaint=complaint, version=version, action=action, submission=submission, sent=sent
    )
    if sight.done:
        return sight.complaint
    draft = judged(sight, action, today, calendar, attributes={"officer": officer}, details={"reason": reason})
    if officer not in people.successors(sight.complaint, sight.organisation):
        raise errors.Incomplete(action, "officer")
    return record(uow, sight, (draft,), submission=submission)


def take_over(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    submission: str,
) -> Complaint:
    """`Overnemen`: the deputy handles it for good."""
    return take_step(
        uow,
        by=by,
        today=today,
        calendar=calendar,
        complaint=complaint,
        version=version,
        action=Action.TAKE_OVER,
        attributes={"officer": by.id if by is not None else ""},
        submission=submission,
    )


def step_back(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    submission: str,
) -> Complaint:
    """`Ik ben betrokken`: who says so may read it no longer, and never handles it.

    When they handled it another coordinator does, and only if none is free the supervisor (of a case about a
    coordinator: the deputy supervisor). ``NobodyLeft`` when all are involved.
    """
    action = Action.STEP_BACK
    sight = look(uow, by=by, today=today, complaint=complaint, version=version, action=action, submission=submission)
    if sight.done:
        return sight.complaint
    found, organisation = sight.complaint, sight.organisation
    officer = found.officer
    if officer == sight.by.id:
        officer = people.officer_for(
            organisation,
            today,
            involved=people.involved(found) | {officer},
            supervised=people.supervised(found, organisation),
        )
    draft = judged(sight, action, today, calendar, attributes={"officer": officer})
    return record(uow, sight, (draft,), submission=submission)
