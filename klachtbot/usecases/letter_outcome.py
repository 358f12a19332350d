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
from klachtbot.domain.letters import DISPATCHES, SentLetter, Standing
from klachtbot.domain.model import Action, Complaint, ComplaintId, Draft, Json, PersonId, Role
from klachtbot.domain.steps import PROCEDURE
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.delivery import OutboxRow
from klachtbot.usecases.nudge import tick_off
from klachtbot.usecases.ports import NewMessage, UnitOfWork, UnitsOfWork
from klachtbot.usecases.send_letters import mail_key
from klachtbot.usecases.stand_in import bring_up_to_date
from klachtbot.usecases.take_step import refresh

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
    letter = letter_of(found, row.payload["letter"])
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
    tick_off(uow, after, after.events[-1].at)
    bring_up_to_date(uow, after, on)
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
    return (went, *step_taken(complaint, letter, went, today=today, calendar=calendar))


def step_taken(
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


def letter_of(complaint: Complaint, ref: str) -> SentLetter:
    found = next((one for one in letters.letters(complaint) if one.ref == ref), None)
    if found is None:
        raise errors.UnknownSubject(Action.RECORD_LETTER_SENT, ref)
    return found
