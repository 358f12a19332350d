"""How it went with a letter: the mail server took it, refused it, or nobody knows; or somebody posted it.

Nothing is called sent before it is. When the last letter goes whose sending is a step, that step is recorded with it,
on the day the last one went, as taken by who prepared them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from klachtbot.domain import errors, letters, people, procedure
from klachtbot.domain.letters import DISPATCHES, Means, SentLetter, Standing
from klachtbot.domain.model import Action, Complaint, ComplaintId, Draft, Json, PersonId, Role
from klachtbot.domain.steps import PROCEDURE
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.delivery import OutboxRow
from klachtbot.usecases.ports import NewMessage, Person, Sent, UnitOfWork, UnitsOfWork
from klachtbot.usecases.send_letters import by_mail, mail_key
from klachtbot.usecases.take_step import Sight, judged, look, record, refresh

CLOCK = frozenset({Role.SYSTEM})
OFFICER = frozenset({Role.OFFICER})

COMPLAINANT_SIDE = ("complainant", "representative")

_TAKEN = "sent"
_IN_DOUBT = "in_doubt"
_TURNS = 5


def letter_went(units: UnitsOfWork, row: OutboxRow, on: date, outcome: str) -> None:
    """Record how it went with a mail, or a notice in Slack: "sent", "in_doubt" or "refused:<code>". The first word
    counts, and telling it again changes nothing; only "sent" may follow on "in_doubt".

    When it did not arrive for sure, the officer hears so. Raises ``StorageAway``, and ``Stale`` when others go on
    recording something in this dossier all the time.
    """
    for turn in range(_TURNS):
        with units() as uow:
            try:
                _record(uow, row, on, outcome)
            except errors.Stale:
                if turn == _TURNS - 1:
                    raise
            else:
                return


def _record(uow: UnitOfWork, row: OutboxRow, on: date, outcome: str) -> None:
    assert row.complaint is not None, "a letter belongs to a dossier"
    submission = f"mail:{row.key}:{outcome.partition(':')[0]}"
    found = uow.complaints.by_id(row.complaint, opened=True)
    if found is None or uow.complaints.recorded(submission) is not None:
        return
    calendar = calendar_of(uow)
    letter = _letter(found, row.payload["letter"])
    if outcome == _TAKEN:
        if not letter.open:
            return
    elif letter.standing is not Standing.PREPARED or _tried_again(row, letter):
        return
    if outcome == _TAKEN:
        drafts = sent(found, letter, on=on, today=on, calendar=calendar, by=None, roles=CLOCK)
        told: list[NewMessage] = []
    else:
        doubt = outcome == _IN_DOUBT
        action = Action.RECORD_LETTER_IN_DOUBT if doubt else Action.RECORD_LETTER_REFUSED
        code: dict[str, Json] = {} if doubt else {"code": outcome.partition(":")[2]}
        drafts = (
            procedure.advance(
                found,
                action,
                by=None,
                roles=CLOCK,
                on=on,
                today=on,
                calendar=calendar,
                subject=letter.ref,
                attributes=code,
            ),
        )
        kind = "letter_in_doubt" if doubt else "letter_refused"
        told = [
            NewMessage(f"{kind}:{row.key}:{person}", kind, person, found.id, {"letter": letter.ref})
            for person in _concerned(uow, found, on)
        ]
    after = uow.complaints.append(found, drafts, submission=submission)
    for message in told:
        uow.outbox.add(message)
    refresh(uow, after, after.officer)
    uow.commit()


def _tried_again(row: OutboxRow, letter: SentLetter) -> bool:
    """Whether this is a late word about a mail after which somebody had the letter sent once more."""
    return letter.tries > 1 and row.key != mail_key(ComplaintId(str(row.complaint)), letter.ref, letter.tries)


def _concerned(uow: UnitOfWork, complaint: Complaint, on: date) -> tuple[PersonId, ...]:
    """Who handles it, and who stands in for them on that day, or because they may handle it no longer."""
    organisation = uow.people.organisation()
    roles = people.roles_in(complaint, complaint.officer, organisation, on)
    out = organisation.away(complaint.officer, on) or Role.OFFICER not in roles
    return (complaint.officer, *(people.deputies_for(complaint, organisation, on) if out else ()))


def sent(
    complaint: Complaint,
    letter: SentLetter,
    *,
    on: date,
    today: date,
    calendar: WorkCalendar,
    by: PersonId | None,
    roles: frozenset[Role],
) -> tuple[Draft, ...]:
    """The entries this makes: that it went, and the step its sending is when it was the last one. Raises a
    ``Refusal``: of a letter that went before, or on a day that cannot be."""
    went = procedure.advance(
        complaint,
        Action.RECORD_LETTER_SENT,
        by=by,
        roles=roles,
        on=on,
        today=today,
        calendar=calendar,
        subject=letter.ref,
    )
    return (went, *_step(complaint, letter, went, today=today, calendar=calendar))


def _step(
    complaint: Complaint, letter: SentLetter, last: Draft, *, today: date, calendar: WorkCalendar
) -> tuple[Draft, ...]:
    """The step whose sending these letters are, when with ``last`` none of them has still to go, and one went: to the
    complainant, or who speaks for them, when it is for them."""
    after = procedure.followed(complaint, (last,))
    then = DISPATCHES[letter.notice].then
    batch = letters.batch_of(after, letter)
    days = [one.sent_on for one in batch if one.sent_on is not None]
    if then is None or not days or any(one.open for one in batch):
        return ()
    theirs = [one.sent_on for one in batch if one.to in COMPLAINANT_SIDE]
    if theirs and not any(theirs):
        return ()  # whatever others got: nobody told them (R11)
    # It may have been withdrawn meanwhile, or recorded by hand: the letter went all the same. And who was reached while
    # the acknowledgement without contact was on its way has been acknowledged.
    for action in letters.same(then):
        with contextlib.suppress(errors.WrongStage, errors.AlreadyDone, errors.Missing):
            step = procedure.advance(
                _as_of(after, max(days), action),
                action,
                by=letter.by,
                roles=OFFICER,
                on=max(days),
                today=today,
                calendar=calendar,
                attributes=_then(complaint, letter),
            )
            return (step,)
    return ()


def _as_of(complaint: Complaint, on: date, action: Action) -> Complaint:
    """The dossier without what happened after that day, but for the step itself: who posts a letter on Friday and
    reaches the complainant on Monday acknowledged without contact, whenever they write it down."""
    kept = PROCEDURE[action].records
    return replace(complaint, facts=tuple(one for one in complaint.facts if one.on <= on or one.name in kept))


def _then(complaint: Complaint, letter: SentLetter) -> Mapping[str, Json]:
    """What the step says beyond the letter, as it was kept when the letters were prepared."""
    said = complaint.events[letter.batch - 1].attributes.get("then")
    return said if isinstance(said, dict) else {}


def _letter(complaint: Complaint, ref: str) -> SentLetter:
    found = next((one for one in letters.letters(complaint) if one.ref == ref), None)
    if found is None:
        raise errors.UnknownSubject(Action.RECORD_LETTER_SENT, ref)
    return found


# What a person says of a letter ---------------------------------------------------------------------------------------


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
    found = _letter(sight.complaint, letter)
    if found.going:
        raise errors.UnderWay(Action.RECORD_LETTER_SENT, found.prepared_on)
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
    found = _letter(sight.complaint, letter)
    if found.going:
        raise errors.UnderWay(Action.RESEND_LETTER, found.prepared_on)
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
    found = _letter(sight.complaint, letter)
    if found.going:
        raise errors.UnderWay(Action.DROP_LETTER, found.prepared_on)
    codes: dict[str, Json] = {"anew": True} if anew else {}
    details: dict[str, Json] = {"reason": reason}
    draft = judged(sight, Action.DROP_LETTER, today, calendar, subject=letter, attributes=codes, details=details)
    step = () if anew else _step(sight.complaint, found, draft, today=today, calendar=calendar)
    return record(uow, sight, (draft, *step), submission=submission)


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


def address_of(complaint: Complaint, ref: str) -> str:
    """Where a letter goes, as it was last said; of an opened dossier."""
    said = [
        str(addresses[ref])
        for event in complaint.events
        if isinstance(addresses := (event.details or {}).get("addresses"), dict) and addresses.get(ref)
    ]
    return said[-1] if said else ""
