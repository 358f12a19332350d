"""What is left of dossiers that were destroyed (R21), and what destroying one needs of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from klachtbot.domain.evaluation import Figures
from klachtbot.domain.model import Complaint, ComplaintId


@dataclass(frozen=True, slots=True)
class Tombstone:
    """``label`` is what the complaint was called; ``left_in_slack`` are Slack's ids of what only an administrator of
    the workspace can delete, by kind ("channel", "file")."""

    label: str
    destroyed_on: date
    figures: Figures
    left_in_slack: Mapping[str, Sequence[str]]


class Tombstones(Protocol):
    def ended_before(self, day: date) -> tuple[ComplaintId, ...]:
        """Complaints that ended before this day, the longest ago first."""

    def destroy(
        self, complaint: Complaint, left_in_slack: Mapping[str, Sequence[str]], on: date, *, supervised: bool = False
    ) -> None:
        """Put a tombstone in the place of everything there is of this dossier: its key, entries, documents, indexes,
        messages, and of the people only it knew also who they are. What Slack still holds is the caller's to ask for
        first. ``Stale`` when an entry came in since it was read. ``supervised``: it is about who is a
        coordinator now (R23), so its figures are not theirs to count."""

    def all(self) -> tuple[Tombstone, ...]:
        """The oldest first."""
