"""Stories of a case that changes hands, names or shape, over the real WebSocket (R2, R3, R23)."""

from __future__ import annotations

import pytest

from klachtbot.practice.driver import Person
from tests.e2e.house import MARLEEN, House, read, register
from tests.e2e.test_cases import NOT_FOUND, answer, deputise
from tests.e2e.test_reports import COORDINATOR, report, thanked


def registered(person: Person, **other: str | list[str] | None) -> None:
    register(person, **other)
    person.wait_for_text("Vastgelegd")
    person.close(all_views=True)


def take(person: Person, number: str, step: str) -> None:
    """Open the card and choose a step from the list of others."""
    person.command("/klacht", f"toon {number}")
    card = person.wait_for_text("Wat er gebeurde").view
    choices = [
        option
        for block in card["blocks"]
        for element in block.get("elements", ())
        for group in element.get("option_groups", ())
        for option in group["options"]
        if option["text"]["text"] == step
    ]
    assert choices, f"{step!r} is not offered"
    person.choose("step:other", choices[0]["value"])
    person.wait_for_text("Annuleren")


def add_joris(house: House) -> None:
    registered(house.sanne)
    take(house.sanne, "K-2026-001", "Beklaagde toevoegen")
    house.sanne.fill({"Of typ de naam": "Joris Bakker"})
    house.sanne.submit()
    house.sanne.wait_for_text("Deze klacht gaat naar de leidinggevende.")
    house.sanne.close(all_views=True)


def test_when_a_coordinator_is_added_the_case_is_gone_for_all_of_them_at_once(house: House) -> None:
    add_joris(house)

    for coordinator in (house.sanne, house.joris):
        assert "Er staat niets open." in answer(coordinator, "lijst")
        assert answer(coordinator, "toon K-2026-001") == NOT_FOUND


def test_when_a_coordinator_is_added_the_supervisor_hears_it_and_sees_who_knew_the_case(house: House) -> None:
    add_joris(house)
    marleen = house.driver.person(MARLEEN)

    message = marleen.wait_for_message("gaat over een coördinator en is nu van jou")
    marleen.click("Openen")

    card = read(marleen.wait_for_text("Wie deze klacht zag voordat zij naar jou ging"))
    assert "K-2026-001" in message.text
    assert "Sanne de Wit · behandelde de klacht" in card
    assert "Joris Bakker · kon de klacht lezen, maar opende die niet" in card
    assert "`K-2026-001`" in answer(marleen, "lijst")


def test_the_answer_to_who_added_a_coordinator_shows_nothing_of_the_case(house: House) -> None:
    registered(house.sanne)
    take(house.sanne, "K-2026-001", "Beklaagde toevoegen")
    house.sanne.fill({"Of typ de naam": "Joris"})

    house.sanne.submit()

    assert "K-2026-001" not in read(house.sanne.wait_for_text("Deze klacht gaat naar de leidinggevende."))


def test_a_form_that_was_open_when_the_case_went_away_is_refused_and_keeps_nothing(house: House) -> None:
    registered(house.sanne)
    deputise(house)
    take(house.joris, "K-2026-001", "Geen contact gelukt")
    house.joris.fill({"Hoe probeerde je het?": "Telefoon", "Wat gebeurde er?": "Niemand nam op."})
    take(house.sanne, "K-2026-001", "Beklaagde toevoegen")
    house.sanne.fill({"Of typ de naam": "Joris Bakker"})
    house.sanne.submit()
    house.sanne.wait_for_text("Deze klacht gaat naar de leidinggevende.")

    house.joris.submit()

    assert list(house.joris.errors().values()) == [NOT_FOUND]
    with house.database.uow(read_only=True) as uow:
        found = uow.complaints.by_number("K-2026-001")
    assert found is not None
    assert [event.action.value for event in found.events][-1] == "add_respondent"


def test_of_several_respondents_each_is_named(house: House) -> None:
    registered(house.sanne, about="Tom Visser, Fatma Yılmaz en Ans de Boer")

    house.sanne.command("/klacht", "toon K-2026-001")

    assert "Tom Visser, Fatma Yılmaz, Ans de Boer" in read(house.sanne.wait_for_text("Wat er gebeurde"))


def test_a_respondent_who_is_added_stands_beside_the_first(house: House) -> None:
    registered(house.sanne)
    take(house.sanne, "K-2026-001", "Beklaagde toevoegen")
    house.sanne.fill({"Iemand in Slack": ["Emily Carter"]})
    house.sanne.submit()
    house.sanne.wait_for_text("Beklaagde toegevoegd.")
    house.sanne.close(all_views=True)

    house.sanne.command("/klacht", "toon K-2026-001")

    assert "Tom Visser, Emily Carter" in read(house.sanne.wait_for_text("Wat er gebeurde"))


def test_who_was_not_known_gets_a_name_and_the_term_of_first_contact(house: House) -> None:
    registered(house.sanne, complainant=None, contact=None, ticks=["De naam van de klager is niet bekend"])
    take(house.sanne, "K-2026-001", "Naam vastleggen")
    house.sanne.fill({"Naam van de klager": "Roza Aydın", "Hoe is de klager te bereiken?": "036 123 45 67"})

    house.sanne.submit()

    assert "Eerste contact" in read(house.sanne.wait_for_text("Naam vastgelegd."))


def test_a_case_is_handed_over_with_a_reason_and_the_new_officer_hears_it(house: House) -> None:
    registered(house.sanne)
    take(house.sanne, "K-2026-001", "Overdragen")
    house.sanne.fill({"Aan wie?": "Joris Bakker", "Waarom?": "Joris kent de situatie."})

    house.sanne.submit()

    house.sanne.wait_for_text("Overgedragen.")
    assert "K-2026-001" in house.joris.wait_for_message("Je bent nu de behandelaar").text
    assert "`K-2026-001`" in answer(house.joris, "lijst")
    assert "Er staat niets open." in answer(house.sanne, "lijst")


def test_a_case_is_not_handed_over_without_a_reason(house: House) -> None:
    registered(house.sanne)
    take(house.sanne, "K-2026-001", "Overdragen")
    house.sanne.fill({"Aan wie?": "Joris Bakker"})

    house.sanne.submit()

    assert list(house.sanne.errors()) == ["Waarom?"]


def test_who_is_involved_says_so_and_the_case_goes_to_the_other_coordinator(house: House) -> None:
    registered(house.sanne)
    take(house.sanne, "K-2026-001", "Ik ben betrokken")

    house.sanne.submit()

    assert "K-2026-001" not in read(house.sanne.wait_for_text("Je ziet deze klacht niet meer."))
    assert answer(house.sanne, "toon K-2026-001") == NOT_FOUND
    assert "K-2026-001" in house.joris.wait_for_message("Je bent nu de behandelaar").text


def test_a_deputy_takes_a_case_over_for_good(house: House) -> None:
    registered(house.sanne)
    deputise(house)
    take(house.joris, "K-2026-001", "Overnemen")

    house.joris.submit()

    house.joris.wait_for_text("Overgenomen.")
    assert "`K-2026-001`" in answer(house.joris, "lijst")


def test_a_second_complaint_of_the_same_person_is_hinted_at(house: House) -> None:
    registered(house.sanne)

    register(house.joris, complainant="Iemand Anders")

    assert "Er is al een klacht van dezelfde persoon: `K-2026-001`." in read(house.joris.wait_for_text("K-2026-002"))


def test_no_hint_tells_a_coordinator_of_what_is_kept_from_them(house: House) -> None:
    report(house.fatma, kind=COORDINATOR, about=None)
    thanked(house.fatma)

    register(house.sanne)

    assert "dezelfde persoon" not in read(house.sanne.wait_for_text("K-2026-001"))


@pytest.mark.parametrize("reason", ["Veiligheid", "Strafbaar feit", "Datalek"])
def test_what_cannot_wait_stops_the_terms_until_somebody_lets_them_go_on(house: House, reason: str) -> None:
    registered(house.sanne)
    take(house.sanne, "K-2026-001", "Dit kan niet wachten")
    house.sanne.fill({"Waarom kan dit niet wachten?": reason})
    house.sanne.submit()
    house.sanne.wait_for_text("Er gaan geen brieven meer automatisch weg.")
    house.sanne.close(all_views=True)
    assert "⏸ `K-2026-001`" in answer(house.sanne, "lijst")
    take(house.sanne, "K-2026-001", "Weer doorgaan")

    house.sanne.submit()

    house.sanne.wait_for_text("De termijnen lopen weer.")
    assert "🟢 `K-2026-001`" in answer(house.sanne, "lijst")


def test_a_respondent_who_was_entered_by_mistake_is_taken_out_with_a_reason(house: House) -> None:
    registered(house.sanne, about="Tom Visser en Fatma Yılmaz")
    take(house.sanne, "K-2026-001", "Beklaagde weghalen")
    house.sanne.fill({"Over wie gaat de klacht niet?": "Fatma Yılmaz", "Waarom klopt het niet?": "Een andere Fatma."})
    house.sanne.submit()
    house.sanne.wait_for_text("Beklaagde weggehaald.")
    house.sanne.close(all_views=True)

    house.sanne.command("/klacht", "toon K-2026-001")

    card = read(house.sanne.wait_for_text("Wat er gebeurde"))
    assert "Tom Visser, Fatma Yılmaz" not in card
    assert "beklaagde weggehaald: Fatma Yılmaz" in card


def test_a_respondent_who_is_added_may_be_of_an_organisation_that_sits_on_the_committee(house: House) -> None:
    registered(house.sanne)
    take(house.sanne, "K-2026-001", "Beklaagde toevoegen")
    fields: dict[str, str | list[str] | None] = {
        "Of typ de naam": "Ans de Boer, Bo Smit",
        "Van welke organisatie?": "Stichting Het Baken",
    }
    house.sanne.fill({**fields})

    house.sanne.submit()

    house.sanne.wait_for_text("Beklaagde toegevoegd.")
    with house.database.uow(read_only=True) as uow:
        found = uow.complaints.by_number("K-2026-001")
        assert found is not None
        named = {one.ref: uow.people.organisations().get(one.organisation, "") for one in found.respondents}
    assert named == {"r1": "", "r2": "Stichting Het Baken", "r3": "Stichting Het Baken"}
