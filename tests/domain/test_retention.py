"""How long a dossier is kept (R21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from klachtbot.domain.evaluation import HalfYear, figures_of, summarise
from klachtbot.domain.model import Action
from klachtbot.domain.retention import Retention, kept_until, may_go, warned_from
from tests.domain.histories import SITUATIONS, registered, settled

CONFIRMED = Retention(confirmed=True)


@pytest.mark.parametrize(
    ("ended", "until"),
    [
        pytest.param(date(2026, 7, 2), date(2028, 7, 2), id="Thu 2 Jul 2026"),
        pytest.param(date(2028, 2, 29), date(2030, 2, 28), id="Tue 29 Feb 2028, to a year that has none"),
        pytest.param(date(2026, 12, 31), date(2028, 12, 31), id="Thu 31 Dec 2026"),
    ],
)
def test_r21_years_are_counted_on_the_calendar_from_the_day_it_ended(ended: date, until: date) -> None:
    withdrawn = registered(ended, today=ended).then(Action.WITHDRAW, on=ended, today=ended)

    assert kept_until(withdrawn.complaint, CONFIRMED) == until


@pytest.mark.parametrize(
    ("situation", "years"),
    [
        pytest.param("closed, settled", 2, id="closed inside"),
        pytest.param("withdrawn", 2, id="withdrawn"),
        pytest.param("elsewhere", 2, id="sent elsewhere"),
        pytest.param("no complaint", 2, id="a report that is none"),
        pytest.param("closed after ruling", 5, id="of the committee"),
    ],
)
def test_r21_a_case_of_the_committee_is_kept_for_longer(situation: str, years: int) -> None:
    complaint = SITUATIONS[situation]().complaint

    until = kept_until(complaint, CONFIRMED)

    assert until is not None
    assert until.year == complaint.events[-1].on.year + years


@pytest.mark.parametrize("situation", ["contacted", "ruled"])
def test_r21_what_is_open_is_kept(situation: str) -> None:
    assert kept_until(SITUATIONS[situation]().complaint, CONFIRMED) is None


@pytest.mark.parametrize(
    ("today", "goes"),
    [
        pytest.param(date(2028, 7, 2), False, id="Sun 2 Jul 2028, the last day"),
        pytest.param(date(2028, 7, 3), True, id="Mon 3 Jul 2028, the day after"),
    ],
)
def test_r21_it_goes_the_day_after_the_last_one(today: date, goes: bool) -> None:
    ended = date(2026, 7, 2)
    withdrawn = registered(ended, today=ended).then(Action.WITHDRAW, on=ended)

    assert may_go(withdrawn.complaint, CONFIRMED, today) is goes


def test_r21_nothing_goes_before_the_organisation_chose_its_terms_or_while_somebody_keeps_it() -> None:
    ended, later = date(2026, 7, 2), date(2040, 1, 2)
    story = registered(ended, today=ended)
    withdrawn = story.then(Action.WITHDRAW, on=ended).complaint
    held = story.then(Action.KEEP_LONGER, on=ended, reason="Er loopt een zaak").complaint
    released = story.then(Action.KEEP_NO_LONGER, on=ended).complaint

    found = [
        may_go(withdrawn, Retention(), later),
        may_go(held, CONFIRMED, later),
        may_go(released, CONFIRMED, later),
    ]

    assert found == [False, False, True]


@pytest.mark.parametrize(
    ("last_day", "warned"),
    [
        pytest.param(date(2028, 7, 2), date(2028, 6, 2), id="Sun 2 Jul 2028"),
        pytest.param(date(2028, 3, 31), date(2028, 2, 29), id="Fri 31 Mar 2028"),
    ],
)
def test_r21_somebody_hears_a_month_before(last_day: date, warned: date) -> None:
    assert warned_from(last_day) == warned


def test_r21_the_figures_of_a_half_year_are_the_same_without_the_dossiers() -> None:
    half = HalfYear(2026, 2)
    names = ["closed, settled", "closed after ruling", "ruled", "elsewhere", "withdrawn", "contacted", "no complaint"]
    complaints = [SITUATIONS[name]().complaint for name in names]
    one = settled().then(Action.SUPPLEMENT, subject_codes=["privacy"]).then(Action.CLOSE, learning="lesson").complaint

    whole = summarise([*complaints, one], half)
    left = summarise([*complaints[:3], *map(figures_of, complaints[3:]), figures_of(one)], half)

    assert left == whole
    assert whole.lessons == 1


def test_r21_figures_hold_no_day_no_person_and_no_number() -> None:
    complaint = SITUATIONS["closed, settled"]().complaint

    figures = figures_of(replace(complaint, number="K-2026-007"))

    told = repr(figures)
    people = {complaint.officer, *(one.person for one in complaint.respondents if one.person)}
    assert not [word for word in (*people, "K-2026-007", complaint.received_on.isoformat()) if str(word) in told]
