"""Which days count, and how a date is explained."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from klachtbot.domain.errors import OutsideCalendar
from klachtbot.domain.model import CalendarName
from klachtbot.domain.workdays import (
    DayKind,
    WorkCalendar,
    atw_table_ends_soon,
    english_name,
    explain_days,
    from_json,
    to_json,
    work_calendar,
)

PUBLIC = work_calendar(CalendarName.PUBLIC)
ATW = work_calendar(CalendarName.ATW)
REFERENCE = country_holidays("NL", years=range(2015, 2046))
NUMPY = {
    calendar.off.calendar: np.busdaycalendar(holidays=[np.datetime64(day) for day in calendar.off.days])
    for calendar in (PUBLIC, ATW)
}
DAYS = st.dates(date(2016, 1, 1), date(2044, 1, 1))
COUNTS = st.integers(1, 40)


@pytest.mark.parametrize(
    ("received", "public", "atw"),
    [
        pytest.param(date(2026, 4, 2), date(2026, 4, 9), date(2026, 4, 9), id="Thu 2 Apr 2026, before Easter"),
        pytest.param(date(2026, 5, 4), date(2026, 5, 7), date(2026, 5, 8), id="Mon 4 May 2026, before Liberation Day"),
        pytest.param(date(2026, 5, 13), date(2026, 5, 19), date(2026, 5, 20), id="Wed 13 May 2026, before Ascension"),
        pytest.param(date(2026, 12, 23), date(2026, 12, 29), date(2026, 12, 29), id="Wed 23 Dec 2026"),
        pytest.param(date(2026, 11, 21), date(2026, 11, 25), date(2026, 11, 25), id="Sat 21 Nov 2026"),
    ],
)
def test_three_working_days_after_receipt_end_where_the_rules_say(received: date, public: date, atw: date) -> None:
    found = (PUBLIC.nth_working_day(received, 3), ATW.nth_working_day(received, 3))

    assert found == (public, atw)


def test_own_closing_days_do_not_count_on_either_calendar() -> None:
    closed = [date(2026, 11, 24)]

    dues = [work_calendar(name, closed).nth_working_day(date(2026, 11, 21), 3) for name in CalendarName]

    assert dues == [date(2026, 11, 26), date(2026, 11, 26)]


def test_an_explanation_starts_with_day_0_and_says_why_a_day_does_not_count() -> None:
    calendar = work_calendar(CalendarName.PUBLIC, [date(2026, 4, 7)])

    rows = calendar.explain_working_days(date(2026, 4, 2), date(2026, 4, 8))

    assert [(r.date.day, r.counts, r.kind, r.number, r.name) for r in rows] == [
        (2, False, DayKind.START, 0, ""),
        (3, False, DayKind.HOLIDAY, 0, "Goede vrijdag"),
        (4, False, DayKind.WEEKEND, 0, ""),
        (5, False, DayKind.HOLIDAY, 0, "Eerste paasdag"),
        (6, False, DayKind.HOLIDAY, 0, "Tweede paasdag"),
        (7, False, DayKind.CLOSING_DAY, 0, ""),
        (8, True, DayKind.WORKING_DAY, 1, ""),
    ]


def test_a_two_week_explanation_lists_its_fourteen_days() -> None:
    rows = explain_days(date(2026, 11, 24), date(2026, 12, 8))

    assert [row.number for row in rows] == list(range(15))
    assert [row.counts for row in rows] == [False] + [True] * 14


@pytest.mark.parametrize(
    ("day", "last"),
    [
        pytest.param(date(2026, 12, 27), date(2026, 12, 24), id="Sun 27 Dec 2026, after Christmas"),
        pytest.param(date(2026, 12, 24), date(2026, 12, 24), id="Thu 24 Dec 2026 itself"),
        pytest.param(date(2026, 4, 6), date(2026, 4, 2), id="Mon 6 Apr 2026, Easter Monday"),
    ],
)
def test_the_last_working_day_lies_on_or_before_a_day(day: date, last: date) -> None:
    found = PUBLIC.last_working_day(day)

    assert found == last


def test_a_day_outside_the_years_of_a_calendar_is_refused() -> None:
    calendar = work_calendar(CalendarName.PUBLIC, first_year=2026, last_year=2026)

    with pytest.raises(OutsideCalendar):
        calendar.nth_working_day(date(2025, 12, 31), 1)
    with pytest.raises(OutsideCalendar):
        calendar.nth_working_day(date(2026, 12, 30), 3)
    with pytest.raises(OutsideCalendar):
        calendar.is_working_day(date(2027, 1, 1))


def test_a_snapshot_survives_json_and_counts_the_same() -> None:
    start = date(2026, 4, 2)

    kept = WorkCalendar(from_json(to_json(ATW.snapshot(start))))

    assert kept.nth_working_day(start, 20) == ATW.nth_working_day(start, 20)
    assert kept.off == ATW.snapshot(start)


@pytest.mark.parametrize(
    ("today", "warns"),
    [
        pytest.param(date(2028, 6, 1), False, id="Thu 1 Jun 2028"),
        pytest.param(date(2028, 7, 3), True, id="Mon 3 Jul 2028, half a year before"),
    ],
)
def test_the_health_check_hears_in_time_that_the_table_of_days_on_a_par_ends(today: date, warns: bool) -> None:
    found = atw_table_ends_soon(today)

    assert found is warns


def test_every_day_off_has_an_english_name() -> None:
    names = set(ATW.off.days.values())

    untranslated = {name for name in names if english_name(name) == name}

    assert untranslated == set()


@given(DAYS, COUNTS)
def test_counting_agrees_with_holidays(start: date, n: int) -> None:
    expected = REFERENCE.get_nth_working_day(start, n)

    assert PUBLIC.nth_working_day(start, n) == expected


@given(DAYS, COUNTS, st.sampled_from([PUBLIC, ATW]))
def test_counting_agrees_with_numpy(start: date, n: int, calendar: WorkCalendar) -> None:
    busy = NUMPY[calendar.off.calendar]

    expected = np.busday_offset(np.datetime64(start), n, roll="backward", busdaycal=busy).astype(date)

    assert calendar.nth_working_day(start, n) == expected


@given(DAYS, COUNTS, st.sampled_from([PUBLIC, ATW]))
def test_a_working_day_term_ends_on_a_working_day_and_grows_with_its_start(
    start: date, n: int, calendar: WorkCalendar
) -> None:
    due = calendar.nth_working_day(start, n)

    assert calendar.is_working_day(due)
    assert due <= calendar.nth_working_day(start + timedelta(days=1), n)


@given(DAYS, COUNTS)
def test_public_is_never_later_than_atw(start: date, n: int) -> None:
    public, atw = PUBLIC.nth_working_day(start, n), ATW.nth_working_day(start, n)

    assert public <= atw


@given(DAYS, COUNTS)
def test_counting_back_undoes_counting_on(start: date, n: int) -> None:
    due = PUBLIC.nth_working_day(start, n)

    assert PUBLIC.before(due, n) == PUBLIC.last_working_day(start)
