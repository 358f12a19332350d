"""Shortcuts: from the composer and on a message, also where the app is not; files that are only named; links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient

from klachtbot.practice.manifest import parse_manifest
from klachtbot.practice.model import Message
from klachtbot.practice.workspace import Workspace
from tests.practice import harness
from tests.practice.harness import ANNA, BRAM, Practice, Stuck, field_of, modal, refused

OPEN = "C0OPEN"
"""A channel the app is not in."""


def said(practice: Practice, text: str, *, channel: str = OPEN, files: tuple[str, ...] = ()) -> Message:
    practice.anna.say(text, channel=channel, files=files)
    return practice.anna.messages(channel)[-1]


def heard(practice: Practice, callback_id: str) -> list[dict[str, Any]]:
    """The payloads of this shortcut, as Bolt hands them to its listener."""
    payloads: list[dict[str, Any]] = []

    @practice.app.shortcut(callback_id)
    def on_shortcut(ack: Callable[..., Any], shortcut: dict[str, Any]) -> None:
        payloads.append(shortcut)
        ack()

    practice.connect()
    return payloads


def test_a_global_shortcut_says_who_used_it_and_nothing_of_where(practice: Practice) -> None:
    payloads = heard(practice, "report")

    outcome = practice.anna.shortcut("Klacht melden")

    assert outcome.ok
    assert payloads[0]["type"] == "shortcut"
    assert payloads[0]["callback_id"] == "report"
    assert payloads[0]["user"]["id"] == ANNA
    assert not {"channel", "message", "response_url"} & set(payloads[0])


def test_a_form_opens_on_the_trigger_of_a_shortcut_once(practice: Practice) -> None:
    refusals: list[str] = []

    @practice.app.shortcut("report")
    def on_shortcut(ack: Callable[..., Any], shortcut: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=shortcut["trigger_id"], view=modal(field_of("verhaal")))
        again = lambda: client.views_open(trigger_id=shortcut["trigger_id"], view=modal(field_of("verhaal")))  # noqa: E731
        refusals.append(refused(again)["error"])
        ack()

    practice.connect()

    practice.anna.shortcut("report")

    assert practice.anna.open_view().view["title"]["text"] == "Formulier"
    assert refusals == ["exchanged_trigger_id"]


def test_a_message_shortcut_hands_over_the_message_of_a_channel_the_app_is_not_in(practice: Practice) -> None:
    payloads = heard(practice, "report_message")
    message = said(practice, "Haar begeleider kwam niet.")

    outcome = practice.anna.message_shortcut("Meld als klacht", message)

    given = payloads[0]
    assert outcome.ok
    assert given["type"] == "message_action"
    assert given["channel"] == {"id": OPEN, "name": "open"}
    assert given["message_ts"] == given["message"]["ts"] == message.ts
    assert given["message"]["user"] == ANNA
    assert given["message"]["text"] == "Haar begeleider kwam niet."
    assert given["message"]["blocks"][0]["type"] == "rich_text"
    assert "bot_id" not in given["message"]


def test_a_message_of_the_app_names_the_app_as_its_sender(practice: Practice) -> None:
    payloads = heard(practice, "report_message")
    practice.client().chat_postMessage(channel=ANNA, text="Van de bot")

    practice.anna.message_shortcut("report_message", practice.anna.dm()[-1])

    assert payloads[0]["message"]["bot_id"] == "B0PRACTICE"


@pytest.mark.parametrize(
    ("typed", "arrives"),
    [
        pytest.param("a < b & c > d", "a &lt; b &amp; c &gt; d", id="signs"),
        pytest.param("<@U0BRAM> kijk", "<@U0BRAM> kijk", id="a mention"),
        pytest.param("<https://a.example|hier> & daar", "<https://a.example|hier> &amp; daar", id="a link"),
    ],
)
def test_what_somebody_typed_arrives_escaped_as_slack_does(practice: Practice, typed: str, arrives: str) -> None:
    payloads = heard(practice, "report_message")

    practice.anna.message_shortcut("report_message", said(practice, typed))

    assert payloads[0]["message"]["text"] == arrives


def test_files_are_named_in_the_payload_also_without_a_text(practice: Practice) -> None:
    payloads = heard(practice, "report_message")
    message = said(practice, "", files=("brief.pdf", "foto.jpg"))

    practice.anna.message_shortcut("report_message", message)

    files = payloads[0]["message"]["files"]
    assert [file["name"] for file in files] == ["brief.pdf", "foto.jpg"]
    assert [file["id"] for file in files] == [file.id for file in message.files]
    assert files[0]["id"].startswith("F")


def test_an_answer_to_a_message_shortcut_is_seen_by_that_person_only(practice: Practice) -> None:
    @practice.app.shortcut("report_message")
    def on_shortcut(ack: Callable[..., Any], respond: Callable[..., Any]) -> None:
        ack()
        respond("Gemeld.")

    practice.connect()
    message = said(practice, "Kijk hier eens naar", channel="C0TEAM")

    practice.anna.message_shortcut("report_message", message)

    assert practice.anna.wait_for_message("Gemeld.", channel="C0TEAM").ephemeral_for == ANNA
    assert practice.bram.ephemerals("C0TEAM") == []


def test_a_message_somebody_cannot_see_has_no_shortcut(practice: Practice) -> None:
    payloads = heard(practice, "report_message")
    message = said(practice, "Niet voor Bram")

    outcome = practice.bram.message_shortcut("report_message", message)

    assert outcome.error == "not_found"
    assert payloads == []


def test_a_message_only_one_person_sees_has_no_shortcut(practice: Practice) -> None:
    payloads = heard(practice, "report_message")
    practice.client().chat_postEphemeral(channel="C0TEAM", user=BRAM, text="Alleen voor jou")

    outcome = practice.bram.message_shortcut("report_message", practice.bram.ephemerals("C0TEAM")[0])

    assert outcome.error == "not_found"
    assert payloads == []


def test_a_shortcut_that_is_not_answered_in_time_is_told_to_the_person(practice: Practice) -> None:
    stuck = Stuck()
    practice.app.shortcut("report")(stuck)
    practice.connect()

    outcome = stuck.let_time_pass(practice.clock, 3.1, lambda: practice.anna.shortcut("report"))

    assert outcome.error == "operation_timeout"
    assert outcome.text == "We konden de app niet bereiken. Probeer het opnieuw."


def test_an_answer_that_slack_ignores_is_a_violation(practice: Practice) -> None:
    @practice.app.shortcut("report")
    def on_shortcut(ack: Callable[..., Any]) -> None:
        ack("Dit leest niemand")

    practice.connect()

    practice.anna.shortcut("report")

    assert practice.workspace.violations == ["answer to report: Slack ignores what an answer to a shortcut says"]


def test_without_the_scope_for_commands_no_shortcut_is_offered() -> None:
    bare = replace(harness.MANIFEST, scopes=harness.MANIFEST.scopes - {"commands"})

    workspace = harness.workspace(bare)

    assert workspace.shortcuts("global") == []
    assert workspace.shortcuts("message") == []


def test_a_shortcut_that_is_not_there_names_the_ones_that_are(practice: Practice) -> None:
    with pytest.raises(AssertionError, match=r"no global shortcut 'Iets'; there are \['Klacht melden'\]"):
        practice.anna.shortcut("Iets")


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"name": "x" * 25}, id="name of 25 characters"),
        pytest.param({"type": "channel"}, id="no such type"),
        pytest.param({"callback_id": ""}, id="no callback_id"),
        pytest.param({"description": "x" * 151}, id="description of 151 characters"),
    ],
)
def test_a_manifest_with_a_shortcut_slack_would_refuse_is_not_read(wrong: Mapping[str, str]) -> None:
    manifest = {
        "display_information": {"name": "Proef"},
        "features": {"shortcuts": [{**harness.REPORT, **wrong}]},
    }

    with pytest.raises(ValueError, match="shortcut"):
        parse_manifest(manifest)


def test_a_link_to_a_message_is_given_where_the_app_is(practice: Practice) -> None:
    message = said(practice, "Hier", channel="C0TEAM")

    answer = practice.client().chat_getPermalink(channel="C0TEAM", message_ts=message.ts)

    assert answer["permalink"].endswith(f"/archives/C0TEAM/p{message.ts.replace('.', '')}")


@pytest.mark.parametrize(
    ("channel", "ts", "error"),
    [
        pytest.param("C0OPEN", "1.000000", "channel_not_found", id="public, not in it"),
        pytest.param("G0SECRET", "1.000000", "channel_not_found", id="private, not in it"),
        pytest.param("C0TEAM", "1.000000", "message_not_found", id="no such message"),
    ],
)
def test_no_link_is_given_elsewhere(practice: Practice, channel: str, ts: str, error: str) -> None:
    answer = refused(lambda: practice.client().chat_getPermalink(channel=channel, message_ts=ts))

    assert answer["error"] == error


def test_a_seeded_message_stands_in_its_channel_at_its_time() -> None:
    seed = {**harness.SEED, "messages": [{"channel": OPEN, "user": ANNA, "text": "Wie?", "minutes_ago": 90}]}

    workspace = Workspace.seed(seed, harness.MANIFEST, harness.StoppedDate())

    [message] = workspace.messages_for(ANNA, OPEN)
    assert message.text == "Wie?"
    assert message.at.isoformat() == "2026-12-08T07:30:00+00:00"
