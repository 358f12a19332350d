"""What an absence means: what falls due, who stands in, where nobody is left; and which dates may be entered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klachtbot.domain import errors
from klachtbot.domain.absence import (
    Gap,
    checked,
    checked_weekdays,
    falls_due,
    gaps,
    nobody_left,
    stand_ins,
    together,
    touches,
)
from klachtbot.domain.model import Action, PersonId, Position, Respondent, Role
from klachtbot.domain.people import Absence, Organisation, deputies_for, may_enter_absence, roles_in
from tests.domain.histories import OFFICER, registered

JORIS, NOOR, MARLEEN, RUUD, TOM = (PersonId(name) for name in ("joris", "noor", "marleen", "ruud", "tom"))
TEAM = {
    OFFICER: frozenset({Position.COORDINATOR}),
    JORIS: frozenset({Position.COORDINATOR}),
    NOOR: frozenset({Position.COORDINATOR}),
    MARLEEN: frozenset({Position.SUPERVISOR}),
    RUUD: frozenset({Position.DEPUTY_SUPERVISOR}),
    TOM: frozenset({Position.STAFF}),
}
MON_2, TUE_3, WED_4, THU_5, FRI_6, MON_9 = (date(2026, 11, day) for day in (2, 3, 4, 5, 6, 9))
DAY = timedelta(days=1)
CASE = registered(MON_2, (Respondent("r1", TOM),)).complaint  # first contact by Thu 5 Nov, with Sanne as its officer


def house(*absences: Absence, off: dict[PersonId, frozenset[int]] | None = None) -> Organisation:
    return Organisation(TEAM, absences, off or {})


@pytest.mark.parametrize(
    ("first", "last", "contact"),
    [
        pytest.param(TUE_3, THU_5, True, id="until the Thursday it is due"),
        pytest.param(TUE_3, WED_4, False, id="until the Wednesday before"),
        pytest.param(TUE_3, None, True, id="open"),
        pytest.param(FRI_6, MON_9, False, id="from the Friday after: the officer was there"),
    ],
)
def test_what_falls_due_in_the_time_somebody_is_away(first: date, last: date | None, contact: bool) -> None:
    found = falls_due(CASE, Gap(OFFICER, first, last), TUE_3)

    assert ("contact" in [due.deadline.term for due in found]) is contact


def test_what_was_late_already_when_somebody_fell_ill_is_among_it() -> None:
    found = falls_due(CASE, Gap(OFFICER, MON_9, MON_9), MON_9)

    assert "contact" in [due.deadline.term for due in found]


@pytest.mark.parametrize(
    ("organisation", "who", "nobody"),
    [
        pytest.param(house(), {JORIS, NOOR}, False, id="both colleagues"),
        pytest.param(house(Absence(JORIS, TUE_3, FRI_6)), {NOOR}, False, id="one is away as well"),
        pytest.param(house(Absence(JORIS, TUE_3), Absence(NOOR, THU_5)), {NOOR}, True, id="the other, on the day"),
        pytest.param(house(Absence(JORIS, TUE_3), Absence(NOOR, TUE_3, TUE_3)), {NOOR}, False, id="back before"),
        pytest.param(house(Absence(JORIS, TUE_3), Absence(NOOR, TUE_3)), set(), True, id="all are away"),
        pytest.param(
            house(Absence(JORIS, TUE_3), off={NOOR: frozenset({3})}), {NOOR}, True, id="never there on a Thursday"
        ),
        pytest.param(
            house(Absence(JORIS, TUE_3), off={NOOR: frozenset({1})}), {NOOR}, False, id="not there on this Tuesday"
        ),
    ],
)
def test_who_may_see_to_it_and_whether_nobody_is_left(
    organisation: Organisation, who: set[PersonId], nobody: bool
) -> None:
    gap = Gap(OFFICER, TUE_3, FRI_6)
    due = next(one for one in falls_due(CASE, gap, TUE_3) if one.deadline.term == "contact")

    assert set(stand_ins(due, gap, organisation, TUE_3)) == who
    assert nobody_left(due, gap, organisation, TUE_3) is nobody


def test_a_colleague_who_becomes_absent_too_changes_what_must_be_said() -> None:
    alone = house(Absence(OFFICER, TUE_3, FRI_6))
    together_ = house(Absence(OFFICER, TUE_3, FRI_6), Absence(JORIS, THU_5, MON_9))
    after = house(Absence(OFFICER, TUE_3, FRI_6), Absence(JORIS, MON_9))

    others = [
        next(gap.others for gap in gaps(one, TUE_3) if gap.person == OFFICER) for one in (alone, together_, after)
    ]

    assert others == [(), (JORIS,), ()]


def test_who_left_leaves_a_gap_without_an_end() -> None:
    organisation = Organisation({JORIS: TEAM[JORIS]}, gone=frozenset({OFFICER}), former=frozenset({OFFICER}))

    assert gaps(organisation, TUE_3) == (Gap(OFFICER, TUE_3, None, left=True),)


@pytest.mark.parametrize(
    ("first", "last", "refused", "field"),
    [
        pytest.param(THU_5, WED_4, errors.LastBeforeFirst, "last", id="Wednesday before Thursday"),
        pytest.param(MON_2, MON_2, errors.OverAlready, "last", id="Monday, on a Tuesday"),
        pytest.param(TUE_3, date(2027, 12, 1), errors.AbsenceTooLong, "last", id="more than a year"),
        pytest.param(date(2027, 12, 1), None, errors.AbsenceTooLong, "first", id="begins in more than a year"),
        pytest.param(date(2025, 6, 2), None, errors.AbsenceTooLong, "first", id="began more than a year ago"),
    ],
)
def test_dates_that_cannot_be_are_refused_at_their_field(
    first: date, last: date | None, refused: type[errors.Refusal], field: str
) -> None:
    with pytest.raises(refused) as found:
        checked(Absence(OFFICER, first, last), TUE_3)

    assert found.value.field == field


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(TUE_3, TUE_3, id="Tuesday, today only"),
        pytest.param(MON_2, None, id="since Monday, entered on Tuesday, open"),
        pytest.param(MON_2, TUE_3, id="Monday and Tuesday, entered on Tuesday"),
        pytest.param(date(2027, 7, 5), date(2027, 7, 23), id="next summer, from a Monday"),
    ],
)
def test_dates_that_can_be_are_taken_as_they_are(first: date, last: date | None) -> None:
    assert checked(Absence(OFFICER, first, last), TUE_3) == Absence(OFFICER, first, last)


@pytest.mark.parametrize("weekdays", [{0, 1, 2, 3, 4}, set(range(7))], ids=["Monday to Friday", "all seven"])
def test_who_never_works_has_no_recurring_days_off_but_is_absent(weekdays: set[int]) -> None:
    with pytest.raises(errors.NoDayLeft):
        checked_weekdays(frozenset(weekdays))


days = st.integers(0, 60).map(lambda n: MON_2 + n * DAY)
spans = st.tuples(days, st.one_of(st.none(), st.integers(0, 20))).map(
    lambda said: Absence(OFFICER, said[0], said[0] + said[1] * DAY if said[1] is not None else None)
)


@given(spans, spans)
def test_two_that_touch_are_together_exactly_the_days_of_both(one: Absence, other: Absence) -> None:
    whole = together([one, other])

    if touches(one, other):
        for n in range(-2, 100):
            day = MON_2 + n * DAY
            assert whole.covers(day) == (one.covers(day) or other.covers(day))
    else:
        assert not any(one.covers(MON_2 + n * DAY) and other.covers(MON_2 + n * DAY) for n in range(100))


@pytest.mark.parametrize(
    ("by", "whose", "may"),
    [
        (OFFICER, OFFICER, True),
        (OFFICER, JORIS, True),
        (OFFICER, MARLEEN, False),
        (OFFICER, RUUD, False),
        (OFFICER, TOM, False),
        (MARLEEN, RUUD, True),
        (RUUD, MARLEEN, True),
        (MARLEEN, OFFICER, True),
        (RUUD, JORIS, True),
        (TOM, TOM, False),
        (TOM, OFFICER, False),
        (PersonId("stranger"), OFFICER, False),
    ],
)
def test_who_may_enter_an_absence_for_whom(by: PersonId, whose: PersonId, may: bool) -> None:
    assert may_enter_absence(by, whose, house()) is may


people_away = st.lists(
    st.tuples(st.sampled_from([*TEAM]), st.integers(-3, 10), st.one_of(st.none(), st.integers(0, 10))), max_size=8
).map(
    lambda found: tuple(
        Absence(who, TUE_3 + first * DAY, TUE_3 + (first + length) * DAY if length is not None else None)
        for who, first, length in found
    )
)
weekly = st.dictionaries(st.sampled_from([*TEAM]), st.frozensets(st.integers(0, 6), max_size=4))


@given(people_away, weekly, st.sets(st.sampled_from([*TEAM])), st.integers(0, 12))
def test_a_deputy_is_there_and_is_never_looked_up_for_a_deputy(
    absences: tuple[Absence, ...], off: dict[PersonId, frozenset[int]], left: set[PersonId], n: int
) -> None:
    on = TUE_3 + n * DAY
    organisation = Organisation(
        {who: held for who, held in TEAM.items() if who not in left}, absences, off, frozenset(left), frozenset(left)
    )

    found = deputies_for(CASE, organisation, on)

    assert len(set(found)) == len(found)
    assert OFFICER not in found
    assert not any(organisation.away(one, on) for one in found)
    # Whoever is away, who stands in is a coordinator: nobody stands in for one who stands in.
    assert set(found) <= set(organisation.holding(Position.COORDINATOR))


@given(people_away, weekly, st.integers(0, 12))
def test_who_stands_in_for_a_supervisor_is_never_a_coordinator(
    absences: tuple[Absence, ...], off: dict[PersonId, frozenset[int]], n: int
) -> None:
    organisation, on = Organisation(TEAM, absences, off), TUE_3 + n * DAY
    about_joris = registered(MON_2, (Respondent("r1", JORIS),)).then(Action.HAND_OVER, officer=MARLEEN).complaint

    found = deputies_for(about_joris, organisation, on)

    assert set(found) <= {RUUD}
    assert all(roles_in(about_joris, one, organisation, on) <= {Role.RESPONDENT} for one in (OFFICER, JORIS, NOOR))
