"""The clock's own round: look at what may owe a nudge, write down who is told, and put it in one message a person.

Each part is a short transaction of its own and may be done twice, or by several processes at once: what was told
stands in the database, and only who moves a complaint's next look on writes what was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from klachtbot.domain.ladder import AMSTERDAM, DayPart
from klachtbot.domain.model import Complaint, PersonId
from klachtbot.domain.nudging import SNOOZED, Key, Outlook, outlook
from klachtbot.domain.terms import Status, owed
from klachtbot.usecases import access
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.committee_nudges import BY_MAIL, channel_row, has_channel, mail_row, reached, tick_off_channel
from klachtbot.usecases.nudges import Look, NudgeRow
from klachtbot.usecases.office import ladder_of
from klachtbot.usecases.ports import Clock, Message, NewMessage, UnitOfWork, UnitsOfWork

DIGEST, DIGEST_UPDATE = "digest", "digest_update"
"""The kinds of rows: a message of what somebody owes, and that message brought up to date."""

NO_KEY = "-"
"""No key of a message begins so."""

STANDING = "standing"
"""Not a rung: what is overdue stands on top of every morning's message."""

AT_ONCE = 50
"""Complaints in one transaction: a person at the desk must not wait for the clock."""

OVERDUE_AT_MOST = 50
SOON = timedelta(minutes=1)


def sweep(units: UnitsOfWork, clock: Clock, *, mails: bool = False) -> bool:
    """One round; whether there was anything to do. Raises ``StorageAway``. Outside the hours nothing is done.

    ``mails``: who of the committee is not in Slack can be sent a mail.
    """
    now = clock.now()
    with units(read_only=True) as uow:
        looks = uow.nudges.to_look_at(now, limit=AT_ONCE)
        if not looks and not uow.nudges.with_loose() and not uow.nudges.stale(DIGEST, keep=NO_KEY):
            return False  # asked before the calendar, which an idle bot need not bring in
        part = ladder_of(uow).hours.part_at(now, calendar_of(uow))
        if part is None:
            return False
        found = _outlooks(uow, looks, now, mails=mails)
    if found:
        with units() as uow:
            for complaint, look, one in found:
                if uow.nudges.looked(look, one):
                    _tell_channel(uow, complaint, one, clock.today())
            uow.commit()
    # Only when all was looked at: one message a person, not one a batch.
    return bool(found) if len(looks) == AT_ONCE else bundle(units, clock, part) or bool(found)


def _outlooks(
    uow: UnitOfWork, looks: tuple[Look, ...], now: datetime, *, mails: bool
) -> list[tuple[Complaint, Look, Outlook]]:
    ids = [look.complaint for look in looks]
    if not ids:
        return []
    complaints = {one.id: one for one in uow.complaints.many(ids)}
    told, snoozes = uow.nudges.told(ids), uow.nudges.snoozes(ids)
    organisation, calendar, settings = uow.people.organisation(), calendar_of(uow), ladder_of(uow)
    today = now.astimezone(AMSTERDAM).date()
    found = []
    for look in looks:
        complaint = complaints[look.complaint]
        one = outlook(
            complaint,
            organisation,
            calendar,
            now,
            told=told.get(look.complaint, ()),
            snoozes=snoozes.get(look.complaint, ()),
            ladder=settings.rungs,
            hours=settings.hours,
        )
        told_to = tuple(reached(uow, complaint, each, today, mails=mails) for each in one.told)
        found.append((complaint, look, replace(one, told=told_to)))
    return found


def _tell_channel(uow: UnitOfWork, complaint: Complaint, found: Outlook, today: date) -> None:
    said = [one.key for one in found.told if one.in_channel]
    if said and has_channel(uow, complaint, today):
        for key in said:
            uow.outbox.add(channel_row(complaint, key))


def bundle(units: UnitsOfWork, clock: Clock, part: DayPart) -> bool:
    """Put what is told and stands in no message yet in one, for each person; whether there was any. Who of the
    committee is not in Slack gets a mail for each case.

    One that stands in Slack already is brought up to date. What waited since an earlier part of the day, because Slack
    was away, goes along with what is owed now.
    """
    today = clock.today()
    beginning = f"{DIGEST}:{today.isoformat()}:{part}"
    with units(read_only=True) as uow:
        if not uow.nudges.with_loose() and not uow.nudges.stale(DIGEST, keep=beginning):
            return False
    with units() as uow:
        uow.nudges.take_back(DIGEST, keep=beginning)
        uow.commit()
    with units(read_only=True) as uow:
        people = uow.nudges.with_loose()
    for person in people:
        with units(read_only=True) as uow:
            standing = _overdue(uow, person, today) if part is DayPart.MORNING else ()
        with units() as uow:
            _put_together(uow, beginning, person, standing)
            uow.commit()
    return bool(people)


def _put_together(uow: UnitOfWork, beginning: str, person: PersonId, standing: Sequence[NudgeRow]) -> None:
    rows = uow.nudges.loose(person)
    somebody = uow.people.by_id(person)
    if somebody is not None and somebody.slack_id is None and somebody.email:
        for row in (one for one in rows if one.key.term in BY_MAIL):
            mail = mail_row(row)
            uow.outbox.add(mail)
            uow.nudges.put_in(mail.key, [row])
        rows = tuple(one for one in rows if one.key.term not in BY_MAIL)
    asked_for = [row for row in rows if row.key.rung.startswith(SNOOZED)]
    daily = [row for row in rows if row not in asked_for]
    if daily:
        _put(uow, beginning, person, daily, standing)
    if asked_for:  # a message of its own: it was to draw attention at that moment
        at = max(row.key.rung.removeprefix(SNOOZED).strip() for row in asked_for)
        _put(uow, f"{beginning}:{at}", person, asked_for, ())


def _put(
    uow: UnitOfWork, beginning: str, person: PersonId, rows: Sequence[NudgeRow], standing: Sequence[NudgeRow]
) -> None:
    key, there = _open(uow, beginning, person)
    if there is None:
        uow.outbox.add(NewMessage(key, DIGEST, person))
        said = {(row.complaint, row.key.term, row.key.subject) for row in rows}
        rows = [*rows, *(row for row in standing if (row.complaint, row.key.term, row.key.subject) not in said)]
    uow.nudges.put_in(key, rows)
    if there is not None and there.tried:
        _bring_up_to_date(uow, key, person, f"{len(uow.nudges.of_message(key))}")


def _open(uow: UnitOfWork, beginning: str, person: PersonId) -> tuple[str, Message | None]:
    """The message of this part of the day that can still be added to, or the key of a new one (None).

    One that was not needed after all, was taken back, or failed for good says nothing any more.
    """
    key, n = f"{beginning}:{person}", 1
    while True:
        there = uow.outbox.message(key)
        if there is None or there.unsent or there.ts:
            return key, there
        n += 1
        key = f"{beginning}:{n}:{person}"


def _overdue(uow: UnitOfWork, person: PersonId, today: date) -> tuple[NudgeRow, ...]:
    """What this person handles and is late with."""
    somebody = uow.people.by_id(person)
    if somebody is None:
        return ()
    page = access.cases_of(uow, somebody, today, limit=OVERDUE_AT_MOST)
    late = [row.id for row in page.rows if row.next and row.next.late_after and row.next.late_after < today]
    return tuple(
        NudgeRow(one.id, Key(due.term, due.subject, due.started_on, STANDING, today), person)
        for one in uow.complaints.many(late)
        for due in owed(one)
        if due.overdue(today) and due.status is not Status.WAITING
    )


def goes_at(uow: UnitOfWork, message: str, now: datetime) -> datetime | None:
    """From which instant on this message may go; None: now. It goes in its own part of the day only: the clock takes
    one of before back, and what it says goes along with what is owed then."""
    hours, calendar = ladder_of(uow).hours, calendar_of(uow)
    part = hours.part_at(now, calendar)
    if part is None:
        return hours.opens(now, calendar)
    today = now.astimezone(AMSTERDAM).date()
    return None if message.startswith(f"{DIGEST}:{today.isoformat()}:{part}:") else now + SOON


def tick_off(uow: UnitOfWork, complaint: Complaint, now: datetime) -> None:
    """Bring today's messages in which this complaint stands up to date, in everybody's hands, and what was said in the
    committee's channel of a term that is owed no more."""
    start = datetime.combine(now.astimezone(AMSTERDAM).date(), time.min, AMSTERDAM)
    for key, person in uow.nudges.messages_about(complaint.id, since=start):
        if key.startswith(f"{DIGEST}:"):
            _bring_up_to_date(uow, key, person, f"{complaint.id}:{complaint.version}")
    tick_off_channel(uow, complaint)


def _bring_up_to_date(uow: UnitOfWork, key: str, person: PersonId, what: str) -> None:
    uow.outbox.add(NewMessage(f"{DIGEST_UPDATE}:{key}:{what}", DIGEST_UPDATE, person, payload={"digest": key}))
