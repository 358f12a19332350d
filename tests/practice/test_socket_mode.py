"""Socket Mode over a real WebSocket: envelopes, answers, the three seconds, and connections that come and go."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect as websocket

from tests.practice import harness
from tests.practice.harness import ANNA, MANIFEST, Practice, Stuck, button, home, section

Ack = Callable[..., Any]


def test_a_command_reaches_the_app_as_slack_writes_it(practice: Practice) -> None:
    heard: list[dict[str, Any]] = []

    @practice.app.command("/klacht")
    def on_command(ack: Ack, body: dict[str, Any]) -> None:
        heard.append(body)
        ack()

    practice.connect()
    outcome = practice.anna.command("/klacht", "toon K-2026-001", channel="C0TEAM")

    assert outcome.ok
    wanted = {"command": "/klacht", "text": "toon K-2026-001", "user_id": ANNA, "channel_name": "team"}
    assert wanted.items() <= heard[0].items()


def test_a_command_in_the_direct_messages_says_so(practice: Practice) -> None:
    heard: list[str] = []

    @practice.app.command("/klacht")
    def on_command(ack: Ack, body: dict[str, Any]) -> None:
        heard.append(body["channel_name"])
        ack()

    practice.connect()
    practice.anna.command("/klacht")

    assert heard == ["directmessage"]


def test_text_that_starts_with_a_slash_is_a_command(practice: Practice) -> None:
    practice.app.command("/klacht")(lambda ack, body: ack(f"gehoord: {body['text']}"))
    practice.connect()

    practice.anna.say("/klacht nieuw")

    assert [m.text for m in practice.anna.ephemerals()] == ["gehoord: nieuw"]


def test_a_command_that_is_not_in_the_manifest_does_not_exist(practice: Practice) -> None:
    practice.connect()

    outcome = practice.anna.command("/anders")

    assert outcome.error == "unknown_command"
    assert practice.anna.ephemerals()[-1].text == "`/anders` is geen geldige opdracht."


def test_slack_speaks_the_language_of_the_person(practice: Practice) -> None:
    practice.bram.command("/anders")

    assert practice.bram.ephemerals()[-1].text == "`/anders` is not a valid command."


def test_without_an_app_a_command_fails_at_once(practice: Practice) -> None:
    outcome = practice.anna.command("/klacht")

    assert outcome.error == "dispatch_failed"
    assert practice.anna.ephemerals()[-1].user == "USLACKBOT"


def test_a_command_that_is_not_answered_in_three_seconds_times_out(practice: Practice) -> None:
    stuck = Stuck()
    practice.app.command("/klacht")(lambda ack: stuck(ack))
    practice.connect()

    outcome = stuck.let_time_pass(practice.clock, 3, lambda: practice.anna.command("/klacht"))

    assert outcome.error == "operation_timeout"
    assert practice.anna.ephemerals()[-1].text == "`/klacht` is mislukt met de fout `operation_timeout`."


def test_a_click_that_is_not_answered_in_three_seconds_times_out(practice: Practice) -> None:
    stuck = Stuck()
    practice.app.action("doen")(lambda ack: stuck(ack))
    practice.connect()
    practice.client().views_publish(user_id=ANNA, view=home({"type": "actions", "elements": [button("doen")]}))

    outcome = stuck.let_time_pass(practice.clock, 3, lambda: practice.anna.click("Doen"))

    assert outcome.error == "operation_timeout"


def test_each_envelope_goes_to_one_of_the_connections(practice: Practice) -> None:
    heard: list[str] = []

    @practice.app.command("/klacht")
    def on_command(ack: Ack, body: dict[str, Any]) -> None:
        heard.append(body["text"])
        ack()

    practice.connect()
    practice.connect()
    practice.driver.until(lambda w: "socket: 2 connected" in w.traffic or None, "the second connection")

    for number in range(4):
        practice.anna.command("/klacht", str(number))

    assert heard == ["0", "1", "2", "3"]


def test_the_eleventh_connection_is_turned_away(practice: Practice) -> None:
    client = practice.client()

    with ExitStack() as connections:

        def hello() -> dict[str, Any]:
            url = client.apps_connections_open(app_token=practice.workspace.app_token)["url"]
            message = json.loads(connections.enter_context(websocket(url)).recv(10))
            assert isinstance(message, dict)
            return message

        said = [hello() for _ in range(11)]

    assert [message["type"] for message in said] == ["hello"] * 10 + ["disconnect"]
    assert said[-1]["reason"] == "too_many_websockets"


def test_a_way_in_works_once(practice: Practice) -> None:
    url = practice.client().apps_connections_open(app_token=practice.workspace.app_token)["url"]
    with websocket(url):
        pass

    with pytest.raises(InvalidStatus), websocket(url):
        pass


def test_an_answer_that_is_larger_than_slack_takes_ends_the_connection(practice: Practice) -> None:
    url = practice.client().apps_connections_open(app_token=practice.workspace.app_token)["url"]
    with websocket(url) as connection:
        connection.recv()
        connection.send("x" * (20 * 1024 + 1))

        with pytest.raises(ConnectionClosedError):
            connection.recv(timeout=5)

        assert connection.close_code == 1009


def test_an_app_that_is_asked_to_reconnect_comes_back(practice: Practice) -> None:
    practice.app.command("/klacht")(lambda ack: ack("hier ben ik"))
    practice.connect()

    practice.server.run(practice.workspace.sockets.ask_to_reconnect())
    practice.driver.wait_for_app()
    practice.anna.command("/klacht")

    assert practice.anna.ephemerals()[-1].text == "hier ben ik"


def test_opening_the_home_tab_is_an_event(practice: Practice) -> None:
    heard: list[dict[str, Any]] = []
    practice.app.event("app_home_opened")(lambda event: heard.append(event))
    practice.connect()

    practice.anna.open_home()

    assert {"type": "app_home_opened", "user": ANNA, "channel": "D0ANNA", "tab": "home"}.items() <= heard[0].items()
    assert "view" not in heard[0]


def test_a_home_tab_that_was_published_travels_with_the_event(practice: Practice) -> None:
    heard: list[dict[str, Any]] = []
    practice.app.event("app_home_opened")(lambda event: heard.append(event))
    practice.connect()
    practice.client().views_publish(user_id=ANNA, view=home(section("Leeg"), private_metadata="v1"))

    practice.anna.open_home()

    assert heard[0]["view"]["private_metadata"] == "v1"


def test_a_colleague_who_changes_is_an_event(practice: Practice) -> None:
    heard: list[dict[str, Any]] = []
    practice.app.event("user_change")(lambda event: heard.append(event["user"]))
    practice.connect()

    practice.server.run(practice.workspace.change_user(ANNA, deleted=True))

    assert (heard[0]["id"], heard[0]["deleted"]) == (ANNA, True)


def test_an_event_that_is_not_in_the_manifest_is_not_sent(practice: Practice) -> None:
    practice.connect()

    practice.anna.say("Dag allemaal", channel="C0TEAM")

    assert not [line for line in practice.workspace.traffic if "events_api" in line]


def test_somebody_who_left_does_nothing_any_more(practice: Practice) -> None:
    outcome = practice.driver.person("U0GONE").say("Dag")

    assert outcome.error == "channel_not_found"


def test_a_command_needs_the_scope_for_commands() -> None:
    poorer = replace(MANIFEST, scopes=MANIFEST.scopes - {"commands"})

    with harness.practice(poorer) as practice:
        practice.connect()
        outcome = practice.anna.command("/klacht")

    assert outcome.error == "unknown_command"


def test_a_click_needs_interactivity_in_the_manifest() -> None:
    with harness.practice(replace(MANIFEST, interactive=False)) as practice:
        practice.connect()
        practice.client().views_publish(user_id=ANNA, view=home({"type": "actions", "elements": [button("doen")]}))
        outcome = practice.anna.click("Doen")

    assert outcome.error == "dispatch_failed"
