"""Modals: triggers, the stack of three, hashes, what is filled in, and the four answers to a submission."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from klachtbot.practice.model import OpenView
from tests.practice.harness import (
    ANNA,
    Practice,
    Stuck,
    actions,
    button,
    field_of,
    modal,
    option,
    plain,
    refused,
    section,
)

Ack = Callable[..., Any]
Body = dict[str, Any]


def trigger(practice: Practice) -> str:
    """A trigger id, fresh from a command."""
    return practice.workspace.triggers.issue(ANNA)


def opened(practice: Practice, view: dict[str, Any]) -> OpenView:
    practice.client().views_open(trigger_id=trigger(practice), view=view)
    return practice.anna.open_view()


def answers(practice: Practice, **answer: Any) -> None:
    """Every submission is answered with this."""
    practice.app.view("form")(lambda ack: ack(**answer))


def heard(practice: Practice) -> list[Body]:
    """Every submission and click is kept and acknowledged."""
    bodies: list[Body] = []

    def on_anything(ack: Ack, body: Body) -> None:
        bodies.append(body)
        ack()

    practice.app.view("form")(on_anything)
    practice.app.view_closed("form")(on_anything)
    practice.app.action("doen")(on_anything)
    practice.app.action("keuze")(on_anything)
    return bodies


# Triggers


def test_a_trigger_works_for_three_seconds(practice: Practice) -> None:
    given = trigger(practice)
    practice.clock.advance(3)

    practice.client().views_open(trigger_id=given, view=modal(section()))

    assert len(practice.anna.views()) == 1


def test_a_trigger_of_more_than_three_seconds_ago_has_expired(practice: Practice) -> None:
    given = trigger(practice)
    practice.clock.advance(3.1)

    answer = refused(lambda: practice.client().views_open(trigger_id=given, view=modal(section())))

    assert answer["error"] == "expired_trigger_id"


def test_a_trigger_works_once(practice: Practice) -> None:
    given = trigger(practice)
    practice.client().views_open(trigger_id=given, view=modal(section()))

    answer = refused(lambda: practice.client().views_open(trigger_id=given, view=modal(section())))

    assert answer["error"] == "exchanged_trigger_id"


def test_a_trigger_that_was_never_given_is_invalid(practice: Practice) -> None:
    answer = refused(lambda: practice.client().views_open(trigger_id="1.2.abc", view=modal(section())))

    assert answer["error"] == "invalid_trigger_id"


# The stack


def test_a_fourth_view_on_top_is_one_too_many(practice: Practice) -> None:
    client: WebClient = practice.client()
    view = opened(practice, modal(section()))
    for _ in range(2):
        client.views_push(trigger_id=practice.workspace.triggers.issue(ANNA, view.id), view=modal(section()))

    given = practice.workspace.triggers.issue(ANNA, view.id)
    answer = refused(lambda: client.views_push(trigger_id=given, view=modal(section())))

    assert answer["error"] == "push_limit_reached"
    assert len(practice.anna.views()) == 3


def test_a_pushed_view_knows_what_lies_below_it(practice: Practice) -> None:
    view = opened(practice, modal(section()))

    given = practice.workspace.triggers.issue(ANNA, view.id)
    pushed = practice.client().views_push(trigger_id=given, view=modal(section()))["view"]

    assert (pushed["root_view_id"], pushed["previous_view_id"]) == (view.id, view.id)


def test_a_view_is_not_pushed_where_there_is_none(practice: Practice) -> None:
    answer = refused(lambda: practice.client().views_push(trigger_id=trigger(practice), view=modal(section())))

    assert answer["error"] == "not_found"


def test_an_update_keeps_the_id_and_changes_the_hash(practice: Practice) -> None:
    view = opened(practice, modal(section("Eerst")))

    updated = practice.client().views_update(view_id=view.id, view=modal(section("Dan")), hash=view.hash)["view"]

    assert updated["id"] == view.id
    assert updated["hash"] != view.hash


def test_an_update_with_an_old_hash_is_a_conflict(practice: Practice) -> None:
    client = practice.client()
    view = opened(practice, modal(section("Eerst")))
    client.views_update(view_id=view.id, view=modal(section("Dan")))

    answer = refused(lambda: client.views_update(view_id=view.id, view=modal(section("Laat")), hash=view.hash))

    assert answer["error"] == "hash_conflict"


def test_a_view_that_is_closed_cannot_be_updated(practice: Practice) -> None:
    view = opened(practice, modal(section()))
    practice.anna.close()

    answer = refused(lambda: practice.client().views_update(view_id=view.id, view=modal(section())))

    assert answer["error"] == "not_found"


# What is filled in


def test_state_holds_every_field_also_in_sections_and_actions_with_initial_values(practice: Practice) -> None:
    bodies = heard(practice)
    practice.connect()
    select = {"type": "static_select", "options": [option("een"), option("twee")]}
    opened(
        practice,
        modal(
            field_of("tekst"),
            field_of("dag", {"type": "datepicker", "initial_date": "2026-12-08"}),
            section(block_id="s", accessory={**select, "action_id": "a", "initial_option": option("een")}),
            actions({**select, "action_id": "b"}, button("c"), block_id="t"),
        ),
    )

    practice.anna.fill({"Tekst": "Te laat"}).submit()

    assert bodies[0]["view"]["state"]["values"] == {
        "tekst": {"tekst": {"type": "plain_text_input", "value": "Te laat"}},
        "dag": {"dag": {"type": "datepicker", "selected_date": "2026-12-08"}},
        "s": {"a": {"type": "static_select", "selected_option": option("een")}},
        "t": {"b": {"type": "static_select", "selected_option": None}},
    }


KINDS = [
    ("users_select", {}, "Bram Visser", {"selected_user": "U0BRAM"}),
    ("radio_buttons", {"options": [option("een"), option("twee")]}, "Twee", {"selected_option": option("twee")}),
    ("checkboxes", {"options": [option("een"), option("twee")]}, ["Twee"], {"selected_options": [option("twee")]}),
    ("timepicker", {}, "09:30", {"selected_time": "09:30"}),
    ("email_text_input", {}, "a@voorbeeld.example", {"value": "a@voorbeeld.example"}),
    ("number_input", {"is_decimal_allowed": False}, "3", {"value": "3"}),
]


@pytest.mark.parametrize(("kind", "more", "typed", "held"), KINDS)
def test_a_field_is_sent_under_the_keys_of_its_kind(
    practice: Practice, kind: str, more: dict[str, Any], typed: Any, held: dict[str, Any]
) -> None:
    bodies = heard(practice)
    practice.connect()
    opened(practice, modal(field_of("veld", {"type": kind, **more})))

    practice.anna.fill({"Veld": typed}).submit()

    assert bodies[0]["view"]["state"]["values"] == {"veld": {"veld": {"type": kind, **held}}}


def test_a_pushed_view_sends_only_its_own_state(practice: Practice) -> None:
    bodies = heard(practice)
    practice.connect()
    view = opened(practice, modal(field_of("onder", optional=True)))
    given = practice.workspace.triggers.issue(ANNA, view.id)
    practice.client().views_push(trigger_id=given, view=modal(field_of("boven")))

    practice.anna.fill({"Boven": "x"}).submit()

    assert list(bodies[0]["view"]["state"]["values"]) == ["boven"]


def test_what_was_typed_survives_an_update_where_the_ids_stay_the_same(practice: Practice) -> None:
    heard(practice)
    practice.connect()
    view = opened(practice, modal(field_of("naam"), actions(button("doen"))))
    practice.anna.fill({"Naam": "Jansen"}).click("Doen")

    practice.client().views_update(view_id=view.id, view=modal(field_of("naam"), field_of("nieuw"), title=plain("Dan")))

    assert practice.anna.filled() == {"Naam": "Jansen", "Nieuw": None}


def test_what_was_typed_is_gone_after_an_update_with_another_id(practice: Practice) -> None:
    heard(practice)
    practice.connect()
    view = opened(practice, modal(field_of("naam"), actions(button("doen"))))
    practice.anna.fill({"Naam": "Jansen"}).click("Doen")

    anew = {**field_of("naam"), "block_id": "naam-2"}
    practice.client().views_update(view_id=view.id, view=modal(anew))

    assert practice.anna.filled() == {"Naam": None}


REFUSED = [
    pytest.param({"type": "plain_text_input"}, None, "Vul dit veld in.", id="required and empty"),
    pytest.param({"type": "plain_text_input", "min_length": 5}, "kort", "Gebruik minstens 5 tekens.", id="too short"),
    pytest.param({"type": "plain_text_input", "max_length": 3}, "lang", "Gebruik hoogstens 3 tekens.", id="too long"),
    pytest.param({"type": "email_text_input"}, "a@b", "Vul een geldig e-mailadres in.", id="no e-mail address"),
    pytest.param({"type": "number_input", "is_decimal_allowed": False}, "x", "Vul een getal in.", id="no number"),
]


@pytest.mark.parametrize(("element", "typed", "sentence"), REFUSED)
def test_what_slack_itself_refuses_stands_at_the_field_and_is_not_sent(
    practice: Practice, element: dict[str, Any], typed: str | None, sentence: str
) -> None:
    bodies = heard(practice)
    practice.connect()
    opened(practice, modal(field_of("veld", element)))

    outcome = practice.anna.fill({"Veld": typed}).submit()

    assert outcome.error == "invalid_fields"
    assert practice.anna.errors() == {"Veld": sentence}
    assert bodies == []


def test_an_optional_field_may_stay_empty(practice: Practice) -> None:
    bodies = heard(practice)
    practice.connect()
    opened(practice, modal(field_of("veld", optional=True)))

    practice.anna.submit()

    assert bodies[0]["view"]["state"]["values"]["veld"]["veld"]["value"] is None


# Clicks


def test_a_click_in_a_form_carries_the_form_as_it_is_filled_in(practice: Practice) -> None:
    bodies = heard(practice)
    practice.connect()
    view = opened(practice, modal(field_of("naam"), actions(button("doen", value="v1"), block_id="knoppen")))

    practice.anna.fill({"Naam": "Jansen"}).click("Doen")

    body = bodies[0]
    assert body["container"] == {"type": "view", "view_id": view.id}
    assert body["view"]["state"]["values"]["naam"]["naam"]["value"] == "Jansen"
    wanted = {"type": "button", "block_id": "knoppen", "action_id": "doen", "value": "v1"}
    assert wanted.items() <= body["actions"][0].items()


def test_a_choice_outside_an_input_is_sent_at_once_and_stays(practice: Practice) -> None:
    bodies = heard(practice)
    practice.connect()
    select = {"type": "static_select", "action_id": "keuze", "options": [option("een"), option("twee")]}
    opened(practice, modal(section(block_id="s", accessory=select)))

    practice.anna.choose("keuze", "twee")

    assert bodies[0]["actions"][0]["selected_option"] == option("twee")
    assert practice.anna.open_view().values == {"s": {"keuze": "twee"}}


def test_the_trigger_of_a_click_pushes_a_view_on_the_form(practice: Practice) -> None:
    @practice.app.action("doen")
    def on_click(ack: Ack, body: Body, client: WebClient) -> None:
        client.views_push(trigger_id=body["trigger_id"], view=modal(section("Boven")))
        ack()

    practice.connect()
    opened(practice, modal(actions(button("doen"))))

    practice.anna.click("Doen")

    assert len(practice.anna.views()) == 2


# Answers to a submission


def test_an_empty_answer_closes_that_one_view(practice: Practice) -> None:
    answers(practice)
    practice.connect()
    view = opened(practice, modal(section("Onder")))
    given = practice.workspace.triggers.issue(ANNA, view.id)
    practice.client().views_push(trigger_id=given, view=modal(section("Boven")))

    practice.anna.submit()

    assert [left.id for left in practice.anna.views()] == [view.id]


def test_errors_stand_at_their_field_and_nothing_typed_is_lost(practice: Practice) -> None:
    answers(practice, response_action="errors", errors={"naam": "Deze naam kennen we niet."})
    practice.connect()
    opened(practice, modal(field_of("naam")))

    practice.anna.fill({"Naam": "Jansen"}).submit()

    assert practice.anna.errors() == {"Naam": "Deze naam kennen we niet."}
    assert practice.anna.filled() == {"Naam": "Jansen"}


def test_errors_for_a_field_that_is_not_there_are_a_violation_and_trouble_for_the_person(practice: Practice) -> None:
    answers(practice, response_action="errors", errors={"anders": "Nee."})
    practice.connect()
    opened(practice, modal(field_of("naam")))

    practice.anna.fill({"Naam": "Jansen"}).submit()

    assert practice.anna.errors() == {"": "We konden de app niet bereiken. Probeer het opnieuw."}
    assert practice.workspace.violations == [
        "answer to the submission of form: error at anders: no input block has this block_id"
    ]


def test_update_shows_another_view_under_the_same_id(practice: Practice) -> None:
    answers(practice, response_action="update", view=modal(section("Vastgelegd")))
    practice.connect()
    view = opened(practice, modal(section("Eerst")))

    practice.anna.submit()

    assert practice.anna.wait_for_text("Vastgelegd").id == view.id


def test_push_lays_a_view_on_top(practice: Practice) -> None:
    answers(practice, response_action="push", view=modal(section("Boven")))
    practice.connect()
    opened(practice, modal(section("Onder")))

    practice.anna.submit()

    assert len(practice.anna.views()) == 2


def test_clear_closes_the_whole_stack(practice: Practice) -> None:
    answers(practice, response_action="clear")
    practice.connect()
    view = opened(practice, modal(section("Onder")))
    given = practice.workspace.triggers.issue(ANNA, view.id)
    practice.client().views_push(trigger_id=given, view=modal(section("Boven")))

    practice.anna.submit()

    assert practice.anna.views() == []


def test_an_answer_with_a_wrong_view_is_a_violation_and_leaves_the_form_open(practice: Practice) -> None:
    answers(practice, response_action="update", view=modal(field_of("naam"), submit=None))
    practice.connect()
    opened(practice, modal(section("Eerst")))

    outcome = practice.anna.submit()

    assert outcome.error == "invalid_arguments"
    assert practice.workspace.violations == [
        "answer to the submission of form: missing required field: submit [json-pointer:/view]"
    ]


def test_a_submission_that_is_not_answered_leaves_the_form_open_with_what_was_typed(practice: Practice) -> None:
    stuck = Stuck()
    practice.app.view("form")(lambda ack: stuck(ack))
    practice.connect()
    opened(practice, modal(field_of("naam")))
    anna = practice.anna.fill({"Naam": "Jansen"})

    outcome = stuck.let_time_pass(practice.clock, 3, anna.submit)

    assert outcome.error == "operation_timeout"
    assert anna.errors() == {"": "We konden de app niet bereiken. Probeer het opnieuw."}
    assert anna.filled() == {"Naam": "Jansen"}


# Closing


def test_closing_is_told_only_to_who_asked_for_it(practice: Practice) -> None:
    bodies = heard(practice)
    practice.connect()
    opened(practice, modal(section(), notify_on_close=True))
    practice.anna.close()
    opened(practice, modal(section()))
    practice.anna.close()

    assert [(body["type"], body["is_cleared"]) for body in bodies] == [("view_closed", False)]


def test_the_cross_closes_everything(practice: Practice) -> None:
    view = opened(practice, modal(section()))
    given = practice.workspace.triggers.issue(ANNA, view.id)
    practice.client().views_push(trigger_id=given, view=modal(section()))

    practice.anna.close(all_views=True)

    assert practice.anna.views() == []
