"""The messages of the ladder as they go: made anew at delivery, in the hours for it, and brought up to date after."""

from __future__ import annotations

from datetime import date, datetime

from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import Complaint, PersonId
from klachtbot.slack.by_itself_listeners import near
from klachtbot.slack.desk import Desk
from klachtbot.slack.screens import digest
from klachtbot.slack.screens.digest import Reader
from klachtbot.slack.texts import Texts
from klachtbot.usecases import access
from klachtbot.usecases.acknowledge_by_itself import Leaving
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.delivery import NotBefore, OutboxRow, Rendered, Update
from klachtbot.usecases.digest import Digest, digest_of, letters_that_wait
from klachtbot.usecases.nudge import SOON, goes_at
from klachtbot.usecases.ports import Person, UnitOfWork

AHEAD = 25


def morning(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """The message, in its own part of the day: one of before is taken back by the clock, and goes along with what is
    owed now."""
    now = desk.clock.now()
    later = goes_at(uow, row.key, now)
    if later is not None:
        return NotBefore(later)
    found = digest_of(uow, row.to, row.key, now)
    return digest.message(found, row.key, reader(desk, uow, row.to, now, found), t) if found is not None else None


def update(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """The message where it stands, as it is now; one that is still to go says so by itself."""
    key, now = row.payload["digest"], desk.clock.now()
    there = uow.outbox.message(key)
    if there is not None and there.unsent and there.tried:
        return NotBefore(now + SOON)  # it is on its way, and may not say this yet
    if there is None or not there.ts:
        return None
    found = digest_of(uow, row.to, key, now)
    if found is None:
        return Update(there.channel, there.ts, digest.nothing(t))
    return Update(there.channel, there.ts, digest.message(found, key, reader(desk, uow, row.to, now, found), t))


def reader(desk: Desk, uow: UnitOfWork, person: Person, now: datetime, found: Digest | None) -> Reader:
    """Who reads it; names are looked up once each."""
    organisation, today = uow.people.organisation(), now.astimezone(AMSTERDAM).date()
    names: dict[PersonId, str] = {}

    def name_of(id: PersonId) -> str:
        if id not in names:
            known = uow.people.by_id(id)
            names[id] = known.name if known else ""
        return names[id]

    def leaving(complaint: Complaint) -> Leaving | None:
        opened = uow.complaints.by_id(complaint.id, opened=True)
        return near(uow, opened, desk.letters, desk.clock) if opened is not None else None

    daily = found is not None and not any(item.asked_for for item in found.items)
    done = found is not None and all(item.done is not None for item in found.items)
    return Reader(
        now=now,
        calendar=calendar_of(uow),
        name_of=name_of,
        steps_in=lambda complaint: access.steps_in(organisation, person, complaint, today),
        next_on=_next_on(uow, person, today) if done else None,
        leaving=leaving,
        letters=letters_that_wait(uow, person, today) if daily else (),
    )


def _next_on(uow: UnitOfWork, person: Person, today: date) -> date | None:
    """The first date that is still to come in what they handle."""
    rows = access.cases_of(uow, person, today, limit=AHEAD).rows
    return min((row.next.due_on for row in rows if row.next and not row.next.waiting), default=None)
