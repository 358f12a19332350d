"""Dossier als PDF: asking for it, what stands in it, and who makes it.

What somebody reads is decided by who they are to the case at that moment (``version_for``): who handles complaints
reads all that is kept, the committee what it is given with the dossier (R12, ``enclosures``). It is made outside this
process (``Binder``) and comes as a file to who asked, for a day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from klachtbot.domain import people
from klachtbot.domain.errors import Refusal
from klachtbot.domain.model import Complaint, ComplaintId
from klachtbot.domain.steps import COMMITTEE, HANDLERS
from klachtbot.usecases.delivery import Stream
from klachtbot.usecases.documents import DocumentId, DocumentKind, DocumentRow, DocumentState
from klachtbot.usecases.enclosures import Inventory, NameOf, inventory, paper_of
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork, UnitsOfWork
from klachtbot.usecases.reads import Opened
from klachtbot.usecases.show_document import STAYS

DOSSIER, MAKING, MADE = "dossier", "dossier_making", "dossier_made"
"""The rows of the outbox: the file itself, the message that says it is being made, and that message's last word."""
DOSSIERS = frozenset({DOSSIER, MAKING, MADE})


class Wanted(StrEnum):
    """What somebody asks for."""

    ARCHIVE = "archive"  # PDF/A-3a and PDF/UA-1; what is not ours goes along inside it, unchanged
    READING = "reading"  # the same to read, with the pages of others merged in; no claim to any standard
    EXPORT = "export"  # a ZIP with everything


class Version(StrEnum):
    """Who reads it: all that is kept, or what the committee is given."""

    WHOLE = "whole"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class Pair:
    """What somebody is called, or what is known of them: a label and words."""

    label: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the timeline: when, what, who. ``corrects``: it puts something right that was written down before."""

    day: str
    what: str = field(repr=False)
    who: str = field(repr=False)
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was written down, under a heading of its own."""

    heading: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Chapter:
    """``lead`` says in a sentence what it is; then come pairs, happenings and texts, whichever it has."""

    title: str
    lead: str = ""
    pairs: tuple[Pair, ...] = field(default=(), repr=False)
    happened: tuple[Happening, ...] = field(default=(), repr=False)
    told: tuple[Told, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """A document of the inventory. ``file`` is what it is called inside the PDF: neutral, with its number."""

    number: int
    id: DocumentId
    file: str
    media_type: str
    size: int
    day: str
    kind: str
    name: str = field(repr=False)
    remark: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there, and why."""

    day: str
    kind: str
    name: str = field(repr=False)
    why: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier as it reads, in the words of one language. ``words`` are those of the pages themselves, by name
    (``letters/dossier.typ``); ``front`` the lines of the title page, without a name."""

    language: str
    number: str
    title: str
    organisation: str
    made_on: date
    words: Mapping[str, str]
    front: tuple[Pair, ...] = ()
    chapters: tuple[Chapter, ...] = field(default=(), repr=False)
    pieces: tuple[Piece, ...] = field(default=(), repr=False)
    missing: tuple[Missing, ...] = field(default=(), repr=False)


ContentOf = Callable[[DocumentId], bytes]
"""The content of a document; one at a time, so that never two are in memory."""

Words = Callable[[UnitOfWork, Complaint, Version, date], Dossier]
"""Puts an opened dossier into words: for this reader, on this day."""


class NotForYouToExport(Refusal):
    """Only who handles a case takes all of it out of here."""


class NotMade(Exception):
    """The PDF could not be made. ``code`` says why, nothing of what is in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Binder(Protocol):
    """Makes the PDF, outside this process."""

    def bind(self, dossier: Dossier, content_of: ContentOf, *, merged: bool) -> Stream:
        """Raises ``NotMade``, also after too long."""


def contents(units: UnitsOfWork) -> ContentOf:
    """The documents of a dossier, each looked up in a transaction of its own: making a PDF takes a while."""

    def content_of(id: DocumentId) -> bytes:
        with units(read_only=True) as uow:
            found = uow.documents.open(id)
        if found is None:
            raise NotMade("gone")
        return found.content

    return content_of


def bound(
    units: UnitsOfWork, words: Words, binder: Binder, id: ComplaintId, version: Version, on: date, *, merged: bool
) -> Stream:
    """The PDF of the dossier as it is now. Raises ``NotMade``."""
    with units(read_only=True) as uow:
        complaint = uow.complaints.by_id(id, opened=True)
        if complaint is None:
            raise NotMade("gone")
        dossier = words(uow, complaint, version, on)
    return binder.bind(dossier, contents(units), merged=merged)


def version_for(uow: UnitOfWork, person: Person, complaint: Complaint, on: date) -> Version:
    """What this person, who may read the case, gets to read of it."""
    roles = people.roles_in(complaint, person.id, uow.people.organisation(), on)
    return Version.COMMITTEE if roles & COMMITTEE and not roles & HANDLERS else Version.WHOLE


def may_export(uow: UnitOfWork, person: Person, complaint: Complaint, on: date) -> bool:
    """Whether this person takes the whole dossier out of here: who handles it, or stands in."""
    return bool(people.roles_in(complaint, person.id, uow.people.organisation(), on) & HANDLERS)


def papers_for(complaint: Complaint, rows: Sequence[DocumentRow], version: Version, name_of: NameOf) -> Inventory:
    """The documents in the order of their numbers, and what is not there. Of an opened dossier and opened documents.

    The whole version has every document that is kept, but for mails (each says what its letter says): versions for
    respondents and what was never sent, too.
    """
    given = inventory(complaint, rows, name_of)
    if version is Version.COMMITTEE:
        return given
    known = dict(zip(given.ids, given.papers, strict=True))
    kept = [row for row in rows if row.kind is not DocumentKind.MAIL and row.state is DocumentState.KEPT]
    return replace(
        given,
        ids=tuple(row.id for row in kept),
        papers=tuple(known.get(row.id) or replace(paper_of(complaint, row, name_of), why="") for row in kept),
        not_there=tuple(paper for paper in given.not_there if paper.why in _NOT_HERE),
        size=sum(row.size for row in kept),
    )


_NOT_HERE = frozenset({"awaited", "failed"})


def ask_for_dossier(uow: UnitOfWork, *, by: Person, complaint: Complaint, wanted: Wanted, now: datetime) -> None:
    """Have it made and brought to them, and taken away a day after ``now`` (the clock of the procedure).

    ``complaint`` is one they may read (``access.readable``); an export is for who handles it (``may_export``). Asked
    twice within a minute, it is made once.
    """
    key = f"{DOSSIER}:{complaint.id}:{by.id}:{wanted}:{complaint.version}:{now:%Y-%m-%dT%H:%M}"
    what = {"complaint": complaint.id, "wanted": wanted.value}
    uow.outbox.add(NewMessage(f"{MAKING}:{key}", MAKING, by.id, complaint.id, what))
    # The rest is of no case: making it takes a while, and nothing about the case waits for it.
    uow.outbox.add(NewMessage(key, DOSSIER, by.id, None, what))
    uow.outbox.add(NewMessage(f"{MADE}:{key}", MADE, by.id, None, what | {"file": key, "message": f"{MAKING}:{key}"}))
    uow.outbox.add(NewMessage(f"remove:{key}", "remove_file", by.id, None, {"upload": key}, not_before=now + STAYS))
    uow.reads.add(complaint.id, by.id, Opened.EXPORT, wanted.value)
    uow.commit()
