"""When somebody is nudged, and who."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klachtbot.domain.ladder import Audience, rungs
from klachtbot.domain.model import Action
from klachtbot.domain.terms import Deadline, Term, deadline, running
from tests.domain.histories import CALENDAR, deliberated, planned, registered

CONTACT = deadline(Term.CONTACT, date(2026, 4, 2), CALENDAR)
FAR = date(2026, 5, 15)


def days(one: Deadline, until: date = FAR, *, has_plan: bool = False) -> list[tuple[str, str]]:
    return [(f"{n.on:%a %d %b}", n.rung) for n in rungs(one, CALENDAR, until, planned=has_plan)]


def test_a_hard_term_climbs_from_the_day_before_to_every_monday_and_thursday() -> None:
    found = days(CONTACT, date(2026, 4, 23))

    assert found == [
        ("Wed 08 Apr", "tomorrow"),
        ("Thu 09 Apr", "last_morning"),
        ("Thu 09 Apr", "last_afternoon"),
        ("Fri 10 Apr", "overdue_1"),
        ("Mon 13 Apr", "overdue_2"),
        ("Mon 13 Apr", "supervisor"),
        ("Tue 14 Apr", "overdue_3"),
        ("Thu 16 Apr", "overdue"),
        ("Mon 20 Apr", "overdue"),
        ("Mon 20 Apr", "supervisor_weekly"),
        ("Thu 23 Apr", "overdue"),
    ]


def test_deputies_hear_of_it_from_the_last_afternoon() -> None:
    found = [n.rung for n in rungs(CONTACT, CALENDAR, date(2026, 4, 10)) if Audience.DEPUTIES in n.to]

    assert found == ["last_afternoon", "overdue_1"]


def test_a_rung_is_an_instant_by_the_clock_of_amsterdam() -> None:
    found = {n.rung: n.at for n in rungs(CONTACT, CALENDAR, date(2026, 4, 9))}

    assert found["last_afternoon"] == datetime(2026, 4, 9, 13, 0, tzinfo=UTC)


def test_a_two_week_term_asks_five_working_days_ahead_whether_anything_is_planned() -> None:
    conversation = deadline(Term.CONVERSATION, date(2026, 11, 24), CALENDAR)

    found = days(conversation, date(2026, 12, 8)), days(conversation, date(2026, 12, 8), has_plan=True)

    assert [rows[0] for rows in found] == [("Tue 01 Dec", "unplanned"), ("Mon 07 Dec", "tomorrow")]


def test_a_term_that_ends_on_a_day_off_aims_at_the_last_working_day_before_it() -> None:
    deliberation = deadline(Term.DELIBERATION, date(2026, 12, 12), CALENDAR)

    found = {rung: day for day, rung in days(deliberation, date(2026, 12, 31))}

    assert (found["last_morning"], found["overdue_1"]) == ("Thu 24 Dec", "Mon 28 Dec")


def test_a_soft_term_nudges_the_officer_only() -> None:
    report = deadline(Term.REPORT, date(2026, 4, 2), CALENDAR)

    found = {audience for n in rungs(report, CALENDAR, FAR) for audience in n.to}

    assert found == {Audience.OFFICER}


def test_the_terms_of_the_committee_are_the_chairs_and_the_channels() -> None:
    hearing = next(one for one in running(deliberated().complaint) if one.term is Term.HEARING)

    found = {audience for n in rungs(hearing, CALENDAR, date(2026, 12, 10)) for audience in n.to}

    assert found == {Audience.CHAIR, Audience.SECRETARY, Audience.CHANNEL}


def test_an_acknowledgement_after_contact_asks_for_attention_on_the_second_working_day() -> None:
    story = registered(date(2026, 11, 2)).then(Action.RECORD_CONTACT, on=date(2026, 11, 2))
    wanted = next(one for one in running(story.complaint) if one.term is Term.ACKNOWLEDGEMENT)

    found = days(wanted, date(2026, 11, 6))

    assert found == [
        ("Wed 04 Nov", "wanted"),
        ("Thu 05 Nov", "tomorrow"),
        ("Fri 06 Nov", "last_morning"),
        ("Fri 06 Nov", "last_afternoon"),
    ]


def test_on_the_last_afternoon_for_contact_it_is_announced_that_the_acknowledgement_leaves_tomorrow() -> None:
    uncontacted = deadline(Term.ACKNOWLEDGEMENT, date(2026, 11, 2), CALENDAR)

    found = [n for n in rungs(uncontacted, CALENDAR, date(2026, 11, 6)) if n.rung == "announcement"]

    assert [(n.on, n.to) for n in found] == [(date(2026, 11, 5), (Audience.OFFICER, Audience.DEPUTIES))]


def test_later_in_overleg_is_quiet_until_the_agreed_date() -> None:
    story = planned().then(Action.AGREE_LATER, until="2026-11-30")
    later = next(one for one in running(story.complaint) if one.term is Term.CONVERSATION)

    found = days(later, date(2026, 11, 30), has_plan=True)

    assert [day for day, _ in found] == ["Fri 27 Nov", "Mon 30 Nov", "Mon 30 Nov"]


@pytest.mark.parametrize("action", [Action.RECORD_CONTACT, Action.WITHDRAW])
def test_a_term_that_is_met_or_stopped_nudges_nobody(action: Action) -> None:
    story = registered().then(action)
    contact = next(one for one in running(story.complaint) if one.term is Term.CONTACT)

    assert rungs(contact, CALENDAR, FAR) == ()


@given(st.sampled_from(list(Term)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_every_nudge_falls_on_a_working_day_and_not_before_its_term(term: Term, start: date) -> None:
    one = deadline(term, start, CALENDAR)

    found = rungs(one, CALENDAR, date.fromordinal(start.toordinal() + 60))

    assert all(CALENDAR.is_working_day(n.on) and n.on >= start for n in found)


def test_a_monday_that_is_a_day_off_right_after_the_third_day_moves_to_tuesday() -> None:
    due_before_easter = deadline(Term.CONTACT, date(2026, 3, 25), CALENDAR)  # Mon 30 Mar; Good Friday and Easter follow

    found = days(due_before_easter, date(2026, 4, 14))

    assert [row for row in found if row[1] == "overdue"] == [
        ("Tue 07 Apr", "overdue"),
        ("Thu 09 Apr", "overdue"),
        ("Mon 13 Apr", "overdue"),
    ]
