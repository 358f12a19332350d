"""Getting the database ready: the lock of a SQLite file, migrations, and who works here."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError

from klachtbot.settings import SettingError, Settings, storage_settings
from klachtbot.storage.engine import make_engine, parse_url, sqlite_file
from klachtbot.storage.keys import parse_keys
from klachtbot.storage.lock import Lock
from klachtbot.storage.schema import SchemaState, schema_state


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """Hold the database for this process. A SQLite file is brought up to date; PostgreSQL must be so already
    (``klachtbot migrate``), because other processes may be using it."""
    if settings.keys is not None:
        parse_keys(settings.keys)  # before anything is made
    with locked(settings.database_url):
        if sqlite_file(parse_url(settings.database_url)) is not None:
            bring_up_to_date(settings.database_url)
        yield


def migrate(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """``klachtbot migrate``: make the database, or bring it up to date."""
    del options
    settings = storage_settings(environ)
    with locked(settings.database_url):
        bring_up_to_date(settings.database_url)
    return 0


def locked(url: str) -> Lock:
    """The lock of a SQLite file, for this process. Raises ``DatabaseInUse`` or ``SettingError``."""
    file = sqlite_file(parse_url(url))
    try:
        lock = Lock(url)
    except OSError as error:
        raise SettingError(f"DATABASE_URL: {file}: hier kan geen database staan ({error.strerror}).") from None
    if file is not None and file.is_dir():
        raise SettingError(f"DATABASE_URL: {file}: dit is een map (is a directory).")
    return lock


def bring_up_to_date(url: str) -> None:
    """Run the migrations that are missing. Raises ``SettingError`` when this is no database of ours."""
    engine = make_engine(url, threads=1)
    try:
        state = schema_state(engine)
    except DatabaseError:
        raise SettingError("DATABASE_URL: dit bestand is geen database (this file is no database).") from None
    finally:
        engine.dispose()
    if state is SchemaState.UNKNOWN:
        raise SettingError(
            "DATABASE_URL: deze database is van een nieuwere klachtbot of van een ander programma"
            " (made by a newer klachtbot, or by another program)."
        )
    if state in (SchemaState.EMPTY, SchemaState.BEHIND):
        from klachtbot.storage.migrate import migrate  # Alembic, only when there is something to do

        migrate(url)
