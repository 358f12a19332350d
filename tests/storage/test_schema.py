"""One history for both databases, and the tables are what the history makes."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from klachtbot.storage import Database, SchemaState, schema_state, tables
from klachtbot.storage.engine import make_engine, sqlite_file, transaction
from klachtbot.storage.migrate import config, migrate
from klachtbot.storage.schema import HEAD
from tests.databases import Databases
from tests.storage.people import an_officer


def test_the_head_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [HEAD]


def test_the_migrations_make_the_tables_as_they_are_described(database: Database) -> None:
    with transaction(database.engine, read_only=True) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), tables.metadata)

    assert differences == []


def test_an_empty_database_is_brought_up_to_date_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deeper' / 'new.db'}"
    engine = make_engine(url)
    before = schema_state(engine)

    migrate(url)
    migrate(url)

    assert before is SchemaState.EMPTY
    assert schema_state(engine) is SchemaState.CURRENT
    engine.dispose()


@pytest.mark.parametrize(
    ("version", "state"), [("0000", SchemaState.BEHIND), ("9999", SchemaState.UNKNOWN)], ids=["older", "newer"]
)
def test_a_database_of_another_version_is_seen(database: Database, version: str, state: SchemaState) -> None:
    with transaction(database.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})

    assert schema_state(database.engine) is state


def test_opening_a_sqlite_database_imports_neither_alembic_nor_psycopg() -> None:
    look = "import sys, klachtbot.storage; print([name for name in ('alembic', 'psycopg') if name in sys.modules])"

    shown = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)

    assert shown.stdout.strip() == "[]"


def test_sqlite_is_set_up_to_keep_what_it_promises(sqlite_databases: Databases) -> None:
    engine = make_engine(sqlite_databases.new_url())

    with transaction(engine, read_only=True) as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 1500}
    assert sqlite_file(engine.url) is not None
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("setting", "value"),
    [("lock_timeout", "1500ms"), ("statement_timeout", "1500ms"), ("idle_in_transaction_session_timeout", "10s")],
)
def test_postgres_waits_no_longer_than_a_person_can(postgres_databases: Databases, setting: str, value: str) -> None:
    engine = make_engine(postgres_databases.new_url())

    with transaction(engine, read_only=True) as connection:
        found = connection.exec_driver_sql(f"SHOW {setting}").scalar()

    assert found == value
    engine.dispose()


def test_an_instant_comes_back_in_utc_to_the_microsecond(database: Database) -> None:
    there = datetime(2026, 3, 29, 3, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    officer = an_officer(database)

    with database.uow() as uow:
        uow.connection.execute(
            insert(tables.outbox),
            {"key": "k", "kind": "k", "recipient": officer, "payload": "{}", "status": "waiting",
             "added_at": there, "attempts": 0},
        )  # fmt: skip
        back = uow.connection.scalar(select(tables.outbox.c.added_at))

    assert back == datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
    assert back is not None
    assert back.tzinfo is UTC


def test_a_row_that_refers_to_nobody_is_refused_by_the_database(database: Database) -> None:
    with pytest.raises(IntegrityError), transaction(database.engine) as connection:
        connection.execute(insert(tables.absences), {"id": "a", "person": "nobody", "first_on": date(2026, 3, 2)})


def test_why_somebody_is_away_has_no_column() -> None:
    assert {column.name for column in tables.absences.columns} == {"id", "person", "first_on", "last_on"}
