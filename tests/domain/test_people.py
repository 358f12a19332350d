"""Who may: one written table of people and situations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klachtbot.domain import errors
from klachtbot.domain.model import Action as Step
from klachtbot.domain.model import Complaint, ComplaintId, Json, PersonId, Position, Respondent, Role, Series
from klachtbot.domain.people import Absence, Organisation, deputies_for, may_read, officer_for, roles_in, supervised
from klachtbot.domain.procedure import fold
from tests.domain.histories import SEATS, Story, composed, registered, reported

THURSDAY, FRIDAY = date(2026, 11, 5), date(2026, 11, 6)
P = Position
ANNA, BRAM, CARLA, DIRK, EVA, FATIMA = (PersonId(n) for n in ("officer", "deputy", "carla", "dirk", "eva", "fatima"))
ORGANISATION = Organisation(
    positions={
        ANNA: frozenset({P.COORDINATOR}),
        BRAM: frozenset({P.COORDINATOR}),
        CARLA: frozenset({P.SUPERVISOR}),
        DIRK: frozenset({P.DEPUTY_SUPERVISOR}),
        EVA: frozenset({P.STAFF}),
        FATIMA: frozenset({P.ADMINISTRATOR}),
    },
    weekdays_off={ANNA: frozenset({4})},
)
"""Two coordinators (Anna, who handles, is off on Fridays), a supervisor with a deputy, staff, an administrator."""


def about(*people: PersonId) -> Story:
    return registered(respondents=tuple(Respondent(f"r{n}", one) for n, one in enumerate(people, 1)))


def supervisors_case() -> Complaint:
    story = about(BRAM).then(Step.HAND_OVER, officer=CARLA)
    return fold(ComplaintId("c2"), "L-2026-001", Series.SUPERVISOR, story.complaint.events)


def stepped_back() -> Complaint:
    return about(EVA).then(Step.STEP_BACK, officer=BRAM).complaint


def handed_over() -> Complaint:
    return about(EVA).then(Step.HAND_OVER, officer=BRAM).complaint


def rerouted() -> Complaint:
    """A coordinator turned out to be one of several respondents; the case keeps its number."""
    added: list[Json] = [{"ref": "r2", "person": BRAM, "organisation": ""}]
    return about(EVA).then(Step.ADD_RESPONDENT, respondents=added, officer=CARLA).complaint


CASES: dict[str, Callable[[], Complaint]] = {
    "about staff": lambda: about(EVA).complaint,
    "about a coordinator": supervisors_case,
    "coordinator added": rerouted,
    "stepped back": stepped_back,
    "handed over": handed_over,
    "reported": lambda: reported().complaint,
    "panel composed": lambda: composed().complaint,
}

TABLE = [
    # case, on, who, roles, may read
    ("about staff", THURSDAY, ANNA, "officer", True),
    ("about staff", THURSDAY, BRAM, "coordinator", True),
    ("about staff", FRIDAY, BRAM, "deputy", True),
    ("about staff", THURSDAY, CARLA, "supervisor", False),
    ("about staff", THURSDAY, DIRK, "", False),
    ("about staff", THURSDAY, EVA, "respondent", False),
    ("about staff", THURSDAY, PersonId("complainant"), "complainant", False),
    ("about staff", THURSDAY, FATIMA, "", False),
    ("about staff", THURSDAY, PersonId("stranger"), "", False),
    ("about a coordinator", THURSDAY, CARLA, "officer supervisor", True),
    ("about a coordinator", THURSDAY, ANNA, "", False),
    ("about a coordinator", THURSDAY, BRAM, "respondent", False),
    ("about a coordinator", THURSDAY, DIRK, "", False),
    ("coordinator added", THURSDAY, CARLA, "officer supervisor", True),
    ("coordinator added", FRIDAY, ANNA, "", False),
    ("coordinator added", THURSDAY, BRAM, "respondent", False),
    ("coordinator added", THURSDAY, EVA, "respondent", False),
    ("stepped back", THURSDAY, ANNA, "", False),
    ("stepped back", THURSDAY, BRAM, "officer", True),
    ("handed over", THURSDAY, ANNA, "coordinator", True),
    ("handed over", THURSDAY, BRAM, "officer", True),
    ("reported", THURSDAY, PersonId("reporter"), "reporter", False),
    ("reported", THURSDAY, ANNA, "officer", True),
    ("panel composed", THURSDAY, PersonId("chair"), "chair", False),
    ("panel composed", THURSDAY, PersonId("partner"), "member", False),
    ("panel composed", THURSDAY, PersonId("official"), "member", False),
    ("panel composed", THURSDAY, PersonId("secretary"), "secretary", True),
]


@pytest.mark.parametrize(
    ("case", "on", "who", "roles", "reads"),
    [pytest.param(*row, id=f"{row[0]}, {row[1]:%a}, {row[2]}") for row in TABLE],
)
def test_who_somebody_is_to_a_case_and_whether_they_may_read_it(
    case: str, on: date, who: PersonId, roles: str, reads: bool
) -> None:
    complaint = CASES[case]()

    found = roles_in(complaint, who, ORGANISATION, on)

    assert {role.value for role in found} == set(roles.split())
    assert may_read(complaint, who, ORGANISATION, on) is reads


def test_a_member_of_the_panel_reads_from_their_own_declaration() -> None:
    complaint = composed().then(Step.DECLARE_UNINVOLVED, subject="partner_member").complaint

    found = {name: may_read(complaint, PersonId(str(name)), ORGANISATION, THURSDAY) for name in SEATS.values()}

    assert found == {"chair": False, "partner": True, "official": False}


def test_deputising_lasts_until_the_officer_returns() -> None:
    story = about(EVA).then(Step.DEPUTISE, by=BRAM)

    during = roles_in(story.complaint, BRAM, ORGANISATION, THURSDAY)
    after = roles_in(story.then(Step.RETURN).complaint, BRAM, ORGANISATION, THURSDAY)

    assert (during, after) == (frozenset({Role.DEPUTY}), frozenset({Role.COORDINATOR}))


def test_when_the_officer_left_the_other_coordinators_step_in_and_nobody_else() -> None:
    positions = {one: held for one, held in ORGANISATION.positions.items() if one != ANNA}
    without_anna = Organisation(positions, gone=frozenset({ANNA}))

    deputies = deputies_for(about(EVA).complaint, without_anna, THURSDAY)

    assert deputies == (BRAM,)


def test_a_case_once_kept_from_the_coordinators_stays_so_when_the_respondent_is_one_no_longer() -> None:
    complaint = about(EVA).then(Step.ADD_RESPONDENT, respondents=[{"ref": "r2"}], supervised=True).complaint

    assert supervised(complaint, ORGANISATION)
    assert roles_in(complaint, ANNA, ORGANISATION, THURSDAY) == frozenset()


@pytest.mark.parametrize(
    ("on", "involved", "supervised", "officer"),
    [
        pytest.param(THURSDAY, set(), False, ANNA, id="the first coordinator"),
        pytest.param(FRIDAY, set(), False, BRAM, id="the other on her day off"),
        pytest.param(THURSDAY, {ANNA}, False, BRAM, id="the other when she is involved"),
        pytest.param(FRIDAY, {BRAM}, False, ANNA, id="she, though off, when he is involved"),
        pytest.param(THURSDAY, {ANNA, BRAM}, False, CARLA, id="both involved: the supervisor"),
        pytest.param(THURSDAY, {BRAM}, True, CARLA, id="about a coordinator: the supervisor"),
        pytest.param(THURSDAY, {BRAM, CARLA}, True, DIRK, id="about both kinds: the deputy supervisor"),
    ],
)
def test_who_handles_a_complaint(on: date, involved: set[PersonId], supervised: bool, officer: PersonId) -> None:
    found = officer_for(ORGANISATION, on, involved=frozenset(involved), supervised=supervised)

    assert found == officer


def test_who_registers_handles_it_when_nothing_is_against_it() -> None:
    assert officer_for(ORGANISATION, THURSDAY, preferred=BRAM) == BRAM


def test_when_everybody_is_involved_nobody_is_made_up() -> None:
    with pytest.raises(errors.NobodyLeft):
        officer_for(ORGANISATION, THURSDAY, involved=frozenset({ANNA, BRAM, CARLA, DIRK}))


@pytest.mark.parametrize(
    ("case", "absences", "deputies"),
    [
        pytest.param("about staff", [], (BRAM,), id="the other coordinator"),
        pytest.param("about staff", [Absence(BRAM, THURSDAY)], (), id="away with an open end: nobody left"),
        pytest.param("about staff", [Absence(BRAM, FRIDAY, FRIDAY)], (BRAM,), id="away only tomorrow"),
        pytest.param("about a coordinator", [], (DIRK,), id="the deputy supervisor"),
        pytest.param("stepped back", [], (), id="who stepped back does not deputise"),
    ],
)
def test_who_steps_in(case: str, absences: list[Absence], deputies: tuple[PersonId, ...]) -> None:
    organisation = Organisation(ORGANISATION.positions, tuple(absences))

    found = deputies_for(CASES[case](), organisation, THURSDAY)

    assert found == deputies


@given(
    st.sampled_from(sorted(CASES)),
    st.sampled_from([ANNA, BRAM, CARLA, DIRK, EVA, FATIMA]),
    st.dates(date(2026, 11, 1), date(2026, 12, 31)),
    st.lists(st.builds(Absence, st.sampled_from([ANNA, BRAM, CARLA, DIRK]), st.just(date(2026, 11, 1))), max_size=4),
)
def test_whoever_is_away_no_coordinator_reads_a_case_about_one_of_them(
    case: str, who: PersonId, on: date, absences: list[Absence]
) -> None:
    organisation = Organisation(ORGANISATION.positions, tuple(absences), ORGANISATION.weekdays_off)
    complaint = CASES[case]()

    kept_out = supervised(complaint, organisation) and who in (ANNA, BRAM)

    assert not (kept_out and may_read(complaint, who, organisation, on))
