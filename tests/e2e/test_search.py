"""Zoeken, as a coordinator does it in four minutes between two appointments (R21, R23)."""

from __future__ import annotations

import json
import logging
from datetime import date, timedelta

import pytest

from tests.e2e.house import MARLEEN, read
from tests.e2e.office import Office

TUE_24 = date(2026, 11, 24)
NAMES = ("Roza Aydın", "Zoë van den Berg")


def test_a_coordinator_finds_a_case_by_a_name_pages_and_says_more(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    for n in range(14):
        office.case(TUE_24 + timedelta(days=n), name=NAMES[n > 11], contact="036 123 45 67")
    sanne = office.house.sanne

    with caplog.at_level(logging.INFO):
        sanne.command("/klacht", "zoek aydin")
        first = read(sanne.wait_for_text("12 klachten gevonden"))
        sanne.click("Volgende")
        second = read(sanne.wait_for_text("11 tot en met 12 van 12"))
        sanne.fill({"words": "van den Berg", "since": "2026-12-07"})
        sanne.submit()
        third = sanne.wait_for_text("1 klacht gevonden")
        sanne.click("Openen")
        card = read(sanne.wait_for_text("Wat er gebeurde"))

    assert "K-2026-012" in first
    assert "K-2026-002" not in first
    assert "K-2026-002" in second
    assert "K-2026-014" in read(third)
    assert not any(word in json.dumps(block) for word in ("Aydın", "Zoë") for block in third.view["blocks"])
    assert "Zoë van den Berg" in card
    assert "aydin" not in caplog.text.lower()


def test_what_is_not_found_says_what_else_to_try_and_a_search_for_nothing_what_to_type(office: Office) -> None:
    marleen = office.house.driver.person(MARLEEN)

    marleen.command("/klacht", "zoek aydin")
    nothing = read(marleen.wait_for_text("Niets gevonden."))
    marleen.fill({"words": "a"})
    marleen.submit()

    assert "Typ minder letters" in nothing
    assert "K-2026" not in nothing
    assert "Typ een nummer, een naam of een woord" in "".join(marleen.errors().values())
