"""Reporting (R1) and the door it goes through (R23)."""

from __future__ import annotations

from datetime import date

import pytest

from klachtbot.domain import errors
from klachtbot.domain.model import AboutKind, Series, Stage
from klachtbot.domain.parties import respondent_names
from klachtbot.domain.terms import Term, owed
from klachtbot.storage.organisation import apply
from klachtbot.usecases import access
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.report import Report, report
from tests.usecases.house import FILE, SECRET, House

K = AboutKind


def test_anybody_brings_a_report_to_the_coordinators(house: House) -> None:
    made = house.reports(house.fatma, "Tom Visser")

    assert (made.label, made.number, made.stage, made.series) == ("M-2026-001", None, Stage.REPORTED, Series.ORDINARY)
    assert [one.person for one in made.respondents] == [house.tom.id]
    assert respondent_names(house.now(made)) == {"r1": "Tom Visser"}
    assert set(house.told("reported")) == {"Sanne de Wit", "Joris Bakker"}


def test_the_term_of_the_first_contact_runs_from_the_day_it_was_heard(house: House) -> None:
    made = house.reports(house.fatma, heard_on=date(2026, 2, 27))

    first = owed(made)[0]
    assert (first.term, first.started_on, first.due_on) == (Term.CONTACT, date(2026, 2, 27), date(2026, 3, 4))


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        (K.COORDINATOR, ""),
        (K.UNKNOWN, ""),
        (K.UNKNOWN, "Tom Visser"),
        (K.STAFF, "Joris Bakker"),
        (K.STAFF, "Jorris"),
        (K.STAFF, "Jo"),
        (K.STAFF, "Tom Visser en sanne"),
        (K.STAFF, "de coördinator"),
        (K.ORGANISATION, "de organisatie, vooral Bakker"),
    ],
)
def test_what_may_be_about_a_coordinator_goes_to_the_supervisor_only(house: House, kind: K, about: str) -> None:
    made = house.reports(house.fatma, about, kind=kind)

    assert (made.series, made.officer, made.label) == (Series.SUPERVISOR, house.marleen.id, "LM-2026-001")
    assert set(house.told("reported")) == {"Marleen Vos"}
    with house.database.uow(read_only=True) as uow:
        seen = {one.name: access.reports_of(uow, one, house.today) for one in (house.sanne, house.joris, house.marleen)}
    assert {name: len(rows) for name, rows in seen.items()} == {"Sanne de Wit": 0, "Joris Bakker": 0, "Marleen Vos": 1}


def test_a_coordinator_chosen_in_slack_is_one_whatever_is_typed(house: House) -> None:
    made = house.reports(house.fatma, "die jongen van de telefoon", people=[house.joris])

    assert made.officer == house.marleen.id
    assert [one.person for one in made.respondents] == [house.joris.id, None]


@pytest.mark.parametrize(
    ("kind", "about", "respondents"),
    [
        (K.ORGANISATION, "", 0),
        (K.ORGANISATION, "OCO Voorbeeld", 0),
        (K.STAFF, "", 1),
        (K.STAFF, "Tom Visser, Fatma Yılmaz en Emily Carter", 3),
    ],
)
def test_none_one_or_several_respondents(house: House, kind: K, about: str, respondents: int) -> None:
    made = house.reports(house.fatma, about, kind=kind)

    assert made.series is Series.ORDINARY
    assert len(made.respondents) == respondents


def test_somebody_who_left_is_no_coordinator(house: House) -> None:
    with house.database.uow() as uow:
        apply(uow, parse(FILE.replace("Joris Bakker", "Kim Meijer").replace('nicknames = ["Jo"]', "")))
        uow.commit()

    assert house.reports(house.fatma, "Joris Bakker").series is Series.ORDINARY
    assert house.reports(house.fatma, "Kim").series is Series.SUPERVISOR


def test_reports_the_supervisor_alone_sees_leave_no_gap_in_those_of_the_coordinators(house: House) -> None:
    labels = [house.reports(house.fatma, about).label for about in ("Tom Visser", "Joris", "Tom Visser")]

    assert labels == ["M-2026-001", "LM-2026-001", "M-2026-002"]


def test_a_report_about_the_supervisor_is_for_the_coordinators(house: House) -> None:
    made = house.reports(house.fatma, "Marleen Vos")

    assert made.series is Series.ORDINARY
    assert made.officer in (house.sanne.id, house.joris.id)


def test_a_report_about_a_coordinator_and_the_supervisor_is_for_the_deputy_supervisor(house: House) -> None:
    made = house.reports(house.fatma, "Joris Bakker en Marleen Vos")

    assert made.officer == house.ruud.id
    assert set(house.told("reported")) == {"Ruud Hendriks"}


def test_who_may_be_meant_does_not_handle_it(house: House) -> None:
    made = house.reports(house.fatma, "Joris en Marlene")

    assert made.officer == house.ruud.id


def test_who_is_away_is_passed_by(house: House) -> None:
    house.away(house.sanne)

    made = house.reports(house.fatma, "Tom Visser")

    assert made.officer == house.joris.id
    assert set(house.told("reported")) == {"Joris Bakker"}


def test_the_deputy_hears_it_too_when_the_supervisor_is_away(house: House) -> None:
    house.away(house.marleen)

    house.reports(house.fatma, "Joris")

    assert set(house.told("reported")) == {"Marleen Vos", "Ruud Hendriks"}


def test_sending_a_report_twice_makes_one(house: House) -> None:
    first = house.reports(house.fatma, "Joris", submission="s1")
    second = house.reports(house.fatma, "Joris", submission="s1")

    assert second.id == first.id
    with house.database.uow(read_only=True) as uow:
        assert len(uow.complaints.open_reports()) == 1


def test_the_submission_of_another_gives_nothing(house: House) -> None:
    house.reports(house.fatma, submission="s1")

    with pytest.raises(errors.NotFound):
        house.reports(house.tom, submission="s1")


def test_a_coordinator_who_reports_about_a_colleague_reads_nothing_of_it_afterwards(house: House) -> None:
    made = house.reports(house.sanne, "Joris Bakker")

    with house.database.uow(read_only=True) as uow, pytest.raises(errors.NotFound):
        access.readable(uow, house.sanne, uow.complaints.by_number(made.label), house.today)


def test_the_reporter_may_read_nothing_of_it_afterwards(house: House) -> None:
    made = house.reports(house.fatma)

    with house.database.uow(read_only=True) as uow:
        assert not access.may_read(uow, house.fatma, made, house.today)


def test_a_report_says_something_and_not_of_tomorrow(house: House) -> None:
    with pytest.raises(errors.InTheFuture) as future:
        house.reports(house.fatma, heard_on=date(2026, 3, 3))
    with house.database.uow() as uow, pytest.raises(errors.Incomplete) as silent:
        report(
            uow,
            by=house.fatma,
            today=house.today,
            calendar=house.calendar,
            report=Report(house.today, K.STAFF, "Tom", ""),
            submission="s",
        )

    assert future.value.field == "received_on"
    assert silent.value.field == "story"


def test_somebody_of_the_workspace_whom_nobody_knows_may_report(house: House) -> None:
    with house.database.uow() as uow:
        stranger = uow.people.ensure("U0NEW", "Noor Nieuw")
        again = uow.people.ensure("U0NEW", "Another Name")
        uow.commit()

    made = house.reports(stranger)

    assert again == stranger
    assert stranger.positions == frozenset()
    assert made.events[0].by == stranger.id


def test_nothing_of_it_stands_in_a_repr() -> None:
    said = Report(date(2026, 3, 2), K.STAFF, "Tom Visser", SECRET, name="Ada", contact="06", link="https://x")

    assert not any(word in repr(said) for word in ("Tom", SECRET, "Ada", "06'", "https"))
