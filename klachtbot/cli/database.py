"""Getting the database ready: the lock of a SQLite file, migrations, and who works here."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from klachtbot.settings import Settings, storage_settings
from klachtbot.storage.engine import make_engine, parse_url, sqlite_file
from klachtbot.storage.lock import Lock
from klachtbot.storage.schema import SchemaState, schema_state


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """Hold the database for this process. A SQLite file is brought up to date; PostgreSQL must be so already
    (``klachtbot migrate``), because other processes may be using it."""
    with Lock(settings.database_url):
        if sqlite_file(parse_url(settings.database_url)) is not None:
            bring_up_to_date(settings.database_url)
        yield


def migrate(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """``klachtbot migrate``: make the database, or bring it up to date."""
    del options
    settings = storage_settings(environ)
    with Lock(settings.database_url):
        bring_up_to_date(settings.database_url)
    return 0


def bring_up_to_date(url: str) -> None:
    """Run the migrations that are missing."""
    engine = make_engine(url, threads=1)
    try:
        state = schema_state(engine)
    finally:
        engine.dispose()
    if state in (SchemaState.EMPTY, SchemaState.BEHIND):
        from klachtbot.storage.migrate import migrate  # Alembic, only when there is something to do

        migrate(url)
