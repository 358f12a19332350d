"""Uitspraak doen (R18): the chair makes it final, in Slack or by a signed document.

The chair writes for as long as it takes. What somebody else recorded meanwhile does not refuse a ruling; only what
rules it out does, such as a second hearing that was planned. Nobody changes it afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from klachtbot.domain import errors, procedure
from klachtbot.domain.model import Action, Complaint, ComplaintId, Json, Seat
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.add_document import HandedOver, each_is_taken
from klachtbot.usecases.documents import AwaitedDocument, DocumentKind, Reading
from klachtbot.usecases.ports import Person, Sent, UnitOfWork
from klachtbot.usecases.take_step import Sight, judged, look, record


@dataclass(frozen=True, slots=True)
class Said:
    """What the chair decided. The reasons are text, a ``document`` of the dossier, or a ``file`` that comes along."""

    ruling: str  # "upheld" or "dismissed"
    reasons: str = field(default="", repr=False)
    reasons_more: str = field(default="", repr=False)
    recommendation: str = field(default="", repr=False)
    document: str = ""
    file: HandedOver | None = None


def rule(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    said: Said,
    submission: str,
    on: date | None = None,
    means: str = "",
) -> Complaint:
    """Record the ruling, which is final from then on. ``means``: how the chair sent it, when somebody records it for
    them, with the signed document.

    ``Incomplete`` at "reasons" or "document"; ``AdviceWithDismissed``; ``NotFound`` for who may not read the case.
    """
    words: dict[str, Json] = {
        key: text for key in ("reasons", "reasons_more", "recommendation") if (text := str(getattr(said, key)))
    }
    codes: dict[str, Json] = {"ruling": said.ruling}
    if said.recommendation:
        codes["advice"] = True
    if means:
        codes |= {"on_behalf_of": Seat.CHAIR.value, "means": means}
    sent: Sent = {
        **codes,
        **words,
        "document": said.document,
        "file": said.file.slack_file if said.file else "",
        "on": on.isoformat() if on else None,
    }
    sight = _look(uow, by, today, complaint, Action.RULE, submission, sent)
    if sight.done:
        return sight.complaint
    drafts = []
    if said.file is not None:
        each_is_taken((said.file,), field="file")
        codes |= {"reasons": "file", "document": _expect(uow, sight, said.file)}
        about: dict[str, Json] = {
            "document": codes["document"],
            "kind": DocumentKind.RULING.value,
            "reading": Reading.WHOLE.value,
        }
        drafts.append(
            judged(sight, Action.ADD_DOCUMENT, today, calendar, attributes=about, details={"name": said.file.name})
        )
    elif said.document:
        if said.document not in {one.id for one in uow.documents.of(sight.complaint.id)}:
            raise errors.Incomplete(Action.RULE, "document")
        codes |= {"reasons": "file", "document": said.document}
    refused = procedure.refusal(sight.complaint, Action.RULE, sight.roles, today)
    if refused is not None:
        raise refused
    drafts.append(judged(sight, Action.RULE, today, calendar, on=on, attributes=codes, details=words))
    return record(uow, sight, drafts, submission=submission)


def _look(
    uow: UnitOfWork,
    by: Person | None,
    today: date,
    complaint: ComplaintId,
    action: Action,
    submission: str,
    sent: Sent,
) -> Sight:
    """The case as it is now."""
    now = uow.complaints.by_id(complaint)
    return look(
        uow,
        by=by,
        today=today,
        complaint=complaint,
        version=now.version if now else 0,
        action=action,
        submission=submission,
        sent=sent,
    )


def _expect(uow: UnitOfWork, sight: Sight, file: HandedOver) -> str:
    awaited = AwaitedDocument(
        kind=DocumentKind.RULING,
        name=file.name,
        slack_file=file.slack_file,
        reading=Reading.WHOLE,
        origin=f"slack:{file.slack_file}",
    )
    return uow.documents.expect(sight.complaint.id, awaited)
