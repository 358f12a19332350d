"""Slack's own speed limits: how often a method may be called, with short bursts, and how long to wait after that.

A pail per method (for ``chat.postMessage`` one per channel) that fills up again with time on the transport's clock.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from klachtbot.practice.transport import TransportClock


@dataclass(frozen=True, slots=True)
class Rate:
    """``per_minute`` calls go on for ever; ``burst`` calls may come at once."""

    per_minute: float
    burst: int


TIER_1, TIER_2, TIER_3, TIER_4 = Rate(1, 5), Rate(20, 20), Rate(50, 50), Rate(100, 100)
A_SECOND = Rate(60, 5)
HUNDREDS = Rate(300, 300)

RATES: Mapping[str, Rate] = {
    "apps.connections.open": TIER_1,
    "auth.test": HUNDREDS,
    "chat.delete": TIER_3,
    "chat.getPermalink": HUNDREDS,
    "chat.postEphemeral": TIER_4,
    "chat.postMessage": A_SECOND,
    "chat.update": TIER_3,
    "bookmarks.add": TIER_2,
    "bookmarks.list": TIER_3,
    "conversations.archive": TIER_2,
    "conversations.create": TIER_2,
    "conversations.history": TIER_3,
    "conversations.invite": TIER_3,
    "conversations.kick": TIER_3,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.setTopic": TIER_2,
    "files.completeUploadExternal": TIER_4,
    "files.delete": TIER_3,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "pins.add": TIER_2,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}
"""Slack promises the tiers as "at least so many a minute"; how large a burst it takes, it does not say."""

PER_CHANNEL = frozenset({"chat.postMessage"})


class Limits:
    def __init__(self, clock: TransportClock) -> None:
        self._clock = clock
        self._pails: dict[tuple[str, str], tuple[float, float]] = {}

    def wait(self, method: str, channel: str) -> int | None:
        """Count this call: None when it may go on, else how many whole seconds to wait before the next try."""
        rate = RATES.get(method, TIER_3)
        key = (method, channel if method in PER_CHANNEL else "")
        now = self._clock.now()
        left, since = self._pails.get(key, (float(rate.burst), now))
        left = min(rate.burst, left + (now - since) * rate.per_minute / 60)
        if left < 1:
            self._pails[key] = (left, now)
            return math.ceil((1 - left) * 60 / rate.per_minute)
        self._pails[key] = (left - 1, now)
        return None
