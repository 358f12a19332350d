"""The message of the morning, over the real WebSocket: it comes, its button opens the form, and it is ticked off."""

from __future__ import annotations

from datetime import date, datetime

from klachtbot.practice.model import Message
from tests.e2e.house import AMSTERDAM, House, read, register


def at(house: House, day: date, hour: int, minute: int = 0) -> None:
    """It becomes this hour in Amsterdam."""
    house.clock.at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM)


def registered(house: House) -> None:
    """On Tuesday 24 November; the first contact is due on Friday 27 November."""
    register(house.sanne)
    house.sanne.wait_for_text("Vastgelegd")
    house.sanne.close(all_views=True)


THURSDAY, FRIDAY, NEXT_MONDAY = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)
GREETING = "Goedemorgen. Vandaag vraagt 1 klacht aandacht."


def test_the_message_comes_its_button_opens_the_form_and_it_is_ticked_off(house: House) -> None:
    registered(house)
    at(house, THURSDAY, 9)
    house.sanne.wait_for_message(GREETING)

    house.sanne.click("Contact vastleggen")
    house.sanne.wait_for_text("Wanneer was het contact?")
    house.sanne.fill({"Hoe had je contact?": "Telefoon"})
    house.sanne.submit()

    house.sanne.wait_for_text("Contact vastgelegd.")
    message: Message = house.sanne.wait_for_message("gedaan om 09:00 door")
    assert "✓ ~K-2026-001 · eerste contact~" in read(message)
