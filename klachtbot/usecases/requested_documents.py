"""Stukken opvragen (R14): the committee asks for a document; who handles the case delivers it, or says why it will not
come. What is delivered is in the dossier in the same transaction in which the request is met."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from klachtbot.domain import errors
from klachtbot.domain.model import Action, Complaint, ComplaintId, Json
from klachtbot.domain.requests import OTHER, holders
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.add_document import Added, added_drafts, as_sent
from klachtbot.usecases.ports import Person, Sent, UnitOfWork
from klachtbot.usecases.take_step import check_document, judged, look, record


class NothingDelivered(errors.Refusal):
    """Neither a file nor a document of the dossier was chosen."""


def request_document(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    on: date | None,
    codes: Mapping[str, Json],
    told: Mapping[str, Json],
    submission: str,
) -> Complaint:
    """Ask for it, on ``on`` (None: today). ``codes`` and ``told`` are its attributes and details (``domain.steps``).

    ``Incomplete`` at "holder" for who is nobody here, and at "holder_name" for somebody else without a name.
    """
    action = Action.REQUEST_DOCUMENT
    sent: Sent = {"on": on.isoformat() if on else None, "attributes": dict(codes), "details": dict(told)}
    sight = look(
        uow, by=by, today=today, complaint=complaint, version=version, action=action, submission=submission, sent=sent
    )
    if sight.done:
        return sight.complaint
    holder = codes.get("holder")
    if holder not in holders(sight.complaint):
        raise errors.Incomplete(action, "holder")
    if holder == OTHER and not told.get("holder_name"):
        raise errors.Incomplete(action, "holder_name")
    check_document(uow, sight.complaint, action, codes)
    draft = judged(sight, action, today, calendar, on=on, attributes=codes, details=told)
    return record(uow, sight, (draft,), submission=submission)


def deliver_document(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    request: str,
    added: Added,
    existing: str,
    submission: str,
) -> Complaint:
    """Put what was handed over in the dossier, or take what is there (``existing``, an id), and meet the ``request``.

    ``NothingDelivered`` without either; else as ``add_document``.
    """
    action = Action.DELIVER_DOCUMENT
    sent: Sent = {**as_sent(added), "request": request, "existing": existing}
    sight = look(
        uow, by=by, today=today, complaint=complaint, version=version, action=action, submission=submission, sent=sent
    )
    if sight.done:
        return sight.complaint
    if not added.files and not existing:
        raise NothingDelivered(field="files")
    check_document(uow, sight.complaint, action, {"document": existing})
    drafts, ids = added_drafts(uow, sight, today, calendar, added) if added.files else ([], [])
    documents: list[Json] = [*ids, *([existing] if existing else [])]
    met = judged(sight, action, today, calendar, subject=request, attributes={"documents": documents})
    return record(uow, sight, (*drafts, met), submission=submission)
