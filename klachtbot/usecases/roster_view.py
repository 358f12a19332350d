"""The committee's list as somebody looks at it: who stands for which seat, and what is the matter with that.

A seat is looked at as the composition looks at it (``domain.committee``): who serves, and for which organisation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from klachtbot.domain.committee import Candidate
from klachtbot.domain.model import PersonId, Position
from klachtbot.usecases.organisation_member import COMMITTEE, SEATS, Member
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.roster import RosterChange

ORDER = (
    Position.CHAIR,
    Position.DEPUTY_CHAIR,
    Position.PARTNER_MEMBER,
    Position.SUBSTITUTE,
    Position.MUNICIPAL_OFFICIAL,
    Position.SECRETARY,
)
"""The seats in the order of the regulation (R13)."""

INDEPENDENT = frozenset({Position.CHAIR, Position.DEPUTY_CHAIR, Position.SECRETARY})
"""Who need not come from an organisation."""

CHANGES = 10
"""As many changes as the list shows."""


class Flag(StrEnum):
    """What is the matter with somebody on the list."""

    OVER = "over"  # the term of office ended
    NOT_YET = "not_yet"  # it begins later
    LEFT_SLACK = "left_slack"
    NO_ORGANISATION = "no_organisation"
    NO_OTHER_SUBSTITUTE = "no_other_substitute"  # when the complaint is about their organisation nobody replaces them


@dataclass(frozen=True, slots=True)
class OnTheList:
    """Somebody for one seat."""

    id: PersonId
    position: Position
    member: Member
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatOnTheList:
    """``covered``: nobody stands for it, and somebody else may be asked for it."""

    position: Position
    people: tuple[OnTheList, ...]
    covered: bool = False


@dataclass(frozen=True, slots=True)
class RosterView:
    """``names`` of who is in the changes, and ``organisations`` by id. ``latest`` is the id of the last change."""

    seats: tuple[SeatOnTheList, ...]
    organisations: Mapping[str, str]
    changes: tuple[RosterChange, ...]
    names: Mapping[PersonId, str]

    @property
    def latest(self) -> int:
        return self.changes[0].id if self.changes else 0


def roster_view(uow: UnitOfWork, today: date, *, left: Collection[str] = ()) -> RosterView:
    """The list today. ``left``: Slack ids of who is known not to be active there any more."""
    members = {one.id: one.member for one in uow.roster.listed()}
    candidates = [one for one in uow.people.roster() if one.person in members]
    serving = [one for one in candidates if one.serves(today)]
    seats = []
    for position in ORDER:
        people = tuple(
            OnTheList(one.person, position, members[one.person], tuple(_flags(one, members, serving, today, left)))
            for one in candidates
            if one.position is position
        )
        stand_in = _STAND_IN.get(position)
        seats.append(SeatOnTheList(position, people, any(one.position is stand_in for one in serving)))
    changes = uow.roster.last(CHANGES)
    named = {id for one in changes for id in (one.by, one.about) if id is not None}
    people_by_id: Mapping[PersonId, Person] = {one.id: one for one in uow.people.all()}
    names = {id: people_by_id[id].name for id in named if id in people_by_id}
    return RosterView(tuple(seats), uow.people.organisations(), changes, names)


_STAND_IN = {Position.CHAIR: Position.DEPUTY_CHAIR, Position.PARTNER_MEMBER: Position.SUBSTITUTE}


def _flags(
    one: Candidate,
    members: Mapping[PersonId, Member],
    serving: Collection[Candidate],
    today: date,
    left: Collection[str],
) -> list[Flag]:
    member = members[one.person]
    others = [
        other for other in serving if other.position is Position.SUBSTITUTE and other.organisation != one.organisation
    ]
    found = {
        Flag.OVER: one.position in SEATS and one.until is not None and one.until < today,
        Flag.NOT_YET: one.position in SEATS and one.since is not None and one.since > today,
        Flag.LEFT_SLACK: member.slack_id in left,
        Flag.NO_ORGANISATION: one.position in COMMITTEE - INDEPENDENT and not member.organisation,
        Flag.NO_OTHER_SUBSTITUTE: one.position is Position.PARTNER_MEMBER and not others,
    }
    return [flag for flag, applies in found.items() if applies]
