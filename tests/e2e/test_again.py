"""Pressing submit again, or a second later than a colleague: recorded once, answered the same, showing nothing lost."""

from __future__ import annotations

import pytest

from klachtbot.slack import forms
from klachtbot.slack.forms import Carried
from klachtbot.slack.steps import COLLEAGUE, STEPS
from tests.e2e.counter import filled
from tests.e2e.scene import Scene
from tests.e2e.street import slack_id


def test_what_a_person_sent_in_and_sends_in_again_is_recorded_once(scene: Scene) -> None:
    case, form = scene.case("a case about the supervisor"), STEPS["supplement"].form
    before = scene.entries(case)
    metadata = Carried.fresh(case.id, before).text()

    first, again = (scene.door.submit(slack_id("Sanne"), form, filled(form), metadata) for _ in range(2))

    assert first.said == again.said
    assert scene.entries(case) == before + 1


def test_a_form_sent_in_again_after_the_case_went_away_shows_nothing_of_it(scene: Scene) -> None:
    case, form = scene.case("a case about Tom, from a report"), STEPS["add_respondent"].form
    metadata = Carried.fresh(case.id, scene.entries(case)).text()
    state = filled(form, names={"value": "Joris Bakker"})
    assert scene.door.submit(slack_id("Sanne"), form, state, metadata).recorded
    before = scene.everything()

    again = scene.door.submit(slack_id("Sanne"), form, state, metadata)

    assert case.label not in again.shown
    assert scene.everything() == before


LOST = {
    "ik ben betrokken": ("Sanne", "step_back", "a case about Tom and Fatma", {}),
    "handed over to the deputy supervisor": ("Marleen", "hand_over", "a case about every coordinator", {}),
    "a coordinator added": ("Noor", "add_respondent", "a case that was handed over to Noor", {"names": "Joris Bakker"}),
    "oneself added": ("Joris", "add_respondent", "a case that was taken over by Joris", {"names": "Joris Bakker"}),
}
"""Steps with which somebody loses the case: who takes it, in which situation, and what they fill in."""


@pytest.mark.parametrize(("who", "name", "situation", "typed"), LOST.values(), ids=LOST)
def test_who_lost_the_case_with_a_step_is_answered_the_same_when_they_press_again(
    scene: Scene, who: str, name: str, situation: str, typed: dict[str, str]
) -> None:
    case, form = scene.case(situation), STEPS[name].form
    to = {"selected_option": {"value": scene.street.people["Ruud"].id}}
    state = filled(form, **{COLLEAGUE: to, **{key: {"value": value} for key, value in typed.items()}})
    metadata = Carried.fresh(case.id, scene.entries(case)).text()
    first = scene.door.submit(slack_id(who), form, state, metadata)
    before = scene.everything()

    again = scene.door.submit(slack_id(who), form, state, metadata)

    assert first.recorded
    assert again.said == first.said
    assert case.label not in again.shown
    assert scene.everything() == before


def test_who_handed_a_case_over_is_answered_the_same_when_they_press_again(scene: Scene) -> None:
    case, form = scene.case("a case another coordinator stepped back from"), STEPS["hand_over"].form
    state = filled(form, **{COLLEAGUE: {"selected_option": {"value": scene.street.people["Joris"].id}}})
    metadata = Carried.fresh(case.id, scene.entries(case)).text()
    first = scene.door.submit(slack_id("Sanne"), form, state, metadata)
    before = scene.everything()

    again = scene.door.submit(slack_id("Sanne"), form, state, metadata)

    assert first.recorded
    assert again.said == first.said
    assert scene.everything() == before


@pytest.mark.parametrize("name", ["supplement", "register"])
def test_what_was_sent_in_before_the_case_was_lost_shows_nothing_of_it_when_sent_in_again(
    scene: Scene, name: str
) -> None:
    form = forms.REGISTER if name == "register" else STEPS[name].form
    case = scene.case("a case whose officer is away")
    if name == "register":
        state = filled(form, about={"value": "Tom Visser"}, complainant={"value": f"Ans van {name}"})
        metadata = Carried.fresh().text()
        scene.door.submit(slack_id("Sanne"), form, state, metadata)
        case = scene.newest()
    else:
        state, metadata = filled(form), Carried.fresh(case.id, scene.entries(case)).text()
        scene.door.submit(slack_id("Sanne"), form, state, metadata)
    added = filled(STEPS["add_respondent"].form, names={"value": "Joris Bakker"})
    scene.door.submit(
        slack_id("Sanne"), STEPS["add_respondent"].form, added, Carried.fresh(case.id, scene.entries(case)).text()
    )
    before = scene.everything()

    again = scene.door.submit(slack_id("Sanne"), form, state, metadata)

    assert "Vastgelegd" in again.said
    assert case.label not in again.shown
    assert scene.everything() == before


def test_a_further_respondent_sent_in_again_after_the_case_was_lost_does_not_say_who_has_it(scene: Scene) -> None:
    case, form = scene.case("a case about Tom"), STEPS["add_respondent"].form
    state, metadata = filled(form, names={"value": "Emily Carter"}), Carried.fresh(case.id, scene.entries(case)).text()
    scene.door.submit(slack_id("Sanne"), form, state, metadata)
    coordinator = filled(form, names={"value": "Joris Bakker"})
    scene.door.submit(slack_id("Sanne"), form, coordinator, Carried.fresh(case.id, scene.entries(case)).text())

    again = scene.door.submit(slack_id("Sanne"), form, state, metadata)

    assert "Beklaagde toegevoegd." in again.said
    assert "leidinggevende" not in again.shown
    assert case.label not in again.shown
