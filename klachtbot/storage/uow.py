"""One unit of work: one transaction, with everything a use case may touch hanging from it."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from klachtbot.domain.errors import StorageAway
from klachtbot.storage.absences import SqlAbsences
from klachtbot.storage.channels import SqlChannels
from klachtbot.storage.complaints import SqlComplaints
from klachtbot.storage.documents import SqlDocuments
from klachtbot.storage.engine import connect, is_away, translated
from klachtbot.storage.nudges import SqlNudges
from klachtbot.storage.office import read_office
from klachtbot.storage.outbox import SqlOutbox
from klachtbot.storage.people import SqlPeople
from klachtbot.storage.reads import SqlReads
from klachtbot.storage.roster import SqlRoster
from klachtbot.storage.search import SqlSearch
from klachtbot.storage.tombstones import SqlTombstones
from klachtbot.storage.vault import Vault
from klachtbot.usecases.absences import Absences
from klachtbot.usecases.channels import Channels
from klachtbot.usecases.nudges import Nudges
from klachtbot.usecases.organisation import Office
from klachtbot.usecases.ports import Clock, Complaints, Documents, Outbox, People
from klachtbot.usecases.reads import Reads
from klachtbot.usecases.roster import Roster
from klachtbot.usecases.search import Search
from klachtbot.usecases.tombstones import Tombstones


class SqlUnitOfWork:
    """``ports.UnitOfWork``. ``on_outbox`` is called after a commit that added something to deliver."""

    complaints: Complaints
    people: People
    outbox: Outbox
    documents: Documents
    absences: Absences
    nudges: Nudges
    channels: Channels
    reads: Reads
    roster: Roster
    search: Search
    tombstones: Tombstones

    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        clock: Clock,
        *,
        read_only: bool = False,
        on_outbox: Callable[[], None] | None = None,
    ) -> None:
        self._engine = engine
        self.vault = vault
        self.clock = clock
        self._read_only = read_only
        self._on_outbox = on_outbox
        self._connection: Connection | None = None
        self._office: tuple[()] | tuple[Office | None] = ()  # looked up once: one transaction sees one state

    def __enter__(self) -> Self:
        with translated():
            self._connection = connect(self._engine, read_only=self._read_only)
        self.complaints = SqlComplaints(self._connection, self.vault, self.clock)
        self.people = self._people = SqlPeople(self._connection, self.vault, self.clock, self.office)
        self.absences = SqlAbsences(self._connection, self._people, self.clock)
        self.documents = SqlDocuments(self._connection, self.vault, self.clock)
        self.nudges = SqlNudges(self._connection, self.clock)
        self.channels = SqlChannels(self._connection)
        self.reads = SqlReads(self._connection, self.clock)
        self.roster = SqlRoster(self._connection, self.vault, self.clock, self._people)
        self.search = SqlSearch(self._connection, self.vault)
        self.tombstones = SqlTombstones(self._connection, self.vault)
        self.outbox = self._outbox = SqlOutbox(self._connection, self.clock)
        return self

    @property
    def connection(self) -> Connection:
        """For storage's own helpers; a use case never needs it."""
        assert self._connection is not None, "the unit of work is not open"
        return self._connection

    def office(self) -> Office | None:
        """The settings of the organisation; None before an organisation file was taken over."""
        if not self._office:
            self._office = (read_office(self.connection, self.vault),)
        return self._office[0]

    def look_again(self) -> None:
        """The organisation has changed, in this transaction."""
        self._office = ()
        self._people.look_again()

    def commit(self) -> None:
        with translated():
            added = self._outbox.write()
            self.connection.commit()
        if added and self._on_outbox is not None:
            self._on_outbox()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection, self._connection = self.connection, None
        with translated():
            connection.close()  # rolls back what was not committed
        if is_away(error):
            raise StorageAway() from None
