"""The words of the procedure as values: what a complaint is, what happened to it, who is who.

Everything here is frozen and knows nothing of Slack, storage or the clock. Dates are dates in the world
(Europe/Amsterdam) and end in ``_on``; instants are aware, in UTC, and end in ``_at`` (or are called ``at``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)
"""Our own id of a person (32 hex digits), never a Slack id."""
ComplaintId = NewType("ComplaintId", str)
"""Our own id of a dossier (32 hex digits); the number comes with registration."""

Scalar = str | int | bool | None
Json = Scalar | list["Json"] | dict[str, "Json"]


class Series(StrEnum):
    """Which number a dossier gets: K for the coordinators' cases, L for those about a coordinator (R23)."""

    ORDINARY = "K"
    SUPERVISOR = "L"


class Stage(StrEnum):
    """Where a complaint is, coarsely; the facts say it finely."""

    REPORTED = "reported"
    REGISTERED = "registered"
    ACKNOWLEDGED = "acknowledged"
    HEARD_OUT = "heard_out"
    SETTLED = "settled"
    UNSETTLED = "unsettled"
    REFERRED = "referred"
    DELIBERATED = "deliberated"
    HEARING_HELD = "hearing_held"
    RULED = "ruled"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    ELSEWHERE = "elsewhere"
    NO_COMPLAINT = "no_complaint"


class Role(StrEnum):
    """Who somebody is *to one complaint* (see ``people.roles_in``)."""

    SYSTEM = "system"  # the clock, which acknowledges under R6
    REPORTER = "reporter"
    OFFICER = "officer"
    DEPUTY = "deputy"
    SUPERVISOR = "supervisor"
    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    CHAIR = "chair"
    MEMBER = "member"
    SECRETARY = "secretary"
    COORDINATOR = "coordinator"  # another coordinator, not involved and not (yet) deputising


class Position(StrEnum):
    """What somebody is in the organisation, whatever the complaint."""

    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"
    DEPUTY_SUPERVISOR = "deputy_supervisor"
    CHAIR = "chair"
    DEPUTY_CHAIR = "deputy_chair"
    PARTNER_MEMBER = "partner_member"
    SUBSTITUTE = "substitute"
    MUNICIPAL_OFFICIAL = "municipal_official"
    SECRETARY = "secretary"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"


class CalendarName(StrEnum):
    """Which days are no working days: the public holidays, or those of the Algemene termijnenwet too."""

    PUBLIC = "public"
    ATW = "atw"


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The days off within a window, as they were known when a term was computed; kept in the event.

    ``days`` maps each named day off (holidays and own closing days, also those that fall in a weekend) to
    its Dutch name. Outside ``first`` .. ``last`` (inclusive) it must fail loudly, not guess.
    """

    calendar: CalendarName
    first: date
    last: date
    days: Mapping[date, str]


class FactName(StrEnum):
    """What can be known to have happened. Facts are fine where stages are coarse. (The procedure adds rows.)"""

    RECEIVED = "received"  # R1: the first day anybody of the organisation heard or got it
    REGISTERED = "registered"
    CONTACTED = "contacted"  # R4: real contact, not an attempt


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened on a day; ``subject`` names the respondent ("r1") when it is owed to each."""

    name: FactName
    on: date
    subject: str = ""


class Action(StrEnum):
    """The steps a person (or the clock) can take. Each has one row in PROCEDURE."""

    REGISTER = "register"
    SUPPLEMENT = "supplement"
    RECORD_CONTACT = "record_contact"


@dataclass(frozen=True, slots=True)
class Respondent:
    """A person the complaint is about, without the name (that is in the encrypted details).

    ``ref`` ("r1", "r2", …) is stable within the dossier; ``person`` is set when the respondent is known to us.
    """

    ref: str
    person: PersonId | None = None
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that is not stored yet: what a step records. ``procedure.advance`` makes it.

    ``attributes`` are readable in the database and hold nothing personal (codes, ids, references);
    ``details`` are personal, stored under the dossier's own key only, and destroyed with it.
    """

    action: Action
    by: PersonId | None  # None: the clock
    on: date
    facts: tuple[Fact, ...] = ()
    stage: Stage | None = None  # the stage it leads to, None when it stays
    subject: str = ""
    attributes: Mapping[str, Json] = field(default_factory=dict)
    details: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """A stored draft: the ``seq``-th entry of its dossier (from 1), entered at ``at``.

    ``details`` is None when the entry was loaded unopened, or its key is destroyed.
    """

    seq: int
    at: datetime
    action: Action
    by: PersonId | None
    on: date
    facts: tuple[Fact, ...] = ()
    stage: Stage | None = None
    subject: str = ""
    attributes: Mapping[str, Json] = field(default_factory=dict)
    details: Mapping[str, Json] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A dossier as its events tell it (``procedure.fold`` makes it). ``number`` is None while only reported."""

    id: ComplaintId
    number: str | None
    series: Series
    stage: Stage
    received_on: date
    officer: PersonId
    events: tuple[Event, ...]
    facts: tuple[Fact, ...]
    respondents: tuple[Respondent, ...] = ()
    complainant: PersonId | None = None  # only for conflict checks and denial (R2)

    @property
    def version(self) -> int:
        """How many entries it has; what a form saw, so that a second person hears of the first."""
        return len(self.events)
