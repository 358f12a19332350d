"""What Slack never delivers comes to somebody who can do something about it, and to nobody who may not hear of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from klachtbot.domain.model import AboutKind, ComplaintId
from klachtbot.storage import Database
from klachtbot.usecases.delivery import OutboxRow
from klachtbot.usecases.ports import Person
from klachtbot.usecases.undelivered import NO_NEWS, may_hear, not_delivered
from tests.databases import StoppedClock
from tests.usecases.house import House, move_in


@pytest.fixture
def house(database: Database, clock: StoppedClock) -> House:
    return move_in(database, clock)


def fails(house: House, to: Person, complaint: ComplaintId | None, kind: str = "handed_over") -> set[str]:
    """Who hears of it, told of it twice as after a crash."""
    row = OutboxRow(7, "k7", kind, to, complaint, {}, 1, datetime(2026, 3, 2, 9, tzinfo=UTC))
    for _ in range(2):
        not_delivered(house.database.uow, row, house.today)
    return set(house.told("undelivered"))


def test_who_handles_the_case_hears_that_a_colleague_did_not_get_a_message(house: House) -> None:
    case = house.registers(house.sanne).complaint

    assert fails(house, house.fatma, case.id) == {"Sanne de Wit"}


def test_when_it_was_meant_for_who_handles_the_case_the_deputies_hear_it(house: House) -> None:
    case = house.registers(house.sanne).complaint

    assert fails(house, house.sanne, case.id) == {"Joris Bakker"}


def test_when_who_handles_it_is_away_the_deputies_hear_it(house: House) -> None:
    case = house.registers(house.sanne).complaint
    house.away(house.sanne)

    assert fails(house, house.fatma, case.id) == {"Joris Bakker"}


def test_when_there_are_no_deputies_the_supervisor_hears_it(house: House) -> None:
    case = house.registers(house.sanne).complaint
    house.away(house.joris)

    assert fails(house, house.sanne, case.id) == {"Marleen Vos"}
    with house.database.uow(read_only=True) as uow:
        assert may_hear(uow, house.marleen, house.now(case), house.today)


def test_of_what_is_about_a_coordinator_no_coordinator_hears_a_word(house: House) -> None:
    """R23"""
    case = house.registers(house.marleen, "Joris Bakker", kind=AboutKind.COORDINATOR, people=[house.joris]).complaint

    told = fails(house, house.marleen, case.id)

    assert told == {"Ruud Hendriks"}
    with house.database.uow(read_only=True) as uow:
        hears = {one.name for one in uow.people.all() if may_hear(uow, one, house.now(case), house.today)}
    assert hears == {"Marleen Vos", "Ruud Hendriks"}


@pytest.mark.parametrize(
    ("to", "told"),
    [(lambda house: house.sanne, {"Marleen Vos"}), (lambda house: house.marleen, {"Ruud Hendriks"})],
    ids=["a coordinator", "the supervisor"],
)
def test_of_a_message_about_no_case_the_supervisor_hears_or_else_the_deputy(
    house: House, to: Callable[[House], Person], told: set[str]
) -> None:
    assert fails(house, to(house), None, "digest") == told


@pytest.mark.parametrize("kind", [*sorted(NO_NEWS), "undelivered", "notice"])
def test_what_is_no_news_or_is_told_otherwise_goes_round_in_no_circles(house: House, kind: str) -> None:
    case = house.registers(house.sanne).complaint

    assert fails(house, house.fatma, case.id, kind) == set()
