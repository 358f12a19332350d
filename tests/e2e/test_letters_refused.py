"""Letters that may not go: a plain sentence in the form or before it opens; nothing is kept, and nothing is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from klachtbot.domain.letters import letters
from klachtbot.domain.model import Action, Stage
from klachtbot.storage import Database, tables
from tests.databases import Databases, StoppedClock
from tests.e2e.sitting import Sitting
from tests.e2e.test_internal_procedure import (
    FRI_13,
    THU_5,
    WED_4,
    contacted,
    heard_out,
    informed,
    reported,
    unsettled,
)

TUE_3, FRI_6 = date(2026, 11, 3), date(2026, 11, 6)
NOT_FOUND = "Deze klacht is hier niet te vinden. Kijk het nummer na, bijvoorbeeld K-2026-001."
HOME = "Dorpsstraat 1\n1234 AB Almere"


@pytest.fixture
def database(sqlite_databases: Databases, clock: StoppedClock) -> Database:
    return sqlite_databases.open(clock)


@pytest.fixture
def sitting(database: Database, clock: StoppedClock) -> Sitting:
    return Sitting(database, clock)


def mailed(database: Database) -> int:
    """How many mails are on their way."""
    t = tables.outbox.c
    with database.uow(read_only=True) as uow:
        return int(uow.connection.scalar(select(func.count()).where(t.kind == "letter")) or 0)


def registered(sitting: Sitting) -> Sitting:
    return sitting


def acknowledged(sitting: Sitting) -> Sitting:
    return contacted(sitting).letter(Action.ACKNOWLEDGE, WED_4)


def prepared(sitting: Sitting) -> Sitting:
    """An acknowledgement lies ready for the post, since Wednesday."""
    contacted(sitting).open().press("Ontvangst bevestigen").submit(to_complainant=HOME)
    assert not sitting.errors
    return sitting


def closed(sitting: Sitting) -> Sitting:
    found = reported(sitting, "settled").letter(Action.SEND_REPORT_SETTLED, FRI_13)
    return found.take("Klacht afronden", learning="none", lesson="Dit was eenmalig.")


Situation = Callable[[Sitting], Sitting]


@pytest.mark.parametrize(
    ("situation", "step", "sentence"),
    [
        pytest.param(registered, "acknowledge", "Eerst is dit nodig: contact met de klager.",
                     id="an acknowledgement after a contact that was not"),
        pytest.param(acknowledged, "acknowledge",
                     "Dit kan niet meer. Al vastgelegd: ontvangstbevestiging verstuurd (wo 4 nov).",
                     id="a second acknowledgement"),
        pytest.param(acknowledged, "acknowledge_without_contact",
                     "Dit kan niet meer. Al vastgelegd: ontvangstbevestiging verstuurd (wo 4 nov).",
                     id="a second acknowledgement, otherwise"),
        pytest.param(prepared, "acknowledge", "Deze brief staat al klaar.", id="an acknowledgement that lies ready"),
        pytest.param(informed, "send_report_settled",
                     "Deze stap past nu niet. Waar de klacht staat: ontvangst bevestigd.",
                     id="a report before the conversation"),
        pytest.param(lambda sitting: heard_out(sitting, "settled"), "send_report_settled",
                     "Eerst is dit nodig: verslag geschreven.", id="a report that is not written"),
        pytest.param(lambda sitting: heard_out(sitting, "unsettled"), "send_report_unsettled",
                     "Eerst is dit nodig: verslag geschreven.", id="an unsettled report that is not written"),
        pytest.param(lambda sitting: reported(sitting, "settled"), "send_report_unsettled",
                     "Dit kan niet meer. Al vastgelegd: klager is tevreden (do 12 nov).",
                     id="the report of another outcome"),
        pytest.param(lambda sitting: reported(sitting, "unsettled"), "remind_of_choice",
                     "Deze stap past nu niet. Waar de klacht staat: uitkomst bekend.",
                     id="a reminder before the choice"),
        pytest.param(closed, "acknowledge", "Deze stap past nu niet. Waar de klacht staat: afgerond.",
                     id="a letter in a closed case"),
    ],
)  # fmt: skip
def test_a_letter_whose_time_it_is_not_says_what_it_waits_for(
    sitting: Sitting, database: Database, situation: Situation, step: str, sentence: str
) -> None:
    situation(sitting).open()
    before = sitting.complaint.version

    sitting.carry("step:other", f"{step}:{sitting.id}:")

    assert sitting.said.startswith(sentence)
    assert (sitting.complaint.version, mailed(database)) == (before, 0)


def test_r5_an_acknowledgement_without_a_subject_is_refused(database: Database, clock: StoppedClock) -> None:
    sitting = contacted(Sitting(database, clock, subject=""))
    sitting.open().press("Ontvangst bevestigen").submit()

    assert list(sitting.errors.values()) == ["In de brief ontbreekt nog iets: waar de klacht over gaat."]
    assert (letters(sitting.complaint), mailed(database)) == ((), 0)


def test_r11_an_organisation_without_a_committee_to_write_to_is_asked_how_to_reach_it(sitting: Sitting) -> None:
    reported(sitting, "unsettled").open().press("Verslag versturen")

    sitting.submit()

    assert sitting.errors == {
        "part_committee_contact_nl": "In de brief ontbreekt nog iets: hoe bereik je de klachtencommissie."
    }
    assert letters(sitting.complaint) == ()


@pytest.mark.parametrize("word", ["klager", "beklaagde"])
def test_nobody_is_called_that_to_their_face(sitting: Sitting, word: str) -> None:
    contacted(sitting).open().press("Ontvangst bevestigen").submit(part_own_words_nl=f"Beste {word}, dank u wel.")

    assert sitting.errors == {
        "part_own_words_nl": "De woorden ‘klager’ en ‘beklaagde’ horen niet in een brief. Noem een naam."
    }
    assert letters(sitting.complaint) == ()


@pytest.mark.parametrize(
    ("posted_on", "sentence"),
    [
        pytest.param(FRI_6, "Deze dag ligt in de toekomst. Kies vandaag of een eerdere dag.", id="fri-6-nov: tomorrow"),
        pytest.param(TUE_3, "Deze dag past niet bij een andere stap: brief klaargezet (wo 4 nov). Kies een andere dag.",
                     id="tue-3-nov: before it was written"),
    ],
)  # fmt: skip
def test_a_letter_is_posted_on_a_day_that_can_be(sitting: Sitting, posted_on: date, sentence: str) -> None:
    prepared(sitting).on(THU_5).open().press("Bekijken").press("Gepost of gegeven")
    before = sitting.complaint.version

    sitting.submit(on=posted_on)

    assert sitting.errors == {"on": sentence}
    assert sitting.complaint.version == before


def test_who_does_not_handle_the_case_reads_its_letters_and_sends_none(sitting: Sitting) -> None:
    prepared(sitting).as_("Joris").open().press("Bekijken")
    assert "ligt klaar om te posten of te geven" in sitting.shown
    assert "Gepost of gegeven" not in sitting.shown

    sitting.carry("step:sent", f"record_letter_sent:{sitting.id}:b1")

    assert sitting.said == "Deze stap is niet aan jou. De behandelaar van de klacht kan hem zetten."


@pytest.mark.parametrize("who", ["Fatma", "Tom", "Marleen", "Ruud"])
@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("letter", "{id}:b1"),
        ("letters_all", "{id}"),
        ("letters", "acknowledgement:{id}:0:"),
        ("letters:closing:1", "closing:{id}:1:"),
        ("document:letter", "{id}:{document}"),
        ("step:next", "acknowledge:{id}:"),
        ("step:sent", "record_letter_sent:{id}:b1"),
        ("step:resend", "resend_letter:{id}:b1"),
        ("step:drop", "drop_letter:{id}:b1"),
        ("step:skip", "skip_letters:{id}:1"),
        ("notice", "{id}:b1"),
    ],
)
def test_for_an_outsider_there_are_no_letters(
    sitting: Sitting, database: Database, who: str, action: str, value: str
) -> None:
    prepared(sitting).open()
    document = letters(sitting.complaint)[0].document
    before = sitting.complaint.version

    told = (value.format(id=id, document=document) for id in (sitting.id, "f" * 32))
    heard = [sitting.as_(who).carry(action, one).said for one in told]

    assert heard == [NOT_FOUND] * 2
    assert (sitting.complaint.version, mailed(database)) == (before, 0)


@pytest.mark.parametrize("value", ["", "x", "acknowledgement", "closing:{id}:999:", "hearing_invitation:{id}:0:",
                                   "acknowledgement:{id}:-1:r1", "closing:{id}:één:"])  # fmt: skip
def test_a_button_for_a_letter_there_is_not_opens_nothing(sitting: Sitting, value: str) -> None:
    prepared(sitting).open()

    sitting.carry("letters", value.format(id=sitting.id))

    assert sitting.said
    assert len(sitting.stack) == 1


def test_a_letter_form_that_was_open_while_the_case_changed_sends_nothing(sitting: Sitting) -> None:
    contacted(sitting).open().press("Ontvangst bevestigen")
    sitting.letter(Action.HOLD_FOR_SAFETY, WED_4, safety="safety")
    before = sitting.complaint.version

    sitting.submit()

    assert next(iter(sitting.errors.values())).startswith("Een collega heeft intussen iets vastgelegd")
    assert sitting.complaint.version == before


def test_a_card_shows_the_newest_letters_and_leads_to_all_of_them(sitting: Sitting) -> None:
    contacted(sitting)
    for _ in range(5):
        sitting.open().press("Ontvangst bevestigen").submit(to_complainant=HOME)
        sitting.open().press("Bekijken").press("Toch niet versturen").submit(reason="Er staat een fout in.")

    sitting.open().press("Alle brieven (5)")

    assert sitting.shown.count("toch niet verstuurd") == 5
    assert sitting.open().shown.count("): toch niet verstuurd") == 4


def test_a_letter_is_given_up_only_with_a_reason(sitting: Sitting) -> None:
    prepared(sitting).open().press("Bekijken").press("Toch niet versturen")
    sitting.submit()
    assert sitting.errors == {"reason": "Vul dit veld in."}

    sitting.submit(reason="Zij kwam langs.")

    assert "Ontvangstbevestiging (Ada Okonkwo): toch niet verstuurd" in sitting.open().shown
    assert sitting.primary() == ["Ontvangst bevestigen"]


def test_with_nobody_to_write_to_the_step_is_recorded_without_a_letter(database: Database, clock: StoppedClock) -> None:
    sitting = Sitting(database, clock, name="", about="")
    sitting.take("Uitkomst vastleggen", outcome="settled").take("Verslag schrijven", report="Er is gesproken.")
    sitting.open().press("Verslag versturen")
    assert "Er is niemand om naar te schrijven." in sitting.shown

    sitting.submit()

    assert not sitting.errors
    assert (sitting.complaint.stage, letters(sitting.complaint)) == (Stage.SETTLED, ())


def test_a_letter_that_is_not_needed_is_skipped_with_a_reason(sitting: Sitting) -> None:
    unsettled(sitting).take("Keuze klager vastleggen", choice="no_step", means="phone")
    sitting.take("Klacht afronden", learning="none", lesson="Dit was eenmalig.").press("Brief schrijven")

    sitting.press("Geen brief nodig").submit(reason="Zij wil geen post meer.")

    assert "Vastgelegd: geen brief." in sitting.shown
    assert "nog te schrijven" not in sitting.open().shown
