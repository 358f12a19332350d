"""Which nudges a complaint owes at any instant, whoever is away: what holds for every dossier and every round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klachtbot.domain.ladder import HOURS
from klachtbot.domain.model import Action, Complaint, PersonId, Position
from klachtbot.domain.nudging import SNOOZED, Key, Outlook, Snooze, Told, climb, outlook
from klachtbot.domain.people import Absence, Organisation
from klachtbot.domain.terms import Term, owed
from tests.domain.histories import (
    CALENDAR,
    CHAIR,
    DEPUTY,
    OFFICER,
    OFFICIAL,
    PARTNER,
    RESPONDENT,
    SAID,
    SITUATIONS,
    SUPERVISOR,
    improving,
    referred,
    registered,
)

POSITIONS = {
    OFFICER: frozenset({Position.COORDINATOR}),
    DEPUTY: frozenset({Position.COORDINATOR}),
    SUPERVISOR: frozenset({Position.SUPERVISOR}),
    PersonId("second"): frozenset({Position.DEPUTY_SUPERVISOR}),
    RESPONDENT: frozenset({Position.STAFF}),
    CHAIR: frozenset({Position.CHAIR}),
    PARTNER: frozenset({Position.PARTNER_MEMBER}),
    OFFICIAL: frozenset({Position.MUNICIPAL_OFFICIAL}),
}
EVERYBODY = Organisation(POSITIONS)
NOVEMBER = date(2026, 11, 2)
HALF_HOUR = timedelta(minutes=30)

situations = st.sampled_from(sorted(SITUATIONS))
away = st.lists(
    st.builds(
        lambda who, start, length: Absence(
            who, NOVEMBER + timedelta(days=start), NOVEMBER + timedelta(days=start + length)
        ),
        st.sampled_from([OFFICER, DEPUTY, SUPERVISOR]),
        st.integers(0, 50),
        st.integers(0, 9),
    ),
    max_size=3,
)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A winter hour in Amsterdam."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


def office_hours(first: date, days: int) -> list[datetime]:
    """Every half hour in which messages go."""
    start = at(first, 9)
    ticks = (start + n * HALF_HOUR for n in range(days * 48))
    return [tick for tick in ticks if HOURS.part_at(tick, CALENDAR) is not None]


def told_over(
    complaint: Complaint,
    organisation: Organisation,
    ticks: Sequence[datetime],
    *,
    only_when_asked: bool,
    snoozes: Sequence[Snooze] = (),
) -> list[Told]:
    """What is told at these ticks, one after the other; or at those at which it is to be looked at only."""
    found: list[Told] = []
    look_at: datetime | None = ticks[0]
    for tick in ticks:
        if only_when_asked and (look_at is None or look_at > tick):
            continue
        known = {one.key for one in found}
        seen = outlook(complaint, organisation, CALENDAR, tick, told=known, snoozes=snoozes)
        found += seen.told
        look_at = seen.look_at
    return found


@settings(max_examples=40)
@given(situations, away)
def test_looking_only_when_it_said_to_finds_what_looking_all_the_time_finds(
    situation: str, absences: list[Absence]
) -> None:
    complaint = SITUATIONS[situation]().complaint
    organisation = Organisation(POSITIONS, absences=tuple(absences))
    ticks = office_hours(date(2026, 11, 17), 45)

    always = told_over(complaint, organisation, ticks, only_when_asked=False)

    assert told_over(complaint, organisation, ticks, only_when_asked=True) == always


@settings(max_examples=40)
@given(situations, away, st.integers(0, 60), st.integers(9, 16))
def test_nothing_is_told_that_is_no_rung_of_a_term_that_is_owed(
    situation: str, absences: list[Absence], days: int, hour: int
) -> None:
    complaint = SITUATIONS[situation]().complaint
    now = at(NOVEMBER + timedelta(days=days), hour)

    found = outlook(complaint, Organisation(POSITIONS, absences=tuple(absences)), CALENDAR, now)

    reached = {
        Key(one.term, one.subject, one.started_on, nudge.rung, nudge.on)
        for one in owed(complaint)
        for nudge in climb(complaint, one, CALENDAR, now.date())
        if nudge.at <= now
    }
    assert {one.key for one in found.told} <= reached
    assert all(one.to for one in found.told)


@pytest.mark.parametrize("situation", ["closed, settled", "closed after ruling", "withdrawn", "elsewhere"])
def test_what_has_ended_is_never_looked_at_again(situation: str) -> None:
    complaint = SITUATIONS[situation]().complaint

    found = outlook(complaint, EVERYBODY, CALENDAR, at(date(2027, 1, 14), 9))

    assert found == Outlook((), None)


@pytest.mark.parametrize(
    ("until", "rungs"),
    [
        pytest.param(at(date(2026, 11, 19), 11), {f"{SNOOZED} 11:00", "asked_again"}, id="Thu 19 Nov, 11:00"),
        pytest.param(at(date(2026, 11, 25), 10), {f"{SNOOZED} 10:00", "asked_again"}, id="Wed 25 Nov, 10:00"),
    ],
)
def test_a_soft_term_that_was_put_off_is_asked_at_that_moment_and_not_before(until: datetime, rungs: set[str]) -> None:
    complaint = SITUATIONS["heard out, satisfied"]().complaint
    snooze = Snooze(OFFICER, Term.REPORT, "", until)

    found = told_over(
        complaint, EVERYBODY, office_hours(date(2026, 11, 12), 21), only_when_asked=True, snoozes=(snooze,)
    )

    of_report = [one.key for one in found if one.key.term is Term.REPORT]
    assert {key.rung for key in of_report} == rungs
    assert of_report[0].rung.startswith(SNOOZED)


def test_a_soft_term_that_the_officer_put_off_is_not_asked_of_the_deputy_either() -> None:
    complaint = SITUATIONS["heard out, satisfied"]().complaint
    due = date(2026, 11, 17)
    snooze = Snooze(OFFICER, Term.REPORT, "", at(due, 11))
    gone = Organisation(POSITIONS, absences=(Absence(OFFICER, date(2026, 11, 18), date(2026, 11, 18)),))
    told = {one.key for one in outlook(complaint, gone, CALENDAR, at(due, 11), snoozes=(snooze,)).told}

    found = outlook(complaint, gone, CALENDAR, at(date(2026, 11, 18), 9), told=told, snoozes=(snooze,))

    assert [one for one in found.told if one.key.term is Term.REPORT] == []


def test_an_action_that_its_owner_put_off_comes_back_to_who_handles_the_case_while_the_owner_is_away() -> None:
    tuesday = date(2027, 3, 2)
    snooze = Snooze(DEPUTY, Term.IMPROVEMENT, "a1", at(tuesday, 10))
    gone = Organisation(POSITIONS, absences=(Absence(DEPUTY, tuesday, tuesday),))

    found = outlook(improving().complaint, gone, CALENDAR, at(tuesday, 10), snoozes=(snooze,))

    woken = [one.to for one in found.told if one.key.term is Term.IMPROVEMENT]
    assert woken == [(OFFICER,)]


def test_a_hard_term_that_was_put_off_comes_back_by_itself() -> None:
    snooze = Snooze(OFFICER, Term.CONTACT, "", at(date(2026, 11, 30), 9))

    found = outlook(registered().complaint, EVERYBODY, CALENDAR, at(date(2026, 11, 4), 9), snoozes=(snooze,))

    assert [(one.key.term, one.key.rung) for one in found.told] == [(Term.CONTACT, "tomorrow")]


@pytest.mark.parametrize(
    ("day", "hour", "to"),
    [
        pytest.param(date(2026, 12, 1), 9, (OFFICER,), id="Tue 1 Dec, that last morning"),
        pytest.param(date(2026, 12, 1), 15, (OFFICER, DEPUTY), id="Tue 1 Dec, that last afternoon"),
        pytest.param(date(2026, 12, 2), 9, (OFFICER, DEPUTY), id="Wed 2 Dec, late"),
    ],
)
def test_as_long_as_there_is_no_committee_who_handles_it_hears_its_terms(
    day: date, hour: int, to: tuple[PersonId, ...]
) -> None:
    complaint = referred().complaint  # received on Tue 17 Nov, so to be discussed by Tue 1 Dec

    found = outlook(complaint, EVERYBODY, CALENDAR, at(day, hour))

    assert [one.to for one in found.told if one.key.term is Term.DELIBERATION] == [to]


def test_what_the_supervisors_handle_is_told_to_neither_of_them_twice() -> None:
    second = PersonId("second")
    story = registered().then(Action.HAND_OVER, said={**SAID[Action.HAND_OVER], "officer": SUPERVISOR})

    found = outlook(story.complaint, EVERYBODY, CALENDAR, at(date(2026, 11, 9), 9))

    contact = [(one.key.rung, one.to) for one in found.told if one.key.term is Term.CONTACT]
    assert contact == [("overdue_2", (SUPERVISOR, second))]
