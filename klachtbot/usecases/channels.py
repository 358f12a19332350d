"""The private channels of the committee, as storage keeps what was made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from klachtbot.domain.model import ComplaintId, PersonId


@dataclass(frozen=True, slots=True)
class Placed:
    """A message that stands in a channel: its ts, and a digest of what it says."""

    ts: str
    said: str


@dataclass(frozen=True, slots=True)
class KeptChannel:
    """The committee's channel of one case, as it was left. ``channel`` is Slack's id, "" when there is none.

    ``placed``: the pinned messages, by what they are. ``by_mail``: who could not be brought in, with a code for why.
    """

    channel: str = ""
    name: str = ""
    topic: str = ""
    placed: Mapping[str, Placed] = field(default_factory=dict)
    bookmarked: bool = False
    by_mail: Mapping[PersonId, str] = field(default_factory=dict)
    archived_at: datetime | None = None


class Channels(Protocol):
    """The private channels of the committee; at most one a case is open."""

    def of(self, complaint: ComplaintId) -> KeptChannel | None: ...

    def keep(self, complaint: ComplaintId, channel: KeptChannel) -> None:
        """In the place of what was kept of this case."""

    def looked(self, complaint: ComplaintId, version: int, day: date) -> None:
        """What the channel should be like was looked at on this day, when the case had so many entries."""

    def case_of(self, channel: str) -> ComplaintId | None:
        """Whose channel this is (Slack's id); None when it is none of ours, or archived."""

    def changed(self, today: date, *, limit: int) -> tuple[ComplaintId, ...]:
        """Cases of the committee, and those whose channel is open, that were not looked at since their last entry, or
        not on this day. Costs as many as the committee has."""

    def open(self) -> tuple[ComplaintId, ...]:
        """The cases whose channel is open."""
