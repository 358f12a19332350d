"""R1: a complaint is registered from Slack, over the real Bolt and the real WebSocket."""

from __future__ import annotations

from datetime import date

import pytest

from klachtbot.practice.driver import Filled
from tests.e2e.house import LABELS, House, fill_in, read, register


def test_a_complaint_gets_its_number_and_its_first_deadline_is_explained_day_by_day(house: House) -> None:
    register(house.sanne)

    shown = read(house.sanne.wait_for_text("K-2026-001"))
    assert "eerste contact" in shown.lower()
    assert "uiterlijk vr 27 nov (nog 3 werkdagen)" in shown
    assert "di 24 nov · dag 0, telt niet\nwo 25 nov · werkdag 1\ndo 26 nov · werkdag 2\nvr 27 nov · werkdag 3" in shown


def test_the_same_holds_on_postgresql(postgres_house: House) -> None:
    register(postgres_house.sanne)

    assert "uiterlijk vr 27 nov" in read(postgres_house.sanne.wait_for_text("K-2026-001"))


def test_the_form_opens_with_today_filled_in(house: House) -> None:
    house.sanne.command("/klacht", "nieuw")

    assert house.sanne.filled()[LABELS["received_on"]] == "2026-11-24"


def test_numbers_follow_each_other(house: House) -> None:
    register(house.sanne)
    house.sanne.wait_for_text("K-2026-001")
    house.sanne.close()

    register(house.joris)

    assert "K-2026-002" in read(house.joris.wait_for_text("Vastgelegd"))


def test_the_officer_gets_a_message_with_number_step_and_date_and_no_name(house: House) -> None:
    register(house.sanne)

    message = house.sanne.wait_for_message("is geregistreerd")
    assert message.text == "K-2026-001 is geregistreerd. Volgende stap: eerste contact, uiterlijk vr 27 nov."


def test_having_spoken_to_the_complainant_already_records_the_contact_and_leads_on(house: House) -> None:
    register(house.sanne, ticks=["Ik heb de klager vandaag zelf gesproken"])

    shown = read(house.sanne.wait_for_text("Vastgelegd"))
    assert "Nu aan de beurt: Ontvangstbevestiging" in shown
    assert "vandaag" in shown


def test_a_complainant_without_a_name_or_address_has_no_contact_term(house: House) -> None:
    register(house.sanne, complainant=None, contact=None, ticks=["De naam van de klager is niet bekend"])
    house.sanne.wait_for_text("Vastgelegd")

    house.sanne.click("Klacht bekijken")

    assert "eerste contact: niet mogelijk" in read(house.sanne.wait_for_text("Wat er gebeurde"))


def test_what_cannot_wait_stops_the_terms_with_the_reason(house: House) -> None:
    register(house.sanne, ticks=["Dit kan niet wachten: veiligheid"])

    assert "wacht, reden: veiligheid" in read(house.sanne.wait_for_text("Vastgelegd"))


def test_pressing_submit_twice_registers_once(house: House) -> None:
    fill_in(house.sanne)

    house.sanne.submit_at_once(2)

    house.sanne.wait_for_text("K-2026-001")
    with house.database.uow(read_only=True) as uow:
        assert uow.complaints.by_number("K-2026-002") is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        pytest.param("received_on", date(2026, 11, 25), "Deze dag ligt in de toekomst.", id="received-wed-25-nov"),
        pytest.param("contact", "roza@", "Dit e-mailadres klopt niet.", id="e-mail-without-domain"),
        pytest.param("contact", "036 12", "Dit telefoonnummer is te kort.", id="phone-too-short"),
        pytest.param("contact", None, "Vul een e-mailadres, telefoonnummer of adres in.", id="no-contact"),
        pytest.param("complainant", None, "Vul de naam in.", id="no-name"),
        pytest.param("subject", "   ", "Vul dit veld in.", id="only-spaces"),
        pytest.param("about", None, "Vul een naam in.", id="about-nobody"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    house: House, field: str, value: Filled, sentence: str
) -> None:
    register(house.sanne, **{field: value})

    errors = house.sanne.errors()
    assert list(errors) == [LABELS[field]]
    assert errors[LABELS[field]].startswith(sentence)
    assert house.sanne.filled()[LABELS["channel"]] == "phone"
    with house.database.uow(read_only=True) as uow:
        assert uow.complaints.by_number("K-2026-001") is None


def test_a_complaint_received_long_ago_is_late_from_the_start(house: House) -> None:
    register(house.sanne, received_on=date(2026, 11, 16))

    assert "had do 19 nov gemoeten" in read(house.sanne.wait_for_text("Vastgelegd"))
