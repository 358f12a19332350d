"""The personal words of a registered complaint stand nowhere: not in the files, not in a dump, not in the log."""

from __future__ import annotations

import logging
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from klachtbot.domain.model import CalendarName, Position, Series
from klachtbot.resources import find
from klachtbot.storage import Database, tables
from klachtbot.storage.crypto import Sealed
from klachtbot.storage.engine import transaction
from klachtbot.storage.organisation import apply
from klachtbot.storage.people import store_person
from klachtbot.usecases.organisation import parse
from tests.databases import StoppedClock
from tests.storage.people import STORY, an_officer, contact, registration

WORDS = ["Pietersen", "Okonkwo", "geluidsoverlast", "Sanne", "de Wit", "sanne@voorbeeld.nl", "Waterlelie"]


def everything(database: Database, folder: Path) -> bytes:
    """All bytes of the files beside the database (SQLite), or a dump of all tables (PostgreSQL)."""
    if database.engine.dialect.name == "sqlite":
        files = [path for path in folder.iterdir() if path.suffix != ".keys"]
        return b"".join(path.read_bytes() for path in files)
    with transaction(database.engine, read_only=True) as connection:
        values = [
            value
            for table in tables.metadata.sorted_tables
            for row in connection.execute(select(table))
            for value in row
        ]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


@pytest.mark.parametrize("word", WORDS)
def test_personal_words_stand_nowhere_in_the_database_or_the_log(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture, word: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        with database.uow() as uow:
            officer = store_person(uow.connection, database.vault, slack_id="U0COORD1", name="Sanne de Wit",
                                   email="sanne@voorbeeld.nl", organisation="Zorggroep De Waterlelie")  # fmt: skip
            made = uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s")
            uow.complaints.append(made, [contact(officer)], submission="s2")
            uow.commit()
        with database.uow(read_only=True) as uow:
            opened = uow.complaints.by_id(made.id, opened=True)

    stored = everything(database, tmp_path)
    assert opened is not None
    assert opened.events[0].details == {"story": STORY}
    assert b"K-2026-001" in stored
    assert word.encode() not in stored
    assert word not in caplog.text
    assert word not in repr(opened)


def strings(value: object) -> set[str]:
    """All texts within parsed TOML."""
    if isinstance(value, dict):
        return {text for part in value.values() for text in strings(part)}
    if isinstance(value, list):
        return {text for part in value for text in strings(part)}
    return {value} if isinstance(value, str) else set()


def test_of_an_organisation_file_only_codes_and_slack_ids_can_be_read(
    database: Database, clock: StoppedClock, tmp_path: Path
) -> None:
    clock.move(timedelta(hours=4, minutes=21))  # the moment it was taken over stands open; its own hours do not
    file = find("cli/demo_organisation.toml").read_text(encoding="utf-8")
    found = tomllib.loads(file)
    open_words = {str(one.get("slack")) for one in found["person"]} | set(Position) | set(CalendarName)

    with database.uow() as uow:
        apply(uow, parse(file))
        uow.commit()

    stored = everything(database, tmp_path)
    secret = {word for word in strings(found) - open_words if len(word) > 3}
    assert len(secret) > 20
    assert {word for word in secret if word.encode() in stored} == set()
    assert found["person"][0]["slack"].encode() in stored


def test_two_cells_that_are_swapped_do_not_open(database: Database) -> None:
    officer = an_officer(database)
    other = an_officer(database, "U0COORD2", "Joris Bakker")
    with transaction(database.engine) as connection:
        names = {row.id: row.name for row in connection.execute(select(tables.people))}
        for person, stolen in ((officer, other), (other, officer)):
            connection.execute(tables.people.update().where(tables.people.c.id == person).values(name=names[stolen]))

    with database.uow(read_only=True) as uow, pytest.raises(Sealed, match=r"people\.name"):
        uow.people.by_slack_id("U0COORD1")
