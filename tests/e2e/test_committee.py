"""The committee is put together (R13): who is asked and why, the chair confirms, and each member answers."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from klachtbot.domain.dossier import panel
from klachtbot.domain.model import Action, Fact, FactName, PersonId, Seat
from klachtbot.domain.terms import Status, Term, running
from klachtbot.slack.renderers import renderer
from klachtbot.storage import tables
from klachtbot.storage.uow import SqlUnitOfWork
from klachtbot.usecases.delivery import OutboxRow, Post
from klachtbot.usecases.panel_messages import (
    CONFIRM,
    DECLARE,
    EMPTY,
    INVOLVED,
    OPEN,
    OPENS,
    UPDATE,
    YES,
    questions,
    standing,
)
from tests.databases import Databases, StoppedClock
from tests.e2e.sitting import Sitting
from tests.usecases.house import FILE

TUE_17, WED_18, THU_19 = (date(2026, 11, day) for day in (17, 18, 19))

COMMITTEE = f"""{FILE}
[[person]]
slack = "U0HANNEKE"
name = "Hanneke Smit"
positions = ["chair"]

[[person]]
name = "Willem Prins"
email = "willem@voorbeeld.example"
positions = ["deputy_chair"]

[[person]]
slack = "U0PETER"
name = "Peter Jansen"
positions = ["partner_member"]
organisation = "Zorggroep De Waterlelie"

[[person]]
slack = "U0AISHA"
name = "Aisha Benali"
positions = ["substitute"]
organisation = "Stichting Het Baken"

[[person]]
slack = "U0KAREL"
name = "Karel Mulder"
positions = ["municipal_official"]

[[person]]
slack = "U0ILSE"
name = "Ilse Brouwer"
positions = ["secretary"]
"""


@pytest.fixture
def sitting(sqlite_databases: Databases, clock: StoppedClock) -> Sitting:
    return referred(Sitting(sqlite_databases.open(clock), clock, file=COMMITTEE))


def referred(sitting: Sitting) -> Sitting:
    """The committee got the case, on Tuesday 17 November."""
    sitting.on(TUE_17)
    sitting.letter(Action.RECORD_CONTACT, TUE_17, explained=True)
    sitting.letter(Action.ACKNOWLEDGE, TUE_17)
    sitting.letter(Action.RECORD_NO_CONVERSATION, TUE_17, reason="-")
    return sitting.letter(Action.RECEIVE_DIRECTLY, TUE_17, consent=True)


def composed(sitting: Sitting) -> Sitting:
    return sitting.as_("Sanne").take("Commissie samenstellen")


def confirmed(sitting: Sitting) -> Sitting:
    composed(sitting)
    return asked(sitting, "Hanneke", "confirm").submit().as_("Sanne")


def asked(sitting: Sitting, who: str, what: str) -> Sitting:
    """Somebody presses the button of the question they got."""
    sitting.stack = []
    return sitting.as_(who).carry(f"panel:{what}", f"{sitting.id}:{what}")


def answers(sitting: Sitting, who: str, answer: str, ground: str | None = None) -> Sitting:
    asked(sitting, who, "declare").submit(answer=answer, ground=ground)
    if answer == "involved":
        assert "Dan doet u niet mee" in sitting.shown
        sitting.submit()
    assert not sitting.errors, sitting.errors
    return sitting


def seats(sitting: Sitting) -> list[str]:
    """The first names of who sits, in the order of the seats."""
    names, sits = {one.id: name for name, one in sitting.people.items()}, panel(sitting.complaint)
    return [names[PersonId(str(sits[seat]))] for seat in Seat if seat in sits]


def told(sitting: Sitting, *kinds: str) -> list[tuple[str, str, str]]:
    """What waits to be sent: to whom, of which kind, and what it says."""
    by_id = {one.id: (name, one) for name, one in sitting.people.items()}
    with sitting.desk.units(read_only=True) as uow:
        assert isinstance(uow, SqlUnitOfWork)
        rows = uow.connection.execute(select(tables.outbox).order_by(tables.outbox.c.id)).all()
    found = []
    for row in rows:
        if row.kind not in kinds:
            continue
        name, person = by_id[PersonId(row.recipient)]
        said = renderer(sitting.desk)(
            OutboxRow(1, row.key, row.kind, person, sitting.complaint.id, json.loads(row.payload), 0, sitting.clock.at)
        )
        found.append((name, row.kind, said.text if isinstance(said, Post) else ""))
    return found


BY_WHEN = "Graag uiterlijk donderdag 19 november."
CHOSEN = f"De commissie voor klacht K-2026-001 is gekozen. Wilt u kijken of dat zo goed is? {BY_WHEN}"
QUESTION = f"U bent gevraagd voor klacht K-2026-001. Wilt u laten weten of u betrokken bent? {BY_WHEN}"


def test_the_standing_three_are_proposed_with_a_reason_and_the_chair_is_asked_to_confirm(sitting: Sitting) -> None:
    sitting.open().press("Commissie samenstellen")
    assert "*Voorzitter*: Hanneke Smit, vast in de commissie." in sitting.shown
    assert sitting.filled()["secretary"] == sitting.people["Ilse"].id

    sitting.submit()

    assert seats(sitting) == ["Hanneke", "Peter", "Karel"]
    assert told(sitting, CONFIRM, DECLARE) == [("Hanneke", CONFIRM, CHOSEN)]
    assert "voorzitter: Hanneke Smit · nog geen antwoord" in sitting.open().shown


def test_a_complaint_about_the_members_own_organisation_gets_the_substitute_of_another(sitting: Sitting) -> None:
    with sitting.desk.units(read_only=True) as uow:
        own = next(id for id, name in uow.people.organisations().items() if name == "Zorggroep De Waterlelie")
    sitting.take("Beklaagde toevoegen", names="Bo Bos", organisation=own)

    sitting.open().press("Commissie samenstellen")

    why = "Aisha Benali, in plaats van Peter Jansen. Reden: de klacht gaat over de eigen organisatie."
    assert f"*Lid van een convenantpartner*: {why}" in sitting.shown
    assert "Peter Jansen (" not in sitting.shown


def test_who_replaces_a_proposed_member_says_why_and_one_at_a_time(sitting: Sitting) -> None:
    willem, aisha = sitting.people["Willem"].id, sitting.people["Aisha"].id
    sitting.open().press("Commissie samenstellen").submit(chair=willem)
    assert list(sitting.errors) == ["ground"]
    sitting.submit(chair=willem, partner_member=aisha, ground="illness")
    assert list(sitting.errors) == ["partner_member"]
    assert "Vervang één lid tegelijk" in sitting.errors["partner_member"]

    sitting.submit(chair=willem, ground="illness")

    assert seats(sitting) == ["Willem", "Peter", "Karel"]
    instead = {"chair": [sitting.people["Hanneke"].id, "illness"]}
    assert sitting.complaint.events[-1].attributes["instead"] == instead


@pytest.mark.parametrize("who", ["Sanne", "Tom", "Peter", "nobody"])
def test_only_who_may_sit_there_is_asked_for_a_seat(sitting: Sitting, who: str) -> None:
    forged = sitting.people[who].id if who in sitting.people else "f" * 32
    sitting.open().press("Commissie samenstellen")
    before = sitting.complaint.version

    sitting.submit(chair=forged, ground="illness")

    assert list(sitting.errors) == ["chair"]
    assert sitting.complaint.version == before


def test_a_seat_nobody_can_take_is_refused_with_what_the_roster_lacks(sitting: Sitting) -> None:
    confirmed(sitting)
    answers(sitting, "Karel", "involved")

    sitting.as_("Sanne").open().press("Commissie samenstellen")

    assert sitting.said == "Voor de plaats van ambtenaar van de gemeente is nu niemand te vragen."


def test_who_is_no_longer_in_slack_is_pointed_out(sitting: Sitting) -> None:
    sitting.screens.left.add("U0PETER")

    sitting.open().press("Commissie samenstellen")

    assert "Peter Jansen is niet meer actief in Slack." in sitting.shown


def test_the_chair_confirms_and_only_then_the_members_are_asked(sitting: Sitting) -> None:
    composed(sitting)
    assert told(sitting, DECLARE) == []

    asked(sitting, "Hanneke", "confirm")
    assert "Tom Visser" not in sitting.shown
    sitting.submit()

    assert [one[::2] for one in told(sitting, DECLARE)] == [(who, QUESTION) for who in ("Hanneke", "Karel", "Peter")]
    sitting.press("Antwoorden")
    assert "Bent u betrokken?" in sitting.shown


def test_a_member_sees_the_parties_and_reads_the_dossier_from_their_own_declaration_on(sitting: Sitting) -> None:
    confirmed(sitting)
    assert sitting.as_("Peter").open().said.startswith("Deze klacht is hier niet te vinden.")
    asked(sitting, "Peter", "declare")
    assert "Ada Okonkwo" in sitting.shown
    assert "Tom Visser" in sitting.shown

    sitting.submit(answer="not_involved").press("Dossier lezen")

    assert "K-2026-001 · bij de commissie" in sitting.shown
    assert sitting.offers() == ["Bespreking overslaan", "Stuk opvragen"]
    assert "Stuk toevoegen" not in sitting.shown
    assert sitting.as_("Karel").open().said.startswith("Deze klacht is hier niet te vinden.")


def test_members_who_answer_at_the_same_time_do_not_stand_in_each_others_way(sitting: Sitting) -> None:
    confirmed(sitting)
    forms = {who: asked(sitting, who, "declare").view for who in ("Peter", "Karel", "Hanneke")}

    for who, form in forms.items():
        sitting.as_(who).stack = [form]
        sitting.submit(answer="not_involved")
        assert "U kunt het dossier nu lezen." in sitting.shown

    declared = {fact.subject for fact in sitting.complaint.facts if fact.name is FactName.DECLARED_UNINVOLVED}
    assert declared == {"chair", "partner_member", "municipal_official"}


def test_a_question_that_is_about_somebody_else_too_by_now_is_asked_anew(sitting: Sitting) -> None:
    confirmed(sitting)
    form = asked(sitting, "Peter", "declare").view
    sitting.as_("Sanne").take("Beklaagde toevoegen", names="Bo Bos")

    sitting.as_("Peter").stack = [form]
    sitting.submit(answer="not_involved")

    assert list(sitting.errors.values()) == [
        "Er is intussen iets veranderd. Sluit dit venster en open de vraag opnieuw."
    ]


def test_who_is_involved_leaves_the_substitute_is_proposed_and_the_others_stay_asked(sitting: Sitting) -> None:
    confirmed(sitting)
    answers(sitting, "Karel", "not_involved")
    answers(sitting, "Peter", "involved", "personal_tie")
    assert told(sitting, EMPTY)[0][0] == "Sanne"
    assert sitting.open().said.startswith("Deze klacht is hier niet te vinden.")
    assert "Kies wie de plaats inneemt." in told(sitting, EMPTY)[0][2]

    asked(sitting, "Hanneke", "declare").submit(answer="not_involved")
    sitting.as_("Sanne").open().press("Commissie samenstellen")
    why = "Aisha Benali, in plaats van Peter Jansen. Reden: kent iemand uit deze klacht."
    assert why in sitting.shown
    sitting.submit()
    asked(sitting, "Hanneke", "confirm").submit()
    answers(sitting, "Aisha", "not_involved")

    assert seats(sitting) == ["Hanneke", "Aisha", "Karel"]
    # who kept the seat is not asked twice
    assert [who for who, _, said in told(sitting, DECLARE)] == ["Hanneke", "Karel", "Peter", "Aisha"]
    declared = [fact for fact in sitting.complaint.facts if fact.name is FactName.DECLARED_UNINVOLVED]
    assert len(declared) == 3


def test_after_two_working_days_the_member_is_called_and_the_answer_is_recorded_for_them(sitting: Sitting) -> None:
    confirmed(sitting)
    waits = [one for one in running(sitting.complaint) if one.term is Term.DECLARATION]
    assert {(one.due_on, one.status) for one in waits} == {(THU_19, Status.RUNNING)}

    sitting.on(THU_19).take(
        "Bel dit lid: lid van een convenantpartner", means="phone", answer="not_involved", on=WED_18
    )

    assert Fact(FactName.DECLARED_UNINVOLVED, WED_18, "partner_member") in sitting.complaint.facts
    said = sitting.complaint.events[-1]
    assert (said.by, said.attributes["on_behalf_of"]) == (sitting.people["Sanne"].id, "partner_member")
    assert "Lid is niet betrokken: lid van een convenantpartner · telefoon · Sanne de Wit" in sitting.open().shown


def test_a_chair_who_answers_by_mail_does_so_in_a_document(sitting: Sitting) -> None:
    composed(sitting).open().press("Bel de voorzitter").submit(means="email")
    assert "Voeg de mail of brief eerst toe" in sitting.errors["means"]

    sitting.submit(means="phone")

    assert Fact(FactName.PANEL_CONFIRMED, TUE_17) in sitting.complaint.facts


def test_a_question_that_is_answered_says_so_in_the_same_message(sitting: Sitting) -> None:
    confirmed(sitting)
    answers(sitting, "Peter", "involved")

    now = {(one.person, one.kind): standing(sitting.complaint, one) for one in questions(sitting.complaint)}

    ids = {name: one.id for name, one in sitting.people.items()}
    assert now == {
        (ids["Hanneke"], CONFIRM): YES,
        (ids["Hanneke"], DECLARE): OPEN,
        (ids["Peter"], DECLARE): INVOLVED,
        (ids["Karel"], DECLARE): OPEN,
    }
    changed = [who for who, _, _ in told(sitting, UPDATE)]
    assert changed == ["Hanneke", "Peter"]


def test_the_dossier_opens_to_the_committee_when_the_complainant_agrees_to_it(sitting: Sitting) -> None:
    sitting.letter(Action.SUPPLEMENT, TUE_17, consent=False)
    confirmed(sitting)
    answers(sitting, "Peter", "not_involved")
    assert "U hoort het zodra u het dossier kunt lezen." in sitting.shown
    assert sitting.open().said.startswith("Deze klacht is hier niet te vinden.")

    sitting.as_("Sanne").letter(Action.SUPPLEMENT, TUE_17, consent=True)

    assert told(sitting, OPENS) == [("Peter", OPENS, "Klacht K-2026-001: u kunt het dossier nu lezen.")]
    assert "bij de commissie" in sitting.as_("Peter").open().shown


def test_no_message_of_the_whole_story_holds_a_name(sitting: Sitting) -> None:
    confirmed(sitting)
    answers(sitting, "Peter", "involved")
    composed(sitting)
    asked(sitting, "Hanneke", "confirm").submit()

    said = "\n".join(text for _, _, text in told(sitting, CONFIRM, DECLARE, UPDATE, EMPTY))

    assert QUESTION in said
    assert not [name for name in ("Ada", "Okonkwo", "Tom", "Visser", "Waterlelie", "Peter") if name in said]


def test_r23_the_supervisor_composes_and_no_coordinator_finds_a_thing(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    sitting = Sitting(sqlite_databases.open(clock), clock, file=COMMITTEE, about="Joris Bakker", by="Marleen")
    referred(sitting)
    sitting.take("Commissie samenstellen")

    found = [asked(sitting, who, what).said for who in ("Sanne", "Joris") for what in ("confirm", "declare")]

    assert sitting.complaint.label == "L-2026-001"
    assert set(found) == {"Deze klacht is hier niet te vinden. Kijk het nummer na, bijvoorbeeld K-2026-001."}
    asked(sitting, "Hanneke", "confirm")
    assert "*Voorzitter*: Hanneke Smit" in sitting.shown
    sitting.submit()
    answers(sitting, "Karel", "involved")
    assert [who for who, _, _ in told(sitting, EMPTY)] == ["Marleen"]
