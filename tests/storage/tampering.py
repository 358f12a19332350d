"""A database in which somebody tampers, one change at a time, and what ``verify`` says of it.

Which tables are looked at, and what each column is changed into, follows from the tables themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Table,
    UniqueConstraint,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
)

from klachtbot.domain.model import Series
from klachtbot.storage import Database, tables
from klachtbot.storage.database import open_as_it_is
from klachtbot.storage.engine import parse_url
from klachtbot.storage.refusals import StorageRefused
from klachtbot.storage.verify import Break, Kind, verify
from klachtbot.usecases.documents import AwaitedDocument, DocumentKind, NewDocument, Reading
from tests.databases import KEYS, Databases, StoppedClock
from tests.storage.people import an_officer, contact, registration
from tests.storage.test_reports import registering, released, told

NOT_LOOKED_AT = {
    "organisations": "names of organisations, encrypted; a case holds its own ids",
    "settings": "how to reach the office, encrypted",
    "people": "who works here, encrypted; changes from day to day",
    "positions": "who holds which position; changes from day to day",
    "organisation_changes": "who changed the organisation; of no case",
    "absences": "who is away; forgotten after",
    "weekdays_off": "who never works on which day",
    "search_terms": "finds cases; made from what is encrypted, which verify does not open",
    "reads": "who opened what",
    "nudges": "which reminders were told",
    "snoozes": "who put off what",
    "channels": "what stands in Slack",
    "outbox": "what is to be sent, with claims and leases",
}
"""Tables that may change without a trace in a chain or seal, and why."""

OPERATIONAL = {("complaints", "look_at"): "when a sweep looks at it again: whoever sweeps moves it on"}
"""Columns that may, in tables that are looked at."""

LOOKED_AT = [table for table in tables.metadata.sorted_tables if table.name not in NOT_LOOKED_AT]
COLUMNS = [column for table in LOOKED_AT for column in table.columns if (table.name, column.name) not in OPERATIONAL]

Row = dict[str, Any]


def another(value: Any, column: Column[Any]) -> Any:
    """Something else of the same type."""
    if value is None:
        value = {str: "", int: 0, date: date(2026, 3, 2), bytes: b""}[column.type.python_type]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    last = value[-1:]
    if isinstance(value, bytes):
        return value[:-1] + (bytes([last[0] ^ 1]) if last else b"x")
    return value[:-1] + ("1" if last == "0" else "0")


def keys_of(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns]


def apart(row: Row, table: Table) -> Iterator[Row]:
    """Copies that can stand beside the row: each with another key."""
    single = {column.name for column in table.columns if column.unique}
    several = {column.name for one in table.constraints if isinstance(one, UniqueConstraint) for column in one.columns}
    unique = {name for name in single | several if row[name] is not None}
    for key in keys_of(table):
        changed = {name: another(row[name], table.c[name]) for name in (unique & set(row)) | {key}}
        yield row | changed


@dataclass
class Laboratory:
    """``found``: what ``verify`` finds while somebody's change stands."""

    url: str
    database: Database
    clock: StoppedClock
    _engine: Engine

    def rows(self, table: Table) -> list[Row]:
        with self._engine.connect() as connection:
            found = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
            return [dict(row) for row in found]

    @contextmanager
    def holding(self, table: Table, rows: Sequence[Row]) -> Iterator[None]:
        """The table has these rows instead of its own, for a while."""
        before = self.rows(table)
        self._put(table, rows)
        try:
            yield
        finally:
            self._put(table, before)

    def _put(self, table: Table, rows: Sequence[Row]) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(table))
            if rows:
                connection.execute(insert(table), list(rows))

    def found(self, table: Table, rows: Sequence[Row]) -> list[Break]:
        with self.holding(table, rows):
            return self.verified(anew=table is tables.secrets)

    def verified(self, *, anew: bool = False) -> list[Break]:
        """``anew``: with its keys read again, as a new process would."""
        if not anew:
            return verify(self.database)
        try:
            opened = open_as_it_is(self.url, KEYS, clock=self.clock)
        except StorageRefused:
            return [Break("secrets", Kind.KEY, "secrets")]
        opened.dispose()
        return []

    def spoil(self, table: Table, column: str, rubbish: str) -> None:
        """Write what no column can hold into the last row (SQLite only, which takes anything anywhere)."""
        with self._engine.begin() as connection:
            last = f"(SELECT max(rowid) FROM {table.name})"
            connection.exec_driver_sql(f"UPDATE {table.name} SET {column} = {rubbish} WHERE rowid = {last}")

    def close(self) -> None:
        self._engine.dispose()


def laboratory(databases: Databases, clock: StoppedClock) -> Laboratory:
    """A database with cases and reports, documents of every state, and nothing that keeps a row where it is."""
    url = databases.new_url()
    database = databases.open(clock, url=url)
    _fill(database)
    engine = create_engine(parse_url(url))
    made = Laboratory(url, database, clock, engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda one, _record: one.execute("PRAGMA ignore_check_constraints=ON"))
    else:
        with engine.begin() as connection:
            _let_go(connection)
    return made


def _let_go(connection: Connection) -> None:
    """Without what PostgreSQL itself would refuse: whoever tampers takes that away first."""
    looks = inspect(connection)
    for table in tables.metadata.sorted_tables:
        checks = [*looks.get_foreign_keys(table.name), *looks.get_check_constraints(table.name)]
        for check in checks:
            connection.exec_driver_sql(f'ALTER TABLE {table.name} DROP CONSTRAINT "{check["name"]}"')


def _fill(database: Database) -> None:
    officer = an_officer(database)
    draft = registration(officer)
    own = replace(draft, attributes={**draft.attributes, "complainant": officer})
    with database.uow() as uow:
        first = uow.complaints.register([own], series=Series.ORDINARY, year=2026, submission="s1")
        shielded = uow.documents.add(first.id, _document("zwart gemaakt.pdf", Reading.WHOLE))
        uow.documents.add(first.id, replace(_document("brief.pdf", Reading.SHIELDED), shielded=shielded))
        uow.documents.expect(first.id, AwaitedDocument(DocumentKind.OTHER, "foto.png", "F1", reading=Reading.WHOLE))
        failed = uow.documents.expect(first.id, AwaitedDocument(DocumentKind.OTHER, "scan.png", "F2"))
        uow.documents.fail(failed, code="file_deleted")
        first = uow.complaints.append(first, [contact(officer), contact(officer)], submission="s2")
        uow.complaints.append(first, [contact(officer)], submission="s3")
        uow.complaints.register([own], series=Series.ORDINARY, year=2026, submission="s4")
        heard = uow.complaints.report(told(officer), series=Series.ORDINARY, year=2026, submission="s5")
        uow.complaints.append(heard, [registering(officer)], submission="s6", number=(Series.ORDINARY, 2026))
        kept = uow.complaints.report(told(officer), series=Series.SUPERVISOR, year=2026, submission="s7")
        uow.complaints.append(kept, [released(officer)], submission="s8", series=Series.ORDINARY)
        for n in (1, 2):
            gone = uow.complaints.register([own], series=Series.ORDINARY, year=2025, submission=f"gone {n}")
            uow.tombstones.destroy(gone, {"file": ["F9"]}, date(2028, 3, 3))
        uow.commit()


def _document(name: str, reading: Reading) -> NewDocument:
    return NewDocument(DocumentKind.CORRESPONDENCE, name, b"%PDF-1.7 " + name.encode(), reading=reading)


def labels(row: Mapping[str, Any], complaints: Sequence[Row]) -> set[str]:
    """What the case of this row may be called."""
    case = next(one for one in complaints if one["id"] == row.get("complaint", row.get("id")))
    return {called for called in (case["number"], case["reference"], case["id"]) if called}
