"""R21: who opened what of a dossier is kept before it is shown, once for each opening, and told to who handles it."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import select

from klachtbot.slack.steps import STEPS
from klachtbot.storage import tables
from klachtbot.usecases.reads import Opened
from tests.e2e.counter import carrying
from tests.e2e.scene import Scene
from tests.e2e.street import NOWHERE, Case, slack_id

OURS, TOLD, ASKED, APART = (
    "a case about Tom",
    "a case about Tom and Fatma",
    "a case whose committee is asked",
    "a case a coordinator was added to afterwards",
)


def log(scene: Scene, case: Case) -> list[tuple[str, str, str]]:
    """Who opened what of it, from the first."""
    names = {person.id: name for name, person in scene.street.people.items()}
    with scene.street.database.uow(read_only=True) as uow:
        r = tables.reads.c
        rows = uow.connection.execute(select(r.person, r.opened, r.item).where(r.complaint == case.id).order_by(r.id))
        return [(names[row.person], row.opened, row.item) for row in rows]


def new_in(scene: Scene, case: Case, *presses: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    """What is added to the log when these people press these buttons, an hour after whatever was pressed before."""
    scene.street.clock.move(timedelta(hours=1))
    before = len(log(scene, case))
    for who, action, value in presses:
        scene.door.press(slack_id(who), action, value)
    return log(scene, case)[before:]


def test_opening_a_card_its_pages_and_its_documents_is_kept(scene: Scene) -> None:
    case = scene.case(OURS)

    found = new_in(
        scene, case,
        ("Sanne", "open:x", case.id),
        ("Sanne", "card:older", f"{case.id}:10"),
        ("Noor", "open:x", case.id),
        ("Sanne", "documents:all", case.id),
        ("Sanne", "step:contact", f"record_contact:{case.id}:"),
    )  # fmt: skip

    assert found == [
        ("Sanne", Opened.CARD, ""),
        ("Noor", Opened.CARD, ""),
        ("Sanne", Opened.DOCUMENTS, ""),
        ("Sanne", Opened.FORM, "record_contact"),
    ]


def test_a_card_that_is_opened_again_later_is_another_opening(scene: Scene) -> None:
    case = scene.case(OURS)

    found = [new_in(scene, case, ("Sanne", "open:x", case.id)) for _ in range(2)]

    assert found == [[("Sanne", Opened.CARD, "")]] * 2


def test_a_respondent_who_opens_their_letter_and_an_officer_who_reads_it_are_kept(scene: Scene) -> None:
    case = scene.case(TOLD)
    ref = next(ref for ref, name in case.notices.items() if name == "Fatma")

    found = new_in(scene, case, ("Fatma", "notice", f"{case.id}:{ref}"), ("Sanne", f"letter:{ref}", f"{case.id}:{ref}"))

    assert found == [("Fatma", Opened.NOTICE, ref), ("Sanne", Opened.LETTER, ref)]


def test_a_member_who_is_asked_and_so_sees_who_it_is_about_is_kept(scene: Scene) -> None:
    case = scene.case(ASKED)

    found = new_in(scene, case, ("Hanneke", "panel:declare", f"{case.id}:declare"))

    assert found == [("Hanneke", Opened.QUESTION, "")]


def test_what_was_not_shown_is_not_in_the_log(scene: Scene) -> None:
    case = scene.case(APART)
    actions = ("open:x", "card:x", "documents:x", "letter:x", "notice", "step:x", "reads")
    values = (case.id, f"{case.id}:0", f"{case.id}:b1", f"supplement:{case.id}:")

    found = new_in(
        scene,
        case,
        *((who, one, value) for who in ("Joris", "Noor", "Fatma", "Nobody") for one in actions for value in values),
        ("Marleen", "reads", f"{case.id}:0"),
    )

    assert found == []


def test_the_card_of_a_case_that_moved_tells_who_opened_it_and_who_could_and_did_not(scene: Scene) -> None:
    case = scene.case(OURS)
    new_in(scene, case, ("Noor", "open:x", case.id))
    now = scene.street.now(case.id)
    form = STEPS["add_respondent"].form
    state = {"names": {"names": {"value": "Joris Bakker"}}}
    scene.door.submit(slack_id("Sanne"), form, state, carrying(now.id, now.version, submission=uuid.uuid4().hex))

    card = scene.door.press(slack_id("Marleen"), "open:x", case.id).shown

    assert "Noor Haddad · opende de klacht" in card
    assert "Sanne de Wit · behandelde de klacht" in card
    assert "Joris Bakker · kon de klacht lezen, maar opende die niet" in card


def test_r21_who_read_before_it_moved_is_for_the_supervisor_and_not_for_the_committee(scene: Scene) -> None:
    case = scene.case("a case with a committee")
    form = STEPS["add_respondent"].form
    state = {"names": {"names": {"value": "Joris Bakker"}}}
    now = scene.street.now(case.id)
    metadata = carrying(now.id, now.version, submission=uuid.uuid4().hex)
    scene.door.submit(slack_id("Noor"), form, state, metadata)

    cards = [scene.door.press(slack_id(who), "open:x", case.id).shown for who in ("Marleen", "Hanneke")]

    assert ["Joris Bakker · kon de klacht lezen" in card for card in cards] == [True, False]
    assert all(case.label in card for card in cards)


def test_the_log_is_shown_ten_at_a_time_the_newest_first(scene: Scene) -> None:
    case = scene.case("a case about the supervisor")
    for who in ("Sanne", "Noor", "Joris", *["Sanne"] * 9):
        new_in(scene, case, (who, "open:x", case.id))

    newest = scene.door.press(slack_id("Sanne"), "reads", f"{case.id}:0").shown
    oldest = scene.door.press(slack_id("Sanne"), "reads:older", f"{case.id}:10").shown

    assert newest.count("Sanne de Wit · de klacht") == 9
    assert "Joris Bakker · de klacht" in newest
    assert "Noor Haddad · de klacht" not in newest
    assert "Noor Haddad · de klacht" in oldest


def test_of_a_case_that_does_not_exist_nothing_is_kept(scene: Scene) -> None:
    with scene.street.database.uow(read_only=True) as uow:
        before = len(uow.connection.execute(select(tables.reads.c.id)).all())

    scene.door.press(slack_id("Sanne"), "open:x", NOWHERE.id)

    with scene.street.database.uow(read_only=True) as uow:
        assert len(uow.connection.execute(select(tables.reads.c.id)).all()) == before
