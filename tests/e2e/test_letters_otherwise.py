"""Letters that do not simply go: refused by the mail server, in doubt, by post, or without a mail server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from klachtbot.domain.letters import Standing
from klachtbot.domain.model import FactName
from tests.databases import Databases
from tests.e2e.conftest import OpenHouse
from tests.e2e.house import read
from tests.e2e.office import ROZA, SUBJECT, Office, on
from tests.mail.server import DROP, mail_server

TUE_24, WED_25, THU_26 = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)
HOME = "Dorpsstraat 1\n1234 AB Almere"


@pytest.fixture(autouse=True)
def well_again(office: Office) -> Iterator[None]:
    yield
    office.mail.answers.clear()


def test_a_refused_mail_comes_back_and_goes_by_post_and_counts_from_the_day_it_was_posted(office: Office) -> None:
    case = office.case(TUE_24)
    office.mail.answers["RCPT"] = "550 5.1.1 unknown"
    case.write("Ontvangst bevestigen")
    case.officer.submit()

    told = case.officer.wait_for_message(f"{case.number}: een brief is niet aangekomen")
    case.officer.close(all_views=True)
    assert on(case, FactName.ACKNOWLEDGED) == []
    assert "Ontvangstbevestiging (Roza Aydın): niet aangekomen" in case.card()
    case.officer.click("Bekijken")
    case.officer.wait_for_text("niet aangekomen")
    case.officer.click("Anders versturen")
    case.officer.wait_for_text("Waar gaat de brief nu heen?")
    case.fill(address=HOME)
    case.officer.submit()
    case.officer.wait_for_text("ligt klaar")
    case.officer.close(all_views=True)
    office.on(THU_26)
    case.card()
    case.officer.click("Bekijken")
    case.officer.wait_for_text("ligt klaar om te posten of te geven")
    case.officer.click("Gepost of gegeven")
    case.officer.wait_for_text("Wanneer ging de brief weg?")
    case.fill(on=WED_25)
    case.officer.submit()
    case.officer.wait_for_text("Vastgelegd: de brief is verstuurd.")

    assert not any(word in read(told) for word in ("Roza", ROZA, SUBJECT))
    assert on(case, FactName.ACKNOWLEDGED) == [WED_25]
    assert case.mails() == []


def test_a_refused_mail_goes_to_another_address(office: Office) -> None:
    case = office.case(TUE_24)
    office.mail.answers["RCPT"] = "550 5.1.1 unknown"
    case.write("Ontvangst bevestigen")
    case.officer.submit()
    case.officer.wait_for_message(f"{case.number}: een brief is niet aangekomen")
    case.officer.close(all_views=True)
    office.mail.answers.clear()

    case.card()
    case.officer.click("Bekijken")
    case.officer.wait_for_text("niet aangekomen")
    case.officer.click("Anders versturen")
    case.officer.wait_for_text("Waar gaat de brief nu heen?")
    case.fill(address="roza@elders.example")
    case.officer.submit()
    case.until(lambda now: case.letters[0].standing is Standing.SENT)

    [mail] = case.mails()
    assert mail.to == "roza@elders.example"
    assert list(mail.attachments.values()) == [case.kept(case.letters[0].document)]
    assert on(case, FactName.ACKNOWLEDGED) == [TUE_24]


def test_a_mail_in_doubt_becomes_a_question_and_never_goes_twice(office: Office) -> None:
    case = office.case(TUE_24)
    office.mail.answers["end"] = DROP
    case.write("Ontvangst bevestigen")
    case.officer.submit()

    case.officer.wait_for_message(f"{case.number}: het is niet zeker of een mail met een brief aankwam")
    case.officer.close(all_views=True)
    assert on(case, FactName.ACKNOWLEDGED) == []
    assert "niet zeker of hij aankwam" in case.card()
    office.mail.answers.clear()
    case.officer.click("Bekijken")
    case.officer.wait_for_text("niet zeker")
    case.officer.click("Het is aangekomen")
    case.officer.wait_for_text("Wanneer ging de brief weg?")
    case.officer.submit()
    case.officer.wait_for_text("Vastgelegd: de brief is verstuurd.")

    assert on(case, FactName.ACKNOWLEDGED) == [TUE_24]
    assert len(case.mails()) == 1


def test_to_two_readers_one_by_mail_and_one_by_post_the_step_counts_from_when_the_last_went(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed().reported("settled")
    case.write("Verslag versturen")
    case.fill(to_r1=HOME)
    case.officer.submit()
    said = read(case.officer.wait_for_text("De mail gaat nu weg."))
    assert "De brief ligt klaar als PDF." in said
    case.until(lambda now: case.letters[0].standing is Standing.SENT)
    assert on(case, FactName.REPORT_SENT) == []
    case.officer.close(all_views=True)
    office.on(THU_26)

    case.card()
    case.officer.choose("letter:b2", "")
    case.officer.wait_for_text("ligt klaar")
    case.officer.click("Gepost of gegeven")
    case.officer.wait_for_text("Wanneer ging de brief weg?")
    case.officer.submit()
    case.officer.wait_for_text("Vastgelegd: de brief is verstuurd.")

    assert [mail.to for mail in case.mails()] == [ROZA]
    assert on(case, FactName.REPORT_SENT) == [THU_26]


def test_pressing_send_again_and_again_sends_one_mail(office: Office) -> None:
    case = office.case(TUE_24)
    case.write("Ontvangst bevestigen")

    case.officer.submit_at_once(4)
    case.until(lambda now: bool(case.letters) and case.letters[0].standing is Standing.SENT)

    assert len(case.mails()) == 1
    assert len(case.letters) == 1


def test_without_a_mail_server_everything_goes_by_post_and_the_letter_comes_as_a_file(
    open_house: OpenHouse, sqlite_databases: Databases
) -> None:
    with mail_server() as nobody:
        office = Office(open_house(sqlite_databases.new_url()), nobody)
        case = office.case(TUE_24)
        assert "Je krijgt hem als PDF" in case.write("Ontvangst bevestigen")
        case.officer.submit()
        case.officer.wait_for_text("De brief ligt klaar als PDF.")

        case.officer.click("Als PDF")
        case.officer.wait_for_text("Dit stuk komt zo")
        (file,) = case.officer.wait_for_message("Dit stuk vroeg je op.").files
        case.officer.close()
        case.officer.click("Gepost of gegeven")
        case.officer.wait_for_text("Wanneer ging de brief weg?")
        case.officer.submit()
        case.officer.wait_for_text("Vastgelegd: de brief is verstuurd.")

        assert file.content == case.kept(case.letters[0].document)
        assert "Roza" not in file.name + file.title
        assert on(case, FactName.ACKNOWLEDGED) == [TUE_24]
        assert nobody.received == []
