"""R7, over the real WebSocket: a person tells the respondent first, and then a letter opens from a neutral message."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from slack_sdk import WebClient

from klachtbot.domain.letters import Means, Standing, letters
from klachtbot.domain.model import Action
from klachtbot.practice.driver import Person
from klachtbot.practice.model import Message
from klachtbot.slack.renderers import renderer
from klachtbot.usecases.delivery import DeliveryImpossible, OutboxRow
from tests.databases import Databases, StoppedClock
from tests.e2e.house import FATMA, MARLEEN, TOM, House, read
from tests.e2e.sitting import MONDAY, Sitting
from tests.e2e.test_cases import NOT_FOUND
from tests.e2e.test_stories import registered, take

WAITING = "Er staat een bericht voor je klaar van OCO Almere."


def inform(officer: Person, number: str = "K-2026-001") -> None:
    """The officer told the respondent by phone."""
    take(officer, number, "Beklaagde informeren")
    officer.fill({"Hoe sprak je de beklaagde?": "Telefoon", "Wat vertelde je over de klacht?": "Waar het over gaat."})
    officer.submit()
    officer.wait_for_text("Vastgelegd")
    officer.close(all_views=True)


def write(officer: Person, number: str = "K-2026-001") -> None:
    """Open the form of the notice that is owed now."""
    officer.command("/klacht", f"toon {number}")
    officer.wait_for_text("nog te schrijven")
    officer.click("Brief schrijven")
    officer.wait_for_text("Hoe krijgt")


def send(officer: Person, number: str = "K-2026-001") -> None:
    write(officer, number)
    officer.submit()
    officer.wait_for_text("Het bericht gaat nu weg in Slack.")
    officer.close(all_views=True)


def notified(house: House) -> Message:
    """Tom's message, after Sanne told him."""
    registered(house.sanne)
    inform(house.sanne)
    send(house.sanne)
    return house.driver.person(TOM).wait_for_message(WAITING)


def recorded(house: House) -> None:
    """Wait until the dossier was told how it went, which is just after the message was there."""
    house.driver.until(lambda _: sent(house) or None, "the notice to be recorded as sent")


def sent(house: House) -> bool:
    with house.database.uow(read_only=True) as uow:
        found = uow.complaints.by_number("K-2026-001")
    assert found is not None
    return [one.standing for one in letters(found)] == [Standing.SENT]


def forged(house: House, message: Message, slack_id: str) -> None:
    """A message with the same button, to somebody else."""
    workspace = house.server.workspace
    bot = WebClient(token=workspace.bot_token, base_url=house.server.api_url)
    channel = house.driver.look(lambda there: there.dm_of(slack_id))
    bot.chat_postMessage(channel=channel, text=message.text, blocks=list(message.blocks))


def test_r7_the_respondent_gets_a_message_that_tells_nothing(house: House) -> None:
    message = notified(house)

    assert read(message) == f"{WAITING}\nOpenen"
    assert message.text == WAITING


def test_r7_the_respondent_reads_the_letter_what_comes_next_and_whom_to_call(house: House) -> None:
    notified(house)
    tom = house.driver.person(TOM)

    tom.click("Openen")

    shown = read(tom.wait_for_text("Er is een klacht over u"))
    assert "De afspraak ging twee keer niet door." in shown
    assert "Op dinsdag 24 november 2026 spraken wij elkaar" in shown
    assert "Hoe gaat het verder?" in shown
    assert "Sanne de Wit" in shown
    assert "Je mag je dossier inzien." in shown


def test_r7_the_officer_sees_when_the_notice_went(house: House) -> None:
    notified(house)
    recorded(house)

    house.sanne.command("/klacht", "toon K-2026-001")

    card = read(house.sanne.wait_for_text("Kennisgeving (Tom Visser): verstuurd op di 24 nov"))

    assert "✓ Kennisgeving (Tom Visser): verstuurd op di 24 nov" in card


def test_r7_a_copy_of_the_button_opens_nothing_to_somebody_else(house: House) -> None:
    message = notified(house)
    forged(house, message, FATMA)
    house.fatma.wait_for_message(WAITING)

    house.fatma.click("Openen")

    assert NOT_FOUND in read(house.fatma.wait_for_message(NOT_FOUND))
    assert house.fatma.views() == []


def test_r7_the_respondent_can_read_nothing_else_of_the_case(house: House) -> None:
    notified(house)
    tom = house.driver.person(TOM)

    tom.command("/klacht", "toon K-2026-001")

    tom.wait_for_message(NOT_FOUND)
    assert tom.views() == []


def test_r23_a_coordinator_it_is_about_gets_the_same_from_the_supervisor(house: House) -> None:
    marleen = house.driver.person(MARLEEN)
    registered(marleen, about="Joris Bakker")
    inform(marleen, "L-2026-001")
    send(marleen, "L-2026-001")

    message = house.joris.wait_for_message(WAITING)
    house.joris.click("Openen")

    assert read(message) == f"{WAITING}\nOpenen"
    assert "Marleen Vos" in read(house.joris.wait_for_text("Er is een klacht over u"))


def test_r7_the_officer_can_send_a_letter_instead(house: House) -> None:
    registered(house.sanne)
    inform(house.sanne)
    write(house.sanne)
    house.sanne.fill(
        {"Hoe krijgt Tom Visser dit?": "Als brief, per mail of post", "Eigen woorden in de brief": "Sterkte."}
    )

    house.sanne.submit()
    asked = house.sanne.wait_for_text("Waar gaat de brief aan Tom Visser heen?")
    filled = house.sanne.filled()
    house.sanne.submit()

    house.sanne.wait_for_text("De brief ligt klaar als PDF.")
    assert filled["Waar gaat de brief aan Tom Visser heen?"] == "tom.visser@voorbeeld.example"
    assert "Sterkte." in read(asked)
    assert house.driver.person(TOM).dm() == []


@pytest.fixture
def sitting(sqlite_databases: Databases, clock: StoppedClock) -> Sitting:
    """Somebody at a card, without Slack between."""
    return Sitting(sqlite_databases.open(clock), clock)


def test_r7_a_letter_passes_over_who_was_not_told_and_says_so(sitting: Sitting) -> None:
    sitting.take("Contact vastleggen", means="phone").letter(Action.ACKNOWLEDGE, MONDAY)
    sitting.take("Gesprek plannen", planned_for=date(2026, 11, 12), time="10:00", place="Kantoor")

    sitting.open().press("Brief schrijven")

    assert "want weet nog niet van de klacht. Vertel het eerst zelf.*\nTom Visser" in sitting.shown
    assert "Brief aan Tom Visser" not in sitting.shown


def test_r7_the_way_somebody_gets_it_can_be_changed_back_and_forth(sitting: Sitting) -> None:
    sitting.take("Beklaagde informeren", means="phone", told="Waar het over gaat.").open().press("Brief schrijven")
    sitting.submit(way_r1="letter")
    assert "to_r1" in sitting.filled()

    sitting.submit(way_r1="slack")

    assert "Het bericht gaat nu weg in Slack." in sitting.shown
    assert [one.means for one in letters(sitting.complaint)] == [Means.SLACK]


@pytest.mark.parametrize("active", [False, True], ids=["left", "not in Slack"])
def test_r7_a_notice_to_who_is_gone_is_refused_and_a_message_to_who_left_is_left_out(
    sitting: Sitting, active: bool
) -> None:
    sitting.take("Beklaagde informeren", means="phone", told="Waar het over gaat.").open().press("Brief schrijven")
    sitting.submit()
    tom = sitting.people["Tom"]
    gone = replace(tom, active=active, slack_id=None if active else tom.slack_id)
    row = OutboxRow(1, "k", "notice", gone, sitting.complaint.id, {"letter": "b1"}, 1, sitting.clock.now())

    with pytest.raises(DeliveryImpossible):
        renderer(sitting.desk)(row)

    assert renderer(sitting.desk)(replace(row, kind="home")) is None
    if active:  # somebody must hear that it did not arrive
        with pytest.raises(DeliveryImpossible):
            renderer(sitting.desk)(replace(row, kind="registered"))
    else:
        assert renderer(sitting.desk)(replace(row, kind="registered")) is None
