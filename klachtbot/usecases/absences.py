"""Who is away when, as it is kept (R3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType, Protocol

from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.domain.people import Absence

AbsenceId = NewType("AbsenceId", str)


@dataclass(frozen=True, slots=True)
class KeptAbsence:
    """An absence that somebody entered: ``people.Absence`` as it is kept."""

    id: AbsenceId
    person: PersonId
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class StoodInFor:
    """An open case that somebody stands in for because they said so ("waarnemen")."""

    complaint: ComplaintId
    officer: PersonId
    deputy: PersonId


class Absences(Protocol):
    """Who is away when. What is changed here ``People.organisation`` knows at once."""

    def all(self) -> tuple[KeptAbsence, ...]:
        """Those that run or are still to come, by their first day."""

    def over(self) -> tuple[KeptAbsence, ...]:
        """Those that ended before today and were not given back yet; what was given back is kept no longer."""

    def add(self, absence: Absence) -> AbsenceId: ...

    def change(self, id: AbsenceId, *, first: date, last: date | None) -> None: ...

    def remove(self, *ids: AbsenceId) -> None: ...

    def set_weekdays_off(self, person: PersonId, weekdays: frozenset[int]) -> None:
        """The days of the week on which this person never works (0 is Monday), in place of those that were."""

    def stood_in_for(self) -> tuple[StoodInFor, ...]:
        """From an index of just those, by officer."""

    def due_of(self, officer: PersonId, *, until: date | None) -> tuple[ComplaintId, ...]:
        """Open cases and reports of this officer with a term that is owed by then (None: ever), by number."""

    def worked_on(self, officer: PersonId, *, since: datetime) -> tuple[ComplaintId, ...]:
        """Cases of this officer with an entry that was made since then, by whomever, by number; also ended ones."""
