"""Answers to commands, clicks on messages, and response addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_sdk.webhook import WebhookClient

from tests.practice.harness import ANNA, Practice, actions, button, home, modal, option, section

Ack = Callable[..., Any]
Body = dict[str, Any]


def heard(practice: Practice) -> list[Body]:
    """Every click on ``doen`` is kept and acknowledged."""
    bodies: list[Body] = []

    @practice.app.action("doen")
    def on_click(ack: Ack, body: Body) -> None:
        bodies.append(body)
        ack()

    practice.connect()
    return bodies


def clicked(practice: Practice, **message: Any) -> WebhookClient:
    """Anna clicks a button on a message to her; returns the response address that came with it."""
    bodies = heard(practice)
    given = {"channel": ANNA, "text": "Kies", "blocks": [actions(button("doen"))], **message}
    practice.client().chat_postMessage(**given)
    practice.anna.click("Doen")
    return WebhookClient(bodies[0]["response_url"], retry_handlers=[])


# Answers to a command


def test_a_text_as_answer_is_for_the_person_only(practice: Practice) -> None:
    practice.app.command("/klacht")(lambda ack: ack("Alleen voor jou"))
    practice.connect()

    practice.anna.command("/klacht", channel="C0TEAM")

    assert [m.text for m in practice.anna.ephemerals("C0TEAM")] == ["Alleen voor jou"]
    assert practice.bram.messages("C0TEAM") == []


def test_an_answer_in_channel_is_for_everybody(practice: Practice) -> None:
    practice.app.command("/klacht")(lambda ack: ack(text="Voor allen", response_type="in_channel"))
    practice.connect()

    practice.anna.command("/klacht", channel="C0TEAM")

    assert [m.text for m in practice.bram.messages("C0TEAM")] == ["Voor allen"]


def test_an_answer_with_wrong_blocks_fails_where_the_person_sees_it(practice: Practice) -> None:
    practice.app.command("/klacht")(lambda ack: ack(text="x", blocks=[section("x" * 3001)]))
    practice.connect()

    outcome = practice.anna.command("/klacht")

    assert outcome.error == "invalid_command_response"
    assert practice.workspace.violations == [
        "answer to /klacht: must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_an_answer_with_blocks_and_no_text_is_shown_and_noted(practice: Practice) -> None:
    practice.app.command("/klacht")(lambda ack: ack(blocks=[section("Kies")]))
    practice.connect()

    practice.anna.command("/klacht")

    assert len(practice.anna.ephemerals()) == 1
    assert practice.workspace.violations == ["answer to /klacht: missing_text_in_message"]


def test_a_command_works_in_a_channel_the_app_is_not_in(practice: Practice) -> None:
    practice.app.command("/klacht")(lambda ack: ack("Hier ook"))
    practice.connect()

    practice.anna.command("/klacht", channel="G0SECRET")

    assert [m.text for m in practice.anna.ephemerals("G0SECRET")] == ["Hier ook"]


# Clicks


def test_a_click_on_a_message_says_which_message_and_button(practice: Practice) -> None:
    bodies = heard(practice)
    sent = practice.client().chat_postMessage(
        channel=ANNA, text="Kies", blocks=[actions(button("doen", value="K-2026-001"), block_id="b")]
    )

    practice.anna.click("Doen")

    body = bodies[0]
    assert body["container"] == {
        "type": "message",
        "message_ts": sent["ts"],
        "channel_id": "D0ANNA",
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == sent["ts"]
    assert (body["actions"][0]["block_id"], body["actions"][0]["value"]) == ("b", "K-2026-001")


def test_an_ephemeral_message_does_not_travel_with_the_click(practice: Practice) -> None:
    bodies = heard(practice)
    practice.client().chat_postEphemeral(channel="C0TEAM", user=ANNA, text="Kies", blocks=[actions(button("doen"))])

    practice.anna.click("Doen")

    assert bodies[0]["container"]["is_ephemeral"] is True
    assert "message" not in bodies[0]


def test_an_entry_of_an_overflow_is_the_selected_option(practice: Practice) -> None:
    bodies = heard(practice)
    overflow = {"type": "overflow", "action_id": "doen", "options": [option("intrekken"), option("overnemen")]}
    practice.client().chat_postMessage(channel=ANNA, text="Kies", blocks=[section(accessory=overflow)])

    practice.anna.click("Overnemen")

    assert bodies[0]["actions"][0]["selected_option"] == option("overnemen")


def test_a_click_on_the_home_tab_carries_the_home_tab(practice: Practice) -> None:
    bodies = heard(practice)
    practice.client().views_publish(user_id=ANNA, view=home(actions(button("doen")), private_metadata="v1"))

    practice.anna.click("Doen")

    assert bodies[0]["container"]["type"] == "view"
    assert (bodies[0]["view"]["type"], bodies[0]["view"]["private_metadata"]) == ("home", "v1")


def test_a_click_opens_a_form_with_its_trigger(practice: Practice) -> None:
    @practice.app.action("doen")
    def on_click(ack: Ack, body: Body) -> None:
        practice.client().views_open(trigger_id=body["trigger_id"], view=modal(section("Open")))
        ack()

    practice.connect()
    practice.client().chat_postMessage(channel=ANNA, text="Kies", blocks=[actions(button("doen"))])

    practice.anna.click("Doen")

    assert practice.anna.wait_for_text("Open").user == ANNA


def test_what_an_answer_to_a_click_says_is_ignored_and_noted(practice: Practice) -> None:
    practice.app.action("doen")(lambda ack: ack({"text": "Gedaan"}))
    practice.connect()
    practice.client().chat_postMessage(channel=ANNA, text="Kies", blocks=[actions(button("doen"))])

    practice.anna.click("Doen")

    assert [m.text for m in practice.anna.messages()] == ["Kies"]
    assert practice.workspace.violations == ["answer to block_actions: Slack ignores what an answer to a click says"]


# Response addresses


def test_a_response_is_for_the_person_only(practice: Practice) -> None:
    respond = clicked(practice, channel="C0TEAM")

    respond.send(text="Gedaan")

    assert [m.text for m in practice.anna.ephemerals("C0TEAM")] == ["Gedaan"]
    assert [m.text for m in practice.bram.messages("C0TEAM")] == ["Kies"]


def test_a_response_in_channel_is_for_everybody(practice: Practice) -> None:
    respond = clicked(practice, channel="C0TEAM")

    respond.send(text="Gedaan", response_type="in_channel")

    assert [m.text for m in practice.bram.messages("C0TEAM")] == ["Kies", "Gedaan"]


def test_a_response_may_replace_the_message_that_was_clicked(practice: Practice) -> None:
    respond = clicked(practice)

    respond.send(text="Gedaan", replace_original=True)

    assert [(m.text, m.blocks) for m in practice.anna.messages()] == [("Gedaan", [])]


def test_a_response_may_delete_the_message_that_was_clicked(practice: Practice) -> None:
    respond = clicked(practice)

    respond.send(delete_original=True)

    assert practice.anna.messages() == []


def test_a_response_address_works_five_times(practice: Practice) -> None:
    respond = clicked(practice)

    answers = [respond.send(text="Nog eens") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body


def test_a_response_address_works_for_thirty_minutes(practice: Practice) -> None:
    respond = clicked(practice)
    practice.clock.advance(30 * 60)
    in_time = respond.send(text="Op tijd")
    practice.clock.advance(1)

    late = respond.send(text="Te laat")

    assert (in_time.status_code, late.status_code) == (200, 404)
    assert "expired_url" in late.body


def test_a_response_with_wrong_blocks_is_refused_and_noted(practice: Practice) -> None:
    respond = clicked(practice)

    answer = respond.send(text="x", blocks=[{"type": "table"}])

    assert answer.status_code == 400
    assert practice.workspace.violations == ["response_url: unsupported type: table [json-pointer:/blocks/0/type]"]
