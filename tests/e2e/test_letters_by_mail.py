"""The internal procedure with its letters, by a real mail server: a story for each rule (R4 to R12, R23 to R25, ours).

Who gets which letter is read from the mails that arrived; what was sent is compared with what the dossier keeps.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from klachtbot.domain.model import AboutKind, Action, FactName, Stage
from klachtbot.practice.driver import Filled
from tests.e2e.house import EMILY as EMILY_ID
from tests.e2e.house import JORIS, MARLEEN, read
from tests.e2e.office import EMILY, ROZA, SUBJECT, TOM, Case, Office, on
from tests.mail.server import ReceivedMail

TUE_24, WED_25, FRI_27, MON_30 = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 27), date(2026, 11, 30)
TUE_1, THU_3, TUE_8, TUE_15 = date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 8), date(2026, 12, 15)
TOM_ID = "U0STAFF2"
PLAN: dict[str, Filled] = {"planned_for": THU_3, "time": "10:30", "place": "Stadhuisplein 1, kamer 2"}
OFFICE_PHONE, OFFICE_MAIL = "036 200 21 58", "info@ocoalmere.nl"
COMMITTEE = "klachtencommissie@voorbeeld.example"


def to(mails: list[ReceivedMail], address: str) -> ReceivedMail:
    """The one mail among these to this address."""
    [found] = [mail for mail in mails if mail.to == address]
    return found


def appointment(mail: ReceivedMail) -> tuple[str, Any]:
    """The method and the one event of the calendar file in this mail."""
    assert mail.calendar is not None
    calendar = Calendar.from_ical(mail.calendar)
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


# R4 to R6: contact and acknowledgement


def test_r4_an_attempt_is_kept_and_contact_leads_on_to_the_acknowledgement(office: Office) -> None:
    case = office.case(TUE_24, spoken=False)

    case.take("Geen contact gelukt", "Het contact blijft nodig.", means="E-mail", note="Geen antwoord.")
    case.officer.close(all_views=True)
    said = case.take("Contact vastleggen", "Contact vastgelegd.", means="Telefoon", talk=["explained"])

    assert "Nu aan de beurt: Ontvangstbevestiging" in said
    assert (on(case, FactName.ATTEMPTED), on(case, FactName.CONTACTED)) == ([TUE_24], [TUE_24])
    case.officer.click("Ontvangst bevestigen")
    assert "Op dinsdag 24 november 2026 spraken wij elkaar." in read(case.officer.wait_for_text("Lees de brief"))
    assert case.mails() == []


def test_r5_the_acknowledgement_says_the_day_and_the_subject_and_counts_from_when_the_server_took_it(
    office: Office,
) -> None:
    case = office.case(TUE_24)
    office.on(WED_25)

    read_before = case.write("Ontvangst bevestigen")
    [mail] = case.send()

    assert (mail.to, mail.subject) == (ROZA, f"Ontvangstbevestiging {case.number}")
    for said in (read_before, mail.text, mail.html):
        assert "dinsdag 24 november 2026" in said
        assert SUBJECT in said
        assert "Sanne de Wit" in said
    assert on(case, FactName.ACKNOWLEDGED) == [WED_25]
    assert "Ontvangstbevestiging (Roza Aydın): verstuurd op wo 25 nov" in case.card()
    assert "Ontvangst bevestigen" not in case.offers()


def test_r5_what_is_kept_is_byte_for_byte_what_was_sent(office: Office) -> None:
    case = office.case(TUE_24)

    case.write("Ontvangst bevestigen")
    case.fill(part_own_words_nl="Fijn dat u belde.\n\nTot gauw.")
    case.officer.click("Voorbeeld vernieuwen")
    case.officer.wait_for_text("Fijn dat u belde.")
    [mail] = case.send()

    [letter] = case.letters
    assert list(mail.attachments.values()) == [case.kept(letter.document)]
    assert "Fijn dat u belde." in mail.text
    assert mail.text.strip() in case.card_of("Ontvangstbevestiging")


def test_r5_a_changed_subject_goes_as_a_supplement_and_not_as_a_second_acknowledgement(office: Office) -> None:
    case = office.case(TUE_24).acknowledged()
    office.on(WED_25)
    case.take("Onderwerp wijzigen", "Onderwerp gewijzigd.", subject="Drie keer niet gekomen.", reason="Zij belde nog.")

    case.officer.click("Brief schrijven")
    [mail] = case.send()

    assert mail.subject == f"Aanvulling {case.number}"
    assert "Drie keer niet gekomen." in mail.text
    assert f"In mijn eerste brief stond: {SUBJECT}" in mail.text
    assert "Zij belde nog." not in mail.text
    assert on(case, FactName.ACKNOWLEDGED) == [TUE_24]


@pytest.mark.parametrize("attempted", [True, False], ids=["tried", "not tried"])
def test_r6_without_contact_the_acknowledgement_says_what_was_tried_and_only_that(
    office: Office, attempted: bool
) -> None:
    case = office.case(TUE_24, spoken=False)
    if attempted:
        case.had(Action.RECORD_ATTEMPT, codes={"means": "phone"}, told={"note": "Voicemail van de buurvrouw."})
    office.on(MON_30)

    case.write("Ontvangst bevestigen")
    [mail] = case.send()

    assert ("Wij probeerden u al te bereiken" in mail.text) is attempted
    assert ("dinsdag 24 november 2026, per telefoon" in mail.text) is attempted
    assert "buurvrouw" not in mail.text
    assert f"Wilt u mij bellen? Mijn nummer is {OFFICE_PHONE}." in mail.text
    assert on(case, FactName.ACKNOWLEDGED) == [MON_30]
    assert on(case, FactName.CONTACTED) == []


# R7: the respondent


def test_r7_the_notification_follows_the_talk_and_goes_to_the_respondent_only(office: Office) -> None:
    case = office.case(TUE_24).acknowledged()
    case.take("Beklaagde informeren", "de beklaagde weet het", means="Telefoon", told="Waar het over gaat.")
    assert on(case, FactName.INFORMED, "r1") == [TUE_24]

    case.officer.click("Brief schrijven")
    case.by_letter("r1")
    [mail] = case.send()

    assert (mail.to, mail.subject) == (TOM, f"Kennisgeving {case.number}")
    assert SUBJECT in mail.text
    assert "Beste Tom Visser" in mail.text
    assert "U mag uw dossier altijd inzien." in mail.text
    assert "Voor u en voor mij geldt de privacywet." in mail.text
    assert ROZA not in mail.text


def test_r7_of_several_respondents_each_gets_their_own_notification(office: Office) -> None:
    case = office.case(TUE_24, about=(TOM_ID, EMILY_ID)).acknowledged()
    emily = next(one.ref for one in case.now.respondents if one.person == office.person(EMILY_ID).id)
    case.had(Action.INFORM_RESPONDENT, subject=emily, codes={"means": "phone"}, told={"told": "Waarover."})

    case.write("Brief schrijven")
    case.by_letter(emily)
    [mail] = case.send()

    assert mail.to == EMILY
    assert "Emily Carter" in mail.text
    assert "Tom" not in mail.text


def test_r7_who_may_not_know_the_name_does_not_read_it(office: Office) -> None:
    case = office.case(TUE_24).had(Action.SUPPLEMENT, codes={"name_withheld": "name_withheld"}).acknowledged()
    case.had(Action.INFORM_RESPONDENT, subject="r1", codes={"means": "phone"}, told={"told": "Waarover."})

    case.write("Brief schrijven")
    case.by_letter("r1")
    [mail] = case.send()

    assert "Roza" not in mail.text + mail.html
    assert "De naam van wie de klacht heeft, mogen wij u niet vertellen." in mail.text


# R8: the conversation


def test_r8_an_invitation_moves_along_and_is_cancelled_in_the_calendars_of_both(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed()
    case.take("Gesprek plannen", "Gesprek gepland.", **PLAN)
    case.officer.click("Brief schrijven")
    invited = case.send()

    case.take("Gesprek verplaatsen", "Gesprek verplaatst.", time="14:00", reason="De kamer is bezet.")
    case.officer.click("Brief schrijven")
    moved = case.send()
    case.take("Gesprek afzeggen", "Gesprek afgezegd.", reason="De klager is ziek.")
    case.officer.click("Brief schrijven")
    cancelled = case.send()

    uids = set()
    for address in (ROZA, TOM):
        events = [appointment(to(mails, address)) for mails in (invited, moved, cancelled)]
        assert [method for method, _ in events] == ["REQUEST", "REQUEST", "CANCEL"]
        assert [int(event["SEQUENCE"]) for _, event in events] == [0, 1, 2]
        assert [event.decoded("DTSTART").strftime("%H:%M") for _, event in events] == ["10:30", "14:00", "14:00"]
        assert all(event["LOCATION"] == "Stadhuisplein 1, kamer 2" for _, event in events)
        assert all(event["ORGANIZER"] == f"mailto:{OFFICE_MAIL}" for _, event in events)
        assert all(str(event["ATTENDEE"]) == f"mailto:{address}" for _, event in events)
        uids.add(frozenset(str(event["UID"]) for _, event in events))
    assert all(len(one) == 1 for one in uids)
    assert "Wie er zijn: Roza Aydın, Tom Visser, Sanne de Wit" in to(invited, TOM).text.replace(" en ", ", ")
    assert "De oude afspraak was op donderdag 3 december 2026, om 10:30 uur." in to(moved, ROZA).text
    assert "Dit gesprek gaat niet door." in to(cancelled, ROZA).text
    assert not any(words in mail.text for words in ("ziek", "bezet") for mail in moved + cancelled)


def test_r8_who_was_invited_to_what_will_not_be_has_it_taken_out_of_the_calendar(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed()
    case.take("Gesprek plannen", "Gesprek gepland.", **PLAN)
    case.officer.click("Brief schrijven")
    invited = case.send()

    case.take("Intrekken", "Ingetrokken.", means="Telefoon")
    case.officer.click("Brief schrijven")
    withdrawn = case.send()

    for address in (ROZA, TOM):
        (_, before), (method, after) = (appointment(to(mails, address)) for mails in (invited, withdrawn))
        assert method == "CANCEL"
        assert (after["UID"], int(after["SEQUENCE"])) == (before["UID"], 1)
    assert "Gesprek gepland" not in case.card().split("Wat er gebeurde")[0]


def test_r8_later_in_overleg_is_told_to_both_with_the_new_day_and_without_the_note(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed()
    case.take(
        "Later, in overleg", "Het gesprek is later", wished_by="De klager", until=TUE_15, reason="Zij ligt in coma."
    )

    case.officer.click("Brief schrijven")
    mails = case.send()

    assert {mail.to for mail in mails} == {ROZA, TOM}
    assert all("uiterlijk op dinsdag 15 december 2026" in mail.text for mail in mails)
    assert "U vroeg ons om meer tijd." in to(mails, ROZA).text
    assert "De ander vroeg ons om meer tijd." in to(mails, TOM).text
    assert not any("coma" in mail.text for mail in mails)


# R9 to R12: report, outcome, choice


def test_r9_a_report_is_sent_only_once_it_is_written(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed()
    office.on(THU_3)
    case.take("Uitkomst vastleggen", "Uitkomst vastgelegd.", outcome="De klager is tevreden", on=THU_3)
    assert "Verslag versturen" not in read(case.officer.open_view())

    case.officer.click("Verslag schrijven")
    case.officer.wait_for_text("Tot het verslag weg is")
    case.fill(report="Wij spraken open met elkaar.", report_more="Tom biedt excuses aan.")
    case.officer.submit()

    said = read(case.officer.wait_for_text("Verslag opgeslagen."))
    assert "Nu aan de beurt: Verslag versturen" in said
    case.officer.click("Verslag versturen")
    preview = read(case.officer.wait_for_text("Lees de brief hieronder."))
    assert "Wij spraken open met elkaar." in preview
    assert "Tom biedt excuses aan." in preview


def test_r10_a_settled_report_goes_to_both_is_kept_and_then_the_complaint_is_closed(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed()
    office.on(THU_3)
    case.reported("settled")

    case.write("Verslag versturen")
    mails = case.send()

    assert {mail.to for mail in mails} == {ROZA, TOM}
    assert all("Wij spraken open met elkaar." in mail.text for mail in mails)
    assert all("Tom belt voortaan een dag van tevoren." in mail.text for mail in mails)
    assert {case.kept(one.document) for one in case.letters} == {
        pdf for mail in mails for pdf in mail.attachments.values()
    }
    assert on(case, FactName.REPORT_SENT) == [THU_3]
    assert ROZA not in to(mails, TOM).text
    case.take("Klacht afronden", "Klacht afgerond.", learning="Nee, niets", lesson="Dit was eenmalig.")
    assert case.now.stage is Stage.CLOSED


def test_r11_an_unsettled_report_tells_the_complainant_and_only_them_how_to_go_on(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed()
    office.on(THU_3)
    case.reported("unsettled")

    case.write("Verslag versturen")
    mails = case.send()

    assert {mail.to for mail in mails} == {ROZA, TOM}
    assert all("Wij spraken open met elkaar." in mail.text for mail in mails)
    roza, tom = to(mails, ROZA), to(mails, TOM)
    assert "Wat kunt u nu doen?" in roza.text
    assert "U gaat met de klacht naar onze klachtencommissie." in roza.text
    assert COMMITTEE in roza.text
    assert "uiterlijk op donderdag 17 december 2026" in roza.text
    assert COMMITTEE not in tom.text
    assert "U gaat met de klacht naar" not in tom.text
    assert on(case, FactName.CHOICE_OFFERED) == [THU_3]
    assert "wacht op de klager" in case.card()


@pytest.mark.parametrize(("part", "about"), [("next_steps", "wat kan de klager nu doen"),
                                             ("committee_contact", "hoe bereik je de klachtencommissie")])  # fmt: skip
def test_r11_without_further_steps_or_the_committee_nothing_is_sent(office: Office, part: str, about: str) -> None:
    case = office.case(TUE_24).acknowledged().informed().reported("unsettled")
    case.write("Verslag versturen")
    case.fill(**{f"part_{part}_nl": ""})

    case.officer.submit()

    assert list(case.officer.errors().values()) == [f"In de brief ontbreekt nog iets: {about}."]
    assert case.letters == ()
    assert case.mails() == []


def test_r11_without_a_conversation_on_our_side_the_report_still_goes_with_the_way_on(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed()
    case.had(Action.RECORD_NO_CONVERSATION, told={"reason": "Ziek."})
    case.had(Action.WRITE_REPORT, told={"report": "Er kwam geen gesprek."})

    case.write("Verslag versturen")
    mails = case.send()

    assert "Het is niet gelukt om een gesprek te houden over uw klacht." in to(mails, ROZA).text
    assert COMMITTEE in to(mails, ROZA).text


def test_r12_who_does_not_choose_is_reminded_then_it_is_closed_and_a_later_choice_reopens(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed().reported("unsettled")
    case.had(Action.SEND_REPORT_UNSETTLED, codes={"next_steps": True, "committee_contact": True})
    office.on(date(2026, 12, 9))
    case.write("Herinnering versturen")
    [reminder] = case.send()
    office.on(date(2026, 12, 23))
    case.take("Afronden zonder keuze", "Afgerond zonder keuze.", learning="Nee, niets", lesson="Niets nieuws.")
    case.officer.click("Brief schrijven")
    [closed] = case.send()

    office.on(date(2027, 1, 5))
    case.take("Heropenen", "Heropend.", means="Telefoon")

    assert (reminder.to, closed.to) == (ROZA, ROZA)
    assert COMMITTEE in reminder.text
    assert "uiterlijk op woensdag 23 december 2026" in reminder.text
    assert "De klachtencommissie blijft voor u open." in closed.text
    assert on(case, FactName.CHOICE_REMINDED) == [date(2026, 12, 9)]
    assert case.now.stage is Stage.UNSETTLED
    assert on(case, FactName.CHOSE_COMMITTEE) == [date(2027, 1, 5)]


def test_r12_the_choice_is_recorded_and_asks_for_no_reminder_any_more(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed().reported("unsettled")
    case.had(Action.SEND_REPORT_UNSETTLED, codes={"next_steps": True, "committee_contact": True})
    office.on(TUE_8)

    said = case.take(
        "Keuze klager vastleggen", "Keuze vastgelegd.", choice="De klachtencommissie inschakelen", means="Telefoon"
    )

    assert "Herinnering versturen" not in said
    assert on(case, FactName.CHOSE_COMMITTEE) == [TUE_8]


# R23 to R25


def test_r23_about_a_coordinator_every_address_is_the_supervisors(office: Office) -> None:
    case = office.case(TUE_24, by=MARLEEN, about=(JORIS,), kind=AboutKind.COORDINATOR).acknowledged().informed()
    assert case.number.startswith("L-")
    case.take("Gesprek plannen", "Gesprek gepland.", **PLAN)

    case.officer.click("Brief schrijven")
    mails = case.send()

    assert {mail.to for mail in mails} == {ROZA, "joris.bakker@voorbeeld.example"}
    for mail in mails:
        _, event = appointment(mail)
        assert event["ORGANIZER"] == "mailto:leidinggevende@voorbeeld.example"
        assert mail.message["Reply-To"] == "leidinggevende@voorbeeld.example"
        assert "036 000 00 00" in mail.text
        assert "Marleen Vos" in mail.text
        assert not any(ours in mail.text + mail.html for ours in (OFFICE_PHONE, OFFICE_MAIL, "Sanne"))


def test_r24_an_ordinary_letter_says_whom_to_call_and_where_to_write(office: Office) -> None:
    case = office.case(TUE_24)

    case.write("Ontvangst bevestigen")
    [mail] = case.send()

    assert f"Bel mij gerust op {OFFICE_PHONE}, of mail naar {OFFICE_MAIL}." in mail.text
    assert mail.message["Reply-To"] == OFFICE_MAIL
    assert case.number in mail.text


def test_r25_closing_tells_the_complainant_what_was_learned_and_keeps_their_view(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed().reported("settled").had(Action.SEND_REPORT_SETTLED)
    office.on(FRI_27)
    case.take(
        "Klacht afronden",
        "Klacht afgerond.",
        learning="Ja, we leren hiervan",
        lesson="Wij bellen voortaan eerder.",
        handling="Goed",
        handling_note="Zij voelde zich gehoord.",
    )

    case.officer.click("Brief schrijven")
    [mail] = case.send()

    assert mail.to == ROZA
    assert "Wij bellen voortaan eerder." in mail.text
    assert "Op vrijdag 27 november 2026 heb ik uw klacht afgerond." in mail.text
    assert "gehoord" not in mail.text
    assert "de klager vond de behandeling: goed" in case.card()


# Ours


def test_ours_solved_without_a_conversation_is_told_to_both_with_what_was_agreed(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed()
    case.take("Opgelost zonder gesprek", "opgelost zonder gesprek", agreements="Tom maakt vandaag een nieuwe afspraak.")
    case.had(Action.WRITE_REPORT, told={"report": "Tom belde zelf terug."})

    case.write("Verslag versturen")
    mails = case.send()

    assert {mail.to for mail in mails} == {ROZA, TOM}
    assert all("Een gesprek was niet meer nodig." in mail.text for mail in mails)
    assert all("Tom maakt vandaag een nieuwe afspraak." in mail.text for mail in mails)


@pytest.mark.parametrize(("informed", "told"), [(True, {ROZA, TOM}), (False, {ROZA})], ids=["informed", "not informed"])
def test_ours_a_withdrawal_is_confirmed_to_whom_it_concerns(office: Office, informed: bool, told: set[str]) -> None:
    case = office.case(TUE_24).acknowledged()
    case = case.informed() if informed else case
    office.on(FRI_27)
    case.take("Intrekken", "Ingetrokken.", means="Telefoon", on=WED_25, reason="Zij is verhuisd.")

    case.officer.click("Brief schrijven")
    mails = case.send()

    assert {mail.to for mail in mails} == told
    assert all("woensdag 25 november 2026" in mail.text for mail in mails)
    assert not any("verhuisd" in mail.text for mail in mails)


def test_ours_what_is_not_ours_is_told_where_to_go(office: Office) -> None:
    case = office.case(TUE_24)
    case.take(
        "Niet van ons",
        "deze klacht hoort ergens anders",
        where="Bij de klachtencommissie van de gemeente, via 14 036.",
        forwarded="with_consent",
        reason="Gaat over de uitkering.",
    )

    case.officer.click("Brief schrijven")
    [mail] = case.send()

    assert mail.to == ROZA
    assert "Bij de klachtencommissie van de gemeente, via 14 036." in mail.text
    assert "U vond het goed dat ik de klacht doorstuur." in mail.text
    assert "uitkering" not in mail.text


# R2, R3: to whom


def test_r2_a_representative_gets_the_letters_and_who_may_know_of_whom(office: Office) -> None:
    case = office.case(TUE_24).had(
        Action.SUPPLEMENT,
        codes={"letters_to": "both", "representative_kind": "parent"},
        told={"representative": "Elif Aydın", "representative_contact": "elif@voorbeeld.example"},
    )

    case.write("Ontvangst bevestigen")
    mails = case.send()

    assert {mail.to for mail in mails} == {ROZA, "elif@voorbeeld.example"}
    assert "de klacht van Roza Aydın" in to(mails, "elif@voorbeeld.example").text
    assert "Beste Elif Aydın" in to(mails, "elif@voorbeeld.example").text


def test_r3_a_new_officer_is_told_to_the_complainant_without_the_reason(office: Office) -> None:
    case = office.case(TUE_24).acknowledged()
    case.take("Overdragen", "Overgedragen.", officer="Joris Bakker", reason="Sanne is ziek.")
    theirs = Case(case.office, case.id, case.number, JORIS)

    theirs.write("Brief schrijven")
    [mail] = theirs.send()

    assert (mail.to, mail.subject) == (ROZA, f"Nieuwe behandelaar {case.number}")
    assert "Joris Bakker" in mail.text
    assert "ziek" not in mail.text


def test_an_english_complainant_reads_english(office: Office) -> None:
    case = office.case(TUE_24)
    case.write("Ontvangst bevestigen")
    case.fill(language="Engels")
    case.officer.submit()
    case.officer.wait_for_text("Dear Roza Aydın")

    [mail] = case.send()

    assert mail.subject == f"Acknowledgement {case.number}"
    assert "Tuesday 24 November 2026" in mail.text


def test_the_language_is_that_of_who_complains_and_a_respondent_reads_dutch(office: Office) -> None:
    case = office.case(TUE_24).acknowledged().informed().reported("unsettled")
    case.write("Verslag versturen")
    case.fill(language="Engels")
    case.officer.submit()
    case.officer.wait_for_text("Dear Roza Aydın")

    mails = case.send()

    roza, tom = to(mails, ROZA), to(mails, TOM)
    assert (roza.subject, tom.subject) == (
        f"Report and next steps {case.number}",
        f"Verslag en vervolg {case.number}",
    )
    assert "What can you do now?" in roza.text
    assert "Beste Tom Visser" in tom.text
