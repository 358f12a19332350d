"""An action is done (R25): said by who owns it, who need not read anything else of the case, or by who handles it."""

from __future__ import annotations

from datetime import date

from klachtbot.domain import errors, people
from klachtbot.domain.improvements import Improvement, improvements
from klachtbot.domain.model import Action, Complaint, ComplaintId
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.take_step import judged, look, record


def owned_by(uow: UnitOfWork, person: Person | None, complaint: Complaint | None, ref: str) -> Improvement:
    """The action that is this person's own; ``NotFound`` for anybody else, and for who may know nothing of the case.

    Of an opened dossier with its text, which is all of it that opens to them.
    """
    organisation = uow.people.organisation()  # asked whether there is a complaint or not
    if complaint is None or person is None or people.kept_out(complaint, person.id, organisation):
        raise errors.NotFound
    found = next((one for one in improvements(complaint) if (one.ref, one.owner) == (ref, person.id)), None)
    if found is None:
        raise errors.NotFound
    return found


def finish(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    ref: str,
    result: str,
    submission: str,
) -> Complaint:
    """Their own action is done, with what came of it. What others recorded meanwhile does not matter."""
    now = uow.complaints.by_id(complaint)
    sight = look(
        uow,
        by=by,
        today=today,
        complaint=complaint,
        version=now.version if now else 0,
        action=Action.FINISH_IMPROVEMENT,
        submission=submission,
        sent={"subject": ref, "result": result},
    )
    if sight.done:
        return sight.complaint
    owned_by(uow, by, sight.complaint, ref)
    draft = judged(sight, Action.FINISH_IMPROVEMENT, today, calendar, subject=ref, details={"result": result})
    return record(uow, sight, (draft,), submission=submission)
