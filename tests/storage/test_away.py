"""A database that is away or slow says so in time, in one typed way, and works again when it is back."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text

from klachtbot.domain.errors import StorageAway
from klachtbot.domain.model import PersonId, Series
from klachtbot.storage import Database, open_database
from klachtbot.storage.engine import sqlite_file, transaction
from klachtbot.storage.migrate import migrate
from tests.databases import KEYS, Databases, StoppedClock
from tests.postgres import PostgresServer
from tests.storage.people import STORY, an_officer, registration, view


@pytest.fixture
def on_own_postgres(own_postgres: PostgresServer, clock: StoppedClock) -> Iterator[Database]:
    migrate(own_postgres.dsn())
    database = open_database(own_postgres.dsn(), KEYS, clock=clock, threads=4)
    yield database
    database.dispose()


def register(database: Database, officer: PersonId, submission: str) -> str | None:
    with database.uow() as uow:
        made = uow.complaints.register(
            [registration(officer)], series=Series.ORDINARY, year=2026, submission=submission
        )
        uow.commit()
    return made.number


@pytest.mark.postgres
def test_a_server_that_went_down_is_away_and_back_when_it_is_back(
    own_postgres: PostgresServer, on_own_postgres: Database
) -> None:
    officer = an_officer(on_own_postgres)
    own_postgres.stop()

    with pytest.raises(StorageAway):
        register(on_own_postgres, officer, "s1")

    own_postgres.start()
    assert register(on_own_postgres, officer, "s1") == "K-2026-001"


@pytest.mark.postgres
def test_a_server_that_goes_down_halfway_a_unit_of_work_is_away(
    own_postgres: PostgresServer, on_own_postgres: Database
) -> None:
    officer = an_officer(on_own_postgres)

    with on_own_postgres.uow() as uow:
        uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")
        own_postgres.stop()
        with pytest.raises(StorageAway):
            uow.commit()

    own_postgres.start()
    assert register(on_own_postgres, officer, "s1") == "K-2026-001"


@pytest.mark.postgres
def test_a_server_that_ends_a_connection_of_its_own_accord_is_away(
    postgres_databases: Databases, clock: StoppedClock
) -> None:
    database = postgres_databases.open(clock)
    still_there = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")

    def outlast() -> None:
        with database.uow() as uow:
            pid = uow.connection.scalar(text("SELECT pg_backend_pid()"))
            uow.connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 1"))
            with transaction(database.engine, read_only=True) as other:
                while other.scalar(still_there, {"pid": pid}):
                    pass
            uow.people.all()

    with pytest.raises(StorageAway):
        outlast()

    assert register(database, an_officer(database), "s1") == "K-2026-001"


@pytest.mark.postgres
def test_a_server_that_freezes_is_away_and_back_when_it_thaws(
    own_postgres: PostgresServer, on_own_postgres: Database
) -> None:
    officer = an_officer(on_own_postgres)
    own_postgres.freeze()

    try:
        with pytest.raises(StorageAway):
            register(on_own_postgres, officer, "s1")
    finally:
        own_postgres.thaw()

    assert register(on_own_postgres, officer, "s1") == "K-2026-001"


def test_a_lock_that_somebody_else_keeps_ends_as_away(database: Database) -> None:
    officer = an_officer(database)
    with database.uow() as other:
        other.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")

        with pytest.raises(StorageAway):
            register(database, officer, "s2")

        other.commit()
    assert register(database, officer, "s2") == "K-2026-002"


def test_reading_goes_on_while_somebody_writes(database: Database) -> None:
    officer = an_officer(database)
    with database.uow() as other:
        other.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")

        with database.uow(read_only=True) as uow:
            page = uow.complaints.open_of(view(officer), limit=10)

    assert page.total == 0


def test_a_sqlite_file_that_another_program_holds_is_away(sqlite_databases: Databases, clock: StoppedClock) -> None:
    database = sqlite_databases.open(clock)
    officer = an_officer(database)
    path = sqlite_file(database.engine.url)
    assert path is not None

    with closing(sqlite3.connect(path, isolation_level=None)) as intruder:
        intruder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageAway):
            register(database, officer, "s1")

    assert register(database, officer, "s1") == "K-2026-001"


def test_what_is_raised_says_nothing_of_the_statement_or_what_stood_in_it(database: Database) -> None:
    slow = {"sqlite": "SELECT :story FROM nowhere_at_all", "postgresql": "SELECT pg_sleep(30), CAST(:story AS text)"}
    statement = text(slow[database.engine.dialect.name]).bindparams(story=STORY)

    with pytest.raises(StorageAway) as refusal, database.uow() as uow:
        uow.connection.execute(statement)

    shown = "".join(traceback.format_exception(refusal.value))
    assert "nowhere_at_all" not in shown
    assert "pg_sleep" not in shown
    assert STORY not in shown
