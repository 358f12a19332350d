"""The panel, seat by seat."""

from __future__ import annotations

from datetime import date

import pytest

from klachtbot.domain.committee import (
    Candidate,
    Case,
    Ground,
    Occupied,
    case_of,
    compose,
    eligible,
    recorded,
    secretary,
    sitting,
)
from klachtbot.domain.errors import Unfillable
from klachtbot.domain.ladder import Audience
from klachtbot.domain.model import Action, Json, PersonId, Position, Respondent, Seat
from klachtbot.domain.nudging import climb, recipients
from klachtbot.domain.people import Organisation
from klachtbot.domain.terms import Term, running
from tests.domain.histories import CALENDAR, COMPLAINANT, OFFICER, RESPONDENT, Story, referred, registered

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
            Case(unavailable={PARTNER.person: Ground.ILLNESS}),
            "chair same official",
            {Seat.PARTNER_MEMBER: Ground.ILLNESS},
            id="the partner's member is ill: a substitute of the same organisation may sit",
        ),
        pytest.param(
            Case(unavailable={OFFICIAL.person: Ground.PERSONAL_TIE}),
            "chair partner second",
            {Seat.MUNICIPAL_OFFICIAL: Ground.PERSONAL_TIE},
            id="the official knows somebody",
        ),
        pytest.param(
            Case(unavailable={one.person: Ground.ILLNESS for one in (CHAIR, PARTNER, OFFICIAL)}),
            "deputy-chair same second",
            dict.fromkeys(Seat, Ground.ILLNESS),
            id="all three are ill",
        ),
        pytest.param(
            Case(frozenset({"zorg"}), unavailable={CHAIR.person: Ground.PERSONAL_TIE}),
            "deputy-chair other official",
            {Seat.CHAIR: Ground.PERSONAL_TIE, Seat.PARTNER_MEMBER: Ground.ORGANISATION},
            id="two conflicts at once",
        ),
        pytest.param(
            parties(CHAIR), "deputy-chair partner official", {Seat.CHAIR: Ground.PARTY}, id="the chair is a party"
        ),
        pytest.param(
            Case(handlers=frozenset({PARTNER.person})),
            "chair same official",
            {Seat.PARTNER_MEMBER: Ground.HANDLED},
            id="a former officer is on the roster",
        ),
        pytest.param(
            Case(unavailable={PARTNER.person: Ground.DECLARED}),
            "chair same official",
            {Seat.PARTNER_MEMBER: Ground.DECLARED},
            id="the member told to be involved",
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
            ROSTER,
            Case(organisations=frozenset({"gemeente"})),
            Seat.MUNICIPAL_OFFICIAL,
            (("official", "organisation"), ("second", "organisation")),
            id="about the municipality itself",
        ),
        pytest.param(
            (CHAIR, OFFICIAL),
            parties(CHAIR, OFFICIAL),
            Seat.CHAIR,
            (("chair", "party"),),
            id="two seats that nobody can take: the first is told",
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


@pytest.mark.parametrize(
    ("since", "until"),
    [
        pytest.param(None, date(2026, 11, 16), id="ended yesterday, Monday"),
        pytest.param(date(2026, 11, 18), None, id="begins tomorrow, Wednesday"),
    ],
)
def test_nobody_sits_outside_the_term_of_office(since: date | None, until: date | None) -> None:
    chair = Candidate(PersonId("new"), P.CHAIR, "bop", since, until)

    assert [one.person for one in eligible(Seat.CHAIR, (chair, DEPUTY), Case(), ON)] == [DEPUTY.person]


def test_who_sits_already_keeps_the_seat_also_when_the_standing_member_could_take_it() -> None:
    stays = (Occupied(Seat.CHAIR, DEPUTY.person, CHAIR.person, Ground.ILLNESS),)

    found = compose(ROSTER, Case(unavailable={PARTNER.person: Ground.DECLARED}), ON, stays=stays)

    assert found[0] == stays[0]
    assert [one.person for one in found[1:]] == [SAME.person, OFFICIAL.person]


def test_who_sits_already_leaves_the_seat_when_there_is_a_ground_by_now() -> None:
    stays = (Occupied(Seat.PARTNER_MEMBER, PARTNER.person),)

    found = compose(ROSTER, Case(organisations=frozenset({"zorg"})), ON, stays=stays)

    assert found[1] == Occupied(Seat.PARTNER_MEMBER, OTHER.person, PARTNER.person, Ground.ORGANISATION)


def test_who_wrote_or_handled_in_the_case_is_no_secretary_of_it() -> None:
    roster = tuple(Candidate(PersonId(one), P.SECRETARY) for one in ("ilse", "sanne", "tom"))
    case = Case(parties=frozenset({PersonId("tom")}), handlers=frozenset({PersonId("sanne")}))

    assert secretary(roster, case) == ("ilse",)


# What a dossier says of it ------------------------------------------------------------------------------------------


def composed(roster: tuple[Candidate, ...] = ROSTER) -> Story:
    story = referred()
    panel = compose(roster, case_of(story.complaint), ON)
    return story.then(Action.COMPOSE_PANEL, said={**recorded(panel), "secretary": None})


def test_the_parties_and_who_handled_it_are_known_from_the_dossier() -> None:
    story = referred().then(Action.HAND_OVER, officer="bram", reason="-")

    case = case_of(story.complaint)

    assert case.parties == {RESPONDENT, COMPLAINANT}
    assert case.handlers == {OFFICER, "bram"}
    assert case.organisations == {"o1"}


@pytest.mark.parametrize("party", ["respondent", "complainant"])
def test_a_member_who_is_a_party_by_their_slack_link_does_not_sit(party: str) -> None:
    member = Candidate(PersonId(party), P.PARTNER_MEMBER, "zorg")
    complaint = registered(respondents=(Respondent("r1", RESPONDENT),)).complaint

    found = compose((CHAIR, member, OTHER, OFFICIAL), case_of(complaint), ON)

    assert (found[1].person, found[1].ground) == (OTHER.person, Ground.PARTY)


def test_a_panel_is_read_back_as_it_was_composed() -> None:
    story = composed((CHAIR, Candidate(PARTNER.person, P.PARTNER_MEMBER, "o1"), OTHER, OFFICIAL))

    assert sitting(story.complaint) == (
        Occupied(Seat.CHAIR, CHAIR.person),
        Occupied(Seat.PARTNER_MEMBER, OTHER.person, PARTNER.person, Ground.ORGANISATION),
        Occupied(Seat.MUNICIPAL_OFFICIAL, OFFICIAL.person),
    )


@pytest.mark.parametrize("ground", ["", "personal_tie"])
def test_who_told_to_be_involved_sits_no_more_and_is_never_proposed_again(ground: str) -> None:
    said: dict[str, Json] = {"ground": ground} if ground else {}
    story = composed().then(Action.CONFIRM_PANEL).then(Action.DECLARE_INVOLVED, subject="chair", said=said)

    case, left = case_of(story.complaint), sitting(story.complaint)
    found = compose(ROSTER, case, ON, stays=left)

    assert [one.seat for one in left] == [Seat.PARTNER_MEMBER, Seat.MUNICIPAL_OFFICIAL]
    assert found[0] == Occupied(Seat.CHAIR, DEPUTY.person, CHAIR.person, Ground(ground or "declared"))


@pytest.mark.parametrize(("ground", "again"), [("illness", "chair"), ("personal_tie", "second-deputy")])
def test_who_was_ill_may_be_asked_again_and_who_knows_somebody_may_not(ground: str, again: str) -> None:
    roster = (*ROSTER, Candidate(PersonId("second-deputy"), P.DEPUTY_CHAIR))
    first = (Occupied(Seat.CHAIR, DEPUTY.person, CHAIR.person, Ground(ground)), *compose(ROSTER, Case(), ON)[1:])
    story = referred().then(Action.COMPOSE_PANEL, said=recorded(first))
    story.then(Action.DECLARE_INVOLVED, subject="chair", by=DEPUTY.person)

    found = compose(roster, case_of(story.complaint), ON, stays=sitting(story.complaint))

    assert found[0].person == again


def test_who_told_to_be_involved_by_mistake_may_be_asked_again_by_a_person() -> None:
    case = Case(unavailable={CHAIR.person: Ground.DECLARED})

    assert compose(ROSTER, case, ON)[0].person == DEPUTY.person
    assert [one.person for one in eligible(Seat.CHAIR, ROSTER, case, ON)] == [CHAIR.person, DEPUTY.person]


HOUSE = Organisation({OFFICER: frozenset({P.COORDINATOR})})


def test_the_officer_hears_of_the_terms_of_the_committee_until_the_chair_may_read() -> None:
    story = composed().then(Action.SUPPLEMENT, consent=True).then(Action.CONFIRM_PANEL)
    to = (Audience.CHAIR, Audience.SECRETARY, Audience.CHANNEL)

    before = recipients(story.complaint, to, HOUSE, ON)
    story.then(Action.DECLARE_UNINVOLVED, subject="chair", by=CHAIR.person)

    assert (before, recipients(story.complaint, to, HOUSE, ON)) == ((OFFICER,), (CHAIR.person,))


def test_a_member_who_does_not_answer_is_called_from_the_second_working_day_on() -> None:
    story = composed().then(Action.CONFIRM_PANEL)
    waits = [one for one in running(story.complaint) if one.term is Term.DECLARATION]

    first = {
        one.subject: [nudge.on for nudge in climb(story.complaint, one, CALENDAR, date(2026, 11, 23))] for one in waits
    }

    # confirmed on Tuesday: Thursday, and every Monday after it
    assert first == {seat: [date(2026, 11, 19), date(2026, 11, 23)] for seat in Seat}
