"""What the use cases need of the world. ``klachtbot.storage`` implements the unit of work, for SQLite and PostgreSQL.

A unit of work is one transaction: nothing is stored before ``commit()``, and leaving the ``with`` block without it
rolls everything back. Reading units may be opened with ``read_only=True``. Whatever the database does wrong (away,
locked, slow) comes out as ``errors.StorageAway``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType, TracebackType
from typing import Protocol, Self

from klachtbot.domain.committee import Candidate
from klachtbot.domain.model import Complaint, ComplaintId, Draft, Event, Json, PersonId, Position, Series, Stage
from klachtbot.domain.people import InView, Organisation
from klachtbot.usecases.absences import Absences
from klachtbot.usecases.channels import Channels
from klachtbot.usecases.documents import AwaitedDocument, DocumentId, DocumentRow, NewDocument, StoredDocument
from klachtbot.usecases.nudges import Nudges
from klachtbot.usecases.organisation import Office
from klachtbot.usecases.reads import Reads
from klachtbot.usecases.roster import Roster
from klachtbot.usecases.search import Search
from klachtbot.usecases.tombstones import Tombstones


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the bot knows. ``name``, ``email``, ``organisation`` and ``nicknames`` are encrypted at rest."""

    id: PersonId
    slack_id: str | None
    name: str
    email: str = ""
    organisation: str = ""
    positions: frozenset[Position] = frozenset()
    active: bool = True
    nicknames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """The first running term of a case, as the deadlines index keeps it."""

    term: str
    subject: str
    due_on: date
    last_working_day: date
    late_after: date | None  # from the day after this it is late; None for a soft term
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a list: no names, no story, nothing decrypted. ``number`` is the reference of a report."""

    id: ComplaintId
    number: str
    stage: Stage
    officer: PersonId
    received_on: date
    next: Running | None
    series: Series = Series.ORDINARY
    reported: bool = False
    deputising: bool = False  # it is somebody else's, who is away or gone
    deputy: PersonId | None = None  # who said they stand in for it
    stands_in: bool = False  # that is who looks
    cannot_wait: bool = False  # it stands before all others, whatever is due


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[CaseRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A row of the outbox: a reference, rendered only at delivery. ``key`` is unique for ever.

    ``kind`` names the renderer, ``to`` the person, ``payload`` holds ids and codes only.
    """

    key: str
    kind: str
    to: PersonId
    complaint: ComplaintId | None = None
    payload: dict[str, str] | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """``file`` is Slack's id of it, "" when it was never begun; ``unsent``: it is still to be brought; ``failed``: it
    never will be."""

    file: str
    unsent: bool
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the outbox: ``unsent``, it is still to go; else where it stands ("" when it was not needed).

    ``tried``: somebody began to send it, so what is added now may not be in it.
    """

    unsent: bool
    channel: str = ""
    ts: str = ""
    tried: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a submission recorded: ``entries``, unopened, and the dossier (unopened) as it was right after them.

    ``same``: what is sent now is what was sent then.
    """

    complaint: Complaint
    entries: tuple[Event, ...]
    same: bool


Sent = Mapping[str, Json]
"""What a form said. Only a keyed digest of it is kept, with the entry: to tell the same form from a corrected one."""

NOTHING_SENT: Sent = MappingProxyType({})


class Complaints(Protocol):
    def register(
        self, drafts: Sequence[Draft], *, series: Series, year: int, submission: str, sent: Sent = NOTHING_SENT
    ) -> Complaint:
        """A new dossier with the next gapless number of its series and year, holding these entries.

        ``submission`` names the form that was sent in, ``sent`` is what it said; so in the next two. They raise
        ``AlreadyRecorded`` when that form was recorded before."""

    def report(
        self, draft: Draft, *, series: Series, year: int, submission: str, sent: Sent = NOTHING_SENT
    ) -> Complaint:
        """A new dossier in stage reported, without a number, with the next gapless reference ("M-2026-001").

        Reports of the supervisor's series are counted apart ("LM-2026-001"), so that a coordinator sees no gap."""

    def append(
        self,
        complaint: Complaint,
        drafts: Sequence[Draft],
        *,
        submission: str,
        sent: Sent = NOTHING_SENT,
        number: tuple[Series, int] | None = None,
        series: Series | None = None,
    ) -> Complaint:
        """Add entries; raises ``Stale`` when the dossier is not as ``complaint.version`` saw it.

        ``number``: a report gets the next number of that series and year. ``series``: it moves to that series; a
        report then gets the next reference of it."""

    def by_number(self, number: str, *, opened: bool = False) -> Complaint | None:
        """The dossier with this number or reference, or None. ``opened`` decrypts the details of its entries.

        This and the next two ask the database the same, whether there is such a dossier or not."""

    def by_id(self, id: ComplaintId, *, opened: bool = False) -> Complaint | None: ...

    def recorded(self, submission: str, sent: Sent = NOTHING_SENT) -> Recorded | None:
        """What this submission recorded, or None: pressing submit again never records twice."""

    def many(self, ids: Sequence[ComplaintId]) -> tuple[Complaint, ...]:
        """These dossiers, unopened, in this order; those that do not exist are left out."""

    def alike(self, details: Mapping[str, Json]) -> tuple[Complaint, ...]:
        """Dossiers, unopened, of the same complainant, by name, e-mail or phone number (``parties.search_terms``)."""

    def about(self, person: PersonId) -> tuple[Complaint, ...]:
        """Dossiers, unopened, of which this person is a respondent: one statement, whatever there is."""

    def open_reports(self) -> tuple[CaseRow, ...]:
        """All reports that nobody registered or judged yet, most urgent first; the caller filters by rights."""

    def open_of(self, view: InView, *, limit: int, offset: int = 0) -> Page:
        """Open cases in this view, most urgent first: what cannot wait, then by due date and number, none running last.

        Cost follows the page, not the number of cases (the total is an index-only count)."""


class People(Protocol):
    def by_slack_id(self, slack_id: str) -> Person | None: ...

    def by_id(self, id: PersonId) -> Person | None: ...

    def ensure(self, slack_id: str, name: str) -> Person:
        """The person with this Slack id, made without positions when unknown: anybody of the workspace may report.

        ``name`` is "" when Slack does not tell; who has no name yet gets it as soon as Slack does."""

    def names_of(self, *positions: Position) -> Mapping[PersonId, tuple[str, ...]]:
        """The name and nicknames of who is active and holds one of these positions."""

    def all(self) -> tuple[Person, ...]:
        """Everybody, also who left (``active`` False), by name."""

    def with_position(self, *positions: Position) -> tuple[Person, ...]: ...

    def organisations(self) -> Mapping[str, str]:
        """The organisations that fill a seat of the committee (R13): their names, in order, by id."""

    def roster(self) -> tuple[Candidate, ...]:
        """Who may be asked for the committee, and its secretaries (R13), in the order of the file."""

    def organisation(self) -> Organisation:
        """Who holds which position today and who is away, for the domain to answer "may they?"; no names."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What stands in Slack because of a row, and whom it was for: a message (``channel`` and ``ts``), or a ``file``."""

    person: PersonId
    channel: str = ""
    ts: str = ""
    file: str = ""


class Outbox(Protocol):
    def add(self, message: NewMessage) -> None:
        """Add a row; a key that exists already is left as it is."""

    def upload(self, key: str) -> Upload | None:
        """What became of the file that the row with this key brings; None when there is no such row."""

    def message(self, key: str) -> Message | None:
        """Where the message with this key stands; None when there is no such row."""

    def posted(self, complaint: ComplaintId) -> tuple[Posted, ...]:
        """All that was posted or uploaded about this complaint alone, the oldest first."""


class Documents(Protocol):
    """Documents of dossiers, encrypted under the dossier's own key and destroyed with it (see ``documents``)."""

    def add(self, complaint: ComplaintId, new: NewDocument) -> DocumentId:
        """Keep a document. Raises ``FileRefused`` when its content is not taken in."""

    def expect(self, complaint: ComplaintId, awaited: AwaitedDocument) -> DocumentId:
        """Add a document whose content is still in Slack. Raises ``FileRefused`` when its name says enough."""

    def of(self, complaint: ComplaintId, *, opened: bool = False) -> tuple[DocumentRow, ...]:
        """The documents of a dossier, oldest first, without content. ``opened`` decrypts names and reasons."""

    def open(self, id: DocumentId) -> StoredDocument | None:
        """The document with its content; None when there is none, or its content is not here (yet)."""

    def awaited(self, *, limit: int) -> tuple[DocumentRow, ...]:
        """Documents of any dossier that are still to be fetched, oldest first, with their names."""

    def keep(self, id: DocumentId, content: bytes) -> bool:
        """Store the content of an awaited document; False when it is awaited no more. Raises ``FileRefused``."""

    def fail(self, id: DocumentId, *, code: str) -> bool:
        """It cannot be had; False when it is awaited no more."""


class UnitOfWork(Protocol):
    complaints: Complaints
    documents: Documents
    people: People
    outbox: Outbox
    absences: Absences
    nudges: Nudges
    channels: Channels
    reads: Reads
    roster: Roster
    search: Search
    tombstones: Tombstones

    def office(self) -> Office | None:
        """The settings of the organisation; None before an organisation file was taken over."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None: ...


class UnitsOfWork(Protocol):
    """Opens units of work; what a listener holds."""

    def __call__(self, *, read_only: bool = False) -> UnitOfWork: ...


class Clock(Protocol):
    """The clock of the procedure. In the practice workspace a person may move it."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""

    def today(self) -> date:
        """The date in Europe/Amsterdam."""
