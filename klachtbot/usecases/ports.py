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
from typing import NewType, Protocol, Self

from klachtbot.domain.committee import Candidate
from klachtbot.domain.model import Complaint, ComplaintId, Draft, Event, Json, PersonId, Position, Series, Stage
from klachtbot.domain.nudging import Key, Outlook, Snooze
from klachtbot.domain.people import Absence, InView, Organisation
from klachtbot.domain.terms import Term
from klachtbot.usecases.channels import Channels
from klachtbot.usecases.documents import AwaitedDocument, DocumentId, DocumentRow, NewDocument, StoredDocument
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


AbsenceId = NewType("AbsenceId", str)


@dataclass(frozen=True, slots=True)
class KeptAbsence:
    """An absence that somebody entered: ``people.Absence`` as it is kept."""

    id: AbsenceId
    person: PersonId
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class StoodInFor:
    """An open case that somebody stands in for because they said so ("waarnemen")."""

    complaint: ComplaintId
    officer: PersonId
    deputy: PersonId


class Absences(Protocol):
    """Who is away when. What is changed here ``People.organisation`` knows at once."""

    def all(self) -> tuple[KeptAbsence, ...]:
        """Those that run or are still to come, by their first day."""

    def over(self) -> tuple[KeptAbsence, ...]:
        """Those that ended before today and were not given back yet; what was given back is kept no longer."""

    def add(self, absence: Absence) -> AbsenceId: ...

    def change(self, id: AbsenceId, *, first: date, last: date | None) -> None: ...

    def remove(self, *ids: AbsenceId) -> None: ...

    def set_weekdays_off(self, person: PersonId, weekdays: frozenset[int]) -> None:
        """The days of the week on which this person never works (0 is Monday), in place of those that were."""

    def stood_in_for(self) -> tuple[StoodInFor, ...]:
        """From an index of just those, by officer."""

    def due_of(self, officer: PersonId, *, until: date | None) -> tuple[ComplaintId, ...]:
        """Open cases and reports of this officer with a term that is owed by then (None: ever), by number."""

    def worked_on(self, officer: PersonId, *, since: datetime) -> tuple[ComplaintId, ...]:
        """Cases of this officer with an entry that was made since then, by whomever, by number; also ended ones."""


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
