"""Dossier als PDF (R19) over the real connection: asked on the card, made meanwhile, in the messages of who asked."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from klachtbot.practice.model import Message
from klachtbot.practice.workspace import Workspace
from tests.e2e.house import FATMA, House, read, register


def test_the_dossier_comes_as_a_pdf_to_who_pressed_and_the_message_says_when_it_is_there(house: House) -> None:
    register(house.sanne)
    house.sanne.wait_for_text("K-2026-001")
    house.sanne.click("Klacht bekijken")
    house.sanne.wait_for_text("Wat er gebeurde")

    house.sanne.click("Dossier als PDF")

    house.sanne.wait_for_text("Het komt zo als bericht van klachtbot.")
    message = house.sanne.wait_for_message("Dit is het gevraagde dossier.")
    (file,) = message.files
    assert (file.name, file.title) == ("K-2026-001-dossier.pdf", "K-2026-001, dossier")
    assert house.server.workspace.file_for(FATMA, file.id) is None
    assert file.content is not None
    assert "Dossier K-2026-001" in PdfReader(BytesIO(file.content)).pages[0].extract_text()

    def said(workspace: Workspace) -> list[Message] | None:
        told = workspace.messages_for(house.sanne.id, workspace.dm_of(house.sanne.id))
        return [one for one in told if "K-2026-001: het dossier is gemaakt" in one.text] or None

    (progress,) = house.driver.until(said, "the message to say that it came")
    assert "Na 24 uur halen wij het daar weer weg." in read(progress)
