"""R1 and R23: anybody reports, the right people register; what is about a coordinator reaches the supervisor only."""

from __future__ import annotations

from datetime import date

import pytest

from klachtbot.practice.driver import Filled, Person
from tests.e2e.house import MARLEEN, RUUD, House, read
from tests.e2e.test_cases import NOT_FOUND, answer

STAFF, COORDINATOR, ORGANISATION, UNKNOWN = (
    "Iemand die hier werkt",
    "Een coördinator",
    "De organisatie als geheel",
    "Weet ik niet",
)


def report(person: Person, **other: Filled) -> None:
    """Report what was heard, with these fields different."""
    person.command("/klacht", "melden")
    fields: dict[str, Filled] = {
        "kind": STAFF,
        "about": "Tom Visser",
        "story": "Mevrouw Aydın belde. Haar begeleider kwam weer niet.",
        "complainant": "Roza Aydın",
        "contact": "036 123 45 67",
    }
    labels = {
        "heard_on": "Wanneer hoorde je dit?",
        "kind": "Over wie gaat het?",
        "about": "Naam, als je die weet",
        "story": "Wat heb je gehoord?",
        "complainant": "Van wie komt de klacht?",
        "contact": "Hoe is die persoon te bereiken?",
        "ticks": "Kruis aan wat klopt",
    }
    person.fill({labels[key]: value for key, value in {**fields, **other}.items()})
    person.submit()


def thanked(person: Person) -> None:
    person.wait_for_text("Je melding is doorgegeven.")
    person.close(all_views=True)


def test_anybody_reports_and_hears_that_it_was_passed_on(house: House) -> None:
    report(house.fatma)

    assert "Je hoeft nu niets te doen." in read(house.fatma.wait_for_text("Dank je wel"))


def test_a_report_stands_on_the_list_of_every_coordinator_with_the_term_of_first_contact(house: House) -> None:
    report(house.fatma, heard_on=date(2026, 11, 23))
    thanked(house.fatma)

    for coordinator in (house.sanne, house.joris):
        shown = answer(coordinator, "lijst")
        assert "1 melding om te registreren" in shown
        assert "`M-2026-001` · eerste contact · uiterlijk do 26 nov" in shown


def test_coordinators_get_a_message_about_a_report_without_a_name(house: House) -> None:
    report(house.fatma)

    message = house.joris.wait_for_message("Nieuwe melding")

    assert message.text == "Nieuwe melding M-2026-001. Volgende stap: eerste contact, uiterlijk vr 27 nov."


def test_the_reporter_can_read_nothing_of_it_afterwards(house: House) -> None:
    report(house.fatma)
    thanked(house.fatma)

    assert answer(house.fatma, "toon M-2026-001") == NOT_FOUND


def test_registering_a_report_fills_in_what_was_said_and_tells_the_reporter(house: House) -> None:
    report(house.fatma)
    thanked(house.fatma)
    house.sanne.command("/klacht", "toon M-2026-001")
    house.sanne.click("Registreren")
    assert house.sanne.filled()["Naam van de klager"] == "Roza Aydın"
    assert house.sanne.filled()["Over wie gaat de klacht?"] == "Tom Visser"
    assert house.sanne.filled()["Hoe kwam de klacht binnen?"] == "colleague"
    assert "Haar begeleider kwam weer niet." in read(house.sanne.open_view())
    house.sanne.fill({"Waar gaat de klacht over, in één zin?": "De begeleider kwam niet."})

    house.sanne.submit()

    assert "uiterlijk vr 27 nov" in read(house.sanne.wait_for_text("K-2026-001"))
    assert "geregistreerd als klacht" in house.fatma.wait_for_message("Je melding is op").text


def test_no_complaint_needs_a_reason_and_leaves_the_list(house: House) -> None:
    report(house.fatma)
    thanked(house.fatma)
    house.sanne.command("/klacht", "toon M-2026-001")
    house.sanne.click("Geen klacht")
    house.sanne.fill({"Waarom is dit geen klacht?": "Het was een vraag over een rekening."})

    house.sanne.submit()

    house.sanne.wait_for_text("Vastgelegd: dit is geen klacht.")
    assert "Er staat niets open." in answer(house.sanne, "lijst")
    assert "Het is geen klacht geworden" in house.fatma.wait_for_message("Je melding is op").text


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"kind": COORDINATOR, "about": None}, id="by choice"),
        pytest.param({"kind": UNKNOWN, "about": None}, id="weet ik niet"),
        pytest.param({"kind": STAFF, "about": "Joris Bakker"}, id="by name"),
        pytest.param({"kind": STAFF, "about": "joriss"}, id="by a misspelt first name"),
        pytest.param({"kind": STAFF, "about": "mevrouw De Wit"}, id="by surname"),
        pytest.param({"kind": STAFF, "about": "Tom Visser en Joris"}, id="one of two"),
        pytest.param({"kind": STAFF, "about": "Sanne de Wit, Joris Bakker"}, id="both coordinators"),
    ],
)
def test_what_may_be_about_a_coordinator_reaches_the_supervisor_only(house: House, fields: dict[str, Filled]) -> None:
    report(house.fatma, **fields)
    thanked(house.fatma)
    marleen = house.driver.person(MARLEEN)
    reference = marleen.wait_for_message("Nieuwe melding").text.split()[2].rstrip(".")

    for coordinator in (house.sanne, house.joris):
        assert "Er staat niets open." in answer(coordinator, "lijst")
        assert answer(coordinator, f"toon {reference}") == NOT_FOUND
        assert not [message for message in coordinator.dm() if "melding" in message.text.lower()]
    assert "1 melding om te registreren" in answer(marleen, "lijst")


def test_the_supervisor_registers_it_in_a_series_of_its_own(house: House) -> None:
    report(house.fatma, kind=COORDINATOR, about="Joris Bakker")
    thanked(house.fatma)
    marleen = house.driver.person(MARLEEN)
    marleen.wait_for_message("Nieuwe melding")
    marleen.click("Openen")
    marleen.click("Registreren")
    marleen.fill({"Hoe kwam de klacht binnen?": "Een collega"})
    marleen.fill({"Waar gaat de klacht over, in één zin?": "De coördinator belde niet terug."})

    marleen.submit()

    marleen.wait_for_text("L-2026-001")
    assert answer(house.sanne, "toon L-2026-001") == NOT_FOUND


def test_the_supervisor_lets_go_what_is_not_about_a_coordinator(house: House) -> None:
    report(house.fatma, kind=UNKNOWN, about=None)
    thanked(house.fatma)
    marleen = house.driver.person(MARLEEN)
    marleen.wait_for_message("Nieuwe melding")
    marleen.click("Openen")

    marleen.click("Niet over een coördinator: vrijgeven")

    marleen.wait_for_text("Vrijgegeven.")
    house.sanne.wait_for_message("Nieuwe melding M-2026-001")
    assert "1 melding om te registreren" in answer(house.joris, "lijst")


def test_a_coordinator_who_registers_about_a_coordinator_hands_everything_to_the_supervisor(house: House) -> None:
    house.sanne.command("/klacht", "nieuw")
    house.sanne.fill(
        {
            "Hoe kwam de klacht binnen?": "Telefoon",
            "Naam van de klager": "Roza Aydın",
            "Hoe is de klager te bereiken?": "roza@voorbeeld.nl",
            "Over wie gaat de klacht?": "Joris",
            "Waar gaat de klacht over, in één zin?": "Hij belde niet terug.",
        }
    )

    house.sanne.submit()

    house.sanne.wait_for_text("Deze klacht gaat naar de leidinggevende.")
    house.driver.person(MARLEEN).wait_for_message("Nieuwe melding")
    assert "Er staat niets open." in answer(house.sanne, "lijst")


def test_when_the_supervisor_is_the_respondent_the_coordinators_handle_it(house: House) -> None:
    report(house.fatma, kind=STAFF, about="Marleen Vos")
    thanked(house.fatma)

    assert "1 melding om te registreren" in answer(house.sanne, "lijst")
    assert answer(house.driver.person(MARLEEN), "toon M-2026-001") == NOT_FOUND


def test_the_deputy_supervisor_sees_nothing_while_the_supervisor_is_there(house: House) -> None:
    report(house.fatma, kind=COORDINATOR, about=None)
    thanked(house.fatma)

    assert "1 melding om te registreren" not in answer(house.driver.person(RUUD), "lijst")


def test_a_message_in_a_channel_becomes_a_report_with_its_text_filled_in(house: House) -> None:
    house.fatma.say("Mevrouw Aydın belde: weer niemand gekomen.", channel="C0ALGEMEEN")
    message = house.joris.messages("C0ALGEMEEN")[-1]

    house.joris.message_shortcut("Meld als klacht", message)

    assert house.joris.filled()["Wat heb je gehoord?"] == "Mevrouw Aydın belde: weer niemand gekomen."


def test_who_reports_a_message_hears_that_it_still_stands_in_its_channel(house: House) -> None:
    house.fatma.say("Mevrouw Aydın belde: weer niemand gekomen.", channel="C0ALGEMEEN")
    house.joris.message_shortcut("Meld als klacht", house.joris.messages("C0ALGEMEEN")[-1])
    house.joris.fill({"Over wie gaat het?": STAFF})
    house.joris.submit()
    house.joris.wait_for_message("staat nog in het kanaal")

    house.joris.close(all_views=True)
    house.joris.click("Gedaan")

    assert house.joris.wait_for_message("Gedaan. Dank je wel.").text.startswith("Gedaan")


def test_files_of_a_reported_message_are_named_to_be_added_by_hand(house: House) -> None:
    house.fatma.say("Zie de brief.", channel="C0ALGEMEEN", files=["brief.pdf"])

    house.joris.message_shortcut("Meld als klacht", house.joris.messages("C0ALGEMEEN")[-1])

    assert "Voeg zelf toe: brief.pdf" in str(house.joris.filled()["Wat heb je gehoord?"])


def test_the_global_shortcut_opens_the_same_form(house: House) -> None:
    house.fatma.shortcut("Klacht melden")

    assert "Wat heb je gehoord?" in house.fatma.filled()
