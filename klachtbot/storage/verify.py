"""Was anything tampered with? Walks every chain, head, seal, number, document and key, and names each break.

Case by case, each as it was at one moment: so it works beside a bot that runs, and takes no more memory for more cases.
Nothing is decrypted; the key of each dossier is unwrapped to see that it is whole, and let go at once. So every dossier
must have its key.

What was taken away together with all that counts it, or put back as it once was, shows only against a ``witness`` that
was kept outside the database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Boolean, Connection, Integer, Select, Table, func, select, type_coerce, union_all

from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import Complaint
from klachtbot.domain.terms import running
from klachtbot.storage import chain, tables
from klachtbot.storage.crypto import KEY_BYTES
from klachtbot.storage.database import Database
from klachtbot.storage.derived import columns_of, deadlines_of, denials_of
from klachtbot.storage.engine import UNREADABLE, never_written, patient, transaction
from klachtbot.storage.reading import told
from klachtbot.storage.refusals import StorageRefused
from klachtbot.storage.vault import Vault
from klachtbot.storage.witness import Tally

AT_ONCE = 100
"""So many cases are read in one go."""

Row = Any  # a row of a table, by column name


class Kind(StrEnum):
    """What is wrong, in the order in which a case is looked at."""

    SEAL = "seal"  # a column of the complaint row was changed
    KEY = "key"  # a key is gone, or does not unwrap
    ENTRY = "entry"  # this entry was changed, moved, put in between, or one before it was removed
    TAIL = "tail"  # entries were cut from or added to the end
    DERIVED = "derived"  # deadlines, to whom it is shut, or a column of the complaint is not as the entries tell
    DOCUMENT = "document"  # a document was changed, moved, added or put back, or one is gone
    UNREADABLE = "unreadable"  # something stands there that was never written so
    ORPHAN = "orphan"  # rows without their complaint
    NUMBER_SEAL = "number_seal"  # the count of a series and year was changed
    NUMBER_GAP = "number_gap"  # a number was given out and its complaint is gone
    NUMBER_EXTRA = "number_extra"  # a complaint has a number that was never given out
    WITNESS = "witness"  # what was there when this seal was made is not all there any more


@dataclass(frozen=True, slots=True)
class Break:
    """``case`` is the number of a complaint, its id when it has none, or the series and year of a count.

    ``where`` is the table, and which row of it within the case: the place of the first entry that does not fit
    ("events 2"), that of a document, or the last of several numbers.
    """

    case: str
    kind: Kind
    where: str


@dataclass(slots=True)
class Counted:
    """What a walk has passed so far."""

    cases: int = 0
    events: int = 0
    documents: int = 0


def verify(database: Database) -> list[Break]:
    """Every break; empty when all is well. Raises ``StorageAway``."""
    return list(walk(database))


def walk(database: Database, counted: Counted | None = None, tallies: Sequence[Tally] = ()) -> Iterator[Break]:
    """Every break, as it is found; ``counted`` counts along, and each of ``tallies`` is told of each case.

    Raises ``StorageAway``.
    """
    counted = counted or Counted()
    with _snapshot(database) as connection:
        yield from _readable("numbers", _numbers(connection, database.vault.integrity))
    last: str | None = ""
    while last is not None:
        with _snapshot(database) as connection:
            page, last = _page(connection, last)
            for case in page:
                yield from _breaks(connection, database.vault, case, counted, tallies)
    with _snapshot(database) as connection:
        yield from _readable("tombstones", _tombstones(connection, database.vault.integrity))
    for table in _OF_A_COMPLAINT:
        with _snapshot(database) as connection:
            yield from _readable(table.name, _orphans(connection, table))
    yield from (Break(str(tally.expected), Kind.WITNESS, "events") for tally in tallies if not tally.agrees())


def destroyed_since(database: Database, at: datetime) -> bool:
    """Whether a dossier was destroyed (R21) on the day of this instant or later: no witness of before fits then."""
    with _snapshot(database) as connection:
        latest: date | None = connection.scalar(select(func.max(tables.tombstones.c.destroyed_on)))
    return latest is not None and latest >= at.astimezone(AMSTERDAM).date()


def _readable(table: str, breaks: Iterator[Break]) -> Iterator[Break]:
    """These breaks; and where nothing can be made of what stands there, that."""
    try:
        yield from breaks
    except UNREADABLE as error:
        if not never_written(error):
            raise
        yield Break(table, Kind.UNREADABLE, table)


def _orphans(connection: Connection, table: Table) -> Iterator[Break]:
    of = table.c.complaint
    lonely = of.is_not(None) & of.not_in(select(_C.id))
    found = connection.scalars(select(of).distinct().where(lonely).order_by(of), execution_options=_STREAMED)
    yield from (Break(str(id), Kind.ORPHAN, table.name) for id in found)


@contextmanager
def _snapshot(database: Database) -> Iterator[Connection]:
    """One state of the database, however long it takes to look at it."""
    with transaction(database.engine, read_only=True) as connection:
        patient(connection)
        yield connection


_C = tables.complaints.c
_OF_A_COMPLAINT = [
    table for table in tables.metadata.sorted_tables if "complaint" in table.c and table is not tables.tombstones
]
_DERIVED: tuple[tuple[Table, Callable[[Complaint], list[dict[str, Any]]]], ...] = (
    (tables.deadlines, deadlines_of),
    (tables.denials, denials_of),
)
"""Tables that are rewritten from the entries, and what should stand there."""

_READ = (tables.events, tables.case_keys, tables.deadlines, tables.denials)
_STREAMED = {"yield_per": 1000}


@dataclass(slots=True)
class _Case:
    """A row of ``complaints`` and what belongs to it, in the order of the keys; ``rows`` None: cannot be read."""

    id: str
    complaint: Row
    rows: Mapping[str, list[Row]] | None

    @property
    def label(self) -> str:
        called = (self.complaint[name] for name in ("number", "reference")) if self.complaint else ()
        return str(next((name for name in called if name), self.id))


def _page(connection: Connection, after: str) -> tuple[list[_Case], str | None]:
    """The next cases in order of their ids, and the last of these ids; None when there are no more.

    Where an id itself cannot be read, that is one case more, and the last.
    """
    try:
        ids = list(connection.scalars(select(_C.id).where(_C.id > after).order_by(_C.id).limit(AT_ONCE)))
    except UNREADABLE as error:
        if not never_written(error):
            raise
        return [_Case("complaints", None, None)], None
    if not ids:
        return [], None
    try:
        return _read(connection, ids), ids[-1]
    except UNREADABLE as error:
        if not never_written(error):
            raise
        return [_read_alone(connection, id) for id in ids], ids[-1]


def _read(connection: Connection, ids: Sequence[str]) -> list[_Case]:
    rows: dict[str, dict[str, list[Row]]] = {id: {table.name: [] for table in _READ} for id in ids}
    for table in _READ:
        of = _as_it_stands(table).where(table.c.complaint.in_(ids)).order_by(*table.primary_key.columns)
        for row in connection.execute(of).mappings():
            rows[row["complaint"]][table.name].append(row)
    found = connection.execute(_as_it_stands(tables.complaints).where(_C.id.in_(ids)).order_by(_C.id)).mappings()
    return [_Case(row["id"], row, rows[row["id"]]) for row in found]


def _as_it_stands(table: Table) -> Select[Any]:
    """Its columns. SQLite has 0 and 1 for no and yes, but would take any other number for yes, too."""
    columns = (type_coerce(column, Integer) if isinstance(column.type, Boolean) else column for column in table.c)
    return select(*(column.label(name) for name, column in zip(table.c.keys(), columns, strict=True)))


def _read_alone(connection: Connection, id: str) -> _Case:
    """One case; what cannot be read in it is its own trouble."""
    try:
        return _read(connection, [id])[0]
    except UNREADABLE as error:
        if not never_written(error):
            raise
        return _Case(str(id), None, None)


def _breaks(
    connection: Connection, vault: Vault, case: _Case, counted: Counted, tallies: Sequence[Tally]
) -> Iterator[Break]:
    counted.cases += 1
    if case.rows is None:
        yield Break(case.label, Kind.UNREADABLE, "complaints")
        return
    entries = case.rows["events"]
    counted.events += len(entries)
    try:
        for tally in tallies:
            tally.add(case.id, entries)
        yield from (Break(case.label, kind, where) for kind, where in _in_rows(vault, case, entries))
        yield from (
            Break(case.label, Kind.DOCUMENT, where) for where in _in_documents(connection, vault, case, counted)
        )
    except UNREADABLE as error:
        if not never_written(error):
            raise
        yield Break(case.label, Kind.UNREADABLE, "complaints")


def _in_rows(vault: Vault, case: _Case, entries: Sequence[Row]) -> Iterator[tuple[Kind, str]]:
    """What is wrong with everything but its documents. What is derived is looked at when the entries are whole."""
    assert case.rows is not None
    row, whole = case.complaint, True
    if not chain.same(row["seal"], chain.row_seal(vault.integrity, tables.complaints, row)):
        whole = False
        yield Kind.SEAL, "complaints"
    if not _opens(vault, case.rows["case_keys"]):
        yield Kind.KEY, "case_keys"
    head, wrong = _follow(vault.integrity, case.id, entries)
    if wrong is not None:
        yield Kind.ENTRY, f"events {wrong}"
    elif len(entries) != row["event_count"] or not chain.same(head, row["chain_head"]):
        yield Kind.TAIL, f"events {len(entries) + 1}"
    elif whole:
        complaint = told(SimpleNamespace(**row), [SimpleNamespace(**entry) for entry in entries])
        if any(row[name] != value for name, value in columns_of(complaint, running(complaint)).items()):
            yield Kind.DERIVED, "complaints"
        for table, rows_of in _DERIVED:
            if _sorted(case.rows[table.name]) != _sorted(rows_of(complaint)):
                yield Kind.DERIVED, table.name


def _opens(vault: Vault, keys: Sequence[Row]) -> bool:
    try:
        return [len(vault.unwrap_case_key(key["complaint"], key["key_id"], key["wrapped"])) for key in keys] == [
            KEY_BYTES
        ]
    except StorageRefused:
        return False


def _follow(key: bytes, id: str, entries: Sequence[Row]) -> tuple[bytes, int | None]:
    """The head of the chain, and the first entry that does not fit in it."""
    head = chain.first_previous(id)
    for seq, entry in enumerate(entries, start=1):
        mac = chain.entry_mac(key, head, entry)
        if entry["seq"] != seq or not chain.same(entry["mac"], mac):
            return head, seq
        head = mac
    return head, None


def _sorted(rows: Sequence[Row]) -> list[list[tuple[str, str]]]:
    return sorted(sorted((name, str(value)) for name, value in row.items()) for row in rows)


def _in_documents(connection: Connection, vault: Vault, case: _Case, counted: Counted) -> Iterator[str]:
    """Where documents are not as they were sealed. Read one by one: they may be large."""
    assert case.rows is not None
    t = tables.documents
    found: list[tuple[str, bytes]] = []
    links: set[str] = set()
    whole = True
    for id in connection.scalars(select(t.c.id).where(t.c.complaint == case.id).order_by(t.c.position)).all():
        row = connection.execute(select(t).where(t.c.id == id)).mappings().one()
        counted.documents += 1
        found.append((row["id"], row["seal"]))
        links |= {row["shielded"]} - {None}
        if not chain.same(row["seal"], chain.row_seal(vault.integrity, t, row)):
            whole = False
            yield f"documents {len(found)}"
    ids = {id for id, _ in found}
    missing = (links | _told_of(case.rows["events"])) - ids
    yield from (f"documents {id}" for id in sorted(missing))
    head = chain.document_head(vault.integrity, case.id, found)
    if whole and not missing and not chain.same(head, case.complaint["document_head"]):
        yield "documents"


def _told_of(entries: Sequence[Row]) -> set[str]:
    """The documents that the entries of a dossier tell of."""
    return {id for entry in entries for id in _named(json.loads(entry["attributes"]))}


_DOCUMENT = re.compile("[0-9a-f]{32}")  # the committee's requests ("d1") are called documents, too


def _named(said: object) -> Iterator[str]:
    """The documents that are named in these attributes, also within ("letters")."""
    if isinstance(said, list):
        for part in said:
            yield from _named(part)
    if isinstance(said, dict):
        several = said.get("documents")
        named = [said.get("document"), said.get("mail"), *(several if isinstance(several, list) else [])]
        yield from (id for id in named if isinstance(id, str) and _DOCUMENT.fullmatch(id))
        for part in said.values():
            yield from _named(part)


_CALLED = re.compile(r"([A-Z]{1,2})-(\d{4})-(\d{3,9})")


def _numbers(connection: Connection, integrity: bytes) -> Iterator[Break]:
    """Each series and year counts from 1 to the last number that was given out, without a gap."""
    last: dict[str, int] = {}
    for row in connection.execute(select(tables.numbers).order_by("series", "year")).mappings():
        count = f"{row['series']}-{row['year']}"
        if not chain.same(row["seal"], chain.row_seal(integrity, tables.numbers, row)):
            yield Break(count, Kind.NUMBER_SEAL, "numbers")
        last[count] = row["last"]
    passed = dict.fromkeys(last, 0)
    for called in _in_order(connection):
        parts = _CALLED.fullmatch(called)
        count, sequence = (f"{parts[1]}-{parts[2]}", int(parts[3])) if parts else ("", 0)
        if not passed.get(count, sequence) < sequence <= last.get(count, 0):
            yield Break(called, Kind.NUMBER_EXTRA, "complaints")
            continue
        yield from _gap(count, passed[count] + 1, sequence - 1)
        passed[count] = sequence
    for count, sequence in passed.items():
        yield from _gap(count, sequence + 1, last[count])


def _tombstones(connection: Connection, integrity: bytes) -> Iterator[Break]:
    """What is left of dossiers that were destroyed is as it was left."""
    t = tables.tombstones
    for row in connection.execute(select(t).order_by(t.c.complaint), execution_options=_STREAMED).mappings():
        if not chain.same(row["seal"], chain.row_seal(integrity, t, row)):
            yield Break(row["number"] or row["reference"] or row["complaint"], Kind.SEAL, "tombstones")


def _gap(count: str, first: int, last: int) -> Iterator[Break]:
    if first <= last:
        yield Break(f"{count}-{first:03d}", Kind.NUMBER_GAP, f"numbers {last}")


def _in_order(connection: Connection) -> Iterator[str]:
    """All that cases are or were called, also those that were destroyed; those of one series and year in order."""
    t = tables.tombstones.c
    names = (_C.number, _C.reference, _C.released_from, t.number, t.reference, t.released_from)
    called = union_all(*(select(name.label("called")).where(name.is_not(None)) for name in names)).subquery().c.called
    ordered = select(called).order_by(func.length(called), called)
    yield from connection.scalars(ordered, execution_options=_STREAMED)
