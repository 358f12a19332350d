"""Stuk toevoegen (R19, R20): what was handed over, what it is, and whether who the complaint is about may read it.

The entry is recorded with a reference to the file in Slack; what is in it is fetched after that (``fetch_document``),
because a large file does not come within the three seconds a form may take. Nothing that was typed can be lost by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from klachtbot.domain.errors import Refusal
from klachtbot.domain.model import Action, Complaint, ComplaintId, Draft, Json
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases import access
from klachtbot.usecases.documents import (
    EMPTY,
    LARGEST,
    LONGEST_NAME,
    TOO_LARGE,
    AwaitedDocument,
    DocumentId,
    DocumentKind,
    FileRefused,
    Reading,
    refuse_by_name,
)
from klachtbot.usecases.find_cases import find_cases
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.search import Query, Standing
from klachtbot.usecases.take_step import Sight, judged, look, record

AT_MOST = 50
"""As many complaints as are offered to choose from."""


class NotTaken(Refusal):
    """This file is not taken in; ``code`` says why (``documents.REFUSED``)."""

    def __init__(self, code: str, *, field: str = "files") -> None:
        super().__init__(field=field)
        self.code = code


class ShieldedMissing(Refusal):
    """The respondent may read a shielded version only, and there is none."""


class OneAtATime(Refusal):
    """A shielded version belongs to one document."""


class ReasonMissing(Refusal):
    """What is withheld is withheld for a reason."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A file in Slack: its id, its name, and how large it is."""

    slack_file: str
    name: str = field(repr=False)
    size: int


@dataclass(frozen=True, slots=True)
class Added:
    """What a form said. ``shielded`` is the version in which others are made unreadable, when there is one."""

    files: tuple[HandedOver, ...]
    kind: DocumentKind
    reading: Reading
    shielded: HandedOver | None = None
    reason: str = field(default="", repr=False)


def may_add_to(uow: UnitOfWork, person: Person | None, on: date) -> tuple[Complaint, ...]:
    """The open complaints this person may add a document to, at most ``AT_MOST``; most urgent first for who handles
    them. Unopened: nothing of them is read."""
    if person is None:
        return ()
    if access.registers(person):
        rows = access.cases_of(uow, person, on, limit=AT_MOST).rows
    else:
        rows = tuple(find_cases(uow, person, Query(standing=Standing.COMMITTEE), on).rows[:AT_MOST])
    found = {one.id: one for one in uow.complaints.many([row.id for row in rows])}
    may = (found[row.id] for row in rows if access.may_read(uow, person, found[row.id], on))
    return tuple(one for one in may if access.refused(uow, person, one, Action.ADD_DOCUMENT, on) is None)


def add_document(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    added: Added,
    submission: str,
) -> Complaint:
    """Record an entry for each file, with its document still to be fetched.

    ``version`` is what the person saw: raises ``Stale`` when somebody recorded something since, or another refusal.
    """
    sight = look(
        uow,
        by=by,
        today=today,
        complaint=complaint,
        version=version,
        action=Action.ADD_DOCUMENT,
        submission=submission,
        sent=as_sent(added),
    )
    if sight.done:
        return sight.complaint
    drafts, _ = added_drafts(uow, sight, today, calendar, added)
    return record(uow, sight, drafts, submission=submission)


def as_sent(added: Added) -> dict[str, Json]:
    """What the form said, to tell whether it says the same when it is sent in again."""
    return {
        "files": [one.slack_file for one in added.files],
        "shielded": added.shielded.slack_file if added.shielded else "",
        "kind": added.kind.value,
        "reading": added.reading.value,
        "reason": added.reason,
    }


def added_drafts(
    uow: UnitOfWork, sight: Sight, today: date, calendar: WorkCalendar, added: Added
) -> tuple[list[Draft], list[DocumentId]]:
    """The entries by which these files come into the dossier, and the ids of what may be read whole."""
    _look_at(added)
    instead = _expect(uow, sight, added, added.shielded, Reading.WHOLE) if added.shielded is not None else None
    drafts: list[Draft] = []
    ids: list[DocumentId] = []
    if instead is not None and added.shielded is not None:
        drafts.append(_entry(sight, today, calendar, added.shielded, instead, added, Reading.WHOLE))
    for file in added.files:
        id = _expect(uow, sight, added, file, added.reading, instead)
        drafts.append(_entry(sight, today, calendar, file, id, added, added.reading))
        ids.append(id)
    return drafts, ids


def _look_at(added: Added) -> None:
    """What can be said before the files are here."""
    each_is_taken(added.files, field="files")
    if added.reading is Reading.SHIELDED:
        if added.shielded is None:
            raise ShieldedMissing(field="shielded")
        if len(added.files) > 1:
            raise OneAtATime(field="files")
    if added.shielded is not None:
        each_is_taken((added.shielded,), field="shielded")
    if added.reading is Reading.WITHHELD and not added.reason:
        raise ReasonMissing(field="reason")


def each_is_taken(files: Sequence[HandedOver], *, field: str) -> None:
    """Raises ``NotTaken`` at this field for what its name or its size says enough about."""
    for file in files:
        try:
            refuse_by_name(file.name)
        except FileRefused as refused:
            raise NotTaken(refused.code, field=field) from None
        if file.size == 0:
            raise NotTaken(EMPTY, field=field)
        if file.size > LARGEST:
            raise NotTaken(TOO_LARGE, field=field)


def _expect(
    uow: UnitOfWork,
    sight: Sight,
    added: Added,
    file: HandedOver,
    reading: Reading,
    instead: DocumentId | None = None,
) -> DocumentId:
    awaited = AwaitedDocument(
        kind=added.kind,
        name=_shortened(file.name),
        slack_file=file.slack_file,
        reading=reading,
        shielded=instead if reading is Reading.SHIELDED else None,
        reason=added.reason if reading is Reading.WITHHELD else "",
        origin=f"slack:{file.slack_file}",
    )
    return uow.documents.expect(sight.complaint.id, awaited)


def _entry(
    sight: Sight,
    today: date,
    calendar: WorkCalendar,
    file: HandedOver,
    id: DocumentId,
    added: Added,
    reading: Reading,
) -> Draft:
    attributes: dict[str, Json] = {"document": id, "kind": added.kind.value, "reading": reading.value}
    details: dict[str, Json] = {"name": _shortened(file.name)}
    if reading is Reading.WITHHELD:
        details["withheld"] = added.reason
    return judged(sight, Action.ADD_DOCUMENT, today, calendar, attributes=attributes, details=details)


def _shortened(name: str) -> str:
    """The name, with its ending, in at most ``LONGEST_NAME`` characters."""
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending
