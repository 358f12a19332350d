"""Forged, replayed and broken payloads: decided by the server's own data alone, never recorded, always answered.

Slack signs what it sends and a person cannot choose what a button carries; these tests hold even if somebody could.
"""

from __future__ import annotations

import logging
from typing import Any

import pytest

from klachtbot.slack import forms
from klachtbot.slack.forms import Carried
from klachtbot.slack.listeners import ROUTES
from klachtbot.slack.screens.setup_forms import SETUP_FORMS
from klachtbot.slack.steps import ALL_FORMS, COLLEAGUE, FACT, ORGANISATION, STEPS, WITHDRAWN
from tests.e2e.counter import carrying, filled
from tests.e2e.scene import Scene
from tests.e2e.street import NOWHERE, SECRET, SUBJECT, Case, slack_id

NOT_FOUND = "Deze klacht is hier niet te vinden."
THEIRS = "a case about a coordinator"
"""Marleen's: about Joris, kept from Sanne and Noor."""
REPORTED = "a report about a coordinator"
OURS = "a case about Tom"
"""Sanne's."""
OF_NO_CASE = {"report", "terms", *SETUP_FORMS}
ABOUT_A_CASE = {name: form for name, form in ALL_FORMS.items() if name not in OF_NO_CASE}
OTHERS = ("Noor", "Fatma", "Nobody")
"""A coordinator it is kept from, who reported something else, and who stands in no organisation file."""


def carried_by(case: Case) -> list[str]:
    """Everything a button could carry that points at this case, in every shape there is."""
    id, version = case.id, case.version
    return [
        id,
        f"{id}:0",
        f"{id}:10",
        f"{id}:{version}",
        f"{id}:contact:",
        f"{id}:acknowledge:r1",
        f"{id}:b1",
        f"supplement:{id}:",
    ]


CARRYING = tuple(one for one in ROUTES.actions if one != "inspection")
"""The buttons that carry something: to ask for one's own dossier does not, and leaves a row whoever asks (R20)."""


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("action", CARRYING)
@pytest.mark.parametrize("situation", [THEIRS, REPORTED])
def test_a_button_that_carries_somebody_elses_case_finds_nothing(
    scene: Scene, action: str, who: str, situation: str
) -> None:
    case, before = scene.case(situation), scene.everything()

    for theirs, nobodys in zip(carried_by(case), carried_by(NOWHERE), strict=True):
        found = scene.door.press(slack_id(who), f"{action}:x", theirs)
        nothing = scene.door.press(slack_id(who), f"{action}:x", nobodys)

        assert found == nothing
        assert case.label not in found.shown
    assert scene.everything() == before


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("form", ABOUT_A_CASE.values(), ids=ABOUT_A_CASE)
@pytest.mark.parametrize("situation", [THEIRS, REPORTED])
def test_a_form_that_carries_somebody_elses_case_records_nothing_in_it(
    scene: Scene, form: forms.Form, who: str, situation: str
) -> None:
    case = scene.case(situation)
    before, state = scene.entries(case), filled(form, complainant={"value": "Wie Dan Ook"})

    found, nothing = (
        scene.door.submit(slack_id(who), form, state, Carried.fresh(one.id, one.version).text())
        for one in (case, NOWHERE)
    )

    assert found == nothing
    assert scene.entries(case) == before
    assert case.label not in found.shown


def test_a_report_that_carries_somebody_elses_case_is_a_report_of_its_own(scene: Scene) -> None:
    case = scene.case(REPORTED)
    before, metadata = scene.entries(case), Carried.fresh(case.id, case.version).text()

    said = scene.door.submit(slack_id("Fatma"), forms.REPORT, filled(forms.REPORT), metadata)

    assert "Je melding is doorgegeven." in said.shown
    assert case.label not in said.shown
    assert scene.entries(case) == before


@pytest.mark.parametrize("version", [0, 9, -1, 10**30], ids=["none", "later", "below", "huge"])
@pytest.mark.parametrize("name", [name for name in STEPS if name != "rule"])  # nobody else can make a ruling wait (R18)
def test_a_form_about_another_state_of_the_case_is_refused(scene: Scene, name: str, version: int) -> None:
    case, before = scene.case(OURS), scene.everything()

    said = scene.door.submit(
        slack_id("Sanne"), STEPS[name].form, _whole(scene, name), Carried.fresh(case.id, version).text()
    )

    assert "Een collega heeft intussen iets vastgelegd" in said.shown
    assert scene.everything() == before


def _whole(scene: Scene, name: str) -> dict[str, Any]:
    """A form of a step that lacks nothing."""
    to = {"selected_option": {"value": scene.street.people["Noor"].id}}
    return filled(STEPS[name].form, **{COLLEAGUE: to, FACT: {"selected_option": {"value": "received:"}}})


@pytest.mark.parametrize("name", STEPS)
def test_the_key_of_somebody_elses_submission_opens_nothing(scene: Scene, name: str) -> None:
    ours, theirs = scene.case(OURS), scene.case(THEIRS)
    before = scene.everything()

    said = scene.door.submit(
        slack_id("Sanne"),
        STEPS[name].form,
        _whole(scene, name),
        carrying(ours.id, ours.version, submission=scene.submission_of(theirs)),
    )

    assert theirs.label not in said.shown
    assert scene.everything() == before


@pytest.mark.parametrize("form", ABOUT_A_CASE.values(), ids=ABOUT_A_CASE)
@pytest.mark.parametrize("situation", [THEIRS, REPORTED])
def test_sending_in_again_what_somebody_else_recorded_is_as_good_as_nothing(
    scene: Scene, form: forms.Form, situation: str
) -> None:
    case, before = scene.case(situation), scene.everything()
    key = scene.submission_of(case)

    found, nothing = (
        scene.door.submit(slack_id("Noor"), form, filled(form), carrying(one.id, one.version, submission=key))
        for one in (case, NOWHERE)
    )

    assert found == nothing
    assert scene.everything() == before


@pytest.mark.parametrize("name", STEPS)
def test_an_own_key_of_another_case_records_nothing_and_says_so(scene: Scene, name: str) -> None:
    case, other = scene.case(OURS), scene.case("a case about the supervisor")
    before, key = scene.everything(), scene.submission_of(other)

    said = scene.door.submit(
        slack_id("Sanne"), STEPS[name].form, _whole(scene, name), carrying(case.id, case.version, submission=key)
    )

    assert '"response_action": "errors"' in said.said or "Even opletten" in said.said
    assert scene.everything() == before


@pytest.mark.parametrize("name", ["register", "report"])
@pytest.mark.parametrize("who", ["Noor", "Joris"])
def test_sending_somebody_elses_registration_again_shows_nothing_of_it(scene: Scene, name: str, who: str) -> None:
    theirs, before = scene.case(THEIRS), scene.everything()

    said = scene.door.submit(
        slack_id(who), ALL_FORMS[name], filled(ALL_FORMS[name]), carrying("", 0, submission=scene.submission_of(theirs))
    )

    assert theirs.label not in said.shown
    assert NOT_FOUND in said.shown
    assert scene.everything() == before


@pytest.mark.parametrize("chosen", ["Tom", "Fatma", "Marleen", "Piet", "Sanne", "a slack id", "nobody", "nothing"])
def test_a_case_is_handed_over_to_nobody_who_was_not_offered(scene: Scene, chosen: str) -> None:
    case, before = scene.case(OURS), scene.everything()
    ids = {"a slack id": slack_id("Noor"), "nobody": NOWHERE.id, "nothing": ""}
    to = ids[chosen] if chosen in ids else scene.street.people[chosen].id
    state = filled(STEPS["hand_over"].form, **{COLLEAGUE: {"selected_option": {"value": to}}})

    said = scene.door.submit(slack_id("Sanne"), STEPS["hand_over"].form, state, carrying(case.id, case.version))

    assert '"response_action": "errors"' in said.said
    assert scene.everything() == before


@pytest.mark.parametrize(
    ("name", "key"), [("add_respondent", ORGANISATION), ("withdraw_respondent", WITHDRAWN), ("correct", FACT)]
)
@pytest.mark.parametrize("chosen", ["nobody", "r9", "d1", "", "0" * 32])
def test_what_was_not_offered_to_choose_from_is_recorded_nowhere(
    scene: Scene, name: str, key: str, chosen: str
) -> None:
    case, before = scene.case(OURS), scene.everything()
    state = filled(STEPS[name].form, **{key: {"selected_option": {"value": chosen}}, "names": {"value": ""}})

    said = scene.door.submit(slack_id("Sanne"), STEPS[name].form, state, carrying(case.id, case.version))

    assert '"response_action": "errors"' in said.said
    assert scene.everything() == before


def test_a_user_in_the_state_of_a_form_is_not_who_sends_it(scene: Scene) -> None:
    case, before = scene.case(THEIRS), scene.everything()
    form = STEPS["supplement"].form
    state = {**filled(form), "user": {"user": {"selected_user": slack_id("Marleen")}}}

    said = scene.door.submit(slack_id("Noor"), form, state, carrying(case.id, case.version))

    assert NOT_FOUND in said.shown
    assert scene.everything() == before


BROKEN: dict[str, object] = {
    "nothing": "",
    "colons": ":::::",
    "a word": "supplement",
    "of no step": f"read_it_all:{'0' * 32}:",
    "words": "alle klachten",
    "percent": "%",
    "sql": "' OR 1=1 --",
    "digits": "9" * 30,
    "very many digits": "9" * 6000,
    "below zero": "-1",
    "eastern digits": "٣٤٥",
    "nul": "a\x00b:0",
    "bidi": "\u202eK-2026-001",
    "emoji": "💥" * 500,
    "huge": "a" * 200_000,
    "half a letter": "\ud83d",
    "list": ["x"],
    "number": 7,
    "none": None,
}


@pytest.mark.parametrize("value", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("action", CARRYING)
def test_a_broken_value_is_answered_and_is_no_bug(
    scene: Scene, action: str, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    before = scene.everything()

    with caplog.at_level(logging.ERROR):
        pressed = scene.door.press(slack_id("Sanne"), action, value)
        chosen = scene.door.choose(slack_id("Sanne"), action, value)

    assert [record.getMessage() for record in caplog.records] == []
    assert pressed.views or pressed.said
    assert chosen.views or chosen.said
    assert scene.everything() == before


CARRIED = {
    "nothing": "",
    "half": '{"submission":"a"',
    "list": "[]",
    "null": "null",
    "number": "7",
    "without a key": '{"complaint":"x"}',
    "key of a number": '{"submission":7}',
    "key of a list": '{"submission":[1,2]}',
    "case of a list": '{"submission":"a","complaint":["x"],"version":1}',
    "version of a word": '{"submission":"a","complaint":"x","version":"een"}',
    "version of a list": '{"submission":"a","complaint":"x","version":[1]}',
    "endless version": '{"submission":"a","complaint":"x","version":1e999}',
    "no number": '{"submission":"a","complaint":"x","version":NaN}',
    "deep": "[" * 2900,
    "nul": '{"submission":"a\\u0000","complaint":"x\\u0000"}',
    "half a letter": '{"submission":"a","complaint":"\\ud83d"}',
}


READ_ALIKE = ("step.supplement", "step.hand_over", "step.add_respondent", "step.correct", "dismiss")
"""One form of each way to take what it carries; all steps share one listener."""


@pytest.mark.parametrize("metadata", CARRIED.values(), ids=CARRIED)
@pytest.mark.parametrize("name", READ_ALIKE)
def test_broken_metadata_points_at_no_case(
    scene: Scene, name: str, metadata: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = scene.everything()

    with caplog.at_level(logging.ERROR):
        said = scene.door.submit(slack_id("Sanne"), ALL_FORMS[name], filled(ALL_FORMS[name]), metadata)

    assert [record.getMessage() for record in caplog.records] == []
    assert NOT_FOUND in said.shown
    assert scene.everything() == before


STATES: dict[str, object] = {
    "none": None,
    "list": [],
    "empty": {},
    "fields of words": {"received_on": "x", "subject": "y"},
    "fields of lists": {"story": ["x"], "complainant": [1]},
    "elements of words": {"story": {"story": "x"}, "ticks": {"ticks": "y"}, "on": {"on": "z"}},
    "options of words": {"ticks": {"ticks": {"selected_options": ["x"]}}, "kind": {"kind": {"selected_option": "y"}}},
    "people of numbers": {"people": {"people": {"selected_users": 5}}},
    "people of things": {"people": {"people": {"selected_users": [{"id": "U0NOOR"}, None]}}},
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
@pytest.mark.parametrize("form", ALL_FORMS.values(), ids=ALL_FORMS)
def test_a_broken_state_is_answered_and_records_nothing(scene: Scene, form: forms.Form, state: object) -> None:
    case, before = scene.case(OURS), scene.everything()

    said = scene.door.submit(slack_id("Sanne"), form, state, Carried.fresh(case.id, case.version + 1).text())

    assert said.said or said.views
    assert not any(secret in said.shown for secret in (SECRET, SUBJECT, case.label))
    assert scene.everything() == before


@pytest.mark.parametrize("what", ["action", "form", "shortcut", "message shortcut"])
def test_what_nobody_knows_is_answered_with_what_may_be_done(scene: Scene, what: str) -> None:
    before, me = scene.everything(), slack_id("Sanne")

    said = {
        "action": lambda: scene.door.press(me, "read_everything", "x"),
        "form": lambda: scene.door.submit(me, "read_everything", {}, ""),
        "shortcut": lambda: scene.door.send({"type": "shortcut", "callback_id": "read_everything"}, me),
        "message shortcut": lambda: scene.door.send(
            {"type": "message_action", "callback_id": "read_everything", "message": {}, "channel": {"id": "C0"}}, me
        ),
    }[what]()

    assert "Wat wil je doen?" in said.shown
    assert scene.everything() == before


def test_numbers_that_were_guessed_are_answered_alike_whether_they_exist_or_not(scene: Scene) -> None:
    guesses = [f"{series}-2026-{number:03d}" for series in ("K", "L", "M", "LM") for number in range(1, 25)]

    answers = {
        scene.street.counter.visit(slack_id("Fatma"), ROUTES.command("toon"), value=f"toon {one}") for one in guesses
    }

    assert len(answers) == 1


def test_people_in_a_form_that_asks_for_none_are_not_made_known(scene: Scene) -> None:
    case = scene.case("a case whose officer is away")
    form = STEPS["supplement"].form
    state = {**filled(form), "x": {"x": {"selected_users": ["U0FORGED"]}}}
    people = scene.everything()[-1]

    scene.door.submit(slack_id("Sanne"), form, state, Carried.fresh(case.id, scene.entries(case)).text())

    assert scene.everything()[-1] == people
