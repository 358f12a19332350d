"""Putting the committee together: three seats, the standing member or a substitute, and why (R13).

Who is asked, who stays when another is replaced, and who writes for them. What of it was recorded stands in the
entries of the dossier: ``case_of`` and ``sitting`` read it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from klachtbot.domain import people
from klachtbot.domain.dossier import composition, panel
from klachtbot.domain.errors import Unfillable
from klachtbot.domain.model import Action, Complaint, Json, PersonId, Position, Seat


class Ground(StrEnum):
    """Why somebody does not sit. The regulation has one ground, the organisation; the others are ours."""

    ORGANISATION = "organisation"
    PARTY = "party"  # complainant or respondent
    HANDLED = "handled"  # officer or deputy in the case
    PERSONAL_TIE = "personal_tie"
    ILLNESS = "illness"
    VACANCY = "vacancy"  # the term of office ended, or the seat has no standing member
    TAKEN = "taken"  # sits in another seat already
    DECLARED = "declared"  # told to be involved, and need not say why


GIVEN = frozenset(Ground) - {Ground.TAKEN, Ground.DECLARED}
"""Grounds that a person may give."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the roster. ``organisation`` is an id; ``since`` and ``until`` are the first and the last day of the
    term of office."""

    person: PersonId
    position: Position
    organisation: str = ""
    since: date | None = None
    until: date | None = None

    def serves(self, on: date) -> bool:
        """Whether the term of office runs."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Occupied:
    """Who sits, and when it is not the standing member: instead of whom and why."""

    seat: Seat
    person: PersonId
    instead_of: PersonId | None = None
    ground: Ground | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What the composition must know of a complaint: no more than who and which organisations."""

    organisations: frozenset[str] = frozenset()
    parties: frozenset[PersonId] = frozenset()
    handlers: frozenset[PersonId] = frozenset()
    unavailable: Mapping[PersonId, Ground] = field(default_factory=dict)  # declared: a tie, illness


_SEATS: Mapping[Seat, tuple[Position, Position]] = {
    Seat.CHAIR: (Position.CHAIR, Position.DEPUTY_CHAIR),
    Seat.PARTNER_MEMBER: (Position.PARTNER_MEMBER, Position.SUBSTITUTE),
    Seat.MUNICIPAL_OFFICIAL: (Position.MUNICIPAL_OFFICIAL, Position.MUNICIPAL_OFFICIAL),
}
"""Per seat: the standing position, and the position its substitutes have."""


def compose(
    roster: Sequence[Candidate], case: Case, on: date, *, stays: Sequence[Occupied] = ()
) -> tuple[Occupied, ...]:
    """The three standing members, each replaced only for a reason, by the first substitute who can sit.

    ``stays``: who sits already keeps the seat, unless there is a ground by now. Raises Unfillable for the first seat
    nobody on the roster can take, with the ground for each who was looked at.
    """
    kept = {one.seat: one for one in stays if _may_stay(one, roster, case, on)}
    taken = [one.person for one in kept.values()]
    found = []
    for seat in _SEATS:
        one = kept.get(seat) or _fill(seat, roster, case, on, taken)
        taken.append(one.person)
        found.append(one)
    return tuple(found)


def eligible(seat: Seat, roster: Sequence[Candidate], case: Case, on: date) -> tuple[Candidate, ...]:
    """Who may be asked for this seat instead, the standing member first: also who told to be involved or was ill, for
    that may be over or a mistake. They declare anew, like everybody."""
    anybody = replace(case, unavailable={})
    return tuple(one for one in _candidates(seat, roster) if objection(one, anybody, on) is None)


def replaced(seat: Seat, person: PersonId, ground: Ground, proposed: Occupied) -> Occupied:
    """The seat with ``person`` in it instead of who was proposed, and why."""
    return Occupied(seat, person, proposed.person, ground)


def case_of(complaint: Complaint) -> Case:
    """What the composition must know of this complaint: also who told to be involved, or was replaced for good."""
    unavailable: dict[PersonId, Ground] = {}
    seats: Mapping[str, Json] = {}
    for event in complaint.events:
        if event.action is Action.COMPOSE_PANEL:
            seats = _mapping(event.attributes.get("seats"))
            instead = _mapping(event.attributes.get("instead")).values()
            before = [(pair[0], Ground(str(pair[1]))) for pair in instead if isinstance(pair, list) and pair[0]]
            unavailable |= {PersonId(str(who)): ground for who, ground in before if ground not in _PASSES}
        elif event.action is Action.DECLARE_INVOLVED and event.subject in seats:
            ground = Ground(str(event.attributes.get("ground") or Ground.DECLARED))
            unavailable[PersonId(str(seats[event.subject]))] = ground
    return Case(
        organisations=frozenset(one.organisation for one in complaint.respondents if one.organisation),
        parties=people.involved(complaint),
        handlers=people.handled(complaint),
        unavailable=unavailable,
    )


_PASSES = frozenset({Ground.ILLNESS, Ground.VACANCY, Ground.TAKEN})
"""Grounds that are looked at anew each time."""


def sitting(complaint: Complaint) -> tuple[Occupied, ...]:
    """Who sits now, and why: without the seats that somebody left because they are involved."""
    composed = composition(complaint)
    instead = _mapping(composed.attributes.get("instead")) if composed else {}
    found = []
    sits = panel(complaint)
    for seat in (one for one in Seat if one in sits):
        person, pair = sits[seat], instead.get(seat)
        who, ground = pair if isinstance(pair, list) else (None, None)
        found.append(
            Occupied(
                seat,
                PersonId(str(person)),
                PersonId(str(who)) if who else None,
                Ground(str(ground)) if ground else None,
            )
        )
    return tuple(found)


def asked(complaint: Complaint, seat: Seat) -> bool:
    """Whether who sits there was asked to declare: the chair confirmed a panel with them in it (R13)."""
    holder, was = None, False
    for event in complaint.events:
        if event.action is Action.COMPOSE_PANEL:
            before, holder = holder, _mapping(event.attributes.get("seats")).get(seat)
            was = was and holder == before
        elif event.action is Action.CONFIRM_PANEL:
            was = True
    return was and seat in panel(complaint)


def recorded(composed: Sequence[Occupied]) -> dict[str, Json]:
    """A composed panel as the attributes of its entry."""
    instead: dict[str, Json] = {one.seat.value: [one.instead_of, one.ground.value] for one in composed if one.ground}
    return {"seats": {one.seat.value: one.person for one in composed}, "instead": instead}


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def secretary(roster: Sequence[Candidate], case: Case) -> tuple[PersonId, ...]:
    """Who may write for the committee (ours): never a party, nor who handled the case."""
    writers = dict.fromkeys(one.person for one in roster if one.position is Position.SECRETARY)
    return tuple(one for one in writers if one not in case.parties and one not in case.handlers)


def _may_stay(one: Occupied, roster: Sequence[Candidate], case: Case, on: date) -> bool:
    return any(
        candidate.person == one.person and objection(candidate, case, on) is None
        for candidate in _candidates(one.seat, roster)
    )


def objection(candidate: Candidate, case: Case, on: date) -> Ground | None:
    """Why this candidate cannot sit in this case, or None."""
    grounds = {
        Ground.PARTY: candidate.person in case.parties,
        Ground.HANDLED: candidate.person in case.handlers,
        # R13 says it of the partner member; an independent chair and an official are held to the same
        Ground.ORGANISATION: bool(candidate.organisation) and candidate.organisation in case.organisations,
        Ground.VACANCY: not candidate.serves(on),
    }
    first = next((ground for ground, applies in grounds.items() if applies), None)
    return first or case.unavailable.get(candidate.person)


def _fill(seat: Seat, roster: Sequence[Candidate], case: Case, on: date, taken: list[PersonId]) -> Occupied:
    looked_at: list[tuple[Candidate, Ground]] = []
    for candidate in _candidates(seat, roster):
        ground = Ground.TAKEN if candidate.person in taken else objection(candidate, case, on)
        if ground is not None:
            looked_at.append((candidate, ground))
        elif looked_at:
            return Occupied(seat, candidate.person, looked_at[0][0].person, looked_at[0][1])
        elif candidate.position is not _SEATS[seat][0]:
            return Occupied(seat, candidate.person, None, Ground.VACANCY)
        else:
            return Occupied(seat, candidate.person)
    raise Unfillable(seat, tuple((candidate.person, ground.value) for candidate, ground in looked_at))


def _candidates(seat: Seat, roster: Sequence[Candidate]) -> Iterator[Candidate]:
    for position in dict.fromkeys(_SEATS[seat]):
        yield from (one for one in roster if one.position is position)
