"""The panel, seat by seat."""

from __future__ import annotations

from datetime import date

import pytest

from klachtbot.domain.committee import Candidate, Case, Ground, compose
from klachtbot.domain.errors import Unfillable
from klachtbot.domain.model import PersonId, Position, Seat

P = Position
ON = date(2026, 11, 17)
CHAIR = Candidate(PersonId("chair"), P.CHAIR, "bop")
DEPUTY = Candidate(PersonId("deputy-chair"), P.DEPUTY_CHAIR, "bop2")
PARTNER = Candidate(PersonId("partner"), P.PARTNER_MEMBER, "zorg")
SAME = Candidate(PersonId("same"), P.SUBSTITUTE, "zorg")
OTHER = Candidate(PersonId("other"), P.SUBSTITUTE, "welzijn")
OFFICIAL = Candidate(PersonId("official"), P.MUNICIPAL_OFFICIAL, "gemeente")
SECOND = Candidate(PersonId("second"), P.MUNICIPAL_OFFICIAL, "gemeente")
ROSTER = (CHAIR, DEPUTY, PARTNER, SAME, OTHER, OFFICIAL, SECOND)


def parties(*people: Candidate) -> Case:
    return Case(parties=frozenset(one.person for one in people))


@pytest.mark.parametrize(
    ("case", "panel", "grounds"),
    [
        pytest.param(Case(), "chair partner official", {}, id="the standing three"),
        pytest.param(
            Case(organisations=frozenset({"zorg"})),
            "chair other official",
            {Seat.PARTNER_MEMBER: Ground.ORGANISATION},
            id="about the member's organisation: a substitute from another",
        ),
        pytest.param(
            Case(organisations=frozenset({"bop"})),
            "deputy-chair partner official",
            {Seat.CHAIR: Ground.ORGANISATION},
            id="about the chair's own organisation",
        ),
        pytest.param(
            parties(PARTNER), "chair same official", {Seat.PARTNER_MEMBER: Ground.PARTY}, id="the member is a party"
        ),
        pytest.param(
            Case(handlers=frozenset({OFFICIAL.person})),
            "chair partner second",
            {Seat.MUNICIPAL_OFFICIAL: Ground.HANDLED},
            id="the official handled it before",
        ),
        pytest.param(
            Case(unavailable={CHAIR.person: Ground.ILLNESS}),
            "deputy-chair partner official",
            {Seat.CHAIR: Ground.ILLNESS},
            id="the chair is ill",
        ),
        pytest.param(
            Case(frozenset({"zorg"}), unavailable={CHAIR.person: Ground.PERSONAL_TIE}),
            "deputy-chair other official",
            {Seat.CHAIR: Ground.PERSONAL_TIE, Seat.PARTNER_MEMBER: Ground.ORGANISATION},
            id="two conflicts at once",
        ),
    ],
)
def test_the_standing_members_sit_unless_there_is_a_ground(case: Case, panel: str, grounds: dict[Seat, Ground]) -> None:
    found = compose(ROSTER, case, ON)

    assert [one.person for one in found] == panel.split()
    assert {one.seat: one.ground for one in found if one.ground} == grounds


@pytest.mark.parametrize(
    ("roster", "case", "seat", "lacks"),
    [
        pytest.param((), Case(), Seat.CHAIR, (), id="an empty roster"),
        pytest.param(
            (CHAIR, PARTNER, SAME, OFFICIAL),
            Case(organisations=frozenset({"zorg"})),
            Seat.PARTNER_MEMBER,
            (("partner", "organisation"), ("same", "organisation")),
            id="only a substitute of the same organisation",
        ),
        pytest.param(
            (CHAIR, PARTNER, OFFICIAL),
            parties(OFFICIAL),
            Seat.MUNICIPAL_OFFICIAL,
            (("official", "party"),),
            id="the only official is a party",
        ),
        pytest.param(
            (CHAIR, PARTNER, Candidate(CHAIR.person, P.MUNICIPAL_OFFICIAL, "gemeente")),
            Case(),
            Seat.MUNICIPAL_OFFICIAL,
            (("chair", "taken"),),
            id="nobody sits in two seats",
        ),
    ],
)
def test_a_seat_nobody_can_take_is_refused_with_what_the_roster_lacks(
    roster: tuple[Candidate, ...], case: Case, seat: Seat, lacks: tuple[tuple[str, str], ...]
) -> None:
    with pytest.raises(Unfillable) as caught:
        compose(roster, case, ON)

    assert (caught.value.seat, caught.value.lacks) == (seat, lacks)


def test_a_member_whose_term_of_office_ended_is_replaced() -> None:
    ended = Candidate(PersonId("ended"), P.CHAIR, "bop", until=date(2026, 11, 16))

    found = compose((ended, DEPUTY, PARTNER, OFFICIAL), Case(), ON)

    assert (found[0].person, found[0].instead_of, found[0].ground) == (DEPUTY.person, ended.person, Ground.VACANCY)
