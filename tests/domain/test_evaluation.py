"""The half-yearly figures."""

from __future__ import annotations

from datetime import date

import pytest

from klachtbot.domain.evaluation import HalfYear, due_on, summarise
from klachtbot.domain.improvements import State
from klachtbot.domain.model import Action
from klachtbot.domain.terms import Status
from tests.domain.histories import CALENDAR, SITUATIONS, improving, registered, settled

SECOND_HALF = HalfYear(2026, 2)


@pytest.mark.parametrize(
    ("day", "half"),
    [
        pytest.param(date(2026, 6, 30), "2026-H1", id="Tue 30 Jun 2026"),
        pytest.param(date(2026, 7, 1), "2026-H2", id="Wed 1 Jul 2026"),
        pytest.param(date(2026, 12, 31), "2026-H2", id="Thu 31 Dec 2026"),
        pytest.param(date(2027, 1, 1), "2027-H1", id="Fri 1 Jan 2027, New Year"),
    ],
)
def test_a_day_belongs_to_one_half_year(day: date, half: str) -> None:
    found = HalfYear.of(day)

    assert str(found) == half
    assert HalfYear.parse(half) == found
    assert day in found
    assert day not in found.next
    assert day not in found.previous


@pytest.mark.parametrize("text", ["2026", "2026-H3", "H1-2026", "2026-H11"])
def test_what_is_no_half_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        HalfYear.parse(text)


@pytest.mark.parametrize(
    ("half", "due"),
    [
        pytest.param(HalfYear(2026, 1), date(2026, 7, 1), id="Wed 1 Jul 2026"),
        pytest.param(HalfYear(2026, 2), date(2027, 1, 4), id="Mon 4 Jan 2027, after New Year and a weekend"),
    ],
)
def test_the_evaluation_is_due_on_the_first_working_day_after_the_half_year(half: HalfYear, due: date) -> None:
    found = due_on(half, CALENDAR)

    assert (found.due_on, found.late_after) == (due, None)


def test_each_complaint_received_took_exactly_one_course() -> None:
    names = ["closed, settled", "closed after ruling", "ruled", "elsewhere", "withdrawn", "contacted", "no complaint"]

    found = summarise([SITUATIONS[name]().complaint for name in names], SECOND_HALF)

    assert (found.received, found.internal, found.referred, found.elsewhere, found.still_open) == (6, 2, 2, 1, 1)
    assert found.not_a_complaint == 1


def test_what_was_closed_in_a_half_year_stands_apart_from_what_was_received_in_it() -> None:
    across = registered(date(2026, 6, 29), today=date(2026, 6, 29)).then(Action.WITHDRAW, on=date(2026, 7, 2))

    first, second = (summarise([across.complaint], half) for half in (HalfYear(2026, 1), SECOND_HALF))

    assert (first.received, first.closed) == (1, 0)
    assert (second.received, second.closed) == (0, 1)


def test_subjects_channels_and_lessons_are_counted_by_code() -> None:
    one = (
        settled().then(Action.SUPPLEMENT, subject_codes=["privacy", "treatment"]).then(Action.CLOSE, learning="lesson")
    )

    found = summarise([one.complaint, registered().complaint], SECOND_HALF)

    assert (found.subjects, found.channels, found.lessons) == ({"privacy": 1, "treatment": 1}, {"phone": 2}, 1)


def test_what_is_done_because_of_complaints_is_counted_by_how_it_stands() -> None:
    done = improving().then(Action.FINISH_IMPROVEMENT, subject="a1").then(Action.PLAN_IMPROVEMENT)

    found = summarise([done.complaint, settled().complaint], SECOND_HALF)

    assert found.improvements == {State.DONE: 1, State.OPEN: 1}


def test_punctuality_is_counted_per_rule() -> None:
    late = registered(date(2026, 11, 2)).then(Action.RECORD_CONTACT, on=date(2026, 11, 9))

    found = summarise([late.complaint, settled().complaint], SECOND_HALF)

    assert found.punctual["R4"] == {Status.MET: 1, Status.MET_LATE: 1}
