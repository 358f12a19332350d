"""One complaint from the first word to the last letter, every step typed and clicked, on PostgreSQL with real mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from klachtbot.domain.model import FactName, Stage
from klachtbot.domain.terms import Status, running
from klachtbot.settings import MailSettings
from klachtbot.storage.verify import verify
from tests.databases import Databases
from tests.e2e.conftest import opened
from tests.e2e.house import SANNE, read, register
from tests.e2e.office import Case, Office, on
from tests.mail.server import mail_server

MON_23, TUE_24, WED_25 = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
THU_3, FRI_4, MON_21 = date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 21)
ROZA, TOM = "roza.aydin@voorbeeld.nl", "tom.visser@voorbeeld.example"


@pytest.fixture
def postgres_office(postgres_databases: Databases) -> Iterator[Office]:
    with mail_server() as server:
        mail = MailSettings(server.settings["SMTP_HOST"], server.port, "none", None, server.settings["MAIL_FROM"])
        with opened(postgres_databases.new_url(), mail) as house:
            yield Office(house, server)


def registered(office: Office) -> Case:
    """Sanne fills in the form for a new complaint."""
    sanne = office.house.sanne
    register(sanne, received_on=MON_23)
    sanne.wait_for_text("Vastgelegd: K-2026-001")
    sanne.close(all_views=True)
    with office.house.database.uow(read_only=True) as uow:
        found = uow.complaints.by_number("K-2026-001")
    assert found is not None
    return Case(office, found.id, "K-2026-001", SANNE)


def test_a_complaint_goes_from_the_first_call_to_the_last_letter(postgres_office: Office) -> None:
    office = postgres_office
    office.on(TUE_24)
    case = registered(office)
    sanne = case.officer

    # R4, R5: spoken to, and acknowledged in the same sitting
    case.take("Contact vastleggen", "Contact vastgelegd.", means="Telefoon", talk=["explained", "privacy"])
    sanne.click("Ontvangst bevestigen")
    sanne.wait_for_text("Lees de brief hieronder.")
    [acknowledgement] = case.send()
    # R7: a person tells the respondent, then the notice goes along
    case.take("Beklaagde informeren", "de beklaagde weet het", means="Persoonlijk gesprek", told="Twee afspraken.")
    sanne.click("Brief schrijven")
    case.by_letter("r1")
    case.fill(to_r1=TOM)
    [notice] = case.send()
    # R8: planned, and moved
    case.take("Gesprek plannen", "Gesprek gepland.", planned_for=THU_3, time="10:00", place="Stadhuisplein 1")
    sanne.click("Brief schrijven")
    case.fill(to_r1=TOM)
    invitations = case.send()
    # R9: held, and written down
    office.on(THU_3)
    case.take("Uitkomst vastleggen", "Uitkomst vastgelegd.", outcome="De klager is niet tevreden")
    sanne.click("Verslag schrijven")
    sanne.wait_for_text("Tot het verslag weg is")
    case.fill(report="Roza vertelde wat zij miste. Tom legde uit hoe het kwam.")
    sanne.submit()
    sanne.wait_for_text("Verslag opgeslagen.")
    # R11: sent to both
    office.on(FRI_4)
    case.write("Verslag versturen")
    case.fill(to_r1=TOM)
    reports = case.send()
    # R12: no answer, a reminder, and then the choice
    office.on(MON_21)
    case.write("Herinnering versturen")
    [reminder] = case.send()
    case.take("Keuze klager vastleggen", "Keuze vastgelegd.", choice="Geen verdere stap", means="E-mail")
    # R25: closed with what was learned
    case.take("Klacht afronden", "Klacht afgerond.", learning="Ja, we leren hiervan", lesson="Wij bellen eerder.")
    sanne.click("Brief schrijven")
    [closing] = case.send()

    assert [mail.to for mail in (acknowledgement, notice, reminder, closing)] == [ROZA, TOM, ROZA, ROZA]
    assert [{mail.to for mail in mails} for mails in (invitations, reports)] == [{ROZA, TOM}] * 2
    assert len(office.mail.received) == 8
    assert case.now.stage is Stage.CLOSED
    assert [on(case, fact) for fact in (FactName.ACKNOWLEDGED, FactName.REPORT_SENT, FactName.CHOICE_REMINDED)] == [
        [TUE_24], [FRI_4], [MON_21]
    ]  # fmt: skip
    assert {one.status for one in running(case.now)} <= {Status.MET, Status.MET_LATE}
    files = [file for mail in office.mail.received for file in mail.attachments.items()]
    assert {content for name, content in files if name.endswith(".pdf")} == {
        case.kept(one.document) for one in case.letters
    }
    shown = case.card()
    assert "nog te schrijven" not in shown
    assert verify(office.house.database) == []
    assert "ma 21 dec · Klacht afgerond" in shown
    posted = "\n".join(
        read(message) for person in (sanne, office.house.driver.person("U0STAFF2")) for message in person.dm()
    )
    assert not any(word in posted for word in ("Roza", "Tom Visser", "afspraak ging"))
