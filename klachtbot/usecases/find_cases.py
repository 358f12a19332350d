"""Zoeken: the cases somebody may read, by number, name, word, standing, period, or who handles them.

What they may not read is not there: the database is asked the same, and leaves it out itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from klachtbot.domain import people
from klachtbot.domain.errors import Refusal
from klachtbot.usecases.access import REGISTRARS
from klachtbot.usecases.ports import CaseRow, Person, UnitOfWork
from klachtbot.usecases.search import AT_MOST, Query


class NothingAsked(Refusal):
    """No word, number or choice to search by."""


@dataclass(frozen=True, slots=True)
class Found:
    """``more``: there are older ones that were not looked at."""

    rows: Sequence[CaseRow] = ()
    more: bool = False


def find_cases(uow: UnitOfWork, person: Person | None, query: Query, on: date) -> Found:
    """What this person may read of what they ask for, the latest received first, ``AT_MOST`` of it.

    Raises ``NothingAsked``."""
    if query.empty:
        raise NothingAsked(field="words")
    if person is None:
        return Found()
    organisation = uow.people.organisation()
    rows = uow.search.find(query, people.in_reach(person.id, organisation, on), limit=AT_MOST + 1)
    # The database knows as much of rights as its indexes tell; here it is decided.
    complaints = uow.complaints.many([row.id for row in rows])
    may = {one.id for one in complaints if people.may_read(one, person.id, organisation, on)}
    mine = [row for row in rows[:AT_MOST] if row.id in may]
    return Found([replace(row, stands_in=row.deputy == person.id) for row in mine], len(rows) > AT_MOST)


def handlers(uow: UnitOfWork) -> tuple[Person, ...]:
    """Who may be chosen as handling a case: who does so now."""
    return uow.people.with_position(*REGISTRARS)
