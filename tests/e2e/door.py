"""The door: payloads as Slack sends them, or as nobody should, handed to Bolt itself; its answers come back whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from slack_bolt import BoltRequest

from klachtbot.practice.server import PracticeServer
from klachtbot.slack.app import build
from klachtbot.slack.forms import Carried, Form, view
from klachtbot.slack.guard import Guard
from klachtbot.slack.listeners import ROUTES
from klachtbot.wiring import texts
from tests.e2e.counter import Counter, Outcome

SHOWN: Mapping[str, Any] = {"type": "modal", "callback_id": "shown", "blocks": []}


class Door:
    """One app for all, on a counter whose screens keep what was shown."""

    def __init__(self, counter: Counter, server: PracticeServer) -> None:
        self._counter = counter
        workspace = server.workspace
        self._app = build(counter.desk, ROUTES, Guard(), token=workspace.bot_token, api_url=server.api_url)

    def press(self, slack_id: str, action: str, value: object, *, within: Mapping[str, Any] = SHOWN) -> Outcome:
        """A button, in an open view."""
        element = {"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": "1.0"}
        return self.send({"type": "block_actions", "actions": [element], "view": _open(within)}, slack_id)

    def choose(self, slack_id: str, action: str, value: object) -> Outcome:
        """An entry of a list that opens."""
        element = {"type": "static_select", "action_id": action, "block_id": "b", "selected_option": {"value": value}}
        return self.send({"type": "block_actions", "actions": [element], "view": _open(SHOWN)}, slack_id)

    def submit(self, slack_id: str, form: Form | str, state: object, metadata: str) -> Outcome:
        """A form; by its name one that does not exist."""
        known = form if isinstance(form, Form) else None
        shown = view(known, texts("nl"), Carried(""), {}) if known else {**SHOWN, "callback_id": form}
        sent = {**shown, "state": {"values": state}, "private_metadata": metadata}
        return self.send({"type": "view_submission", "view": _open(sent)}, slack_id)

    def send(self, payload: Mapping[str, Any], slack_id: str) -> Outcome:
        """Any payload, from this person."""
        body = {"team": {"id": "T0", "domain": "oefen"}, "api_app_id": "A0", "trigger_id": "1.2.3", **payload}
        body.setdefault("user", {"id": slack_id})

        def send() -> str:
            answer = self._app.dispatch(BoltRequest(body=json.dumps(body), mode="socket_mode"))
            assert answer is not None
            assert answer.status == 200, "acknowledged, whatever it was"
            return answer.body or ""

        return self._counter.watch(send)


def _open(view: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": "V0", "hash": "h", "root_view_id": "V0", "previous_view_id": None, "state": {"values": {}}, **view}
