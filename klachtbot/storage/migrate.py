"""Bringing a database up to date. The only module that imports Alembic, and imported only where it is used."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from klachtbot.resources import find
from klachtbot.storage.engine import make_engine, patient, transaction

SCRIPTS = find("migrations")


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return made


def migrate(url: str) -> None:
    """Bring the database at ``url`` up to date; nothing happens when it is. Raises ``StorageAway``."""
    engine = make_engine(url, threads=1)
    try:
        migrate_engine(engine)
    finally:
        engine.dispose()


def migrate_engine(engine: Engine) -> None:
    with transaction(engine) as connection:
        patient(connection)
        made = config()
        made.attributes["connection"] = connection
        command.upgrade(made, "head")
