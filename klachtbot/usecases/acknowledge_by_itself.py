"""R6: the acknowledgement without contact that leaves by itself, at noon on the first working day after the R4 date.

Decided anew at each look, from the dossier, the settings and the clock, and only after people were told that it will
leave: somebody may hold it, or send it themselves. It is made, frozen and mailed as a person's letter is, and the step
is recorded when the mail server took it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from klachtbot.domain import errors, people, procedure
from klachtbot.domain.by_itself import CLOCK, LETTER, STEP, Bar, bar, due, leaves_at
from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import Action, Complaint, ComplaintId
from klachtbot.domain.terms import Deadline, Term
from klachtbot.usecases import make_letters
from klachtbot.usecases.addresses import is_email
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.letters import LetterRoom
from klachtbot.usecases.make_letters import TitlesFor, Writing
from klachtbot.usecases.nudge import tick_off
from klachtbot.usecases.nudges import Announced
from klachtbot.usecases.office import acknowledging_of, ladder_of
from klachtbot.usecases.ports import Clock, UnitOfWork, UnitsOfWork
from klachtbot.usecases.send_letters import ReadyLetter, freeze
from klachtbot.usecases.take_step import refresh
from klachtbot.usecases.telling import Order

AT_ONCE = 200
"""Complaints that are looked for at a time; those that wait for a person are passed by for a minute."""

REST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Leaving:
    """An acknowledgement without contact that has still to be sent: from when on it leaves by itself, or why it does
    not. ``announced``: somebody who may open the complaint now was told."""

    deadline: Deadline
    at: datetime
    announced: bool
    why_not: Bar | None = None


@dataclass(slots=True)
class PassedBy:
    """What was looked at and stays, until when it need not be looked at again while nothing is recorded in it. Only to
    spare work: a process that starts anew looks at everything."""

    seen: dict[ComplaintId, tuple[int, datetime]] = field(default_factory=dict)

    def by(self, one: Announced, now: datetime) -> bool:
        version, since = self.seen.get(one.complaint, (0, now))
        return version == one.version and since <= now < since + REST

    def add(self, one: Announced, now: datetime) -> None:
        self.seen[one.complaint] = (one.version, now)

    def keep(self, found: Iterable[Announced]) -> None:
        known = {one.complaint for one in found}
        self.seen = {id: seen for id, seen in self.seen.items() if id in known}


def leaving(uow: UnitOfWork, complaint: Complaint, room: LetterRoom, now: datetime) -> Leaving | None:
    """What people are told of it. ``complaint`` is opened. None when no acknowledgement without contact is due.

    One that was announced already leaves at the hour it was announced for; else the announcement is now.
    """
    deadline = due(complaint)
    if deadline is None:
        return None
    settings, calendar = acknowledging_of(uow), calendar_of(uow)
    told_at = _announced_at(uow, complaint, deadline, now)
    at = leaves_at(deadline, told_at if told_at is not None else now, settings.at, calendar)
    if at <= now:  # not yet gone: now, or at the same hour on the next day that has one
        local = now.astimezone(AMSTERDAM)
        in_window = ladder_of(uow).hours.part_at(now, calendar) is not None and local.time() >= settings.at
        at = now if in_window else leaves_at(deadline, now, settings.at, calendar)
    return Leaving(deadline, at, told_at is not None, why_not(uow, complaint, deadline, room, now))


def _announced_at(uow: UnitOfWork, complaint: Complaint, deadline: Deadline, now: datetime) -> datetime | None:
    """Since when somebody who may open it now was told, of things as they stand: who lost the case meanwhile cannot
    hold the letter (R23), and what was recorded or chosen since may be what lets it leave."""
    told = uow.nudges.announced(complaint.id, Term.ACKNOWLEDGEMENT, deadline.started_on)
    organisation, today = uow.people.organisation(), now.astimezone(AMSTERDAM).date()
    theirs = [at for person, at in told.items() if people.may_read(complaint, person, organisation, today)]
    chosen = acknowledging_of(uow).since
    return max(min(theirs), complaint.events[-1].at, *([chosen] if chosen else [])) if theirs else None


def why_not(uow: UnitOfWork, complaint: Complaint, deadline: Deadline, room: LetterRoom, now: datetime) -> Bar | None:
    """What keeps it from leaving by itself; None when nothing does. What concerns the person goes first."""
    found = bar(complaint, deadline)
    if found is not None:
        return found
    if not acknowledging_of(uow).automatic:
        return Bar.OFF
    if not room.mails:
        return Bar.NO_MAIL
    at, writing = _written(uow, complaint, now)
    if not all(is_email(one) for one in writing.addresses.values()):
        return Bar.ADDRESSEE
    if any(one.forbids for one in make_letters.remarks(room, make_letters.written(at, writing))):
        return Bar.LETTER
    return None


def _written(uow: UnitOfWork, complaint: Complaint, now: datetime) -> tuple[make_letters.Desk, Writing]:
    """The letter as a person's form proposes it."""
    at = make_letters.desk(uow, complaint, Order(LETTER), now.astimezone(AMSTERDAM).date())
    where = {one.recipient.ref: make_letters.proposed_address(at, one.recipient) for one in at.tellings}
    return at, Writing(make_letters.begins_in(at), where)


def letter_text(uow: UnitOfWork, complaint: Complaint, room: LetterRoom, now: datetime) -> tuple[tuple[str, str], ...]:
    """Each letter as it would go: the address, and how it reads. ``complaint`` is opened."""
    at, writing = _written(uow, complaint, now)
    made = make_letters.written(at, writing)
    return tuple((writing.addresses.get(one.ref, ""), room.printer.text(letter)) for one, letter in made)


def acknowledge(
    units: UnitsOfWork, clock: Clock, room: LetterRoom, titles: TitlesFor, passed: PassedBy | None = None
) -> bool:
    """Send the next one that is to leave by itself now; False when there is none. Raises ``StorageAway``.

    Several processes may do this at once, and while people are at work: of each complaint one letter is made.
    """
    passed = passed if passed is not None else PassedBy()
    now = clock.now()
    with units(read_only=True) as uow:
        waiting = _waiting(uow, now)
    passed.keep(waiting)
    for one in waiting:
        if passed.by(one, now):
            continue
        found = _ready(units, one, room, titles, now)
        if found is not None and _sent(units, *found, now):
            return True
        passed.add(one, now)
    return False


def _waiting(uow: UnitOfWork, now: datetime) -> tuple[Announced, ...]:
    """What may leave now: it is the hour, on a working day, and somebody was told."""
    settings, local = acknowledging_of(uow), now.astimezone(AMSTERDAM)
    if uow.office() is None or not settings.automatic or local.time() < settings.at:
        return ()
    found = uow.nudges.announced_by(Term.ACKNOWLEDGEMENT, local.date(), limit=AT_ONCE)
    return found if found and ladder_of(uow).hours.part_at(now, calendar_of(uow)) is not None else ()


def _ready(
    units: UnitsOfWork, one: Announced, room: LetterRoom, titles: TitlesFor, now: datetime
) -> tuple[Complaint, tuple[ReadyLetter, ...]] | None:
    """The letter, set; None when it waits for a person."""
    with units(read_only=True) as uow:
        found = uow.complaints.by_id(one.complaint, opened=True)
        deadline = due(found) if found is not None else None
        if found is None or deadline is None:
            return None
        told_at = _announced_at(uow, found, deadline, now)
        if told_at is None or leaves_at(deadline, told_at, acknowledging_of(uow).at, calendar_of(uow)) > now:
            return None
        if why_not(uow, found, deadline, room, now) is not None:
            return None
        at, writing = _written(uow, found, now)
    return found, make_letters.ready(room, at, writing, titles, now)


def _sent(units: UnitsOfWork, complaint: Complaint, ready: tuple[ReadyLetter, ...], now: datetime) -> bool:
    """Whether it is on its way now, by us: not when something was recorded since, or another process was first."""
    today = now.astimezone(AMSTERDAM).date()
    with units() as uow:
        calendar = calendar_of(uow)
        if not acknowledging_of(uow).automatic:
            return False
        if procedure.refusal(complaint, STEP, CLOCK, today) is not None:
            return False
        kept = freeze(uow, complaint, Order(LETTER), ready, complaint.officer)
        draft = procedure.advance(
            complaint,
            Action.PREPARE_LETTERS,
            by=None,
            roles=CLOCK,
            on=today,
            today=today,
            calendar=calendar,
            attributes=kept.attributes,
            details=kept.details,
        )
        try:
            after = uow.complaints.append(complaint, (draft,), submission=f"by_itself:{complaint.id}")
        except (errors.Stale, errors.AlreadyRecorded):
            return False
        for message in kept.leaving:
            uow.outbox.add(message)
        tick_off(uow, after, now)
        refresh(uow, after, after.officer)
        uow.commit()
    return True
