"""The message of the morning, over the real WebSocket: it comes, its button opens the form, and it is ticked off."""

from __future__ import annotations

from datetime import date, datetime

from tests.e2e.house import AMSTERDAM, MARLEEN, House, read, register

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)
MONDAY, NEXT_TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
GREETING = "Goedemorgen. Vandaag vraagt 1 klacht aandacht."


def at(house: House, day: date, hour: int, minute: int = 0) -> None:
    """It becomes this hour in Amsterdam."""
    house.clock.at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM)


def registered(house: House) -> None:
    """On Tuesday 24 November; the first contact is due on Friday 27 November."""
    register(house.sanne)
    house.sanne.wait_for_text("Vastgelegd")
    house.sanne.close(all_views=True)


def test_its_button_opens_the_form_and_what_is_sent_in_is_ticked_off_in_it(house: House) -> None:
    registered(house)
    at(house, THURSDAY, 9)
    house.sanne.wait_for_message(GREETING)

    house.sanne.click("Contact vastleggen")
    house.sanne.wait_for_text("Wanneer was het contact?")
    house.sanne.fill({"Hoe had je contact?": "Telefoon"})
    house.sanne.submit()

    house.sanne.wait_for_text("Contact vastgelegd.")
    message = house.sanne.wait_for_message("gedaan om 09:00 door Sanne de Wit")
    assert "✓ ~K-2026-001 · eerste contact~" in read(message)
    assert [GREETING in one.text for one in house.sanne.dm()] == [False, False]


def test_as_a_week_passes_more_people_hear_of_it(house: House) -> None:
    registered(house)
    joris, marleen = house.joris, house.driver.person(MARLEEN)

    at(house, THURSDAY, 9)
    house.sanne.wait_for_message("eerste contact · morgen")
    at(house, FRIDAY, 15)
    joris.wait_for_message("Goedemiddag. Dit moet vandaag nog: 1 klacht.")
    at(house, MONDAY, 9)
    joris.wait_for_message("had vr 27 nov gemoeten")
    before = marleen.dm()
    at(house, NEXT_TUESDAY, 9)

    told = marleen.wait_for_message("al 2 werkdagen te laat")
    assert before == []
    assert "K-2026-001" in read(told)
    assert "Openen" not in read(told)
