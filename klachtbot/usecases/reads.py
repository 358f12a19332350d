"""The read log (R21): who opened what of a dossier, and when. Never what stood in it.

A row is on disk before anything is shown. It is kept as long as the dossier, only ever added to, and is no part of the
dossier: a respondent who inspects it sees nothing of this (R20).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from klachtbot.domain.model import ComplaintId, PersonId

ONCE = timedelta(minutes=1)
"""The same thing, opened again by the same person within this time, is the same opening: paging, or a fresh look."""


class Opened(StrEnum):
    """What was opened. An ``item`` says which one."""

    CARD = "card"
    FORM = "form"  # of a step, with what the dossier says in it: the step
    DOCUMENTS = "documents"  # the list with their names
    DOCUMENT = "document"  # its id
    LETTERS = "letters"  # the list of all letters
    LETTER = "letter"  # its ref, or the notice that is being written
    NOTICE = "notice"  # by a respondent, in Slack (R7): its ref
    QUESTION = "question"  # by a member of the committee: who complains, and about whom (R13)
    REPORT = "report"  # what was reported, in the form that registers it (R1)
    INSPECTION = "inspection"  # by a respondent (R20)
    EXPORT = "export"  # the whole dossier, as a file


@dataclass(frozen=True, slots=True)
class Read:
    """One opening."""

    person: PersonId
    opened: Opened
    item: str
    at: datetime


class Reads(Protocol):
    """The read log inside one transaction."""

    def add(self, complaint: ComplaintId, person: PersonId, opened: Opened, item: str = "") -> None:
        """This person opens this now. One statement; nothing is added for what they opened a moment ago (``ONCE``).

        Commit before it is shown."""

    def of(self, complaint: ComplaintId, *, limit: int, offset: int = 0) -> Sequence[Read]:
        """The newest first."""

    def readers(self, complaint: ComplaintId, until: datetime | None) -> frozenset[PersonId]:
        """Everybody who opened anything of it before then, or ever."""
