"""Who is at the desk, and what they may see: asked anew at every screen and at every submit.

A case somebody may not read is ``NotFound``, exactly as one that does not exist.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from klachtbot.domain import people
from klachtbot.domain.dossier import panel
from klachtbot.domain.errors import NotFound, NotYourStep, Refusal
from klachtbot.domain.judging import entitled, own
from klachtbot.domain.model import Action, Complaint, ComplaintId, Position, Series
from klachtbot.domain.procedure import PROCEDURE, Possible, available, refusal
from klachtbot.domain.steps import CLERKS, PANEL
from klachtbot.usecases.ports import CaseRow, Page, Person, UnitOfWork

REGISTRARS = frozenset({Position.COORDINATOR, Position.SUPERVISOR, Position.DEPUTY_SUPERVISOR})


class NotForYou(Refusal):
    """Only the coordinators do this."""


def visitor(uow: UnitOfWork, slack_id: str) -> Person | None:
    """Who this is; None for somebody of the workspace the organisation file does not name, or who left."""
    person = uow.people.by_slack_id(slack_id)
    return person if person is not None and person.active else None


def somebody(uow: UnitOfWork, slack_id: str, name: str) -> Person:
    """Who this is, made known under this name when nobody knew them: anybody in the workspace may report (R1)."""
    known = visitor(uow, slack_id)
    return known if known is not None and known.name else uow.people.ensure(slack_id, name)


def readable(uow: UnitOfWork, person: Person | None, complaint: Complaint | None, on: date) -> Complaint:
    """The complaint, if there is one and this person may read it; else ``NotFound``."""
    organisation = uow.people.organisation()  # asked whether there is a complaint or not: nobody can tell by the time
    if complaint is None or person is None or not people.may_read(complaint, person.id, organisation, on):
        raise NotFound
    return complaint


def may_read(uow: UnitOfWork, person: Person | None, complaint: Complaint, on: date) -> bool:
    """Whether this person may open this complaint now."""
    return person is not None and people.may_read(complaint, person.id, uow.people.organisation(), on)


def still_readable(uow: UnitOfWork, person: Person | None, id: ComplaintId, on: date) -> Complaint | None:
    """The complaint as it is now, for who may read it after what they just did (or did before, and sent in again)."""
    complaint = uow.complaints.by_id(id)
    return complaint if complaint is not None and may_read(uow, person, complaint, on) else None


def is_alarmed(uow: UnitOfWork, person: Person, complaint: Complaint, on: date) -> bool:
    """Whether this person hears that a complaint cannot wait, also when they may not read it."""
    return person.id in people.alarmed(complaint, uow.people.organisation(), on)


def refused(
    uow: UnitOfWork, person: Person | None, complaint: Complaint, action: Action, on: date, subject: str = ""
) -> Refusal | None:
    """Why this person cannot take this step now, or None."""
    if person is None:
        return NotYourStep(action)
    roles = people.roles_in(complaint, person.id, uow.people.organisation(), on)
    why = refusal(complaint, action, roles, on, subject)
    if why is None and not entitled(complaint, PROCEDURE[action], roles, person.id, subject):
        return NotYourStep(action)
    return why


def for_member(
    uow: UnitOfWork, person: Person, complaint: Complaint, action: Action, on: date, subject: str = ""
) -> bool:
    """Whether this person, who may take this step, would record it for a member of the committee: it is not their
    own."""
    roles = people.roles_in(complaint, person.id, uow.people.organisation(), on)
    return not own(complaint, PROCEDURE[action], roles, person.id, subject)


def own_seat(complaint: Complaint, person: Person | None) -> str:
    """The seat this person holds; "" for who holds none."""
    return next((seat for seat, holder in panel(complaint).items() if person and holder == person.id), "")


def only_reads(uow: UnitOfWork, person: Person, complaint: Complaint, on: date) -> bool:
    """Whether this person is here as a member of the committee, who reads the dossier and records nothing in it."""
    roles = people.roles_in(complaint, person.id, uow.people.organisation(), on)
    return bool(roles & PANEL) and not roles & CLERKS


def steps(uow: UnitOfWork, person: Person | None, complaint: Complaint, on: date) -> tuple[Possible, ...]:
    """The steps this person may take now, in the order of the regulation."""
    return steps_in(uow.people.organisation(), person, complaint, on) if person is not None else ()


def steps_in(organisation: people.Organisation, person: Person, complaint: Complaint, on: date) -> tuple[Possible, ...]:
    """The same, in an organisation that was looked up already."""
    roles = people.roles_in(complaint, person.id, organisation, on)
    return available(complaint, roles, on, person=person.id)


def colleagues(uow: UnitOfWork, person: Person, complaint: Complaint, on: date) -> tuple[Person, ...]:
    """Who may take this case over from somebody: of the same team, not involved; who is there goes first."""
    organisation = uow.people.organisation()
    team = _SUPERVISORS if people.supervised(complaint, organisation) else (Position.COORDINATOR,)
    kept_out = people.involved(complaint) | {person.id, complaint.officer}
    free = [one for one in uow.people.with_position(*team) if one.id not in kept_out]
    return tuple(sorted(free, key=lambda one: organisation.away(one.id, on)))


def readers(uow: UnitOfWork, complaint: Complaint) -> tuple[people.Reader, ...]:
    """Who knew a case before it was kept from the coordinators (R23); nobody for one that never moved."""
    organisation = uow.people.organisation()
    moved = complaint.series is Series.ORDINARY and people.supervised(complaint, organisation)
    if not moved:
        return ()
    return people.readers(complaint, organisation, uow.reads.readers(complaint.id, people.apart_since(complaint)))


_SUPERVISORS = (Position.SUPERVISOR, Position.DEPUTY_SUPERVISOR)


def registers(person: Person | None) -> bool:
    """Whether somebody may register a complaint: a coordinator, the supervisor or the deputy supervisor (R1, R23)."""
    return person is not None and bool(person.positions & REGISTRARS)


def registrar(uow: UnitOfWork, slack_id: str) -> Person:
    """The coordinator, supervisor or deputy supervisor this is; raises ``NotForYou`` for anybody else."""
    person = visitor(uow, slack_id)
    if person is None or not registers(person):
        raise NotForYou
    return person


def reports_of(uow: UnitOfWork, person: Person | None, on: date) -> tuple[CaseRow, ...]:
    """The reports that wait and that this person may read, most urgent first. The same queries for everybody."""
    rows = uow.complaints.open_reports()
    found = uow.complaints.many([row.id for row in rows])
    organisation = uow.people.organisation()
    mine = {one.id for one in found if person is not None and people.may_read(one, person.id, organisation, on)}
    return tuple(row for row in rows if row.id in mine)


def cases_of(uow: UnitOfWork, person: Person, on: date, *, limit: int, offset: int = 0) -> Page:
    """The open cases this person handles, and those they stand in for: of who is away, or gone (R3)."""
    view = people.in_view(person.id, uow.people.organisation(), on)
    page = uow.complaints.open_of(view, limit=limit, offset=offset)
    rows = (replace(row, deputising=row.officer != person.id, stands_in=row.deputy == person.id) for row in page.rows)
    return replace(page, rows=tuple(rows))
