"""Bewaren bij een klacht (R19): files of a message in Slack, into the dossier of a case one handles."""

from __future__ import annotations

import pytest

from klachtbot.practice.driver import Filled
from klachtbot.usecases.documents import DocumentRow
from tests.e2e.house import House, read, register

KEEP = "Bewaren bij een klacht"
GIVEN: dict[str, Filled] = {"Wat is het?": "Een brief of mail", "Mag de beklaagde dit lezen?": "Ja, helemaal"}


def registered(house: House) -> None:
    register(house.sanne)
    house.sanne.wait_for_text("K-2026-001")
    house.sanne.close(all_views=True)


def sent(house: House, *files: str) -> None:
    """Sanne uses the shortcut on a message of her own to the bot."""
    house.sanne.say("Zie de brief.", files=files)
    said = [one for one in house.sanne.dm() if "Zie de brief" in one.text]
    house.sanne.message_shortcut(KEEP, said[-1])


def documents(house: House) -> tuple[DocumentRow, ...]:
    with house.database.uow(read_only=True) as uow:
        complaint = uow.complaints.by_number("K-2026-001")
        assert complaint is not None
        return uow.documents.of(complaint.id, opened=True)


def test_a_message_without_files_is_said_to_have_none(house: House) -> None:
    registered(house)

    sent(house)

    assert "Bij dit bericht staat geen bestand." in read(house.sanne.wait_for_text("Bij dit bericht"))
    assert documents(house) == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [("alles.zip", "Dit bestand is een pakket met andere bestanden"), ("brief.pdf", "Dit bestand is leeg.")],
    ids=["an archive", "an empty file"],
)
def test_r19_a_file_of_a_message_to_the_bot_is_asked_for_and_refused_at_its_field(
    house: House, name: str, said: str
) -> None:
    registered(house)
    sent(house, name)

    house.sanne.fill(GIVEN).submit()

    assert said in house.sanne.errors()["Welke bestanden?"]
    assert documents(house) == ()
