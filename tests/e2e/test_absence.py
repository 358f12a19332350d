"""R3 over the real WebSocket: away, somebody stands in, back again; and where nobody is left."""

from __future__ import annotations

from datetime import date

from klachtbot.practice.driver import Person
from tests.e2e.house import MARLEEN, RUUD, House, read
from tests.e2e.test_cases import answer
from tests.e2e.test_reports import COORDINATOR, report, thanked
from tests.e2e.test_stories import registered, take

FRIDAY_27, MONDAY_30 = date(2026, 11, 27), date(2026, 11, 30)


def away(person: Person, *, whose: str = "", until: date | None = FRIDAY_27) -> str:
    """Enter an absence from today (Tuesday 24 November 2026), and read the answer."""
    person.command("/klacht", "afwezig")
    person.wait_for_text("Wie is wanneer afwezig?")
    person.click("Afwezig melden")
    person.wait_for_text("Eerste dag")
    person.fill({"Wie is er afwezig?": whose} if whose else {})
    person.fill({"Laatste dag": until.isoformat() if until else None})
    person.submit()
    return read(person.wait_for_text("Vastgelegd"))


def test_r3_a_colleague_stands_in_and_who_is_back_hears_what_was_done(house: House) -> None:
    registered(house.sanne)
    said = away(house.sanne)
    heard = house.joris.wait_for_message("Een collega is afwezig")
    house.joris.click("Waarnemen")
    house.joris.wait_for_text("zolang je collega afwezig is")
    house.joris.submit()
    house.joris.wait_for_text("Je neemt deze klacht waar.")
    house.joris.close(all_views=True)
    take(house.joris, "K-2026-001", "Geen contact gelukt")
    house.joris.fill({"Hoe probeerde je het?": "Telefoon"})
    house.joris.submit()
    house.joris.wait_for_text("Vastgelegd")
    house.joris.close(all_views=True)
    house.joris.open_home()
    on_home = read(house.joris.home())
    ticked_off = read(house.joris.wait_for_message("Je neemt deze klacht waar.").blocks)

    house.clock.set_date(MONDAY_30)
    back = house.sanne.wait_for_message("Welkom terug")
    thanks = house.joris.wait_for_message("weer bij de behandelaar")

    assert "Je bent afwezig: t/m vr 27 nov." in said
    assert "Een collega is afwezig: t/m vr 27 nov. 1 klacht vraagt aandacht." in heard.text
    assert "`K-2026-001` · eerste contact · uiterlijk vr 27 nov" in read(heard.blocks)
    assert "Waarnemen" not in ticked_off
    assert "Je neemt waar voor Sanne de Wit t/m vr 27 nov." in on_home
    assert "• Geen contact gelukt · di 24 nov" in read(back.blocks)
    assert thanks.text.startswith("1 klacht die je waarnam")
    for message in (heard, back, thanks):
        assert not any(word in read(message.blocks) for word in ("Roza", "Tom Visser", "Sanne", "Joris"))
    assert "je neemt waar" not in answer(house.joris, "lijst")


def test_r23_while_the_supervisor_is_away_only_the_deputy_supervisor_hears_what_falls_due(house: House) -> None:
    report(house.fatma, kind=COORDINATOR, about="Joris Bakker")
    thanked(house.fatma)
    marleen, ruud = house.driver.person(MARLEEN), house.driver.person(RUUD)
    marleen.wait_for_message("Nieuwe melding")
    away(marleen)

    heard = ruud.wait_for_message("Een collega is afwezig")

    assert "`LM-2026-001` · eerste contact" in read(heard.blocks)
    for coordinator in (house.sanne, house.joris):
        assert coordinator.dm() == []
        coordinator.open_home()
        assert "LM-2026-001" not in read(coordinator.home())


def test_r3_when_nobody_is_left_the_supervisor_hears_it_and_when_who_is_ill_is_back(house: House) -> None:
    registered(house.sanne)
    marleen = house.driver.person(MARLEEN)
    away(house.sanne)
    away(marleen, whose="Joris Bakker", until=None)

    alarm = marleen.wait_for_message("niemand die kan waarnemen")
    told = house.joris.wait_for_message("Een collega heeft voor je vastgelegd")
    house.joris.open_home()
    house.joris.click("Ik ben terug")
    welcome = read(house.joris.wait_for_text("Welkom terug."))

    assert "`K-2026-001` · eerste contact · uiterlijk vr 27 nov" in read(alarm.blocks)
    assert "Openen" not in read(alarm.blocks)
    assert told.text.endswith("vanaf di 24 nov, einde nog niet bekend.")
    assert "Je klachten zijn weer bij jou." in welcome
    house.joris.close(all_views=True)
    assert "K-2026-001" in answer(house.joris, "lijst")


def test_r3_what_cannot_be_is_said_at_its_field_and_what_touches_becomes_one(house: House) -> None:
    house.sanne.command("/klacht", "absent")
    house.sanne.click("Afwezig melden")
    house.sanne.wait_for_text("Eerste dag")
    house.sanne.fill({"Eerste dag": "2026-11-30", "Laatste dag": "2026-11-27"})
    house.sanne.submit()
    at_field = list(house.sanne.errors().values())
    house.sanne.fill({"Laatste dag": "2026-12-04"})
    house.sanne.submit()
    house.sanne.wait_for_text("Vastgelegd")
    house.sanne.close(all_views=True)

    said = away(house.sanne, until=date(2026, 11, 29))
    house.sanne.close()
    overview = read(house.sanne.wait_for_text("Wie is wanneer afwezig?"))

    assert at_field == ["De laatste dag ligt voor de eerste dag. Kies ma 30 nov of later."]
    assert "Je bent afwezig: t/m vr 4 dec." in said
    assert "Sanne de Wit · t/m vr 4 dec" in overview
    assert "ma 30 nov" not in overview
