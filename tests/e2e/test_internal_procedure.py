"""The internal procedure from the card: a story for each rule, and for each ending of our own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from klachtbot.domain.dossier import report_text
from klachtbot.domain.model import Action, Fact, FactName, Stage
from klachtbot.domain.terms import Status, Term, running
from tests.databases import Databases, StoppedClock
from tests.e2e.sitting import Sitting

MON_2, WED_4, THU_5, FRI_6 = (date(2026, 11, day) for day in (2, 4, 5, 6))
THU_12, FRI_13, MON_16 = (date(2026, 11, day) for day in (12, 13, 16))


@pytest.fixture
def sitting(sqlite_databases: Databases, clock: StoppedClock) -> Sitting:
    return Sitting(sqlite_databases.open(clock), clock)


def status(sitting: Sitting, term: Term, subject: str = "") -> Status:
    return next(one.status for one in running(sitting.complaint) if (one.term, one.subject) == (term, subject))


def contacted(sitting: Sitting) -> Sitting:
    return sitting.on(WED_4).take("Contact vastleggen", means="phone", talk=("explained",))


def acknowledged(sitting: Sitting) -> Sitting:
    return contacted(sitting).letter(Action.ACKNOWLEDGE, WED_4)


def informed(sitting: Sitting) -> Sitting:
    return acknowledged(sitting).take("Beklaagde informeren", means="phone", told="Waar het over gaat.")


def planned(sitting: Sitting) -> Sitting:
    return informed(sitting).take("Gesprek plannen", planned_for=THU_12, time="10:00", place="Kantoor, kamer 2")


def heard_out(sitting: Sitting, outcome: str) -> Sitting:
    return planned(sitting).on(THU_12).take("Uitkomst vastleggen", outcome=outcome)


def reported(sitting: Sitting, outcome: str) -> Sitting:
    return heard_out(sitting, outcome).on(FRI_13).take("Verslag schrijven", report="Er is gesproken.")


def unsettled(sitting: Sitting) -> Sitting:
    found = reported(sitting, "unsettled")
    return found.letter(Action.SEND_REPORT_UNSETTLED, FRI_13, next_steps=True, committee_contact=True)


def test_r4_contact_with_the_call_sheet_meets_its_term_and_an_explanation_can_follow(sitting: Sitting) -> None:
    sitting.take("Geen contact gelukt", means="phone", note="Voicemail.")
    assert status(sitting, Term.CONTACT) is Status.RUNNING

    sitting.on(WED_4).take("Contact vastleggen", means="phone")
    assert Fact(FactName.EXPLAINED, WED_4) not in sitting.complaint.facts
    sitting.on(THU_5).take("Uitleg vastleggen", means="in_person")

    assert status(sitting, Term.CONTACT) is Status.MET
    assert Fact(FactName.EXPLAINED, THU_5) in sitting.complaint.facts
    assert "Uitleg vastleggen" not in sitting.open().offers()


def test_r5_a_changed_subject_is_a_supplement_with_its_reason(sitting: Sitting) -> None:
    acknowledged(sitting).open().press("Onderwerp wijzigen")
    assert sitting.filled()["subject"] == "Niet teruggebeld"

    sitting.submit(subject="Twee keer niet teruggebeld", reason="De klager belde nog eens.")

    assert "Onderwerp gewijzigd." in sitting.shown
    assert sitting.complaint.events[-1].details == {
        "subject": "Twee keer niet teruggebeld",
        "reason": "De klager belde nog eens.",
    }
    assert "Twee keer niet teruggebeld" in sitting.open().shown
    assert status(sitting, Term.ACKNOWLEDGEMENT) is Status.MET


def test_r6_the_acknowledgement_is_held_back_with_a_reason(sitting: Sitting) -> None:
    sitting.on(THU_5).take("Tegenhouden", reason="Het adres klopt misschien niet.")

    assert "Ontvangstbevestiging tegengehouden" in sitting.open().shown
    assert "Tegenhouden" not in sitting.offers()


def test_r7_each_respondent_is_informed_in_a_talk_of_their_own(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    sitting = acknowledged(Sitting(sqlite_databases.open(clock), clock, about="Tom Visser, Emily Carter"))
    sitting.open()
    assert sitting.primary() == ["Beklaagde informeren: Tom Visser"]

    sitting.press("Beklaagde informeren: Tom Visser").submit(means="phone", told="Waar het over gaat.")
    sitting.take("Beklaagde niet bereikt: Emily Carter", means="phone")
    sitting.on(THU_5).take("Beklaagde informeren: Emily Carter", means="in_person", told="Waar het over gaat.")

    assert (status(sitting, Term.INFORM, "r1"), status(sitting, Term.INFORM, "r2")) == (Status.MET, Status.MET_LATE)
    shown = sitting.open().shown
    assert "wo 4 nov · Beklaagde geïnformeerd: Tom Visser · telefoon · Sanne de Wit" in shown
    assert "wo 4 nov · Beklaagde niet bereikt: Emily Carter · telefoon · Sanne de Wit" in shown


def test_r7_a_letter_or_mail_is_no_talk_with_the_respondent(sitting: Sitting) -> None:
    acknowledged(sitting).open().press("Beklaagde informeren")

    sitting.submit(means="email", told="Waar het over gaat.")

    assert sitting.errors == {"means": "Vul dit veld in."}


def test_r8_a_conversation_is_planned_moved_and_held_and_the_card_shows_it(sitting: Sitting) -> None:
    planned(sitting).open()
    assert "donderdag 12 november 2026, 10:00 uur · een uur · de klager, de beklaagde, de behandelaar" in sitting.shown

    sitting.press("Gesprek verplaatsen")
    assert (sitting.filled()["planned_for"], sitting.filled()["place"]) == ("2026-11-12", "Kantoor, kamer 2")
    sitting.submit(planned_for=FRI_13, time="14:30", reason="De klager is ziek.")
    moved = sitting.open().shown
    sitting.on(FRI_13).press("Uitkomst vastleggen")
    assert sitting.filled()["on"] == "2026-11-13"
    sitting.submit(outcome="settled", agreements="Tom belt terug.", talks=("apart",))

    assert "vrijdag 13 november 2026, 14:30 uur" in moved
    assert status(sitting, Term.CONVERSATION) is Status.MET
    held = sitting.open().shown
    assert "Gesprek gepland*" not in held
    assert "vr 13 nov · Gesprek gevoerd · de klager is tevreden" in held
    assert "apart van elkaar gesproken" in held


def test_r8_before_its_day_the_outcome_of_a_planned_conversation_is_not_what_comes_first(sitting: Sitting) -> None:
    planned(sitting)

    before = sitting.on(THU_12 - timedelta(days=1)).open()
    assert "Gepland op do 12 nov." in before.shown
    assert before.primary() == ["Brief schrijven"]
    assert sitting.on(THU_12).open().primary() == ["Uitkomst vastleggen"]


def test_the_forms_of_contact_say_whom_to_reach_where_and_by_when(sitting: Sitting) -> None:
    sitting.open().press("Contact vastleggen")

    assert "Ada Okonkwo" in sitting.shown
    assert "ada@voorbeeld.example" in sitting.shown
    assert "Eerste contact: 🟢 uiterlijk do 5 nov (nog 3 werkdagen)" in sitting.shown


def test_r8_a_cancelled_conversation_stays_owed(sitting: Sitting) -> None:
    planned(sitting).take("Gesprek afzeggen", reason="De kamer is bezet.")

    assert status(sitting, Term.CONVERSATION) is Status.RUNNING
    assert sitting.open().primary() == ["Gesprek plannen"]


def test_r8_later_in_overleg_says_who_wished_it_and_until_when(sitting: Sitting) -> None:
    informed(sitting).take("Later, in overleg", wished_by="complainant", until=date(2026, 12, 1), reason="Op reis.")

    assert status(sitting, Term.CONVERSATION) is Status.LATER
    assert "Later, in overleg · op wens van: de klager · uiterlijk di 1 dec" in sitting.open().shown


def test_r9_a_conversation_that_was_never_planned_can_be_recorded_afterwards(sitting: Sitting) -> None:
    informed(sitting).on(FRI_6).take("Uitkomst vastleggen", on=THU_5, outcome="unsettled")

    assert Fact(FactName.CONVERSATION_HELD, THU_5) in sitting.complaint.facts
    assert sitting.open().primary() == ["Verslag schrijven"]


def test_r9_a_report_is_written_in_parts_and_what_is_saved_last_holds(sitting: Sitting) -> None:
    heard_out(sitting, "settled").take("Verslag schrijven", report="Eerste deel.", report_more="Tweede deel.")
    sitting.open().press("Verslag schrijven")
    assert sitting.filled()["report_more"] == "Tweede deel."

    sitting.submit(report="Eerste deel, beter.", report_more=None)

    assert report_text(sitting.complaint) == "Eerste deel, beter."
    assert "Tweede deel." not in sitting.open().shown


def test_r9_a_report_needs_its_text_or_a_file(sitting: Sitting) -> None:
    heard_out(sitting, "settled").open().press("Verslag schrijven").submit()
    assert sitting.errors == {"report": "Er ontbreekt nog iets. Vul dit aan."}

    sitting.submit(kept=("file",))

    assert not sitting.errors
    assert "Verslag gemaakt · als bestand" in sitting.open().shown


def test_r11_a_conversation_that_did_not_work_out_leads_to_a_report_and_the_choice(sitting: Sitting) -> None:
    informed(sitting).take("Gesprek niet gelukt", reason="De klager wil niet.")
    assert sitting.primary() == ["Verslag schrijven"]

    sitting.press("Verslag schrijven").submit(report="Er was geen gesprek.")

    assert sitting.complaint.stage is Stage.HEARD_OUT
    assert "Nu aan de beurt: Verslag versturen" in sitting.shown


def test_r12_the_choice_waits_for_the_complainant_and_leads_to_the_committee(sitting: Sitting) -> None:
    unsettled(sitting).open()
    assert "Nu aan de beurt: Keuze van de klager" in sitting.shown
    assert "⏸ wacht op de klager · uiterlijk vr 27 nov" in sitting.shown

    sitting.on(MON_16).press("Keuze klager vastleggen")
    sitting.submit(choice="committee", means="phone", agrees=("consent",))
    assert sitting.primary() == ["Commissie inschakelen"]
    sitting.press("Commissie inschakelen").submit(means="email")

    assert sitting.complaint.stage is Stage.REFERRED
    assert "Nu aan de beurt: Commissie samenstellen" in sitting.shown


def test_r12_written_to_the_committee_directly_counts_from_the_day_it_got_there(sitting: Sitting) -> None:
    unsettled(sitting).on(date(2026, 11, 18)).take("Rechtstreeks bij de commissie", on=MON_16, means="letter")

    assert Fact(FactName.RECEIVED_BY_COMMITTEE, MON_16) in sitting.complaint.facts


def test_r12_who_does_not_choose_is_reminded_then_it_is_closed_and_a_later_choice_reopens(sitting: Sitting) -> None:
    unsettled(sitting).on(date(2026, 11, 30)).letter(Action.REMIND_OF_CHOICE, date(2026, 11, 30))
    sitting.on(date(2026, 12, 14)).take("Afronden zonder keuze", learning="none", lesson="Niets nieuws.")
    closed = sitting.complaint

    sitting.on(date(2026, 12, 21)).take("Heropenen", means="phone")

    assert (closed.stage, sitting.complaint.stage) == (Stage.CLOSED, Stage.UNSETTLED)
    assert sitting.primary() == ["Commissie inschakelen"]


def test_r25_closing_asks_what_was_learned_and_who_does_what_about_it(sitting: Sitting) -> None:
    reported(sitting, "settled").letter(Action.SEND_REPORT_SETTLED, FRI_13).open()
    assert sitting.primary() == ["Klacht afronden"]
    sitting.press("Klacht afronden").submit(learning="lesson", lesson="Eerder bellen.", action="Belrooster maken")
    assert sitting.errors == {"action_owner": "Er ontbreekt nog iets. Vul dit aan."}

    sitting.submit(
        learning="lesson",
        lesson="Eerder bellen.",
        action="Belrooster maken",
        action_owner=("U0JORIS",),
        action_due=date(2026, 12, 1),
        handling="good",
    )

    assert not sitting.errors
    closed = sitting.complaint
    assert closed.stage is Stage.CLOSED
    assert closed.events[-1].attributes["action_owner"] == sitting.people["Joris"].id
    assert "geleerd: ja, we leren hiervan · de klager vond de behandeling: goed" in sitting.open().shown


def test_ours_solved_without_a_conversation_still_owes_acknowledgement_and_the_talk(sitting: Sitting) -> None:
    contacted(sitting).take("Opgelost zonder gesprek", agreements="Tom belt vandaag terug.")

    assert "Nu aan de beurt: Ontvangstbevestiging" in sitting.shown
    sitting.letter(Action.ACKNOWLEDGE, WED_4)
    assert (status(sitting, Term.CONVERSATION), status(sitting, Term.INFORM, "r1")) == (Status.STOPPED, Status.RUNNING)
    assert "Tom belt vandaag terug." in sitting.open().shown


def test_ours_a_withdrawn_complaint_has_no_terms_any_more(sitting: Sitting) -> None:
    informed(sitting).take("Intrekken", means="phone")

    assert sitting.complaint.stage is Stage.WITHDRAWN
    assert "Er loopt nu geen termijn." in sitting.shown


def test_ours_not_ours_is_sent_on_only_with_consent(sitting: Sitting) -> None:
    contacted(sitting).take(
        "Niet van ons", where="De gemeente", forwarded="with_consent", reason="Het gaat over de woning."
    )

    assert sitting.complaint.stage is Stage.ELSEWHERE
    assert "doorgestuurd: ja, en de klager vindt dat goed" in sitting.open().shown


def test_r19_a_date_is_corrected_with_what_was_recorded_together_with_it(sitting: Sitting) -> None:
    reported(sitting, "settled").open().press("Datum verbeteren")

    sitting.submit(fact="conversation_held:", on=date(2026, 11, 11), reason="Verkeerd gelezen.")

    assert {Fact(FactName.CONVERSATION_HELD, date(2026, 11, 11)), Fact(FactName.SATISFIED, date(2026, 11, 11))} <= set(
        sitting.complaint.facts
    )
    assert "vr 13 nov · Gecorrigeerd · gesprek gevoerd: wo 11 nov · Sanne de Wit" in sitting.open().shown


def test_r19_a_name_and_the_sentence_are_corrected_with_a_reason_and_kept(sitting: Sitting) -> None:
    sitting.open().press("Gegevens klager verbeteren")
    assert sitting.filled() == {"complainant": "Ada Okonkwo", "contact": "ada@voorbeeld.example", "reason": None}

    sitting.submit(complainant="Ada Okonkwo-Smit", reason="Typefout.")
    sitting.take("Onderwerp verbeteren", subject="Nooit teruggebeld", reason="Zo zei de klager het.")

    shown = sitting.open().shown
    assert "Gecorrigeerd · naam van de klager, hoe de klager te bereiken is" in shown
    assert "Ada Okonkwo-Smit" in shown
    assert "Nooit teruggebeld" in shown


def test_one_sitting_goes_from_contact_to_the_plan_without_going_back_to_the_card(sitting: Sitting) -> None:
    sitting.on(WED_4).open().press("Contact vastleggen").submit(means="phone", talk=("explained",))
    sitting.letter(Action.ACKNOWLEDGE, WED_4).open().press("Beklaagde informeren")
    sitting.submit(means="phone", told="Waar het over gaat.")
    assert len(sitting.stack) == 2

    sitting.press("Gesprek plannen").submit(planned_for=THU_12, time="10:00", place="Kantoor")
    assert len(sitting.stack) == 3
    sitting.on(THU_12).press("Uitkomst vastleggen").submit(outcome="settled")
    sitting.press("Verslag schrijven").submit(report="Er is gesproken.")

    assert len(sitting.stack) == 3
    assert [event.action for event in sitting.complaint.events][-4:] == [
        Action.INFORM_RESPONDENT,
        Action.PLAN_CONVERSATION,
        Action.RECORD_CONVERSATION,
        Action.WRITE_REPORT,
    ]


def test_a_long_case_fits_on_its_card_with_the_newest_to_read_first(sitting: Sitting) -> None:
    for number in range(1, 21):
        note = f"Aantekening {number}. " + "Er is weer gebeld en weer niet teruggebeld. " * 60
        sitting.take("Aanvullen", note=note[:3000])

    shown = sitting.open().shown

    assert len(sitting.view["blocks"]) <= 100
    assert "Aantekening 20." in shown
    assert "Aantekening 1." not in shown
    assert "Nog 9 oudere teksten." in shown
    assert sitting.primary() == ["Contact vastleggen"]


def test_an_officer_who_reads_english_finds_the_whole_procedure_in_english(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    sitting = Sitting(sqlite_databases.open(clock), clock, language="en").on(WED_4)
    sitting.take("Record contact", means="phone", talk=("explained",)).letter(Action.ACKNOWLEDGE, WED_4)
    sitting.take("Inform the respondent", means="phone", told="What it is about.")

    sitting.press("Plan conversation").submit(planned_for=MON_2, time="10:00", place="Office")
    assert sitting.errors == {"planned_for": "This day is too early. Choose Wed 4 Nov or later."}
    sitting.submit(planned_for=THU_12, time="10:00", place="Office")

    assert "Thursday 12 November 2026, 10:00 · an hour" in sitting.open().shown


def test_r19_a_respondents_name_is_corrected_and_who_is_known_by_it_is_linked(sitting: Sitting) -> None:
    sitting.open().press("Beklaagde toevoegen").submit(names="Fatima")

    sitting.take("Naam beklaagde verbeteren", respondent="r2", name="Fatma Yılmaz", reason="Verkeerd verstaan.")

    assert [one.person for one in sitting.complaint.respondents] == [
        sitting.people["Tom"].id,
        sitting.people["Fatma"].id,
    ]
    shown = sitting.open().shown
    assert "Tom Visser, Fatma Yılmaz" in shown
    assert "Gecorrigeerd · naam van een beklaagde" in shown


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param("Joris Bakker", "Dit kan een coördinator zijn.", id="a coordinator (R23)"),
        pytest.param("Jo", "Dit kan een coördinator zijn.", id="perhaps a coordinator (R23)"),
        pytest.param("Emily Carter en Fatma Yılmaz", "Er ontbreekt nog iets.", id="two people"),
    ],
)
def test_r23_a_correction_makes_nobody_a_coordinator(sitting: Sitting, name: str, sentence: str) -> None:
    sitting.open().press("Naam beklaagde verbeteren").submit(respondent="r1", name=name, reason="Typefout.")

    assert sitting.errors["name"].startswith(sentence)
    assert sitting.complaint.version == 1
