"""What cannot wait (ours): the supervisor is told, and it stands first until somebody lets it go on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from klachtbot.domain import errors
from klachtbot.domain.model import AboutKind, Action, Complaint
from klachtbot.usecases import access
from klachtbot.usecases.ports import CaseRow, Person
from tests.usecases.house import House


def holds(house: House, case: Complaint, by: Person) -> Complaint:
    return house.takes(by, case, Action.HOLD_FOR_SAFETY, attributes={"safety": "crime"})


def releases(house: House, case: Complaint, by: Person) -> Complaint:
    return house.takes(by, case, Action.RELEASE_HOLD)


def rows(house: House, person: Person) -> tuple[CaseRow, ...]:
    with house.database.uow(read_only=True) as uow:
        return access.cases_of(uow, person, house.today, limit=10).rows


def test_the_supervisor_hears_it_when_it_is_registered(house: House) -> None:
    house.registers(house.sanne, safety=("safety",))

    assert set(house.told("safety")) == {"Marleen Vos"}


def test_the_supervisor_hears_it_once_of_a_report_that_is_registered_later(house: House) -> None:
    seen = house.reports(house.fatma, safety=("crime",))
    at_once = set(house.told("safety"))

    after = house.registers(house.sanne, report=seen, safety=("crime",)).complaint

    assert at_once == {"Marleen Vos"}
    assert list(house.told("safety")) == ["Marleen Vos"]
    assert [fact.name.value for fact in after.facts].count("safety_hold") == 1


def test_who_registers_a_report_may_say_that_it_can_wait(house: House) -> None:
    seen = house.reports(house.fatma, safety=("crime",))

    house.registers(house.sanne, report=seen)

    assert not rows(house, house.sanne)[0].cannot_wait


def test_the_supervisor_hears_it_when_it_turns_out_later(house: House) -> None:
    case = house.registers(house.sanne).complaint

    holds(house, case, house.sanne)

    assert set(house.told("safety")) == {"Marleen Vos"}


def test_the_deputy_hears_it_too_when_the_supervisor_is_away(house: House) -> None:
    house.away(house.marleen)

    house.registers(house.sanne, safety=("safety",))

    assert set(house.told("safety")) == {"Marleen Vos", "Ruud Hendriks"}


def test_a_supervisor_it_is_about_does_not_hear_it_and_the_deputy_does(house: House) -> None:
    house.registers(house.sanne, "Marleen Vos", safety=("safety",))

    assert set(house.told("safety")) == {"Ruud Hendriks"}


def test_who_says_so_is_not_told(house: House) -> None:
    house.registers(house.marleen, "Joris Bakker", kind=AboutKind.COORDINATOR, safety=("safety",))

    assert set(house.told("safety")) == set()


def test_the_supervisor_is_told_of_a_case_that_is_not_theirs_and_cannot_reach_it(house: House) -> None:
    case = house.registers(house.sanne).complaint
    held = holds(house, case, house.sanne)

    with pytest.raises(errors.NotFound):
        releases(house, held, house.marleen)


def test_what_cannot_wait_stands_first_until_it_goes_on_and_keeps_its_dates(house: House) -> None:
    house.clock.move(timedelta(days=1))
    house.registers(house.sanne, received_on=date(2026, 3, 2))
    case = house.registers(house.sanne).complaint
    before = rows(house, house.sanne)

    held = holds(house, case, house.sanne)
    meanwhile = rows(house, house.sanne)
    releases(house, held, house.sanne)
    after = rows(house, house.sanne)

    assert [row.number for row in before] == ["K-2026-001", "K-2026-002"]
    assert [(row.number, row.cannot_wait) for row in meanwhile] == [("K-2026-002", True), ("K-2026-001", False)]
    assert meanwhile[0].next is not None
    assert (meanwhile[0].next.due_on, meanwhile[0].next.waiting) == (date(2026, 3, 6), True)
    assert after == before
