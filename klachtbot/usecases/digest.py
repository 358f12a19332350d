"""What stands in somebody's message of the morning or afternoon as it is now: what is owed, and what was done since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from klachtbot.domain import people
from klachtbot.domain.dossier import panel
from klachtbot.domain.improvements import improvements
from klachtbot.domain.ladder import AMSTERDAM, COMMITTEE_TERMS
from klachtbot.domain.letters import SentLetter, letters
from klachtbot.domain.model import Complaint, Event, PersonId, Role
from klachtbot.domain.nudging import SNOOZED, Key, may_hear
from klachtbot.domain.people import Absence, Organisation
from klachtbot.domain.terms import OWED, TERMS, Deadline, Status, Term, running
from klachtbot.usecases import access
from klachtbot.usecases.committee_nudges import to_call
from klachtbot.usecases.ports import Person, UnitOfWork


@dataclass(frozen=True, slots=True)
class Done:
    """Who met the term (None: the clock), and when."""

    by: PersonId | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the message. ``complaint`` is unopened.

    ``opens``: this person may open it; else they are only to know
    (``nudging.may_hear``). ``handles``: they are its
    officer; ``deputises``: they stand in for its officer today; ``seated``: it is asked of them as chair or secretary
    of the committee, or as a member whether they agree (R18); ``owns``: it is theirs to do (R25). ``alone``: the
    officer is away, and nobody can stand in. ``asked_for``: they put it off until now.
    ``call``: whom of the committee they are to call about it. ``done``: it is owed no more.
    """

    complaint: Complaint
    deadline: Deadline
    opens: bool
    handles: bool
    deputises: bool = False
    seated: bool = False
    owns: bool = False
    alone: bool = False
    asked_for: bool = False
    call: Role | None = None
    done: Done | None = None

    @property
    def is_owed(self) -> bool:
        """Neither done, nor waiting for a person who decides (ours: it cannot wait)."""
        return self.done is None and self.deadline.status is not Status.WAITING


@dataclass(frozen=True, slots=True)
class StandsInFor:
    """Whose cases are among these, and until when they are away (None: nobody knows, or they left)."""

    person: PersonId
    until: date | None


@dataclass(frozen=True, slots=True)
class Digest:
    """``items`` with the most urgent first, also those that were done since; ``stands_in_for`` whom."""

    items: tuple[Item, ...]
    stands_in_for: tuple[StandsInFor, ...] = ()


def digest_of(uow: UnitOfWork, person: Person, message: str, now: datetime) -> Digest | None:
    """The message with this key as it is now; None when nothing in it needs to be said.

    Looked at anew with every line: whether this person may know of it, and whether it is still owed. One that was sent
    keeps what was done since, or waits; one that was not leaves it out.
    """
    there = uow.outbox.message(message)
    sent = there is not None and bool(there.ts)
    today = now.astimezone(AMSTERDAM).date()
    organisation = uow.people.organisation()
    rows = uow.nudges.of_message(message)
    found = {one.id: one for one in uow.complaints.many(sorted({row.complaint for row in rows}))}
    items: dict[tuple[object, ...], Item] = {}
    for row in rows:
        complaint = found.get(row.complaint)
        item = _item(complaint, row.key, person, organisation, today) if complaint is not None else None
        if item is not None and (sent or item.is_owed):
            asks = item.is_owed and (item.handles or item.deputises or item.seated)
            call = to_call(uow, item.complaint, item.deadline, row, today) if asks else None
            items[row.complaint, row.key.term, row.key.subject] = replace(item, call=call)
    if not items:
        return None
    ordered = tuple(sorted(items.values(), key=lambda item: _urgency(item, today)))
    return Digest(ordered, _stands_in_for(ordered, organisation, today))


CASES_LOOKED_AT = 50


def letters_that_wait(uow: UnitOfWork, person: Person, today: date) -> tuple[tuple[Complaint, SentLetter], ...]:
    """Letters in what this person handles that wait for somebody, the oldest of a case first; of the most urgent
    cases."""
    page = access.cases_of(uow, person, today, limit=CASES_LOOKED_AT)
    found = uow.complaints.many([row.id for row in page.rows])
    return tuple((complaint, one) for complaint in found for one in letters(complaint) if one.waits)


def _item(complaint: Complaint, key: Key, person: Person, organisation: Organisation, today: date) -> Item | None:
    roles = people.roles_in(complaint, person.id, organisation, today)
    agrees = key.term is Term.AGREEMENT and panel(complaint).get(key.subject) == person.id
    seated = agrees or (key.term in COMMITTEE_TERMS and bool(roles & _SEATED))
    whose = [one.owner for one in improvements(complaint) if key.term is Term.IMPROVEMENT and one.ref == key.subject]
    owns = person.id in whose and not people.kept_out(complaint, person.id, organisation)
    if not owns and not may_hear(complaint, person.id, organisation, today):
        return None
    deadline = next((one for one in running(complaint) if key.is_of(one)), None)
    if deadline is None:
        return None
    return Item(
        complaint,
        deadline,
        opens=people.may_read(complaint, person.id, organisation, today),
        handles=complaint.officer == person.id,
        deputises=Role.DEPUTY in roles,
        seated=seated,
        owns=owns,
        alone=_alone(complaint, organisation, today),
        asked_for=key.rung.startswith(SNOOZED),
        done=None if deadline.status in OWED else _done(complaint, deadline),
    )


_SEATED = frozenset({Role.CHAIR, Role.SECRETARY})


def _alone(complaint: Complaint, organisation: Organisation, today: date) -> bool:
    out = organisation.away(complaint.officer, today) or not organisation.handles(complaint.officer)
    return out and not people.deputies_for(complaint, organisation, today)


def _done(complaint: Complaint, deadline: Deadline) -> Done:
    """The entry that met it, or the one that ended what it was about."""
    meets = TERMS[deadline.term].met_by
    met = (
        event
        for event in reversed(complaint.events)
        if any(fact.name in meets and fact.subject == deadline.subject for fact in event.facts)
    )
    event: Event = next(met, complaint.events[-1])
    return Done(event.by, event.at)


def _urgency(item: Item, today: date) -> tuple[object, ...]:
    late = item.deadline.overdue(today)
    return (not late, item.deadline.due_on, item.complaint.label, item.deadline.rule, item.deadline.subject)


def _stands_in_for(items: Sequence[Item], organisation: Organisation, today: date) -> tuple[StandsInFor, ...]:
    whose = dict.fromkeys(item.complaint.officer for item in items if item.deputises)
    return tuple(StandsInFor(one, _until(one, organisation.absences, today)) for one in whose)


def _until(person: PersonId, absences: Sequence[Absence], today: date) -> date | None:
    here = [one.last for one in absences if one.person == person and one.covers(today)]
    return None if not here or None in here else max(day for day in here if day is not None)
