"""What a search asks, and what storage must answer: cases by number, by words and by what is in their columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from klachtbot.domain.model import PersonId
from klachtbot.domain.people import InReach
from klachtbot.domain.searching import Wanted

if TYPE_CHECKING:
    from klachtbot.usecases.ports import CaseRow  # which in turn tells of this

AT_MOST = 60
"""As many cases as a search looks at, the latest received; who wants an older one says more."""


class Standing(StrEnum):
    """Where a case stands, as coarse as somebody remembers it."""

    REPORTED = "reported"  # not registered yet
    OPEN = "open"
    COMMITTEE = "committee"  # open, and with the committee
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Query:
    """All that is given must hold. ``since`` and ``until`` are about the day of receipt."""

    wanted: Wanted = field(default=Wanted(), repr=False)
    standing: Standing | None = None
    since: date | None = None
    until: date | None = None
    officer: PersonId | None = None

    @property
    def empty(self) -> bool:
        """It asks for everything."""
        return self == Query()


class Search(Protocol):
    """The keyed blind index inside one transaction."""

    def find(self, query: Query, reach: InReach, *, limit: int) -> tuple[CaseRow, ...]:
        """Cases that this asks for and that lie within reach, the latest received first: one statement, whatever there
        is. What is out of reach is left out before anything is counted or cut off."""
