"""Fixtures for everybody: a clock that stands still, and a fresh database of each kind.

``database`` runs a test on SQLite and on PostgreSQL. ``databases`` makes more of the same kind. ``own_postgres`` is a
server of the test's own, to stop, freeze and start again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from klachtbot.storage import Database
from tests.databases import (
    Databases,
    StoppedClock,
    postgres_clone,
    postgres_template,
    sqlite_clone,
    sqlite_template,
)
from tests.postgres import PostgresServer

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    """A server for the whole run: ``KLACHTBOT_TEST_DSN``, or one of our own."""
    given = os.environ.get("KLACHTBOT_TEST_DSN")
    if given:
        yield given
        return
    server = PostgresServer()
    yield server.dsn()
    server.remove()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_dsn: str) -> Iterator[str]:
    with postgres_template(postgres_dsn) as name:
        yield name


@pytest.fixture
def sqlite_databases(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Databases]:
    made = Databases(lambda: sqlite_clone(migrated_sqlite, tmp_path))
    yield made
    made.dispose()


@pytest.fixture
def postgres_databases(postgres_dsn: str, migrated_postgres: str) -> Iterator[Databases]:
    with postgres_clone(postgres_dsn, migrated_postgres) as clone:
        made = Databases(clone)
        yield made
        made.dispose()


@pytest.fixture(params=BOTH)
def databases(request: pytest.FixtureRequest) -> Databases:
    made = request.getfixturevalue(f"{request.param}_databases")
    assert isinstance(made, Databases)
    return made


@pytest.fixture
def database(databases: Databases, clock: StoppedClock) -> Database:
    return databases.open(clock)


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.remove()
