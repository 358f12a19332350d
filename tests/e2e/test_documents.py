"""Stukken (R19, R20): added from a form, fetched out of Slack, shown to who may read the case, and gone after a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from klachtbot.clock.fetching import Fetching
from klachtbot.practice.driver import Filled
from klachtbot.practice.model import Message
from klachtbot.practice.shapes import options_of
from klachtbot.slack.fields import Field, Kind, Wrong
from klachtbot.slack.fields import read as read_field
from klachtbot.slack.gateway import SlackGateway
from klachtbot.storage import tables
from klachtbot.storage.engine import transaction
from klachtbot.storage.verify import verify
from klachtbot.usecases.documents import DocumentRow, DocumentState, Reading
from tests.e2e.house import FATMA, House, read, register

LETTER = b"%PDF-1.7 Mevrouw Pietersen-Okonkwo schrijft"
BLACKENED = b"%PDF-1.7 Mevrouw [...] schrijft"

FILES, KIND, MAY, SHIELDED, WHY = (
    "Welk bestand?",
    "Wat is het?",
    "Mag de beklaagde dit lezen?",
    "De afgeschermde versie",
    "Waarom niet?",
)
GIVEN: dict[str, Filled] = {FILES: {"brief van Roza.pdf": LETTER}, KIND: "Een brief of mail", MAY: "Ja, helemaal"}


def open_form(house: House) -> None:
    """Register a complaint and open the form to add a document to it."""
    register(house.sanne)
    house.sanne.wait_for_text("K-2026-001")
    house.sanne.click("Klacht bekijken")
    house.sanne.wait_for_text("Andere stap…")
    view = house.sanne.open_view()
    choices = [e for b in view.view["blocks"] if b["type"] == "actions" for e in b["elements"]]
    listed = next(e for e in choices if e["action_id"] == "step:other")
    value = next(o["value"] for o in options_of(listed) if o["text"]["text"] == "Stuk toevoegen")
    house.sanne.choose("step:other", value)
    house.sanne.wait_for_text("Welk bestand?")


def documents(house: House) -> tuple[DocumentRow, ...]:
    with house.database.uow(read_only=True) as uow:
        complaint = uow.complaints.by_number("K-2026-001")
        assert complaint is not None
        return uow.documents.of(complaint.id, opened=True)


def fetched(house: House) -> tuple[DocumentRow, ...]:
    """The documents once nothing is awaited. The bot is at it too, in a thread of its own: whoever is first."""
    slack = SlackGateway(token=house.server.workspace.bot_token, api_url=house.server.api_url)
    fetching = Fetching(house.database.uow, slack, transport_now=lambda: datetime.now(UTC))
    while fetching.work():
        pass
    return documents(house)


def added(house: House, **other: Filled) -> tuple[DocumentRow, ...]:
    open_form(house)
    house.sanne.fill({**GIVEN, **other}).submit()
    house.sanne.wait_for_text("Toegevoegd.")
    house.sanne.close(all_views=True)
    return fetched(house)


def card(house: House) -> str:
    house.sanne.command("/klacht", "toon K-2026-001")
    return read(house.sanne.wait_for_text("Wat er gebeurde"))


def test_a_document_is_fetched_into_the_dossier_and_stands_on_the_card(house: House) -> None:
    (row,) = added(house)

    assert (row.state, row.reading, row.name, row.size) == (
        DocumentState.KEPT,
        Reading.WHOLE,
        "brief van Roza.pdf",
        len(LETTER),
    )
    shown = card(house)
    assert "brief van Roza.pdf" in shown
    assert "brief of mail van anderen · de beklaagde mag dit lezen" in shown
    assert "Stuk toegevoegd" in shown
    assert verify(house.database) == []


def test_what_is_in_a_document_and_what_it_is_called_stand_nowhere_readable(house: House) -> None:
    added(house)

    with transaction(house.database.engine, read_only=True) as connection:
        stored = [row for table in tables.metadata.sorted_tables for row in connection.execute(select(table))]

    told = b"".join(v if isinstance(v, bytes) else str(v).encode() for row in stored for v in row)
    assert b"Okonkwo" not in told
    assert b"brief van" not in told


def brought(house: House) -> Message:
    """What Sanne gets when she asks for the only document."""
    added(house)
    card(house)
    house.sanne.click("Bekijken")
    house.sanne.wait_for_text("Dit stuk komt zo")
    return house.sanne.wait_for_message("Dit stuk vroeg je op.")


def test_who_may_read_the_case_gets_the_document_under_a_neutral_name(house: House) -> None:
    message = brought(house)

    (file,) = message.files
    assert (file.name, file.title, file.content) == ("K-2026-001, stuk 1.pdf", "K-2026-001, stuk 1", LETTER)
    assert "Roza" not in message.text
    assert house.server.workspace.file_for(FATMA, file.id) is None


def test_a_document_that_was_brought_is_gone_after_a_day(house: House) -> None:
    brought(house)

    house.clock.advance(timedelta(hours=24))
    house.bot.worker.wake()

    def gone(workspace: object) -> bool | None:
        messages = house.server.workspace.messages_for(house.sanne.id, house.server.workspace.dm_of(house.sanne.id))
        return True if any(file.deleted for message in messages for file in message.files) else None

    assert house.driver.until(gone, "the file to be deleted") is True


def test_pressing_three_times_adds_one_document(house: House) -> None:
    open_form(house)
    house.sanne.fill(GIVEN)

    house.sanne.submit_at_once(3)

    house.sanne.wait_for_text("Toegevoegd.")
    assert [row.name for row in fetched(house)] == ["brief van Roza.pdf"]


def test_a_card_shows_the_newest_four_and_leads_to_all(house: House) -> None:
    added(house, **{FILES: {f"brief {n}.pdf": LETTER for n in range(1, 6)}})
    shown = card(house)
    assert "brief 1.pdf" not in shown
    assert "brief 5.pdf" in shown

    house.sanne.click("Alle stukken (5)")

    everything = read(house.sanne.wait_for_text("brief 1.pdf"))
    assert everything.index("brief 5.pdf") < everything.index("brief 1.pdf")


def test_a_text_that_is_too_long_is_asked_for_as_a_file() -> None:
    long = Field("story", "Verhaal", Kind.LONG_TEXT)

    with pytest.raises(Wrong) as wrong:
        read_field(long, {"story": {"story": {"value": "a" * 3001}}})

    assert "Stuk toevoegen" in wrong.value.text


def test_a_shielded_version_comes_along_with_what_it_stands_for(house: House) -> None:
    given: dict[str, Filled] = {
        MAY: "Alleen een afgeschermde versie",
        SHIELDED: {"brief, zwart gemaakt.pdf": BLACKENED},
    }

    shielded, whole = added(house, **given)

    assert (shielded.reading, shielded.name) == (Reading.WHOLE, "brief, zwart gemaakt.pdf")
    assert (whole.reading, whole.shielded) == (Reading.SHIELDED, shielded.id)


def test_why_a_document_is_withheld_is_kept_with_it(house: House) -> None:
    (row,) = added(house, **{MAY: "Nee", WHY: "Er staan namen van buren in."})

    assert (row.reading, row.reason) == (Reading.WITHHELD, "Er staan namen van buren in.")


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({FILES: None}, {FILES: "Vul dit veld in."}),
        ({MAY: "Nee"}, {WHY: "Schrijf hier waarom de beklaagde dit niet mag lezen."}),
        (
            {MAY: "Alleen een afgeschermde versie"},
            {SHIELDED: "Kies ook de afgeschermde versie, of kies hierboven iets anders."},
        ),
        (
            {
                MAY: "Alleen een afgeschermde versie",
                SHIELDED: {"c.pdf": BLACKENED},
                FILES: {"a.pdf": LETTER, "b.pdf": LETTER},
            },
            {FILES: "Bij een afgeschermde versie hoort één bestand. Voeg de andere apart toe."},
        ),
    ],
    ids=["no file", "no reason", "no shielded version", "two with one shielded version"],
)
def test_a_form_that_is_not_whole_says_what_is_missing_and_adds_nothing(
    house: House, given: dict[str, Filled], errors: dict[str, str]
) -> None:
    open_form(house)

    house.sanne.fill({**GIVEN, **given}).submit()

    assert house.sanne.errors() == errors
    assert documents(house) == ()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("brief.pdf", b"MZ" + b"\0" * 60, "Dit bestand is een programma."),
        ("brief.pdf", b"%PDF-1.7 trailer << /Encrypt 5 0 R >>", "Op dit bestand zit een wachtwoord."),
        ("foto.png", LETTER, "De naam van dit bestand past niet bij wat erin zit."),
    ],
    ids=["program", "password", "another kind"],
)
def test_a_file_that_is_not_taken_in_comes_back_to_who_added_it(
    house: House, name: str, content: bytes, says: str
) -> None:
    (row,) = added(house, **{FILES: {name: content}})

    assert row.state is DocumentState.FAILED
    message = house.sanne.wait_for_message("kwam niet in het dossier")
    assert says in read(message)
    assert name not in read(message)
    assert "bestand niet opgehaald" in card(house)


def test_a_file_that_was_deleted_before_it_was_fetched_comes_back_too(house: House) -> None:
    open_form(house)
    house.sanne.fill(GIVEN)
    ((chosen,),) = house.sanne.open_view().offered.values()
    house.driver.look(lambda workspace: workspace.delete_file(chosen["id"]))

    house.sanne.submit()

    house.sanne.wait_for_text("Toegevoegd.")
    assert "staat niet meer in Slack" in read(house.sanne.wait_for_message("kwam niet in het dossier"))
