"""What moves without anybody touching the case: somebody becomes coordinator, is away, or must hear it (R3, R23)."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import insert

from klachtbot.practice.driver import Person
from klachtbot.storage import tables
from klachtbot.storage.organisation import apply
from klachtbot.usecases.organisation import parse
from tests.e2e.house import MARLEEN, ORGANISATION, RUUD, House, read
from tests.e2e.test_cases import NOT_FOUND, answer
from tests.e2e.test_reports import COORDINATOR, report, thanked
from tests.e2e.test_stories import registered, take

TOM = "U0STAFF2"


def becomes_coordinator(house: House, slack_id: str) -> None:
    """A new organisation file is applied, in which this member of staff is a coordinator."""
    before, after = ORGANISATION.read_text(encoding="utf-8").split(f'slack = "{slack_id}"')
    text = before + f'slack = "{slack_id}"' + after.replace('["staff"]', '["coordinator"]', 1)
    with house.database.uow() as uow:
        apply(uow, parse(text))
        uow.commit()


def is_away(house: House, slack_id: str) -> None:
    with house.database.uow() as uow:
        person = uow.people.by_slack_id(slack_id)
        assert person is not None
        row = {"id": uuid.uuid4().hex, "person": person.id, "first_on": house.clock.today()}
        uow.connection.execute(insert(tables.absences), row)
        uow.commit()


def home(person: Person) -> str:
    person.open_home()
    return read(person.home())


def cannot_wait(house: House) -> None:
    registered(house.sanne)
    take(house.sanne, "K-2026-001", "Dit kan niet wachten")
    house.sanne.fill({"Waarom kan dit niet wachten?": "Strafbaar feit"})
    house.sanne.submit()
    house.sanne.wait_for_text("Er gaan geen brieven meer automatisch weg.")


def test_when_a_respondent_becomes_coordinator_no_coordinator_finds_the_case_any_more(house: House) -> None:
    registered(house.sanne)
    registered(house.sanne, about="Emily Carter", complainant="Bo Bos")
    becomes_coordinator(house, TOM)

    for coordinator in (house.sanne, house.joris, house.driver.person(TOM)):
        assert answer(coordinator, "toon K-2026-001") == NOT_FOUND
        assert "K-2026-001" not in answer(coordinator, "lijst")
        assert "K-2026-001" not in home(coordinator)
    assert "Je hebt 1 open klacht." in answer(house.sanne, "lijst")


def test_when_a_respondent_becomes_coordinator_the_supervisor_finds_the_case_and_takes_it_over(house: House) -> None:
    registered(house.sanne)
    becomes_coordinator(house, TOM)
    marleen = house.driver.person(MARLEEN)
    assert "`K-2026-001`" in answer(marleen, "lijst")
    assert "`K-2026-001`" in home(marleen)
    take(marleen, "K-2026-001", "Overnemen")

    marleen.submit()

    marleen.wait_for_text("Overgenomen. Je bent nu de behandelaar.")


def test_a_card_that_was_open_when_the_respondent_became_coordinator_leads_nowhere(house: House) -> None:
    registered(house.sanne)
    take(house.sanne, "K-2026-001", "Geen contact gelukt")
    house.sanne.fill({"Hoe probeerde je het?": "Telefoon"})
    becomes_coordinator(house, TOM)

    house.sanne.submit()

    assert list(house.sanne.errors().values()) == [NOT_FOUND]


def test_the_supervisor_hears_what_cannot_wait_and_not_what_it_is_about(house: House) -> None:
    cannot_wait(house)

    message = house.driver.person(MARLEEN).wait_for_message("kan niet wachten")

    assert message.text == "K-2026-001 kan niet wachten. De behandelaar neemt contact met je op."
    assert not [block for block in message.blocks if "accessory" in block]


def test_the_supervisor_who_heard_what_cannot_wait_reads_no_more_of_it_than_before(house: House) -> None:
    cannot_wait(house)
    marleen = house.driver.person(MARLEEN)
    marleen.wait_for_message("kan niet wachten")

    assert answer(marleen, "toon K-2026-001") == NOT_FOUND
    assert "Er staat niets open." in answer(marleen, "lijst")


def test_the_deputy_hears_what_cannot_wait_when_the_supervisor_is_away(house: House) -> None:
    is_away(house, MARLEEN)
    cannot_wait(house)

    heard = house.driver.person(RUUD).wait_for_message("kan niet wachten")

    assert heard.text.startswith("K-2026-001 kan niet wachten.")


@pytest.mark.parametrize("away", [True, False], ids=["supervisor away", "supervisor there"])
def test_the_deputy_stands_in_for_the_supervisor_only_while_they_are_away(house: House, away: bool) -> None:
    report(house.fatma, kind=COORDINATOR, about="Joris Bakker")
    thanked(house.fatma)
    if away:
        is_away(house, MARLEEN)
    ruud = house.driver.person(RUUD)

    listed = answer(ruud, "lijst")

    assert ("`LM-2026-001`" in listed) is away
    assert ("`LM-2026-001`" in home(ruud)) is away
