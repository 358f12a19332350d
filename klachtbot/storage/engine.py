"""The two databases behind one engine, set up so that waiting always ends before Slack stops waiting.

SQLite (one process): WAL, ``BEGIN IMMEDIATE`` for units that write and a plain ``BEGIN`` for those that read, full
sync (a form closes only when what it recorded is on disk). PostgreSQL: short time-outs on connecting, locks and
statements, and a broken connection noticed before it is used.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry

from klachtbot.domain.errors import StorageAway
from klachtbot.storage.refusals import UrlMalformed

WAIT_MS = 1500
"""How long a listener waits for a lock or a statement: a form must be answered within Slack's 3 seconds."""

CHECKPOINT_PAGES = 10_000
"""How many pages SQLite writes to its log (40 MB) before it tidies them into the file. Whoever commits just then waits
for it: with SQLite's own 1,000 that was one registration in twenty-odd."""

READ_ONLY = "klachtbot_read_only"
_TURN = "klachtbot_turn"
_AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)

_POSTGRES = {"postgres", "postgresql", "postgresql+psycopg"}
_POSTGRES_ARGS: dict[str, Any] = {
    "connect_timeout": 2,
    "options": f"-c lock_timeout={WAIT_MS} -c statement_timeout={WAIT_MS}"
    " -c idle_in_transaction_session_timeout=10000 -c timezone=UTC",
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": WAIT_MS,
    "application_name": "klachtbot",
}


def parse_url(url: str) -> URL:
    """The address, with PostgreSQL's spellings made one. Raises ``UrlMalformed``, which never repeats a password."""
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):
        raise UrlMalformed(detail="?") from None
    if parsed.drivername in _POSTGRES:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"} and parsed.database not in {None, "", ":memory:"}:
        return parsed.set(drivername="sqlite")
    raise UrlMalformed(detail=parsed.drivername)


def sqlite_file(url: URL) -> Path | None:
    """Where the SQLite database stands; None for PostgreSQL."""
    return Path(url.database or "") if url.drivername == "sqlite" else None


def make_engine(url: str, *, threads: int = 32) -> Engine:
    """An engine with at least as many connections as there are threads, so nobody waits for one."""
    parsed = parse_url(url)
    common: dict[str, Any] = {
        "pool_size": threads,
        "max_overflow": 2,
        "pool_timeout": WAIT_MS / 1000,
        # Who comes next gets the connection that was used last: what it has read and prepared still stands.
        "pool_use_lifo": True,
        "hide_parameters": True,
    }
    file = sqlite_file(parsed)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, **common, connect_args={"timeout": WAIT_MS / 1000})
        event.listen(engine, "connect", _set_up_sqlite)
        _take_turns(engine)
        return engine
    from klachtbot.storage import postgres  # only when used: psycopg costs a third of a second

    engine = create_engine(parsed, **common, connect_args=_POSTGRES_ARGS, pool_pre_ping=True)
    postgres.listen(engine)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin for us: see _take_turns
    for pragma in (
        f"busy_timeout={WAIT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


class Turns:
    """One at a time, first come first served.

    A plain lock goes to whoever runs when it is let go: at a busy moment that is the thread that just had it, for its
    next task, and who waits longest gives up.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def take(self, *, timeout: float) -> bool:
        """Wait for a turn, at most so many seconds; False when it did not come."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=timeout):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it came in the last moment

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    def pass_on(self) -> None:
        """End a turn: it is at once that of who waits longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


def _take(turns: Turns) -> None:
    if not turns.take(timeout=WAIT_MS / 1000):
        raise exc.TimeoutError("the others took too long")


_TURNS: WeakKeyDictionary[Engine, Turns] = WeakKeyDictionary()


def _take_turns(engine: Engine) -> None:
    """Begin transactions for SQLite, those that write one after the other.

    A deferred transaction that reads first and writes later fails at once when another wrote in between, whatever
    the busy_timeout; taking the write lock at the start makes it wait its turn instead. SQLite itself waits by
    looking again after ever longer naps, so whoever waits longest is passed by again and again. Within this process,
    which is the only one, a turn is handed on the moment it ends.
    """
    _TURNS[engine] = turns = Turns()

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(READ_ONLY, False):
            connection.exec_driver_sql("BEGIN")
            return
        if _TURN not in connection.info:
            _take(turns)
            connection.info[_TURN] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def checkin(_connection: object, record: ConnectionPoolEntry) -> None:
        if record.info.pop(_TURN, False):
            turns.pass_on()

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", checkin)


def connect(engine: Engine, *, read_only: bool = False) -> Connection:
    """A connection inside a fresh transaction. Close it to roll back."""
    connection = engine.connect() if read_only else _in_turn(engine)
    try:
        options: dict[str, Any] = {READ_ONLY: read_only}
        if read_only and engine.dialect.name == "postgresql":
            # one snapshot for all reads of the unit, as SQLite gives by itself
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        connection = connection.execution_options(**options)
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection


def _in_turn(engine: Engine) -> Connection:
    """First the turn, then the connection: so who writes on SQLite finds in it what the last one read and prepared."""
    turns = _TURNS.get(engine)
    if turns is None:
        return engine.connect()
    _take(turns)
    try:
        connection = engine.connect()
    except BaseException:
        turns.pass_on()
        raise
    connection.info[_TURN] = True
    return connection


def is_away(error: BaseException | None) -> bool:
    """Whether this says that the database is away, slow, or ended the connection of its own accord."""
    return isinstance(error, _AWAY) or (isinstance(error, exc.DBAPIError) and error.connection_invalidated)


UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, exc.DatabaseError)
"""What reading may raise over a value that no klachtbot ever wrote; ask ``never_written`` before taking it for that."""


def never_written(error: BaseException) -> bool:
    """Whether it says that something stands in the database that nobody can read, and not that the database is away."""
    if isinstance(error, exc.DBAPIError):
        return any(word in str(error.orig) for word in ("decode", "malformed"))
    return isinstance(error, UNREADABLE)


@contextmanager
def translated() -> Iterator[None]:
    """Whatever the database does wrong comes out as ``StorageAway``, without a word of the statement."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        if is_away(error):
            raise StorageAway() from None
        raise


@contextmanager
def transaction(engine: Engine, *, read_only: bool = False) -> Iterator[Connection]:
    """A transaction that commits at the end, for what is no use case (opening, delivering, verifying)."""
    with translated():
        connection = connect(engine, read_only=read_only)
        try:
            yield connection
            connection.commit()
        finally:
            connection.close()


def write_anew(engine: Engine) -> None:
    """Write a SQLite file anew and empty its log, so that neither holds what was deleted. Raises ``StorageAway`` when
    somebody else is at it; who writes meanwhile waits for their turn."""
    turns = _TURNS[engine]
    _take(turns)
    try:
        with translated():
            connection = engine.raw_connection()
            try:
                cursor = connection.cursor()
                try:
                    cursor.execute("VACUUM")
                    busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                except sqlite3.OperationalError:
                    raise StorageAway from None
                finally:
                    cursor.close()
            finally:
                connection.close()
        if busy:
            raise StorageAway
    finally:
        turns.pass_on()


def patient(connection: Connection) -> None:
    """Lift the time limits within this transaction: nobody in Slack waits for it."""
    if connection.dialect.name == "postgresql":
        setattr(connection.connection.driver_connection, "limit", None)  # noqa: B010 - see postgres.BriefConnection
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
