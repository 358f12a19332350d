"""Preparing letters: frozen in the dossier as they will be sent, and only then out (R5-R12, R19).

A letter that is the sending of a step is judged as that step would be today, so that whatever keeps it from being
taken is said in the form, and nothing goes out.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from klachtbot.domain import errors, letters, sharing
from klachtbot.domain.letters import DISPATCHES, Audience, Means, Recipient
from klachtbot.domain.model import Action, Complaint, ComplaintId, FactName, Json, Notice, PersonId
from klachtbot.domain.owed_letters import OwedLetter, owed_letters
from klachtbot.domain.parties import parties
from klachtbot.domain.readers import recipients
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.documents import DocumentId, DocumentKind, NewDocument, Reading
from klachtbot.usecases.enclosures import handed_in, refuse_too_much
from klachtbot.usecases.letters import Printed
from klachtbot.usecases.outside import outside
from klachtbot.usecases.ports import NewMessage, Person, Sent, UnitOfWork
from klachtbot.usecases.show_document import NotHereYet
from klachtbot.usecases.take_step import Sight, judged, look, record
from klachtbot.usecases.telling import Order

PDF = "application/pdf"
MAIL = "application/json"


@dataclass(frozen=True, slots=True)
class ReadyLetter:
    """A letter that is set, with where it goes. ``title`` names it in the dossier; ``calendar`` goes along by mail.

    ``shielded`` is the same letter without the address, for whom the complaint is about (R20); ``enclosed`` are the
    documents of the dossier that go with it.
    """

    recipient: Recipient
    means: Means
    address: str = field(repr=False)
    title: str
    subject: str
    printed: Printed
    shielded: Printed | None = None
    calendar: bytes | None = field(default=None, repr=False)
    reply_to: str = ""
    enclosed: tuple[DocumentId, ...] = ()


class NobodyToWriteTo(errors.Refusal):
    """What this letter brings may go to none of its readers (R20)."""


def to_whom(uow: UnitOfWork, complaint: Complaint, order: Order, today: date) -> tuple[Recipient, ...]:
    """Who gets these letters now; not who may read nothing of what they bring."""
    found = recipients(complaint, order.notice, order.about, cause=order.cause, outside=outside(uow, complaint, today))
    if order.notice is not Notice.DOCUMENT_SHARED:
        return found
    brings = handed_in(uow, complaint, order.cause)
    return tuple(one for one in found if brings.to(one))


def check(uow: UnitOfWork, sight: Sight, order: Order, today: date, calendar: WorkCalendar) -> None:
    """Raise the ``Refusal`` that keeps these letters from being prepared now."""
    complaint = sight.complaint
    then = DISPATCHES[order.notice].then
    if then is not None:
        if order.cause or order.about:
            raise errors.NotFound  # no button carries that
        before = letters.under_way(complaint, then)
        if before:
            raise errors.UnderWay(then, before[0].prepared_on)
        judged(sight, then, today, calendar, attributes=_said(then))
    elif OwedLetter(order.notice, order.cause, order.about) not in owed_letters(
        complaint, outside(uow, complaint, today)
    ):
        raise errors.AlreadyDone(Action.PREPARE_LETTERS, FactName.LETTER_PREPARED, complaint.events[-1].on)
    if order.notice is Notice.DOCUMENT_SHARED and handed_in(uow, complaint, order.cause).awaited:
        raise NotHereYet
    if DISPATCHES[order.notice].dossier and (refused := sharing.refusal(complaint)) is not None:
        raise refused


def _said(then: Action) -> Mapping[str, Json]:
    """What the step says beyond the letter: that the letter holds it (the printer forbids one that does not)."""
    return {"next_steps": True, "committee_contact": True} if then is Action.SEND_REPORT_UNSETTLED else {}


def prepare_letters(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    submission: str,
    sent: Sent,
    order: Order,
    ready: Sequence[ReadyLetter],
) -> Complaint:
    """Freeze these letters and send them on their way; with nobody to write to, take the step that was meant.

    Raises a ``Refusal``, and then keeps and sends nothing.
    """
    sight = look(
        uow,
        by=by,
        today=today,
        complaint=complaint,
        version=version,
        action=Action.PREPARE_LETTERS,
        submission=submission,
        sent=sent,
        opened=True,
    )
    if sight.done:
        return sight.complaint
    check(uow, sight, order, today, calendar)
    found = sight.complaint
    expected = to_whom(uow, found, order, today)
    if [one.recipient for one in ready] != list(expected):
        raise errors.Stale
    for one in ready:
        if one.means is Means.EMAIL:
            refuse_too_much(uow, found, one.enclosed, field=f"to_{one.recipient.ref}")
    then = DISPATCHES[order.notice].then
    if not ready:
        if then is None:
            raise NobodyToWriteTo
        drafts = (judged(sight, then, today, calendar, attributes=_said(then)),)
        return record(uow, sight, drafts, submission=submission)
    kept = freeze(uow, found, order, ready, sight.by.id)
    draft = judged(sight, Action.PREPARE_LETTERS, today, calendar, attributes=kept.attributes, details=kept.details)
    return record(uow, sight, (draft,), submission=submission, messages=kept.leaving)


@dataclass(frozen=True, slots=True)
class Kept:
    """Letters that are in the dossier: what the entry says that prepared them, and the rows that send them."""

    attributes: Mapping[str, Json]
    details: Mapping[str, Json] = field(repr=False)
    leaving: tuple[NewMessage, ...]


def freeze(uow: UnitOfWork, complaint: Complaint, order: Order, ready: Sequence[ReadyLetter], hears: PersonId) -> Kept:
    """Keep these letters in the dossier, as they will be sent. ``hears`` is who is told when one does not arrive."""
    then = DISPATCHES[order.notice].then
    first = letters.next_ref(complaint)
    numbered = [(f"b{number}", one) for number, one in enumerate(ready, first)]
    attributes: dict[str, Json] = {
        "notice": order.notice.value,
        "letters": [_frozen(uow, complaint, ref, one) for ref, one in numbered],
        "cause": order.cause,
        "about_ref": order.about,
    }
    if then is not None:
        attributes["then"] = dict(_said(then))
    addresses: dict[str, Json] = {ref: one.address for ref, one in numbered}
    leaving = (
        *(_mailed(complaint, ref, hears, tries=1) for ref, one in numbered if one.means is Means.EMAIL),
        *(in_slack(complaint, ref, one.recipient) for ref, one in numbered if one.means is Means.SLACK),
    )
    return Kept(attributes, {"addresses": addresses}, leaving)


def skip_letters(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    submission: str,
    cause: int,
    reason: str,
    notice: Notice | None = None,
) -> Complaint:
    """This letter (None: no letter at all) is not needed after that entry, and why. Raises ``AlreadyDone`` when none is
    owed."""
    sight = look(
        uow,
        by=by,
        today=today,
        complaint=complaint,
        version=version,
        action=Action.SKIP_LETTERS,
        submission=submission,
        sent={"cause": cause, "reason": reason, "notice": notice and notice.value},
    )
    if sight.done:
        return sight.complaint
    owed = owed_letters(sight.complaint, outside(uow, sight.complaint, today))
    if not any(one.cause == cause and notice in (None, one.notice) for one in owed):
        raise errors.AlreadyDone(Action.SKIP_LETTERS, FactName.LETTER_PREPARED, sight.complaint.events[-1].on)
    codes: dict[str, Json] = {"cause": cause} | ({"notice": notice.value} if notice is not None else {})
    draft = judged(sight, Action.SKIP_LETTERS, today, calendar, attributes=codes, details={"reason": reason})
    return record(uow, sight, (draft,), submission=submission)


def by_mail(complaint: Complaint, ref: str, by: Person, *, tries: int) -> NewMessage:
    """The row of the outbox that mails this letter; one for each time somebody decides to send it."""
    return _mailed(complaint, ref, by.id, tries=tries)


def _mailed(complaint: Complaint, ref: str, hears: PersonId, *, tries: int) -> NewMessage:
    return NewMessage(mail_key(complaint.id, ref, tries), "letter", hears, complaint.id, {"letter": ref})


def mail_key(complaint: ComplaintId, ref: str, tries: int) -> str:
    """The key of that row."""
    return f"letter:{complaint}:{ref}:{tries}"


def in_slack(complaint: Complaint, ref: str, to: Recipient) -> NewMessage:
    """The row of the outbox that tells this respondent a letter is there for them to open (R7); once, for ever."""
    person = next(one.person for one in complaint.respondents if one.ref == to.ref)
    assert person is not None, "only somebody in Slack opens a letter there"
    return NewMessage(f"notice:{complaint.id}:{ref}", "notice", person, complaint.id, {"letter": ref})


def _frozen(uow: UnitOfWork, complaint: Complaint, ref: str, one: ReadyLetter) -> dict[str, Json]:
    """Keep the letter in the dossier, with the reading the respondent may have of it."""

    def keep(printed: Printed, reading: Reading | None, *, origin: str, **more: Any) -> DocumentId:
        new = NewDocument(DocumentKind.LETTER, _name(one), printed.pdf, PDF, reading=reading, origin=origin, **more)
        return uow.documents.add(complaint.id, new)

    if one.recipient.audience in (Audience.COMMITTEE, Audience.MEMBER):
        document = keep(one.printed, None, origin=ref)  # it tells of all parties: chosen when somebody asks to see it
    elif one.recipient.audience is Audience.RESPONDENT:
        document = keep(one.printed, Reading.WHOLE, origin=ref)
    elif one.recipient.audience is not Audience.HOLDER and not parties(complaint).respondent_may_know:
        document = keep(one.printed, Reading.WITHHELD, origin=ref, reason="name_withheld")
    elif one.shielded is not None:
        shielded = keep(one.shielded, Reading.WHOLE, origin=f"{ref}.shielded")
        document = keep(one.printed, Reading.SHIELDED, origin=ref, shielded=shielded)
    else:
        document = keep(one.printed, Reading.WHOLE, origin=ref)
    mail = NewDocument(
        DocumentKind.MAIL,
        f"{ref}.json",
        mail_content(one),
        MAIL,
        reading=Reading.WITHHELD,
        reason="same_as_letter",
        origin=ref,
    )
    return {
        "ref": ref,
        "to": one.recipient.ref,
        "means": one.means.value,
        "document": document,
        "mail": uow.documents.add(complaint.id, mail),
        **({"enclosed": [*one.enclosed]} if one.enclosed else {}),
    }


def _name(one: ReadyLetter) -> str:
    return f"{one.title}.pdf"


def mail_content(one: ReadyLetter) -> bytes:
    """What a mail with this letter says, as it is kept: the same is sent, whenever it is."""
    calendar = base64.b64encode(one.calendar).decode("ascii") if one.calendar is not None else None
    said = {
        "subject": one.subject,
        "text": one.printed.text,
        "html": one.printed.html,
        "attachment": _name(one),
        "calendar": calendar,
        "reply_to": one.reply_to,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
