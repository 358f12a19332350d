"""The choice for the committee, with its letters by a real mail server (R12): both hear what happens and by when, and
the committee gets the dossier with its inventory, every document as it is kept."""

from __future__ import annotations

from datetime import date

from klachtbot.domain.letters import Means, Standing
from klachtbot.domain.model import AboutKind, Action, Notice
from klachtbot.usecases import enclosures
from klachtbot.usecases.documents import DocumentKind, NewDocument, Reading
from tests.e2e.house import JORIS, MARLEEN, read
from tests.e2e.office import ROZA, SUBJECT, TOM, Case, Office
from tests.mail.server import ReceivedMail

TUE_24, THU_26, FRI_27, MON_30 = date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)
COMMITTEE = "klachtencommissie@voorbeeld.example"
LETTER = b"%PDF-1.7 een brief van Roza"
PHOTO = "Een foto van de agenda, met namen van anderen."


def to(mails: list[ReceivedMail], address: str) -> ReceivedMail:
    [found] = [mail for mail in mails if mail.to == address]
    return found


def unsettled(office: Office) -> Case:
    """The report was sent by mail to both, and two documents are in the dossier."""
    case = office.case(TUE_24).acknowledged().informed()
    case.had(Action.SUPPLEMENT, told={"story": "Ik wachtte de hele ochtend."})
    case.keep(NewDocument(DocumentKind.COMPLAINT, "brief van Roza.pdf", LETTER, "application/pdf", Reading.WHOLE))
    shielded = case.keep(NewDocument(DocumentKind.OTHER, "zwart.txt", b"Een foto.", reading=Reading.WHOLE))
    whole = NewDocument(DocumentKind.OTHER, "foto.txt", PHOTO.encode(), reading=Reading.SHIELDED, shielded=shielded)
    case.keep(whole)
    case.reported("unsettled").write("Verslag versturen")
    case.send()
    return case


def chosen(case: Case, *, consent: bool = True) -> Case:
    case.had(Action.RECORD_CHOICE, codes={"choice": "committee", **({"consent": True} if consent else {})})
    return case.had(Action.REFER, codes={"means": "email"})


def test_r12_the_choice_for_the_committee_is_told_to_both_and_brings_it_the_dossier(office: Office) -> None:
    case = unsettled(office)
    office.on(THU_26)
    case.take(
        "Keuze klager vastleggen",
        "Keuze vastgelegd.",
        choice="De klachtencommissie inschakelen",
        means="Telefoon",
        agrees=["consent"],
    )
    office.on(MON_30)
    said = case.take("Commissie inschakelen", "de klacht is bij de commissie", means="E-mail", on=FRI_27)
    assert "Doorzending: nog te schrijven" in said
    assert "Dossier: nog te schrijven" in said

    case.write_owed(Notice.REFERRAL)
    referred = case.send()
    preview = case.write_owed(Notice.DOSSIER)
    [dossier] = case.send()

    assert {mail.to for mail in referred} == {ROZA, TOM}
    for mail in referred:
        assert "kreeg de klacht op vrijdag 27 november 2026" in mail.text
        assert "De klachtencommissie beslist." in mail.text
        assert "uiterlijk op vrijdag 11 december 2026" in mail.text  # R15
        assert "uiterlijk op vrijdag 25 december 2026" in mail.text  # R16
    assert ROZA not in to(referred, TOM).text
    assert (dossier.to, dossier.subject) == (COMMITTEE, f"Dossier {case.number}")
    assert "Er gaan 6 stukken mee." in preview
    for words in ("vrijdag 27 november 2026", "uiterlijk op vrijdag 11 december 2026", SUBJECT, "de hele ochtend"):
        assert words in dossier.text
    assert "1. De klacht zelf, dinsdag 24 november 2026: brief van Roza.pdf" in dossier.text
    assert "5. Brief van ons, maandag 30 november 2026: doorzending, aan Roza Aydın" in dossier.text
    files = dossier.attachments
    assert [*files] == [f"{case.number} dossier.pdf", *(f"{case.number} 0{n}.{_ending(n)}" for n in range(1, 7))]
    frozen = case.letters[-1]
    assert [*files.values()] == [case.kept(frozen.document), *(case.kept(id) for id in frozen.enclosed)]
    assert files[f"{case.number} 01.pdf"] == LETTER
    assert files[f"{case.number} 02.txt"] == PHOTO.encode()
    assert "nog te schrijven" not in case.card()


def _ending(number: int) -> str:
    return "txt" if number == 2 else "pdf"


def test_r12_written_to_the_committee_directly_the_days_count_from_when_it_got_there(office: Office) -> None:
    case = unsettled(office)
    office.on(MON_30)
    case.take("Rechtstreeks bij de commissie", "de klacht is bij de commissie", means="Brief", on=THU_26)

    case.write_owed(Notice.REFERRAL)
    mails = case.send()

    assert {mail.to for mail in mails} == {ROZA, TOM}
    assert "U schreef zelf aan de commissie." in to(mails, ROZA).text
    assert "De commissie krijgt het dossier alleen als u dat goed vindt." in to(mails, ROZA).text
    assert all("uiterlijk op donderdag 10 december 2026" in mail.text for mail in mails)


def test_r12_without_consent_the_dossier_waits_and_the_card_says_for_what(office: Office) -> None:
    case = chosen(unsettled(office), consent=False)
    before = len(case.letters)
    assert "Dossier: wacht tot de klager het goed vindt dat de commissie het krijgt" in case.card()
    case.officer.choose("step:share", "")
    case.officer.wait_for_text("De klager beslist hierover.")
    case.fill(consent="Nee, de klager wil dat niet", means="Telefoon")
    case.officer.submit()
    said = read(case.officer.wait_for_text("Vastgelegd."))
    case.officer.close(all_views=True)
    assert "Dossier: mag van de klager niet naar de commissie" in said
    assert len(case.letters) == before

    case.take("Toestemming dossier", "Vastgelegd.", consent="Ja, de klager vindt dat goed", means="Telefoon")
    case.officer.close(all_views=True)
    case.write_owed(Notice.DOSSIER)
    [mail] = case.send()

    assert mail.to == COMMITTEE


def test_r12_by_post_the_officer_gets_the_letter_and_each_document_to_enclose(office: Office) -> None:
    case = chosen(unsettled(office))
    case.write_owed(Notice.DOSSIER)
    case.fill(to_committee="Postbus 1\n1300 AA Almere")
    case.officer.submit()
    said = read(case.officer.wait_for_text("De brief ligt klaar als PDF."))
    assert "Bij deze brief horen stukken. Doe ze er zelf bij." in said

    case.officer.click("Stukken erbij (4)")
    case.officer.wait_for_text("Doe deze stukken bij de brief:")
    case.officer.click("Stuk 1")
    case.officer.wait_for_text("Dit stuk komt zo")
    (file,) = case.officer.wait_for_message("Dit stuk vroeg je op.").files

    letter = case.letters[-1]
    assert (letter.means, letter.standing) == (Means.POST, Standing.PREPARED)
    assert file.content == LETTER
    assert "Roza" not in file.name + file.title


def test_r12_a_dossier_that_is_too_large_for_a_mail_goes_by_post(office: Office) -> None:
    case = chosen(unsettled(office))
    large = b"%PDF-1.7 " + bytes(enclosures.MOST)
    case.keep(NewDocument(DocumentKind.CORRESPONDENCE, "dik.pdf", large, "application/pdf", Reading.WHOLE))
    before = len(case.letters)
    assert "⚠ De stukken zijn samen te groot voor een mail: 16 MB." in case.write_owed(Notice.DOSSIER)

    case.officer.submit()
    assert [*case.officer.errors()] == ["Waar gaat de brief aan Klachtencommissie heen?"]
    assert len(case.letters) == before
    case.fill(to_committee="")
    case.officer.submit()
    case.officer.wait_for_text("De brief ligt klaar als PDF.")

    assert case.letters[-1].means is Means.POST


def test_r23_about_a_coordinator_the_dossier_comes_from_the_supervisor(office: Office) -> None:
    case = office.case(TUE_24, by=MARLEEN, about=(JORIS,), kind=AboutKind.COORDINATOR).acknowledged().informed()
    case.reported("unsettled").had(Action.SEND_REPORT_UNSETTLED, codes={"next_steps": True, "committee_contact": True})
    chosen(case)

    case.write_owed(Notice.REFERRAL)
    referred = case.send()
    case.write_owed(Notice.DOSSIER)
    [dossier] = case.send()

    assert dossier.to == COMMITTEE
    for mail in (*referred, dossier):
        assert mail.message["Reply-To"] == "leidinggevende@voorbeeld.example"
        assert "036 000 00 00" in mail.text
        assert not any(ours in mail.text + mail.html for ours in ("036 200 21 58", "info@ocoalmere.nl", "Sanne"))
