"""The committee at work (R14-R16): each step by a member, or recorded for one, with what it leads to and who hears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from klachtbot.domain.errors import Incomplete
from klachtbot.domain.model import Action, FactName, Stage
from klachtbot.domain.requests import requested
from klachtbot.practice.driver import texts_of
from klachtbot.practice.strict import elements_of
from klachtbot.usecases.document_messages import REFUSED, REQUESTED
from klachtbot.usecases.documents import DocumentKind, NewDocument
from klachtbot.usecases.hearing_messages import PLANNED
from tests.databases import Databases, StoppedClock
from tests.e2e.sitting import Sitting, Typed
from tests.e2e.test_committee import COMMITTEE, WED_18, answers, asked, confirmed, referred, told
from tests.e2e.test_committee_channel import SANNE, Hall, declared, opened

THU_26, TUE_1, WED_9, FRI_11 = date(2026, 11, 26), date(2026, 12, 1), date(2026, 12, 9), date(2026, 12, 11)
HEARING: dict[str, Typed] = {"planned_for": WED_9, "time": "14:00", "place": "Stadhuis, kamer 2"}
PERSONAL = ("Ada", "Okonkwo", "Tom", "Visser", "aantekeningen")


@pytest.fixture
def sitting(sqlite_databases: Databases, clock: StoppedClock) -> Sitting:
    """Everybody of the committee declared not to be involved, on Wednesday 18 November."""
    found = referred(Sitting(sqlite_databases.open(clock), clock, file=COMMITTEE))
    confirmed(found).on(WED_18)
    for one in ("Hanneke", "Peter", "Karel"):
        answers(found, one, "not_involved")
    return found


def facts(sitting: Sitting, name: FactName) -> list[date]:
    return [fact.on for fact in sitting.complaint.facts if fact.name is name]


# Voorbespreking (R15) -------------------------------------------------------------------------------------------------


def test_r15_a_member_records_the_discussion_and_sees_by_when_the_hearing_is(sitting: Sitting) -> None:
    sitting.on(THU_26).as_("Peter").open().press("Bespreking vastleggen").submit(on=date(2026, 11, 25))

    assert facts(sitting, FactName.DELIBERATED) == [date(2026, 11, 25)]
    assert "Voorbespreking vastgelegd. Nu volgt de zitting." in sitting.shown
    assert "De zitting is uiterlijk woensdag 9 december." in sitting.shown
    assert sitting.primary() == ["Zitting plannen"]


def test_r15_the_committee_may_skip_it_and_need_not_say_why(sitting: Sitting) -> None:
    sitting.on(THU_26).as_("Hanneke").take("Bespreking overslaan")

    assert facts(sitting, FactName.DELIBERATION_SKIPPED) == [THU_26]
    assert sitting.complaint.stage is Stage.DELIBERATED


@pytest.mark.parametrize("who", ["Sanne", "Ilse"])
def test_who_records_it_for_a_member_says_for_whom_and_how_it_came(sitting: Sitting, who: str) -> None:
    sitting.on(THU_26).as_(who).open().press("Bespreking overslaan")
    assert "Je legt dit vast namens de commissie." in sitting.shown
    assert sitting.filled()["on_behalf_of"] == "chair"

    sitting.submit(means="phone", on=WED_18, reason="Alles is duidelijk.")

    entry = sitting.complaint.events[-1]
    said = {key: entry.attributes.get(key) for key in ("on_behalf_of", "means")}
    assert (entry.by, entry.on, said) == (
        sitting.people[who].id,
        WED_18,
        {"on_behalf_of": "chair", "means": "phone"},
    )
    assert "namens: voorzitter" in sitting.open().shown


def test_the_secretary_records_in_their_own_name_what_the_committee_did(sitting: Sitting) -> None:
    sitting.on(THU_26).as_("Ilse").take("Bespreking vastleggen")

    assert "on_behalf_of" not in sitting.complaint.events[-1].attributes


def test_a_proof_that_is_no_document_of_the_dossier_is_not_taken(sitting: Sitting) -> None:
    before = sitting.on(THU_26).as_("Sanne").complaint.version

    with pytest.raises(Incomplete):
        sitting.letter(Action.SKIP_DELIBERATION, THU_26, on_behalf_of="chair", means="email", document="0" * 32)

    assert sitting.complaint.version == before


def test_nothing_is_recorded_for_who_does_not_sit(sitting: Sitting) -> None:
    sitting.on(THU_26).as_("Sanne")

    with pytest.raises(Incomplete):
        sitting.letter(Action.SKIP_DELIBERATION, THU_26, on_behalf_of="secretary", means="phone")


def test_of_a_step_of_the_committee_it_is_said_whose_it_is(sitting: Sitting) -> None:
    sitting.as_("Joris").carry("step:other", f"record_deliberation:{sitting.id}:")

    assert sitting.said.startswith("Deze stap is voor de commissie.")


# Zitting (R16) --------------------------------------------------------------------------------------------------------


def discussed(sitting: Sitting) -> Sitting:
    return sitting.on(THU_26).as_("Karel").take("Bespreking vastleggen")


def test_r16_a_hearing_is_planned_moved_and_held_and_who_stays_away_does_not_stop_it(sitting: Sitting) -> None:
    discussed(sitting).take("Zitting plannen", **HEARING, ways=("apart",), others="Een tolk")
    assert "Stadhuis, kamer 2" in sitting.open().shown
    assert "iedere partij apart" in sitting.shown
    assert "Zitting vastleggen" not in sitting.primary()

    sitting.as_("Sanne").open().press("Zitting verplaatsen")
    assert sitting.filled()["time"] == "14:00"
    sitting.submit(planned_for=date(2026, 12, 8), means="phone")
    assert not sitting.errors

    sitting.on(WED_9).as_("Hanneke").open()
    assert sitting.primary() == ["Zitting vastleggen"]
    sitting.press("Zitting vastleggen")
    assert "Ada Okonkwo" in sitting.shown
    sitting.submit(attended=("r1", "chair", "partner_member"), minutes_text="Tom vertelde hoe het ging.")

    assert facts(sitting, FactName.HEARING_HELD) == [date(2026, 12, 8)]
    assert sitting.complaint.events[-1].attributes["attended"] == ["r1", "chair", "partner_member"]
    assert "Tom vertelde hoe het ging." in sitting.open().shown
    assert "erbij: Tom Visser, Voorzitter, Lid van een convenantpartner" in sitting.shown


def test_r16_a_hearing_after_its_last_day_is_planned_and_that_is_said(sitting: Sitting) -> None:
    discussed(sitting).open().press("Zitting plannen")
    assert "do 10 dec" in sitting.shown

    sitting.submit(**{**HEARING, "planned_for": FRI_11})

    assert facts(sitting, FactName.HEARING_PLANNED) == [THU_26]
    assert "de zitting is na de uiterste dag (do 10 dec)" in sitting.shown


def test_r16_nobody_appears_who_could_not_be_ticked(sitting: Sitting) -> None:
    discussed(sitting).take("Zitting plannen", **HEARING)

    with pytest.raises(Incomplete):
        sitting.on(WED_9).letter(Action.RECORD_HEARING, WED_9, attended=["chair", "r7"])


def test_r16_who_invites_both_parties_hears_of_a_hearing_at_once_and_of_its_new_day(sitting: Sitting) -> None:
    discussed(sitting).take("Zitting plannen", **HEARING)
    [planned] = told(sitting, PLANNED)
    sitting.as_("Hanneke").take("Zitting verplaatsen", planned_for=FRI_11)

    assert planned == ("Sanne", PLANNED, "K-2026-001: de zitting is op wo 9 dec. Stuur nu de uitnodigingen.")
    moved = ("Sanne", PLANNED, "K-2026-001: de zitting is op vr 11 dec. Stuur nu de uitnodigingen.")
    assert told(sitting, PLANNED)[1:] == [moved]


def test_r16_who_records_a_hearing_for_the_committee_is_not_told_of_it(sitting: Sitting) -> None:
    discussed(sitting).as_("Sanne").take("Zitting plannen", **HEARING, means="phone")

    assert facts(sitting, FactName.HEARING_PLANNED)
    assert told(sitting, PLANNED) == []


# Stukken opvragen (R14) -----------------------------------------------------------------------------------------------

ASKED: dict[str, Typed] = {"what": "De aantekeningen van het gesprek", "why": "Om te zien wat er is gezegd."}


def requests(sitting: Sitting) -> Sitting:
    return sitting.on(THU_26).as_("Peter").take("Stuk opvragen", **ASKED, wanted_by=TUE_1)


def test_r14_who_handles_the_case_has_a_task_at_once_and_its_message_tells_nothing(sitting: Sitting) -> None:
    requests(sitting)

    [task] = told(sitting, REQUESTED)
    assert task == ("Sanne", REQUESTED, "K-2026-001: de commissie vraagt om een stuk, graag uiterlijk di 1 dec.")
    card = sitting.as_("Sanne").open().shown
    assert "🟠 Vraag 1: De aantekeningen van het gesprek" in card
    assert "bij: de behandelaar · graag uiterlijk di 1 dec" in card


def test_r14_what_somebody_else_has_needs_a_name(sitting: Sitting) -> None:
    sitting.on(THU_26).as_("Peter").open().press("Stuk opvragen").submit(**ASKED, holder="other")
    assert list(sitting.errors) == ["holder_name"]

    sitting.submit(**ASKED, holder="other", holder_name="Huisarts De Boer", holder_contact="036 123 45 67")

    [one] = requested(sitting.complaint)
    assert (one.holder, one.holder_name, one.what) == ("other", "Huisarts De Boer", ASKED["what"])


def test_r14_what_is_delivered_is_in_the_dossier_in_the_same_moment_in_which_the_request_is_met(
    sitting: Sitting,
) -> None:
    before = requests(sitting).complaint.version
    sitting.as_("Sanne").stack = []
    sitting.carry("request:d1", f"{sitting.id}:d1").press("Stuk leveren")
    assert str(ASKED["what"]) in sitting.shown
    sitting.submit()
    assert list(sitting.errors) == ["files"]

    sitting.submit(files={"aantekeningen.pdf": b"%PDF-1.7 Zo ging het"})

    assert not sitting.errors
    added, met = sitting.complaint.events[before:]
    assert met.attributes["documents"] == [added.attributes["document"]]
    assert facts(sitting, FactName.DOCUMENT_DELIVERED) == [THU_26]


def test_r14_a_document_that_is_there_already_can_be_delivered(sitting: Sitting) -> None:
    with sitting.desk.units() as uow:
        id = uow.documents.add(
            sitting.complaint.id, NewDocument(DocumentKind.OTHER, "aantekeningen.txt", b"Zo ging het")
        )
        uow.commit()
    requests(sitting).as_("Sanne").take("Stuk leveren", document=id)

    [one] = requested(sitting.complaint)
    assert one.documents == (id,)


def test_r14_that_it_does_not_come_is_told_to_the_chair_who_reads_why_after_a_fresh_look(sitting: Sitting) -> None:
    requests(sitting).as_("Sanne").take("Stuk komt niet", reason="De aantekeningen zijn weg.")
    [message] = told(sitting, REFUSED)
    assert message == ("Hanneke", REFUSED, "Klacht K-2026-001: een stuk waar u om vroeg, komt niet.")

    sitting.as_("Hanneke").stack = []
    assert "De aantekeningen zijn weg." in sitting.carry("request:d1", f"{sitting.id}:d1").shown
    asked(sitting, "Hanneke", "declare").submit(answer="involved").submit()
    sitting.stack = []
    sitting.carry("request:d1", f"{sitting.id}:d1")

    assert sitting.said.startswith("Deze klacht is hier niet te vinden.")
    assert not [word for word in PERSONAL if word in str(told(sitting, REFUSED, REQUESTED))]


# In their channel -----------------------------------------------------------------------------------------------------


@pytest.fixture
def hall(sqlite_databases: Databases, clock: StoppedClock) -> Iterator[Hall]:
    with opened(sqlite_databases, clock) as made:
        declared(made, "Peter", "Hanneke")
        made.go_on()
        yield made


def buttons(hall: Hall) -> dict[str, tuple[str, str]]:
    """What can be pressed in the message "Wat vragen wij nu van u?"."""
    found = [element for block in hall.pinned()[0].blocks for element, _ in elements_of(block)]
    return {one["text"]["text"]: (one["action_id"], one["value"]) for one in found if one["type"] == "button"}


def pressed(hall: Hall, who: str, text: str) -> Sitting:
    """Somebody presses a button of that message."""
    hall.sitting.stack = []
    return hall.sitting.as_(who).carry(*buttons(hall)[text])


def test_what_is_asked_now_can_be_done_from_the_message_on_top_of_the_channel(hall: Hall) -> None:
    assert list(buttons(hall)) == ["Bespreking vastleggen", "Bespreking overslaan", "Andere stap…"]

    pressed(hall, "Peter", "Bespreking vastleggen").submit()
    hall.go_on()

    assert list(buttons(hall)) == ["Zitting plannen", "Andere stap…"]
    pressed(hall, "Hanneke", "Zitting plannen").submit(**HEARING)
    hall.go_on()
    assert list(buttons(hall)) == ["Zitting vastleggen", "Zitting verplaatsen", "Andere stap…"]
    assert "De zitting is op woensdag 9 december om 14:00 uur." in "\n".join(texts_of(hall.pinned()[0]))
    assert hall.channel.topic == "K-2026-001 · zitting op wo 9 dec"
    assert "Stadhuis" not in str([hall.channel.topic, *hall.slack.traffic])


def test_r16_the_channel_says_once_on_which_day_a_hearing_is_and_again_when_it_moves(hall: Hall) -> None:
    pressed(hall, "Peter", "Bespreking vastleggen").submit()
    hall.go_on()
    pressed(hall, "Hanneke", "Zitting plannen").submit(**HEARING)
    hall.go_on()
    hall.go_on()
    planned = days_said(hall)

    pressed(hall, "Hanneke", "Zitting verplaatsen").submit(planned_for=date(2026, 12, 10))
    hall.go_on()

    first = "K-2026-001: de zitting is op woensdag 9 december 2026, 14:00 uur. Kunt u dan niet? Laat het ons weten."
    assert planned == [first]
    assert days_said(hall) == [first, first.replace("woensdag 9", "donderdag 10")]


def days_said(hall: Hall) -> list[str]:
    return [one.text for one in hall.slack.history(hall.channel.id) if ": de zitting is op" in one.text]


@pytest.mark.parametrize("text", ["Bespreking vastleggen", "Andere stap…"])
@pytest.mark.parametrize("who", ["Karel", "Tom"])
def test_who_may_not_read_the_case_finds_nothing_behind_a_button_of_the_channel(
    hall: Hall, who: str, text: str
) -> None:
    pressed(hall, who, text)

    assert hall.sitting.said.startswith("Deze klacht is hier niet te vinden.")


def test_behind_another_step_stands_what_this_member_may_do(hall: Hall) -> None:
    pressed(hall, "Peter", "Andere stap…").press("Stuk opvragen")
    assert "Wie heeft het stuk?" in hall.sitting.shown

    hall.sitting.submit(**ASKED)

    assert [one.what for one in requested(hall.sitting.complaint)] == [ASKED["what"]]


def test_r14_a_document_that_came_in_is_told_once_in_the_channel(hall: Hall) -> None:
    with hall.sitting.desk.units() as uow:
        id = uow.documents.add(hall.sitting.complaint.id, NewDocument(DocumentKind.OTHER, "Brief van Ada.txt", b"-"))
        uow.commit()
    hall.sitting.as_("Peter").take("Stuk opvragen", **ASKED)
    hall.sitting.as_("Sanne").take("Stuk leveren", document=id)

    hall.go_on()
    hall.sitting.on(THU_26)
    hall.go_on()

    told_in_channel = [one.text for one in hall.slack.history(hall.channel.id) if "bij gekomen" in one.text]
    assert told_in_channel == [
        "K-2026-001: er is een stuk bij gekomen waar u om vroeg. Het staat nu in de lijst met stukken."
    ]
    task = [one for one in hall.said(SANNE) if "commissie" in one and "stuk" in one]
    assert task == ["K-2026-001: het stuk waar de commissie om vroeg is geleverd op di 17 nov."]


def test_r16_who_is_in_the_channel_gets_a_hearing_for_their_own_calendar(hall: Hall) -> None:
    pressed(hall, "Peter", "Bespreking vastleggen").submit()
    hall.go_on()
    pressed(hall, "Hanneke", "Zitting plannen").submit(**HEARING)
    hall.go_on()

    said = hall.slack.history(hall.channel.id)[-1]
    (button,) = [one for block in said.blocks for one, _ in elements_of(block) if one["type"] == "button"]
    hall.sitting.stack = []
    hall.sitting.as_("Peter").carry(button["action_id"], button["value"])
    hall.go_on()

    brought = hall.slack.history(hall.slack.dm_of("U0PETER"))[-1]
    (file,) = brought.files
    assert file.name == "K-2026-001, zitting.ics"
    assert file.content is not None
    assert b"DTSTART;TZID=Europe/Amsterdam:20261209T140000" in file.content
    assert b"SEQUENCE:0" in file.content
    assert "Okonkwo" not in f"{file.name}{file.title}{brought.text}"


@pytest.mark.parametrize("who", ["Karel", "Tom"])
def test_r16_who_may_not_read_the_case_gets_nothing_for_their_calendar(hall: Hall, who: str) -> None:
    hall.sitting.stack = []

    said = hall.sitting.as_(who).carry("calendar", hall.sitting.id).said

    assert "Deze klacht is hier niet te vinden." in said
