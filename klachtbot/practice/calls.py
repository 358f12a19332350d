"""What a call of the Web API carries: its arguments, and the channels and files it may name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from klachtbot.practice.model import BOT_USER, Channel
from klachtbot.practice.tickets import Refused

if TYPE_CHECKING:
    from klachtbot.practice.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call: strings from a form, or values from JSON."""

    given: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A required one; Slack says ``invalid_arguments`` when it is not there."""
        value = self.given.get(name)
        if value is None or value == "":
            raise Refused("invalid_arguments", [f"missing required field: {name} [json-pointer:/{name}]"])
        return str(value)

    def optional(self, name: str) -> str | None:
        value = self.given.get(name)
        return None if value in (None, "") else str(value)

    def flag(self, name: str) -> bool:
        return self.given.get(name) in (True, 1, "1", "true", "True")

    def whole(self, name: str, otherwise: int, most: int) -> int:
        try:
            value = int(self.given.get(name, otherwise))
        except (TypeError, ValueError):
            value = 0
        if not 1 <= value <= most:
            raise Refused(f"invalid_{name}")
        return value

    def ts(self, name: str, otherwise: float) -> float:
        try:
            return float(self.given.get(name) or otherwise)
        except (TypeError, ValueError) as error:
            raise Refused(f"invalid_ts_{name}") from error

    def json(self, name: str, unreadable: str) -> Any:
        """JSON, also when it comes as a string in a form."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise Refused(unreadable) from error


def read_arguments(content_type: str, body: bytes, query: Mapping[str, str]) -> Arguments:
    """The arguments as ``slack_sdk`` sends them: a JSON body, a form body, or in the address."""
    if content_type.startswith("application/json"):
        try:
            given = json.loads(body or b"{}")
        except ValueError as error:
            raise Refused("invalid_json") from error
        if not isinstance(given, dict):
            raise Refused("json_not_object")
        return Arguments(given)
    return Arguments({**query, **dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))})


def channel_of_app(workspace: Workspace, channel_id: str) -> Channel:
    """A channel the app is in; a private one it is not in does not exist for it."""
    channel = workspace.channels.get(channel_id)
    if channel is None or (channel.is_private and BOT_USER not in channel.members):
        raise Refused("channel_not_found")
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    return channel
