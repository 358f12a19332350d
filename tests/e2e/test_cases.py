"""List, card, supplement, Home and terms: what each person sees, and what they do not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from klachtbot.practice.driver import Person, texts_of
from klachtbot.storage import tables
from klachtbot.storage.engine import transaction
from tests.e2e.house import CHAIR, EMILY, FATMA, MARLEEN, PERSONAL, SANNE, House, read, register

NOT_FOUND = "Deze klacht is hier niet te vinden. Kijk het nummer na, bijvoorbeeld K-2026-001."


def registered(house: House) -> None:
    register(house.sanne)
    house.sanne.wait_for_text("K-2026-001")
    house.sanne.close(all_views=True)


def answer(person: Person, text: str) -> str:
    """What only this person reads after typing this command."""
    seen = len(person.ephemerals())
    person.command("/klacht", text)
    return "\n".join(read(message) for message in person.ephemerals()[seen:])


def test_the_list_shows_number_step_and_date_and_no_name(house: House) -> None:
    registered(house)

    shown = answer(house.sanne, "lijst")

    assert "🟢 `K-2026-001` · eerste contact · uiterlijk vr 27 nov (nog 3 werkdagen)" in shown
    assert not any(word in shown for word in PERSONAL)


@pytest.mark.parametrize(
    ("today", "line"),
    [
        pytest.param(date(2026, 11, 26), "🟡 `K-2026-001` · eerste contact · morgen", id="thu-26-nov"),
        pytest.param(date(2026, 11, 27), "🟠 `K-2026-001` · eerste contact · vandaag", id="fri-27-nov"),
        pytest.param(date(2026, 11, 28), "🔴 `K-2026-001` · eerste contact · had gisteren gemoeten", id="sat-28-nov"),
        pytest.param(date(2026, 11, 30), "🔴 `K-2026-001` · eerste contact · had vr 27 nov gemoeten", id="mon-30-nov"),
    ],
)
def test_urgency_is_told_by_a_sign_and_in_words(house: House, today: date, line: str) -> None:
    registered(house)

    house.clock.set_date(today)

    assert line in answer(house.sanne, "lijst")


def test_the_most_urgent_case_stands_first(house: House) -> None:
    registered(house)
    register(house.sanne, received_on=date(2026, 11, 23))
    house.sanne.wait_for_text("K-2026-002")

    shown = answer(house.sanne, "lijst")

    assert shown.index("K-2026-002") < shown.index("K-2026-001")


def test_an_empty_list_says_so(house: House) -> None:
    assert "Er staat niets open." in answer(house.sanne, "lijst")


def test_a_long_list_shows_fifteen_and_opens_the_rest_in_pages(house: House) -> None:
    for _ in range(17):
        register(house.sanne)
        house.sanne.wait_for_text("Vastgelegd")
        house.sanne.close(all_views=True)
    shown = answer(house.sanne, "lijst")
    assert "Nog 2." in shown
    assert "K-2026-015" in shown
    assert "K-2026-016" not in shown

    house.sanne.click("Alles tonen")

    assert "1 tot en met 17 van 17" in read(house.sanne.open_view())


@pytest.mark.parametrize("command", ["toon K-2026-001", "show k-2026-001", "TOON K-2026-001"])
def test_the_card_opens_with_what_is_owed_on_top(house: House, command: str) -> None:
    registered(house)

    house.sanne.command("/klacht", command)

    shown = read(house.sanne.wait_for_text("Wat er gebeurde"))
    assert shown.index("Nu aan de beurt: Eerste contact") < shown.index("Roza Aydın") < shown.index("Termijnen")
    assert "di 24 nov · Klacht geregistreerd · Sanne de Wit" in shown


def test_why_this_date_is_one_click_away(house: House) -> None:
    registered(house)
    house.sanne.command("/klacht", "toon K-2026-001")

    house.sanne.click("Waarom deze datum?")

    shown = read(house.sanne.wait_for_text("dag 0"))
    assert "Binnen drie werkdagen na ontvangst" in shown
    assert "vr 27 nov · werkdag 3" in shown


def test_a_supplement_is_an_entry_of_its_own(house: House) -> None:
    registered(house)
    house.sanne.command("/klacht", "toon K-2026-001")
    house.sanne.click("Aanvullen")
    house.sanne.fill({"Onderwerp": "Afspraken niet nagekomen", "Waar en wanneer gebeurde het?": "Vorige week, thuis"})

    house.sanne.submit()

    house.sanne.wait_for_text("Aanvulling vastgelegd.")
    house.sanne.close()
    house.sanne.click("Vernieuwen")
    shown = read(house.sanne.wait_for_text("Klacht aangevuld"))
    assert "Vorige week, thuis" in shown
    assert "onderwerp: afspraken niet nagekomen" in shown


def test_an_empty_supplement_is_refused_and_records_nothing(house: House) -> None:
    registered(house)
    house.sanne.command("/klacht", "toon K-2026-001")
    house.sanne.click("Aanvullen")

    house.sanne.submit()

    assert list(house.sanne.errors().values()) == [
        "Er is nog niets ingevuld. Vul minstens één veld in, of kies Annuleren."
    ]


def deputise(house: House) -> None:
    """Sanne is away from today, so that Joris has the same powers (R3)."""
    with house.database.uow(read_only=True) as uow:
        sanne = uow.people.by_slack_id(SANNE)
    assert sanne is not None
    with transaction(house.database.engine) as connection:
        connection.execute(
            insert(tables.absences), {"id": "a" * 32, "person": sanne.id, "first_on": house.clock.today()}
        )
        connection.commit()


def test_of_two_people_at_once_on_one_case_the_second_hears_it(house: House) -> None:
    registered(house)
    deputise(house)
    for person in (house.sanne, house.joris):
        person.command("/klacht", "toon K-2026-001")
        person.click("Aanvullen")
        person.fill({"Jouw eigen aantekening": f"Aantekening van {person.id}"})
    house.joris.submit()
    house.joris.wait_for_text("Aanvulling vastgelegd.")

    house.sanne.submit()

    assert next(iter(house.sanne.errors().values())).startswith("Een collega heeft intussen iets vastgelegd")
    assert house.sanne.filled()["Jouw eigen aantekening"] == f"Aantekening van {SANNE}"


@pytest.mark.parametrize("person", [FATMA, MARLEEN, CHAIR, "U0ADMIN1"], ids=["staff", "supervisor", "chair", "admin"])
def test_for_an_outsider_a_case_does_not_exist(house: House, person: str) -> None:
    registered(house)
    outsider = house.driver.person(person)

    there, not_there = answer(outsider, "toon K-2026-001"), answer(outsider, "toon K-2026-999")

    assert there == not_there == NOT_FOUND
    assert outsider.views() == []


@pytest.mark.parametrize("command", ["nieuw", "lijst"])
def test_an_outsider_hears_who_does_this(house: House, command: str) -> None:
    assert answer(house.fatma, command).startswith("Klachten registreren en behandelen doen de coördinatoren.")


def test_the_menu_offers_what_this_person_may_do(house: House) -> None:
    officer, staff = answer(house.sanne, ""), answer(house.fatma, "")

    assert "Nieuwe klacht" in officer
    assert "Nieuwe klacht" not in staff
    assert "Termijnen uitrekenen" in staff


def test_an_unknown_subcommand_gets_the_menu(house: House) -> None:
    assert "Dat ken ik niet." in answer(house.sanne, "dansen")


def test_the_home_tab_of_an_officer_shows_what_is_owed(house: House) -> None:
    registered(house)

    house.sanne.open_home()

    house.driver.until(
        lambda workspace: ((home := workspace.home_of(SANNE)) and "K-2026-001" in read(home)) or None,
        "the case on Home",
    )
    assert "🟢 `K-2026-001` · eerste contact · uiterlijk vr 27 nov" in read(house.sanne.home())


def test_the_home_tab_of_others_shows_no_case(house: House) -> None:
    registered(house)

    house.fatma.open_home()

    assert "K-2026" not in read(house.fatma.home())


def test_terms_are_reckoned_from_dates_alone_for_anybody(house: House) -> None:
    house.fatma.command("/klacht", "termijn 2-4-2026")
    assert house.fatma.filled()["Klacht ontvangen op"] == "2026-04-02"

    house.fatma.submit()

    shown = read(house.fatma.wait_for_text("Gerekend met"))
    assert "uiterlijk donderdag 9 april 2026" in shown
    assert "vr 3 apr · Goede vrijdag, telt niet" in shown


def test_terms_in_an_impossible_order_are_refused_in_the_form(house: House) -> None:
    house.sanne.command("/klacht", "termijn 2026-04-02")
    house.sanne.fill({"Eerste contact op": date(2026, 4, 1)})

    house.sanne.submit()

    assert list(house.sanne.errors()) == ["Eerste contact op"]


def test_who_set_slack_to_english_reads_english(house: House) -> None:
    emily = house.driver.person(EMILY)

    assert "Work out deadlines" in answer(emily, "")


def test_a_change_of_language_is_followed(house: House) -> None:
    assert "Termijnen uitrekenen" in answer(house.fatma, "")

    house.server.run(house.server.workspace.change_user(FATMA, locale="en-GB"))

    assert "Work out deadlines" in answer(house.fatma, "")


def test_no_message_says_a_name_or_the_story(house: House) -> None:
    registered(house)
    house.sanne.wait_for_message("is geregistreerd")

    said = "\n".join(read(message) for message in house.sanne.dm())

    assert not any(word in said for word in PERSONAL)


def test_a_week_later_the_list_follows_the_practice_date(house: House) -> None:
    registered(house)

    house.clock.advance(timedelta(days=7))

    assert "had vr 27 nov gemoeten" in answer(house.sanne, "lijst")


def test_when_contact_came_too_late_the_card_offers_the_acknowledgement_first(house: House) -> None:
    registered(house)
    house.clock.set_date(date(2026, 11, 30))

    house.sanne.command("/klacht", "toon K-2026-001")

    house.sanne.click("Ontvangst bevestigen")
    assert "Lees de brief hieronder." in read(house.sanne.wait_for_text("Brief aan"))


def test_the_card_offers_the_step_that_meets_the_term_on_top(house: House) -> None:
    registered(house)
    house.sanne.command("/klacht", "toon K-2026-001")

    house.sanne.click("Contact vastleggen")
    house.sanne.fill(
        {"Hoe had je contact?": "Telefoon", "Kruis aan wat klopt": ["Ik heb de klachtenregeling uitgelegd"]}
    )
    house.sanne.submit()

    assert "Nu aan de beurt: Ontvangstbevestiging" in read(house.sanne.wait_for_text("Contact vastgelegd."))


def test_an_attempt_does_not_meet_the_term(house: House) -> None:
    registered(house)
    house.sanne.command("/klacht", "toon K-2026-001")
    house.sanne.choose("step:other", value_of(house, "Geen contact gelukt"))
    house.sanne.fill({"Hoe probeerde je het?": "Telefoon"})

    house.sanne.submit()

    shown = read(house.sanne.wait_for_text("Het contact blijft nodig."))
    assert "Nu aan de beurt: Eerste contact" in shown


def value_of(house: House, label: str) -> str:
    """What the list of other steps on the open card carries under this label."""
    for block in house.sanne.open_view().view["blocks"]:
        for element in block.get("elements", ()):
            for group in element.get("option_groups", ()):
                for option in group["options"]:
                    if option["text"]["text"] == label:
                        return str(option["value"])
    raise AssertionError(label)


def test_who_goes_back_after_steps_finds_the_card_as_it_is_now(house: House) -> None:
    registered(house)
    house.sanne.command("/klacht", "toon K-2026-001")
    house.sanne.click("Contact vastleggen")
    house.sanne.fill({"means": "phone"}).submit()
    house.sanne.wait_for_text("Contact vastgelegd.")

    house.sanne.close()

    [card] = house.sanne.views()
    assert "Nu aan de beurt: Ontvangstbevestiging" in "\n".join(texts_of(card.view))


def test_the_next_step_takes_the_place_of_what_told_that_the_last_was_done(house: House) -> None:
    registered(house)
    house.sanne.command("/klacht", "toon K-2026-001")
    house.sanne.click("Contact vastleggen")
    house.sanne.fill({"means": "phone"}).submit()
    house.sanne.wait_for_text("Contact vastgelegd.")

    house.sanne.click("Ontvangst bevestigen")

    assert len(house.sanne.views()) == 2
    assert "Waar gaat de brief" in "\n".join(texts_of(house.sanne.open_view().view))
