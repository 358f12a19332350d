"""Somebody is a respondent by mistake (R2, R19): taken out before they hear of it, with the reason."""

from __future__ import annotations

from datetime import date

from klachtbot.domain import people
from klachtbot.domain.dossier import kept_apart
from klachtbot.domain.model import Action, Complaint, ComplaintId, Json
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.ports import Person, Sent, UnitOfWork
from klachtbot.usecases.take_step import judged, look, record


def withdraw_respondent(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    ref: str,
    reason: str,
    submission: str,
) -> Complaint:
    """Take the respondent ``ref`` out; the entries about them stay, and the ref is never given again.

    What was kept from the coordinators stays so (R23), also when this was why. ``AlreadyDone`` when somebody told
    them or tried to (R7), ``UnknownSubject`` for who is no respondent, ``Incomplete`` at "reason".
    """
    action = Action.CORRECT
    sent: Sent = {"ref": ref, "reason": reason}
    sight = look(
        uow, by=by, today=today, complaint=complaint, version=version, action=action, submission=submission, sent=sent
    )
    if sight.done:
        return sight.complaint
    attributes: dict[str, Json] = {"withdrawn": ref}
    if people.supervised(sight.complaint, sight.organisation) and not kept_apart(sight.complaint):
        attributes["supervised"] = True
    draft = judged(sight, action, today, calendar, attributes=attributes, details={"reason": reason})
    return record(uow, sight, (draft,), submission=submission)
