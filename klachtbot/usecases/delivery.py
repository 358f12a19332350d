"""Delivering the outbox: what a renderer makes, what a gateway does, and how it may fail.

The worker (``klachtbot.clock.delivery``) claims rows, renders each *now* (after a fresh look at who may see what),
hands it to the gateway and marks it. Only the gateway talks to Slack.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from klachtbot.domain.model import ComplaintId
from klachtbot.usecases.ports import Person, UnitOfWork

Block = Mapping[str, Any]
"""A Block Kit block or view, as Slack takes it."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A claimed row: see ``ports.NewMessage``. ``claimed_at`` is an instant of the transport's clock."""

    id: int
    key: str
    kind: str
    to: Person
    complaint: ComplaintId | None
    payload: Mapping[str, str]
    attempts: int
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class Post:
    """A direct message: a plain-text fallback that makes sense read aloud, and blocks. Never a name or a story."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """An App Home tab. Publishing it twice does no harm."""

    view: Block


Rendered = Post | Home | None
"""None: nothing needs to be said any more; the row is marked done."""

Renderer = Callable[[UnitOfWork, OutboxRow], Rendered]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a post stands: channel id and message ts."""

    channel: str
    ts: str


class DeliveryLater(Exception):
    """Not now (rate limit, no connection made): surely *not* sent. ``after`` in seconds, None: use the back-off."""

    def __init__(self, after: float | None = None) -> None:
        super().__init__("later")
        self.after = after


class DeliveryInDoubt(Exception):
    """Reset, time-out or 5xx after the request went out: it may have arrived. Look before sending again."""


class DeliveryImpossible(Exception):
    """Slack says no for good. ``code`` is Slack's error code, nothing personal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Gateway(Protocol):
    """The only caller of Slack's Web API."""

    def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
        """Send a direct message carrying ``key`` as message metadata. One attempt, no retries of its own."""

    def find(self, slack_id: str, key: str, *, since: datetime) -> Receipt | None:
        """The post with this key among the messages since that instant (transport clock), or None."""

    def publish(self, slack_id: str, home: Home) -> None:
        """Publish a Home tab."""
