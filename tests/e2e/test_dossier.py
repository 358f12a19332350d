"""Dossier als PDF (R19) over the real connection: asked on the card, made meanwhile, in the messages of who asked."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfReader

from klachtbot.clock.delivery import Delivery
from klachtbot.clock.rooms import keeping
from klachtbot.letters.dossier import ProcessBinder
from klachtbot.letters.spool import Spool
from klachtbot.practice.driver import texts_of
from klachtbot.practice.model import File, Message
from klachtbot.practice.workspace import Workspace
from klachtbot.slack.dossier_rendering import Bookbinding, Press
from klachtbot.slack.renderers import renderer
from klachtbot.usecases.delivery import DeliveryImpossible, Stream
from klachtbot.usecases.dossier_pdf import DOSSIERS
from tests.e2e.house import FATMA, House, read, register
from tests.e2e.test_committee_channel import AISHA, PETER, SANNE, Hall, declared, hall

__all__ = ["hall"]  # a fixture


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


class AtOnce:
    """Makes a dossier while somebody waits for it."""

    def take(self, key: str, make: Callable[[], Stream]) -> Stream:
        return make()

    def forget(self, key: str) -> None:
        pass


class Jammed(AtOnce):
    """Makes nothing."""

    def take(self, key: str, make: Callable[[], Stream]) -> Stream:
        raise DeliveryImpossible("dossier_renderer")


def with_dossiers(hall: Hall, press: Press | None = None) -> Hall:
    shop = Bookbinding(hall.sitting.desk, press or AtOnce(), ProcessBinder(), Spool)
    usual = renderer(hall.sitting.desk)
    hall.delivery = Delivery(
        hall.database.deliveries(),
        lambda row: shop.render(row) if row.kind in DOSSIERS else usual(row),
        hall.gateway,
        transport_now=hall.transport.now,
        keep_room=keeping(hall.sitting.desk.units, hall.gateway, hall.sitting.clock),
    )
    return hall


def files_of(hall: Hall, who: str) -> list[File]:
    return [file for one in hall.slack.history(hall.slack.dm_of(who)) for file in one.files]


def test_in_the_committees_channel_it_comes_to_a_member_who_declared_and_to_nobody_else(hall: Hall) -> None:
    with_dossiers(hall)
    declared(hall, "Peter")
    hall.go_on()
    _, index = ("\n".join(texts_of(one)) for one in hall.pinned())
    assert "Dossier als PDF" in index
    assert "Wie op de knop drukt, krijgt het dossier zelf, als bericht van klachtbot." in index

    for who in ("Aisha", "Peter"):
        hall.sitting.stack = []
        hall.sitting.as_(who).carry("dossier:archive", f"{hall.sitting.id}:archive")
    hall.go_on()

    assert files_of(hall, AISHA) == []
    (file,) = files_of(hall, PETER)
    assert file.name == "K-2026-001-dossier.pdf"
    assert file.content is not None
    assert "de klachtencommissie" in PdfReader(BytesIO(file.content)).pages[0].extract_text()
    assert not any("dossier is gemaakt" in text for text in hall.said(AISHA))


def test_an_export_comes_as_a_zip_to_who_handles_the_case(hall: Hall) -> None:
    with_dossiers(hall)

    hall.sitting.as_("Sanne").open().press("Exporteren")
    assert "Niets is afgeschermd." in str(hall.sitting.view)
    hall.sitting.press("Exporteren")
    hall.go_on()

    (file,) = files_of(hall, SANNE)
    assert file.name == "K-2026-001-dossier.zip"
    assert file.content is not None
    assert "manifest.sha256" in ZipFile(BytesIO(file.content)).namelist()


def test_what_could_not_be_made_is_told_where_it_was_promised(hall: Hall) -> None:
    with_dossiers(hall, Jammed())

    hall.sitting.as_("Sanne").open().press("Dossier als PDF")
    hall.go_on()

    assert files_of(hall, SANNE) == []
    assert "K-2026-001: het dossier maken lukte niet. Probeer het nog eens." in hall.said(SANNE)
    assert not any("wordt gemaakt" in text for text in hall.said(SANNE))
