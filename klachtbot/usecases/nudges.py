"""What was told to whom of which term: what the ladder remembers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.domain.nudging import Key, Outlook, Snooze
from klachtbot.domain.terms import Term


@dataclass(frozen=True, slots=True)
class Look:
    """A complaint that may owe a nudge since ``at``, as it was then: with so many entries."""

    complaint: ComplaintId
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class NudgeRow:
    """A nudge that one person was told, or is about to be."""

    complaint: ComplaintId
    key: Key
    person: PersonId


@dataclass(frozen=True, slots=True)
class Announced:
    """A complaint with a term of which somebody was told in a message that stands in Slack."""

    complaint: ComplaintId
    version: int


class Nudges(Protocol):
    """The memory of the ladder (``domain.nudging``): what was told to whom, and in which message."""

    def to_look_at(self, now: datetime, *, limit: int) -> tuple[Look, ...]:
        """Complaints that may owe a nudge by now, the longest waiting first. Costs what is due, not what runs."""

    def told(self, complaints: Sequence[ComplaintId]) -> Mapping[ComplaintId, frozenset[Key]]: ...

    def snoozes(self, complaints: Sequence[ComplaintId]) -> Mapping[ComplaintId, tuple[Snooze, ...]]: ...

    def looked(self, look: Look, found: Outlook) -> bool:
        """Keep what is told from now on, and when to look again. False, and nothing is kept, when somebody else was
        first or the dossier changed since: it is looked at anew."""

    def look_again(self) -> None:
        """Look at every open complaint anew: the hours, the ladder or the calendar changed."""

    def with_loose(self) -> tuple[PersonId, ...]:
        """Who was told something that stands in no message yet."""

    def loose(self, person: PersonId) -> tuple[NudgeRow, ...]:
        """What this person is told and stands in no message yet. Until the unit of work ends nobody else puts it in
        one, and no message to this person is begun."""

    def put_in(self, message: str, rows: Sequence[NudgeRow]) -> None:
        """These stand in the message with this key from now on; one that was not told before is, now."""

    def stale(self, kind: str, *, keep: str) -> bool:
        """Whether there is anything to take back."""

    def take_back(self, kind: str, *, keep: str) -> None:
        """Messages of this kind that wait and surely were not sent, and whose keys do not begin with ``keep``, go no
        more; what stood in them is loose again."""

    def of_message(self, message: str) -> tuple[NudgeRow, ...]: ...

    def of_complaint(self, complaint: ComplaintId) -> tuple[NudgeRow, ...]:
        """All that anybody was ever told of this complaint."""

    def messages_about(self, complaint: ComplaintId, *, since: datetime) -> tuple[tuple[str, PersonId], ...]:
        """Keys of messages added since then in which this complaint stands, and to whom they went."""

    def announced(self, complaint: ComplaintId, term: Term, started_on: date) -> Mapping[PersonId, datetime]:
        """Who was told of this term in a message that stands in Slack, and when the first one was made."""

    def announced_by(self, term: Term, until: date, *, limit: int) -> tuple[Announced, ...]:
        """Complaints in which this term runs and is due by then, and of which somebody was told, the longest due
        first. Costs what is due."""

    def snooze(self, complaint: ComplaintId, snooze: Snooze) -> None:
        """Put it off, in the place of what this person chose before."""
