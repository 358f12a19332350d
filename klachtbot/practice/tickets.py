"""What Slack hands out to be used once or for a while: trigger ids and response addresses. And how it refuses."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from klachtbot.practice.transport import TransportClock

TRIGGER_LIVES = 3.0
RESPONSE_LIVES = 30 * 60.0
RESPONSE_USES = 5


class Refused(Exception):
    """Slack says no. ``code`` is Slack's error code, ``problems`` the lines that name the place.

    ``needed``: the scope that is missing, for ``missing_scope``. ``details``: what the answer says of each, instead of
    problems.
    """

    def __init__(
        self, code: str, problems: Sequence[str] = (), *, needed: str = "", details: Sequence[Mapping[str, object]] = ()
    ) -> None:
        super().__init__(code)
        self.details = tuple(details)
        self.needed = needed
        self.code = code
        self.problems = tuple(problems)


@dataclass(slots=True)
class Trigger:
    """``view_id``: the modal it was handed out from, if any."""

    user: str
    at: float
    view_id: str | None
    exchanged: bool = False


class Triggers:
    """Trigger ids: each lives three seconds and works once."""

    def __init__(self, clock: TransportClock) -> None:
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str | None = None) -> str:
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, self._clock.now(), view_id)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.exchanged:
            raise Refused("exchanged_trigger_id")
        if self._clock.now() - trigger.at > TRIGGER_LIVES:
            raise Refused("expired_trigger_id")
        trigger.exchanged = True
        return trigger


@dataclass(slots=True)
class ResponseTo:
    """Where an answer goes: to this person in this channel; ``ts`` is the message that was clicked, if any."""

    user: str
    channel: str
    ts: str | None
    at: float
    uses: int = 0


class ResponseUrls:
    """Response addresses: five uses within thirty minutes."""

    def __init__(self, clock: TransportClock) -> None:
        self._clock = clock
        self._addresses: dict[str, ResponseTo] = {}

    def issue(self, user: str, channel: str, ts: str | None = None) -> str:
        key = secrets.token_urlsafe(18)
        self._addresses[key] = ResponseTo(user, channel, ts, self._clock.now())
        return key

    def use(self, key: str) -> ResponseTo:
        address = self._addresses.get(key)
        if address is None:
            raise Refused("invalid_url")
        if self._clock.now() - address.at > RESPONSE_LIVES:
            raise Refused("expired_url")
        if address.uses >= RESPONSE_USES:
            raise Refused("used_url")
        address.uses += 1
        return address
