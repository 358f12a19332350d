"""Writing and reading the read log (R21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from klachtbot.domain import people
from klachtbot.domain.errors import NotFound
from klachtbot.domain.model import Complaint, ComplaintId, Role
from klachtbot.usecases.ports import Person, UnitOfWork, UnitsOfWork
from klachtbot.usecases.reads import Opened, Read

PER_PAGE = 10


def opened(units: UnitsOfWork, person: Person | None, complaint: ComplaintId, what: Opened, item: str = "") -> None:
    """Put it in the log, in a transaction of its own, before it is shown. Who writes anyway calls ``uow.reads.add``.

    Looking is done in a unit that only reads, so that nobody waits for it; this one is over at once.
    """
    assert person is not None, "who may read is somebody"
    with units() as uow:
        uow.reads.add(complaint, person.id, what, item)
        uow.commit()


def may_see_readers(uow: UnitOfWork, person: Person | None, complaint: Complaint, on: date) -> bool:
    """Whether this person sees who opened a dossier: who handles it that day, and the supervisor who watches over it,
    or the deputy (``people.alarmed``). Nobody who is kept out of it (R23)."""
    if person is None:
        return False
    organisation = uow.people.organisation()
    handling = people.roles_in(complaint, person.id, organisation, on) & {Role.OFFICER, Role.DEPUTY}
    return bool(handling) or person.id in people.alarmed(complaint, organisation, on)


@dataclass(frozen=True, slots=True)
class ReadLog:
    """One page, the newest first. ``older``: there are more."""

    complaint: Complaint
    rows: Sequence[Read]
    older: bool


def read_log(
    uow: UnitOfWork, person: Person | None, complaint: Complaint | None, on: date, *, offset: int = 0
) -> ReadLog:
    """Who opened this dossier; ``NotFound``, as of one that does not exist, for who may not see that."""
    uow.people.organisation()  # asked whether there is a complaint or not: nobody can tell by the time
    if complaint is None or not may_see_readers(uow, person, complaint, on):
        raise NotFound
    rows = uow.reads.of(complaint.id, limit=PER_PAGE + 1, offset=offset)
    return ReadLog(complaint, rows[:PER_PAGE], len(rows) > PER_PAGE)
