"""The committee deliberates, may hear once more, and rules (R17, R18); what it advises is done by somebody (R25)."""

from __future__ import annotations

from datetime import date

import pytest

from klachtbot.domain.improvements import State, improvements
from klachtbot.domain.model import Action, FactName
from klachtbot.domain.rulings import ruling
from klachtbot.slack.steps import STEPS
from klachtbot.usecases.documents import DocumentKind, NewDocument
from klachtbot.usecases.nudge import sweep
from klachtbot.usecases.ruling_messages import AGREE, IMPROVEMENT, MADE
from tests.databases import Databases, StoppedClock
from tests.e2e.sitting import Sitting
from tests.e2e.test_committee import COMMITTEE, answers, asked, referred, told

WED_18, MON_23, TUE_24, WED_25, THU_26 = (date(2026, 11, day) for day in (18, 23, 24, 25, 26))
FRI_11 = date(2026, 12, 11)
REASONS = "Er is twee keer niet teruggebeld, en dat was wel beloofd."
ADVICE = "Laat altijd twee mensen terugbellen."
UPHELD = "*Gegrond*: de commissie vindt de klacht terecht."


@pytest.fixture
def sitting(sqlite_databases: Databases, clock: StoppedClock) -> Sitting:
    return heard(referred(Sitting(sqlite_databases.open(clock), clock, file=COMMITTEE)))


def heard(sitting: Sitting) -> Sitting:
    """Who it is about knows, the committee sits, and held its hearing on Monday 23 November."""
    sitting.take("Beklaagde informeren", means="phone", told="Waar het over gaat.")
    sitting.take("Commissie samenstellen")
    asked(sitting, "Hanneke", "confirm").submit()
    for who in ("Hanneke", "Peter", "Karel"):
        answers(sitting, who, "not_involved")
    sitting.as_("Hanneke").on(WED_18)
    sitting.letter(Action.SKIP_DELIBERATION, WED_18)
    sitting.letter(Action.PLAN_HEARING, WED_18, planned_for=MON_23.isoformat())
    sitting.on(MON_23)
    sitting.letter(Action.RECORD_HEARING, MON_23, attended=["complainant"])
    return sitting.on(TUE_24)


def deliberated(sitting: Sitting) -> Sitting:
    return sitting.as_("Hanneke").letter(Action.RECORD_CLOSING_DELIBERATION, TUE_24)


def ruled(sitting: Sitting, *, advice: str = ADVICE, ruling: str = "upheld") -> Sitting:
    """Hanneke ruled, on Tuesday 24 November."""
    deliberated(sitting).open().press("Uitspraak doen")
    sitting.submit(ruling=ruling, reasons=REASONS, recommendation=advice).submit()
    assert not sitting.errors, sitting.errors
    return sitting


def test_r17_the_committee_deliberates_and_hears_once_more_with_what_is_missing(sitting: Sitting) -> None:
    sitting.as_("Peter").open().press("Beraad vastleggen").submit()
    sitting.open().press("Tweede zitting plannen")
    sitting.submit(missing="", planned_for=WED_25, time="10:00", place="Stadhuis")
    assert "missing" in sitting.errors

    sitting.submit(missing="Wat de planner zag.", planned_for=WED_25, time="10:00", place="Stadhuis")
    sitting.as_("Hanneke").on(WED_25).open()
    assert "Uitspraak doen" not in sitting.offers()
    sitting.press("Tweede zitting vastleggen").submit(
        attended=("complainant", "chair"), minutes_text="De planner kwam."
    )

    held = sitting.complaint.events[-1]
    planned = sitting.complaint.events[-2]
    assert (planned.details or {})["missing"] == "Wat de planner zag."
    assert (held.action, held.attributes["attended"]) == (Action.RECORD_SECOND_HEARING, ["complainant", "chair"])
    assert "Tweede zitting plannen" not in sitting.open().offers()


def test_r17_a_second_hearing_may_be_cancelled_and_then_the_chair_rules(sitting: Sitting) -> None:
    deliberated(sitting)
    sitting.letter(Action.PLAN_SECOND_HEARING, TUE_24, planned_for=WED_25.isoformat(), missing="-")

    sitting.open().press("Tweede zitting afzeggen").submit(reason="Niet meer nodig.")

    assert sitting.open().primary() == ["Uitspraak doen"]


def test_r18_the_chair_reads_it_once_more_and_nothing_is_recorded_before(sitting: Sitting) -> None:
    deliberated(sitting).open().press("Uitspraak doen")

    sitting.submit(ruling="upheld", reasons=REASONS, recommendation=ADVICE)
    assert "Niemand kan die dan nog wijzigen." in sitting.shown
    assert UPHELD in sitting.shown
    assert ruling(sitting.complaint) is None
    sitting.submit()

    found = ruling(sitting.complaint)
    assert found is not None
    assert (found.on, found.upheld, found.reasons, found.recommendation) == (TUE_24, True, REASONS, ADVICE)
    assert "De uitspraak staat vast" in sitting.shown


def test_r18_advice_with_a_complaint_that_is_dismissed_is_refused_at_its_field(sitting: Sitting) -> None:
    deliberated(sitting).open().press("Uitspraak doen")

    sitting.submit(ruling="dismissed", reasons=REASONS, recommendation=ADVICE)

    assert sitting.errors == {
        "recommendation": "Een advies hoort bij een klacht die gegrond is. Haal het advies weg, of kies gegrond."
    }


def test_r18_a_ruling_without_reasons_is_refused_at_its_field(sitting: Sitting) -> None:
    deliberated(sitting).open().press("Uitspraak doen")

    sitting.submit(ruling="dismissed")

    assert sitting.errors == {"reasons": "Schrijf de redenen op, of kies een stuk of een bestand."}


def test_r18_what_another_records_while_the_chair_writes_does_not_refuse_it(sitting: Sitting) -> None:
    deliberated(sitting).open().press("Uitspraak doen")
    sitting.submit(ruling="dismissed", reasons=REASONS)

    sitting.as_("Sanne").letter(Action.SUPPLEMENT, TUE_24, subject_codes=["treatment"])
    sitting.as_("Hanneke").submit()

    assert ruling(sitting.complaint) is not None


def test_r18_for_a_chair_outside_slack_it_is_recorded_with_the_signed_document(sitting: Sitting) -> None:
    id = document(deliberated(sitting))

    sitting.as_("Sanne").open().press("Uitspraak doen")
    assert "reasons" not in sitting.filled()
    sitting.submit(ruling="dismissed", means="letter", on=TUE_24)
    assert "document" in sitting.errors
    sitting.submit(ruling="dismissed", means="letter", on=TUE_24, document=id)
    assert "Namens de voorzitter wordt dit de uitspraak:" in sitting.shown
    sitting.submit()

    found = ruling(sitting.complaint)
    assert found is not None
    assert (found.signed, found.document, found.upheld) == (True, id, False)


def document(sitting: Sitting) -> str:
    with sitting.desk.units() as uow:
        id = uow.documents.add(sitting.complaint.id, NewDocument(DocumentKind.RULING, "Brief.txt", b"Getekend."))
        uow.commit()
    return id


def test_r18_members_are_asked_and_their_agreement_is_recorded_and_blocks_nothing(sitting: Sitting) -> None:
    ruled(sitting)
    question = "Klacht K-2026-001: de voorzitter legde de uitspraak vast. Wilt u laten weten of u het ermee eens bent?"
    assert sorted(told(sitting, AGREE)) == [("Karel", AGREE, question), ("Peter", AGREE, question)]

    sitting.stack = []
    sitting.as_("Peter").carry("step:agree", f"agree_with_ruling:{sitting.id}:partner_member")
    assert UPHELD in sitting.shown
    assert REASONS in sitting.shown
    sitting.submit()

    agreed = [fact.subject for fact in sitting.complaint.facts if fact.name is FactName.MEMBER_AGREED]
    assert agreed == ["partner_member"]
    sitting.as_("Sanne").letter(Action.SEND_RULING, TUE_24)
    assert "Klacht afronden" in sitting.open().shown


def test_r18_the_officer_hears_that_there_is_a_ruling_and_never_what_it_says(sitting: Sitting) -> None:
    ruled(sitting)

    heard = "Klacht K-2026-001: de commissie deed uitspraak. Lees die, en stuur die aan beide kanten."
    assert told(sitting, MADE) == [("Sanne", MADE, heard)]
    sitting.as_("Sanne").open()
    assert "uitspraak versturen" in sitting.shown.lower()
    assert UPHELD in sitting.shown


def test_r18_no_form_of_who_handles_it_changes_a_ruling(sitting: Sitting) -> None:
    ruled(sitting)
    before, taken = ruling(sitting.complaint), set()

    for name, row in STEPS.items():
        last = sitting.complaint.version
        sitting.as_("Sanne").send(row.form, on={"selected_date": TUE_24.isoformat()}, fact={"value": "ruled:"})
        taken |= {name} if sitting.complaint.version > last else set()

    assert {"supplement", "add_document", "correct_complainant", "change_subject"} & taken
    assert ruling(sitting.complaint) == before


def test_r25_advice_becomes_an_action_whose_owner_sees_nothing_else_and_says_that_it_is_done(sitting: Sitting) -> None:
    ruled(sitting).as_("Sanne").letter(Action.SEND_RULING, TUE_24)

    sitting.open().press("Actie vastleggen")
    sitting.submit(action="Twee mensen bellen terug.", action_owner=("U0FATMA",), action_due=FRI_11)
    assert told(sitting, IMPROVEMENT) == [
        ("Fatma", IMPROVEMENT, "K-2026-001: voor jou staat een actie klaar, uiterlijk vr 11 dec.")
    ]
    sitting.letter(Action.CLOSE, TUE_24, learning="none", lesson="-")

    sitting.stack = []
    sitting.as_("Fatma").carry("improvement:0", f"{sitting.id}:a1")
    assert "Twee mensen bellen terug." in sitting.shown
    assert not [word for word in ("Ada", "Okonkwo", "Tom", REASONS, ADVICE) if word in sitting.shown]
    with sitting.desk.units(read_only=True) as uow:
        newest = uow.reads.of(sitting.complaint.id, limit=1)[0]
    assert (newest.person, newest.item) == (sitting.people["Fatma"].id, "finish_improvement")
    sitting.submit(result="Dat doen we nu.")

    [found] = improvements(sitting.complaint)
    assert (found.state, found.ended_with, found.owner) == (State.DONE, "Dat doen we nu.", sitting.people["Fatma"].id)


@pytest.mark.parametrize("who", ["Tom", "Joris", "Hanneke"])
def test_r25_an_action_opens_to_nobody_but_its_owner(sitting: Sitting, who: str) -> None:
    ruled(sitting).as_("Sanne").letter(Action.SEND_RULING, TUE_24)
    sitting.open().press("Actie vastleggen")
    sitting.submit(action="Twee mensen bellen terug.", action_owner=("U0FATMA",), action_due=FRI_11)

    sitting.stack = []
    sitting.as_(who).carry("improvement:0", f"{sitting.id}:a1")

    assert sitting.stack == []
    assert sitting.said.startswith("Deze klacht is hier niet te vinden.")


def test_r25_who_the_complaint_is_about_cannot_be_its_owner(sitting: Sitting) -> None:
    ruled(sitting).as_("Sanne").letter(Action.SEND_RULING, TUE_24)

    sitting.open().press("Actie vastleggen")
    sitting.submit(action="Twee mensen bellen terug.", action_owner=("U0TOM",), action_due=FRI_11)

    assert sitting.errors == {"action_owner": "Deze persoon mag niets van deze klacht weten. Kies iemand anders."}


@pytest.mark.parametrize(
    ("days", "last", "after"),
    [
        pytest.param(14, date(2026, 12, 8), date(2026, 12, 9), id="fourteen days: Tue 8 Dec"),
        pytest.param(3, date(2026, 11, 27), date(2026, 11, 28), id="three days, as the organisation says: Fri 27 Nov"),
    ],
)
def test_the_committee_and_its_secretary_read_the_dossier_so_long_after_the_ruling(
    sqlite_databases: Databases, clock: StoppedClock, days: int, last: date, after: date
) -> None:
    file = f"{COMMITTEE}\n[committee]\naccess_days = {days}\n"
    sitting = ruled(heard(referred(Sitting(sqlite_databases.open(clock), clock, file=file))))

    def read(on: date) -> set[str]:
        sitting.on(on)
        return {who for who in ("Hanneke", "Peter", "Karel", "Ilse", "Sanne") if sitting.as_(who).open().stack}

    assert read(last) == {"Hanneke", "Peter", "Karel", "Ilse", "Sanne"}
    assert read(after) == {"Sanne"}


def test_r25_the_owner_is_reminded_with_a_number_and_a_day_also_when_the_case_is_closed(sitting: Sitting) -> None:
    ruled(sitting).as_("Sanne").letter(Action.SEND_RULING, TUE_24)
    sitting.open().press("Actie vastleggen")
    sitting.submit(action="Twee mensen bellen terug.", action_owner=("U0FATMA",), action_due=FRI_11)
    sitting.letter(Action.CLOSE, TUE_24, learning="none", lesson="-")

    sitting.on(FRI_11)
    while sweep(sitting.desk.units, sitting.clock):
        pass

    [(who, _, said)] = [one for one in told(sitting, "digest") if one[0] == "Fatma"]
    assert (who, said) == ("Fatma", "Goedemorgen. Vandaag vraagt 1 klacht aandacht.")


def test_r23_about_a_coordinator_the_supervisor_hears_of_the_ruling_and_no_coordinator_gets_an_action(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    sitting = Sitting(sqlite_databases.open(clock), clock, file=COMMITTEE, about="Joris Bakker", by="Marleen")
    ruled(heard(referred(sitting)))

    said = "Klacht L-2026-001: de commissie deed uitspraak. Lees die, en stuur die aan beide kanten."
    assert told(sitting, MADE) == [("Marleen", MADE, said)]
    sitting.as_("Marleen").letter(Action.SEND_RULING, TUE_24)
    for coordinator in ("U0SANNE", "U0JORIS"):
        sitting.open().press("Actie vastleggen")
        sitting.submit(action="Twee mensen bellen terug.", action_owner=(coordinator,), action_due=FRI_11)
        assert sitting.errors == {"action_owner": "Deze persoon mag niets van deze klacht weten. Kies iemand anders."}
    assert told(sitting, IMPROVEMENT) == []
