"""What the gateway makes of a no from Slack: later, in doubt, or never. No message is lost for a fault of our own."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from klachtbot.practice.server import PracticeServer
from klachtbot.slack.gateway import SlackGateway
from klachtbot.usecases.delivery import DeliveryImpossible, DeliveryInDoubt, DeliveryLater, Home, Post
from tests.practice import harness
from tests.practice.harness import ANNA

POST = Post("Er is een klacht geregistreerd: K-2026-001.", ())
HOME = Home({"type": "home", "blocks": []})


class SaysNo(ThreadingHTTPServer):
    """A Slack that opens a conversation with anybody, and says no to all else with ``code``."""

    daemon_threads = True
    code = ""

    @property
    def gateway(self) -> SlackGateway:
        return SlackGateway(token="xoxb-1", api_url=f"http://127.0.0.1:{self.server_port}/api/")


class Answer(BaseHTTPRequestHandler):
    server: SaysNo

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        opens = self.path.endswith("/conversations.open")
        said = {"ok": True, "channel": {"id": "D1"}} if opens else {"ok": False, "error": self.server.code}
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def slack() -> Iterator[SaysNo]:
    with SaysNo(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(
    "code",
    ["token_revoked", "token_expired", "invalid_auth", "not_authed", "account_inactive", "missing_scope",
     "accesslimited", "team_access_not_granted", "not_allowed_token_type", "no_permission", "ekm_access_denied",
     "org_login_required", "messages_tab_disabled", "a_code_of_next_year"],
)  # fmt: skip
def test_what_is_wrong_with_the_app_or_workspace_puts_a_message_off_and_is_told(
    slack: SaysNo, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    slack.code = code

    with pytest.raises(DeliveryLater) as refusal:
        slack.gateway.post(ANNA, POST, key="k1")

    assert refusal.value.after == 60
    assert [(r.levelno, r.getMessage()) for r in caplog.records if r.name == "klachtbot.slack"] == [
        (logging.ERROR, f"event=slack_refuses code={code}")
    ]


@pytest.mark.parametrize(
    "code",
    ["channel_not_found", "user_disabled", "user_not_found", "is_archived", "cannot_dm_bot", "msg_too_long",
     "invalid_blocks", "invalid_arguments"],
)  # fmt: skip
def test_what_is_wrong_with_the_recipient_or_the_message_is_final(slack: SaysNo, code: str) -> None:
    slack.code = code

    with pytest.raises(DeliveryImpossible) as refusal:
        slack.gateway.post(ANNA, POST, key="k1")

    assert refusal.value.code == code


@pytest.mark.parametrize("code", ["fatal_error", "internal_error", "request_timeout", "service_unavailable"])
def test_trouble_of_slack_itself_leaves_a_message_in_doubt(slack: SaysNo, code: str) -> None:
    slack.code = code

    with pytest.raises(DeliveryInDoubt):
        slack.gateway.post(ANNA, POST, key="k1")


def test_trouble_of_slack_itself_puts_a_home_tab_off(slack: SaysNo) -> None:
    slack.code = "internal_error"

    with pytest.raises(DeliveryLater):
        slack.gateway.publish(ANNA, HOME)


def test_an_update_takes_the_place_of_what_stood_there_and_keeps_its_key() -> None:
    with harness.practice() as practice:
        gateway = SlackGateway(token=practice.workspace.bot_token, api_url=practice.server.api_url)
        stands = gateway.post(ANNA, POST, key="k1")

        for _ in range(2):
            gateway.update(stands.channel, stands.ts, Post("Gedaan: K-2026-001.", ()))

        (message,) = practice.anna.dm()
        assert (message.text, message.ts) == ("Gedaan: K-2026-001.", stands.ts)
        assert gateway.find(ANNA, "k1", since=datetime.fromtimestamp(float(stands.ts), UTC)) == stands


def test_an_update_of_what_is_not_there_any_more_is_final() -> None:
    with harness.practice() as practice:
        gateway = SlackGateway(token=practice.workspace.bot_token, api_url=practice.server.api_url)
        stands = gateway.post(ANNA, POST, key="k1")

        with pytest.raises(DeliveryImpossible) as refusal:
            gateway.update(stands.channel, "1.000001", POST)

        assert refusal.value.code == "message_not_found"


@pytest.mark.parametrize("code", ["cant_update_message", "edit_window_closed", "channel_not_found"])
def test_an_update_that_slack_does_not_allow_is_final(slack: SaysNo, code: str) -> None:
    slack.code = code

    with pytest.raises(DeliveryImpossible) as refusal:
        slack.gateway.update("D1", "1.000001", POST)

    assert refusal.value.code == code


def test_trouble_of_slack_itself_puts_an_update_off(slack: SaysNo) -> None:
    slack.code = "internal_error"

    with pytest.raises(DeliveryLater):
        slack.gateway.update("D1", "1.000001", POST)


def test_a_rate_limit_without_a_time_is_half_a_minute_and_nothing_to_tell(
    slack: SaysNo, caplog: pytest.LogCaptureFixture
) -> None:
    slack.code = "ratelimited"

    with pytest.raises(DeliveryLater) as refusal:
        slack.gateway.post(ANNA, POST, key="k1")

    assert refusal.value.after == 30
    assert [record for record in caplog.records if record.name == "klachtbot.slack"] == []


def test_a_token_that_the_workspace_does_not_know_loses_nothing() -> None:
    server = PracticeServer(harness.workspace())
    server.start()
    gateway = SlackGateway(token="xoxb-of-yesterday", api_url=server.api_url)

    try:
        with pytest.raises(DeliveryLater):
            gateway.post(ANNA, POST, key="k1")
    finally:
        server.stop()


def test_a_slack_that_lets_us_in_answers_and_one_that_does_not_or_is_away_does_not() -> None:
    with harness.practice() as practice:
        server = practice.server
        known = SlackGateway(token=practice.workspace.bot_token, api_url=server.api_url)
        unknown = SlackGateway(token="xoxb-of-yesterday", api_url=server.api_url)

        well = (known.answers(), unknown.answers())
        server.faults.limit_once("auth.test", 30)
        limited = known.answers()
        server.faults.fail_once("auth.test")
        broken = known.answers()
        server.faults.cut_off()
        away = known.answers()

    assert well == (True, False)
    assert (limited, broken, away) == (True, False, False)
