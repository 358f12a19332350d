"""Trouble on request: limits, connections that are refused, cut, or go dead, and answers that never come."""

from __future__ import annotations

from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect as websocket

from tests.practice.harness import ANNA, Practice


def test_a_limited_call_is_answered_with_retry_after_once_and_not_carried_out(practice: Practice) -> None:
    client = practice.client()
    practice.server.faults.limit_once("chat.postMessage", 7)

    with pytest.raises(SlackApiError) as limited:
        client.chat_postMessage(channel=ANNA, text="Eerst")
    client.chat_postMessage(channel=ANNA, text="Dan")

    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["retry-after"] == "7"
    assert [m.text for m in practice.anna.dm()] == ["Dan"]


def test_a_call_that_is_cut_after_it_was_carried_out_leaves_the_caller_in_doubt(practice: Practice) -> None:
    client = practice.client()
    practice.server.faults.reset_once("chat.postMessage")

    with pytest.raises((ConnectionError, URLError)):
        client.chat_postMessage(channel=ANNA, text="Toch aangekomen")

    assert [m.text for m in practice.anna.dm()] == ["Toch aangekomen"]


def test_a_call_that_is_never_answered_was_carried_out(practice: Practice) -> None:
    client = WebClient(token=practice.workspace.bot_token, base_url=practice.server.api_url, timeout=1)
    practice.server.faults.silence_once("chat.postMessage")

    with pytest.raises(TimeoutError):
        client.chat_postMessage(channel=ANNA, text="Toch aangekomen")

    assert [m.text for m in practice.anna.dm()] == ["Toch aangekomen"]


def test_refused_connections_are_refused_until_they_are_accepted_again(practice: Practice) -> None:
    client = practice.client()
    practice.server.faults.refuse_connections()

    with pytest.raises(URLError, match="refused"):
        client.chat_postMessage(channel=ANNA, text="Kan niet")
    practice.server.faults.accept_connections()
    client.chat_postMessage(channel=ANNA, text="Kan weer")

    assert [m.text for m in practice.anna.dm()] == ["Kan weer"]


def test_an_app_whose_socket_is_cut_is_gone_until_it_comes_back(practice: Practice) -> None:
    practice.connect().client.auto_reconnect_enabled = False

    practice.server.faults.drop_socket()

    practice.driver.until(lambda workspace: True if not workspace.connected else None, "the app to be gone")
    assert practice.anna.command("/klacht").error == "dispatch_failed"


def test_a_silent_socket_stays_open_and_answers_no_ping(practice: Practice) -> None:
    client = practice.client()
    with websocket(client.apps_connections_open(app_token=practice.workspace.app_token)["url"]) as link:
        assert link.ping().wait(10)

        practice.server.faults.go_silent()
        unanswered = link.ping()
        client.auth_test()
        open_still = practice.workspace.connected
        practice.server.faults.drop_socket()

        assert open_still
        assert not unanswered.is_set()


def test_nothing_is_sent_over_a_silent_socket(practice: Practice) -> None:
    client = practice.client()
    with websocket(client.apps_connections_open(app_token=practice.workspace.app_token)["url"]) as link:
        link.recv(10)
        practice.server.faults.go_silent()

        practice.server.run(practice.workspace.sockets.ask_to_reconnect())
        practice.server.faults.drop_socket()

        with pytest.raises(ConnectionClosed):
            link.recv(10)


def test_a_call_that_fails_at_slack_is_answered_with_500_once_and_not_carried_out(practice: Practice) -> None:
    client = practice.client()
    practice.server.faults.fail_once("chat.postMessage")

    with pytest.raises(SlackApiError) as failed:
        client.chat_postMessage(channel=ANNA, text="Eerst")
    client.chat_postMessage(channel=ANNA, text="Dan")

    assert failed.value.response.status_code == 500
    assert [m.text for m in practice.anna.dm()] == ["Dan"]


def test_an_app_that_is_cut_off_gets_no_answer_and_no_socket_until_all_is_well(practice: Practice) -> None:
    practice.connect()
    client = practice.client()
    practice.server.faults.cut_off()
    practice.driver.until(lambda workspace: True if not workspace.connected else None, "the app to be gone")

    with pytest.raises((ConnectionError, URLError)):
        client.chat_postMessage(channel=ANNA, text="Kan niet")
    practice.server.faults.all_well()
    client.chat_postMessage(channel=ANNA, text="Kan weer")

    assert [m.text for m in practice.anna.dm()] == ["Kan weer"]


def test_a_silent_socket_speaks_again_when_all_is_well(practice: Practice) -> None:
    client = practice.client()
    with websocket(client.apps_connections_open(app_token=practice.workspace.app_token)["url"]) as link:
        practice.server.faults.go_silent()
        unanswered = link.ping()

        practice.server.faults.all_well()

        assert unanswered.wait(10)


def test_connections_are_taken_again_when_all_is_well(practice: Practice) -> None:
    practice.server.faults.refuse_connections()

    practice.server.faults.all_well()

    assert practice.client().auth_test()["ok"]


def test_what_goes_wrong_is_told_until_all_is_well(practice: Practice) -> None:
    faults = practice.server.faults
    faults.cut_off()
    faults.go_silent()
    faults.limits(on=True)
    faults.limit_once("views.open", 30)
    faults.fail_once("chat.update")

    told = faults.active
    faults.all_well()

    assert told == ("unreachable", "silent", "limits", "429 views.open", "500 chat.update")
    assert faults.active == ()
