"""A practice workspace with a real Bolt app in it, over a real WebSocket, with both clocks in the test's hand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from klachtbot.practice.driver import Driver, Person
from klachtbot.practice.manifest import Manifest, read_manifest
from klachtbot.practice.model import Outcome
from klachtbot.practice.server import PracticeServer
from klachtbot.practice.transport import HandClock
from klachtbot.practice.workspace import Workspace
from klachtbot.slack.connection import in_time

REPORT = {"name": "Klacht melden", "type": "global", "callback_id": "report", "description": "Meld een klacht"}
REPORT_MESSAGE = {
    "name": "Meld als klacht",
    "type": "message",
    "callback_id": "report_message",
    "description": "Meld dit bericht als klacht",
}
MANIFEST = replace(read_manifest(Path(__file__).parents[2] / "manifest.yml"), shortcuts=(REPORT, REPORT_MESSAGE))

TUESDAY = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)

SEED: Mapping[str, Any] = {
    "users": [
        {"id": "U0ANNA", "name": "anna", "real_name": "Anna Smit", "email": "anna@voorbeeld.example"},
        {"id": "U0BRAM", "name": "bram", "real_name": "Bram Visser", "locale": "en-US"},
        {"id": "U0GONE", "name": "weg", "real_name": "Weg Gegaan", "deleted": True},
    ],
    "channels": [
        {"id": "C0TEAM", "name": "team", "members": ["U0ANNA", "U0BRAM", "U0PRACTICE"]},
        {"id": "C0OPEN", "name": "open", "members": ["U0ANNA"]},
        {"id": "G0SECRET", "name": "geheim", "members": ["U0ANNA"], "is_private": True},
    ],
}

ANNA, BRAM = "U0ANNA", "U0BRAM"


class StoppedDate:
    """The practice date: stands still unless moved."""

    def __init__(self) -> None:
        self._now = TUESDAY

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta) -> None:
        self._now += step

    def set_date(self, day: date) -> None:
        self._now = datetime.combine(day, self._now.timetz())

    def next_working_day(self) -> None:
        self.advance(timedelta(days=1))


def workspace(manifest: Manifest = MANIFEST) -> Workspace:
    return Workspace.seed(SEED, manifest, StoppedDate(), HandClock(TUESDAY.timestamp()))


@dataclass
class Practice:
    """``app`` gets its listeners from the test; ``connect`` brings it in over Socket Mode."""

    server: PracticeServer
    driver: Driver = field(init=False)
    app: App = field(init=False)
    handlers: list[SocketModeHandler] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.driver = Driver(self.server)
        self.app = App(client=self.client(), raise_error_for_unhandled_request=False)

    @property
    def workspace(self) -> Workspace:
        return self.server.workspace

    @property
    def clock(self) -> HandClock:
        assert isinstance(self.workspace.transport, HandClock)
        return self.workspace.transport

    @property
    def anna(self) -> Person:
        return self.driver.person(ANNA)

    @property
    def bram(self) -> Person:
        return self.driver.person(BRAM)

    def client(self, token: str | None = None) -> WebClient:
        return WebClient(
            token=self.workspace.bot_token if token is None else token, base_url=self.server.api_url, retry_handlers=[]
        )

    def connect(self) -> SocketModeHandler:
        handler = SocketModeHandler(self.app, self.workspace.app_token, ping_interval=0.25)
        handler.client.web_client.base_url = self.server.api_url
        self.handlers.append(handler)
        handler.connect()  # type: ignore[no-untyped-call] # Bolt leaves it untyped
        self.driver.wait_for_app()
        return handler

    def opens(self, view: dict[str, Any]) -> None:
        """``/klacht`` opens this view."""

        @self.app.command("/klacht")
        def on_command(ack: Callable[..., Any], body: dict[str, Any], client: WebClient) -> None:
            client.views_open(trigger_id=body["trigger_id"], view=view)
            ack()

    def stop(self) -> None:
        # The SDK waits three seconds for its socket unless the other side hangs up first, and then another one for
        # its queue unless there is something in it.
        for handler in self.handlers:
            handler.client.auto_reconnect_enabled = False
        self.server.stop()
        for handler in self.handlers:
            handler.client.message_processor.event.set()
            handler.client.enqueue_message('{"type": "goodbye"}')
            in_time(handler.close)


@contextmanager
def practice(manifest: Manifest = MANIFEST) -> Iterator[Practice]:
    server = PracticeServer(workspace(manifest))
    server.start()
    made = Practice(server)
    try:
        yield made
    finally:
        made.stop()


@dataclass
class Stuck:
    """A listener that was called and does not answer."""

    called: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def __call__(self, ack: Callable[..., Any]) -> None:
        self.called.set()
        self.released.wait(10)
        ack()  # too late; it only keeps Bolt from waiting for it

    def let_time_pass(self, clock: HandClock, seconds: float, act: Callable[[], Outcome]) -> Outcome:
        """Do ``act``, and once the listener has been called let this much time pass without an answer."""
        with ThreadPoolExecutor(1) as pool:
            acting = pool.submit(act)
            assert self.called.wait(10)
            clock.advance(seconds)
            outcome = acting.result(10)
            self.released.set()
        return outcome


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(action_id: str, text: str = "Doen", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def field_of(block_id: str, element: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An input block; block_id and action_id are the same, the label is the id with a capital."""
    given = element or {"type": "plain_text_input"}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id.title()),
        "element": {"action_id": block_id, **given},
        **more,
    }


def section(text: str = "Hallo", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def actions(*elements: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **more}


def modal(*blocks: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Formulier"),
        "submit": plain("Opslaan"),
        "blocks": list(blocks),
        **more,
    }


def home(*blocks: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks), **more}


def refused(call: Callable[[], Any]) -> dict[str, Any]:
    """Slack's answer to a call that it refuses."""
    try:
        call()
    except SlackApiError as error:
        answer = error.response.data
        assert isinstance(answer, dict)
        return answer
    raise AssertionError("it was not refused")
