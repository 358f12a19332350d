"""Databases for the tests, of both kinds: migrated once, cloned for each test; and a clock that stands still."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from klachtbot.storage import Database, open_database
from klachtbot.storage.migrate import migrate

KEYS = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass
class StoppedClock:
    """A clock that moves only when it is told to. Monday 2 March 2026, ten o'clock in Amsterdam."""

    at: datetime = field(default=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.astimezone(AMSTERDAM).date()

    def move(self, by: timedelta) -> None:
        self.at += by


class Databases:
    """Makes fresh migrated databases of one kind, by cloning a template."""

    def __init__(self, new_url: Callable[[], str]) -> None:
        self._new_url = new_url
        self.opened: list[Database] = []

    def new_url(self) -> str:
        return self._new_url()

    def open(self, clock: StoppedClock, *, url: str | None = None, threads: int = 12) -> Database:
        """A fresh database, or with ``url`` an existing one once more."""
        database = open_database(url or self.new_url(), KEYS, clock=clock, threads=threads)
        self.opened.append(database)
        return database

    def dispose(self) -> None:
        for database in self.opened:
            database.dispose()
        self.opened.clear()


def sqlite_template(folder: Path) -> Path:
    path = folder / "template.db"
    migrate(f"sqlite:///{path}")
    return path


def sqlite_clone(template: Path, folder: Path) -> str:
    path = folder / f"{uuid.uuid4().hex[:8]}.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


@contextmanager
def postgres_template(dsn: str) -> Iterator[str]:
    """The name of a migrated database on this server, dropped at the end."""
    name = f"klachtbot_template_{uuid.uuid4().hex[:8]}"
    _administer(dsn, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    migrate(with_database(dsn, name))
    yield name
    _administer(dsn, sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


@contextmanager
def postgres_clone(dsn: str, template: str) -> Iterator[Callable[[], str]]:
    """Makes clones of the template; all are dropped at the end."""
    made: list[str] = []

    def clone() -> str:
        name = f"klachtbot_test_{uuid.uuid4().hex[:8]}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        _administer(dsn, statement)
        made.append(name)
        return with_database(dsn, name)

    yield clone
    for name in made:
        _administer(dsn, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def with_database(dsn: str, name: str) -> str:
    """The same server, another database."""
    from sqlalchemy import make_url  # a test helper of one line; the product's own parser is in storage.engine

    return make_url(dsn).set(database=name).render_as_string(hide_password=False)


def _administer(dsn: str, statement: sql.Composed) -> None:
    with psycopg.connect(dsn.replace("postgresql+psycopg://", "postgresql://"), autocommit=True) as connection:
        connection.execute(statement)
