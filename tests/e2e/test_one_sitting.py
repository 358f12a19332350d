"""The internal procedure over the real WebSocket: one sitting after another, never more than three views deep."""

from __future__ import annotations

from datetime import date, time

from klachtbot.practice.driver import Person
from tests.e2e.house import House, read, register
from tests.e2e.test_stories import take


def acknowledged(house: House) -> Person:
    """Contact was recorded, and the acknowledgement posted; the confirmation of that is on top."""
    sanne = house.sanne
    register(sanne, contact="Kerkstraat 1, 1300 AA Almere")
    sanne.wait_for_text("Vastgelegd")
    sanne.click("Contact vastleggen")
    sanne.wait_for_text("Vertel in elk geval dit")
    sanne.fill({"Hoe had je contact?": "Telefoon", "Kruis aan wat klopt": ["Ik heb de klachtenregeling uitgelegd"]})
    sanne.submit()
    sanne.wait_for_text("Contact vastgelegd.")
    sanne.click("Ontvangst bevestigen")
    sanne.wait_for_text("Lees de brief hieronder.")
    sanne.submit()
    sanne.wait_for_text("De brief ligt klaar als PDF.")
    sanne.click("Gepost of gegeven")
    sanne.wait_for_text("Wanneer ging de brief weg?")
    sanne.submit()
    sanne.wait_for_text("Vastgelegd: de brief is verstuurd.")
    return sanne


def informed(house: House) -> Person:
    sanne = acknowledged(house)
    sanne.click("Beklaagde informeren")
    sanne.wait_for_text("Vertel het zelf")
    sanne.fill({"Hoe sprak je de beklaagde?": "Telefoon", "Wat vertelde je over de klacht?": "Waar het over gaat."})
    sanne.submit()
    sanne.wait_for_text("Vastgelegd: de beklaagde weet het.")
    return sanne


def test_one_sitting_records_contact_acknowledgement_and_the_talk_with_the_respondent(house: House) -> None:
    sanne = informed(house)

    shown = read(sanne.open_view())

    assert "Nu aan de beurt: Gesprek" in shown
    assert len(sanne.views()) <= 3


def test_a_conversation_is_planned_with_a_time_held_and_written_down(house: House) -> None:
    sanne = informed(house)
    sanne.click("Gesprek plannen")
    sanne.wait_for_text("Hoe laat?")
    sanne.fill(
        {
            "Op welke dag?": date(2026, 12, 3),
            "Hoe laat?": time(14, 30),
            "Waar, of via welke link?": "Kantoor, kamer 2",
        }
    )
    sanne.submit()
    sanne.wait_for_text("Gesprek gepland.")
    sanne.close(all_views=True)
    house.clock.set_date(date(2026, 12, 3))

    take(sanne, "K-2026-001", "Gesprek verplaatsen")
    planned = sanne.filled()
    sanne.close()
    sanne.click("Uitkomst vastleggen")
    sanne.wait_for_text("Wat is de uitkomst?")
    held_on = sanne.filled()["Wanneer was het gesprek?"]
    sanne.fill({"Wat is de uitkomst?": "De klager is tevreden"})
    sanne.submit()
    sanne.wait_for_text("Uitkomst vastgelegd.")
    sanne.click("Verslag schrijven")
    sanne.wait_for_text("Vervolg van het verslag")
    sanne.fill({"Verslag": "Tom belt voortaan zelf af."})
    sanne.submit()

    assert (planned["Hoe laat?"], held_on) == ("14:30", "2026-12-03")
    assert "Nu aan de beurt: Verslag versturen" in read(sanne.wait_for_text("Verslag opgeslagen."))
    assert len(sanne.views()) <= 3
