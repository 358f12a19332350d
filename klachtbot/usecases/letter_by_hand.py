"""What a person does with a letter that is prepared: say when it went, send it otherwise, or give it up.

Never one that is under way: how that goes is told by who carries it (``letter_outcome``).
"""

from __future__ import annotations

from datetime import date

from klachtbot.domain import errors, sharing
from klachtbot.domain.letters import DISPATCHES, Means, SentLetter
from klachtbot.domain.model import Action, Complaint, ComplaintId, Json
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.enclosures import refuse_too_much
from klachtbot.usecases.letter_outcome import letter_of, sent, step_taken
from klachtbot.usecases.ports import Person, Sent, UnitOfWork
from klachtbot.usecases.send_letters import by_mail
from klachtbot.usecases.take_step import Sight, judged, look, record


def record_sent(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    submission: str,
    letter: str,
    on: date,
) -> Complaint:
    """It was posted or handed over on this day; or a mail in doubt did arrive."""
    said: Sent = {"letter": letter, "on": on.isoformat()}
    sight = _sight(uow, Action.RECORD_LETTER_SENT, by, today, complaint, version, submission, said)
    if sight.done:
        return sight.complaint
    found = _at_rest(sight.complaint, letter, Action.RECORD_LETTER_SENT)
    drafts = sent(sight.complaint, found, on=on, today=today, calendar=calendar, by=sight.by.id, roles=sight.roles)
    return record(uow, sight, drafts, submission=submission)


def resend(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    submission: str,
    letter: str,
    means: Means,
    address: str,
) -> Complaint:
    """Send a letter that was refused or is in doubt once more, elsewhere or by other means; or one for the post by
    mail. Never one that is under way."""
    said: Sent = {"letter": letter, "means": means.value, "address": address}
    sight = _sight(uow, Action.RESEND_LETTER, by, today, complaint, version, submission, said)
    if sight.done:
        return sight.complaint
    found = _at_rest(sight.complaint, letter, Action.RESEND_LETTER)
    if DISPATCHES[found.notice].dossier and (refused := sharing.refusal(sight.complaint)) is not None:
        raise refused
    if means is Means.EMAIL:
        refuse_too_much(uow, sight.complaint, found.enclosed, field="address")
    draft = judged(
        sight,
        Action.RESEND_LETTER,
        today,
        calendar,
        subject=letter,
        attributes={"means": means.value, "mail": found.mail},
        details={"addresses": {letter: address}},
    )
    mails = [by_mail(sight.complaint, letter, sight.by, tries=found.tries + 1)] if means is Means.EMAIL else []
    return record(uow, sight, (draft,), submission=submission, messages=mails)


def drop(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    submission: str,
    letter: str,
    reason: str,
    anew: bool = False,
) -> Complaint:
    """It does not go after all; never one that is under way. The step is taken when the others went, unless this one
    will be written ``anew``: then it is owed once more."""
    said: Sent = {"letter": letter, "reason": reason, "anew": anew}
    sight = _sight(uow, Action.DROP_LETTER, by, today, complaint, version, submission, said)
    if sight.done:
        return sight.complaint
    found = _at_rest(sight.complaint, letter, Action.DROP_LETTER)
    codes: dict[str, Json] = {"anew": True} if anew else {}
    details: dict[str, Json] = {"reason": reason}
    draft = judged(sight, Action.DROP_LETTER, today, calendar, subject=letter, attributes=codes, details=details)
    step = () if anew else step_taken(sight.complaint, found, draft, today=today, calendar=calendar)
    return record(uow, sight, (draft, *step), submission=submission)


def _at_rest(complaint: Complaint, letter: str, action: Action) -> SentLetter:
    """This letter, which nobody is sending at this moment; else ``UnderWay``."""
    found = letter_of(complaint, letter)
    if found.going:
        raise errors.UnderWay(action, found.prepared_on)
    return found


def _sight(
    uow: UnitOfWork,
    action: Action,
    by: Person | None,
    today: date,
    complaint: ComplaintId,
    version: int,
    submission: str,
    said: Sent,
) -> Sight:
    return look(
        uow,
        by=by,
        today=today,
        complaint=complaint,
        version=version,
        action=action,
        submission=submission,
        sent=said,
        opened=True,
    )
