"""Whose cases stand on a list: one's own, and those one stands in for; never what is shut to who looks (R3, R23)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from klachtbot.domain.model import AboutKind
from klachtbot.storage.organisation import apply
from klachtbot.usecases import access
from klachtbot.usecases.add_respondent import add_respondent
from klachtbot.usecases.change_officer import step_back
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.ports import Page, Person
from tests.usecases.house import FILE, House

NOT_SANNE = FILE.replace('"Sanne de Wit"\npositions = ["coordinator"]', '"Sanne de Wit"\npositions = ["staff"]')
"""The file in which Sanne is staff only."""


def listed(house: House, person: Person, *, limit: int = 10) -> Page:
    with house.database.uow(read_only=True) as uow:
        return access.cases_of(uow, person, house.today, limit=limit)


def shown(house: House, person: Person) -> list[str]:
    page = listed(house, person)
    assert page.total == len(page.rows), "the count says what is shown"
    return [f"{row.number}{' (deputising)' if row.deputising else ''}" for row in page.rows]


def organised(house: House, text: str) -> None:
    with house.database.uow() as uow:
        apply(uow, parse(text))
        uow.commit()


def without(slack: str) -> str:
    head, *people = FILE.split("[[person]]")
    return "[[person]]".join([head, *(one for one in people if f'"{slack}"' not in one)])


def test_what_an_absent_colleague_handles_stands_on_the_list_of_who_stands_in(house: House) -> None:
    house.registers(house.sanne)
    house.registers(house.joris)
    before = shown(house, house.joris)
    house.away(house.sanne)

    assert before == ["K-2026-002"]
    assert shown(house, house.joris) == ["K-2026-001 (deputising)", "K-2026-002"]
    assert shown(house, house.sanne) == ["K-2026-001"]
    assert shown(house, house.marleen) == []


def test_the_deputy_supervisor_stands_in_for_the_supervisor(house: House) -> None:
    house.registers(house.marleen, "Joris Bakker", kind=AboutKind.COORDINATOR)
    house.away(house.marleen)

    assert shown(house, house.ruud) == ["L-2026-001 (deputising)"]
    assert shown(house, house.sanne) == []


@pytest.mark.parametrize(
    "file",
    [without("U0SANNE"), NOT_SANNE],
    ids=["left", "works here still"],
)
def test_what_a_former_coordinator_handled_is_with_the_other_coordinators(house: House, file: str) -> None:
    house.registers(house.sanne)

    organised(house, file)

    assert shown(house, house.joris) == ["K-2026-001 (deputising)"]
    assert shown(house, house.marleen) == []


def test_who_is_no_coordinator_any_more_reads_no_case_any_more(house: House) -> None:
    case = house.registers(house.sanne).complaint
    organised(house, NOT_SANNE)

    with house.database.uow(read_only=True) as uow:
        assert not access.may_read(uow, house.sanne, case, house.today)
        assert access.may_read(uow, house.joris, case, house.today)


def test_what_a_former_supervisor_handled_is_with_the_deputy_supervisor(house: House) -> None:
    house.registers(house.marleen, "Joris Bakker", kind=AboutKind.COORDINATOR)
    file = without("U0MARLEEN").replace('"deputy_supervisor"', '"supervisor"')

    organised(house, file)

    assert shown(house, house.ruud) == ["L-2026-001 (deputising)"]
    assert shown(house, house.joris) == []


def test_a_case_about_somebody_who_became_a_coordinator_is_on_no_list_of_theirs(house: House) -> None:
    house.registers(house.sanne, "Tom Visser", people=[house.tom])
    organised(house, FILE.replace('"Tom Visser"\npositions = ["staff"]', '"Tom Visser"\npositions = ["coordinator"]'))
    house.away(house.sanne)

    assert [shown(house, one) for one in (house.sanne, house.joris, house.tom)] == [[], [], []]
    assert shown(house, house.marleen) == ["K-2026-001 (deputising)"]


def _about_the_deputy(house: House) -> None:
    with house.database.uow() as uow:
        case = uow.complaints.by_number("K-2026-001")
        assert case is not None
        add_respondent(uow, by=house.sanne, today=house.today, calendar=house.calendar, complaint=case.id,
                       version=case.version, names="Joris Bakker", submission="t")  # fmt: skip


def _stepped_back(house: House) -> None:
    with house.database.uow() as uow:
        case = uow.complaints.by_number("K-2026-001")
        assert case is not None
        step_back(uow, by=house.joris, today=house.today, calendar=house.calendar, complaint=case.id,
                  version=case.version, submission="t")  # fmt: skip


@pytest.mark.parametrize("shuts", [_about_the_deputy, _stepped_back], ids=["about them", "stepped back"])
def test_what_is_shut_to_the_deputy_is_neither_shown_nor_counted(house: House, shuts: Callable[[House], None]) -> None:
    house.registers(house.sanne)
    house.registers(house.sanne)
    shuts(house)

    house.away(house.sanne)

    assert shown(house, house.joris) == ["K-2026-002 (deputising)"]


def test_a_page_is_cut_after_what_is_shut_was_left_out(house: House) -> None:
    for _ in range(3):
        house.registers(house.sanne)
    _stepped_back(house)
    house.away(house.sanne)

    page = listed(house, house.joris, limit=1)

    assert ([row.number for row in page.rows], page.total) == (["K-2026-002"], 2)
