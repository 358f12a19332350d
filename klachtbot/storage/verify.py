"""Was anything tampered with? Walks every chain, seal, number and key, and names the first break of each case.

Nothing is decrypted: a dossier whose key was destroyed on purpose would still verify, were it not for its key row.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Table, select

from klachtbot.domain.model import Complaint
from klachtbot.storage import chain, tables
from klachtbot.storage.database import Database
from klachtbot.storage.derived import deadlines_of, denials_of
from klachtbot.storage.engine import patient, transaction
from klachtbot.storage.reading import told
from klachtbot.storage.refusals import StorageRefused

_DOCUMENT = re.compile("[0-9a-f]{32}")  # the committee's requests ("d1") are called documents, too

Row = Any  # a row of a table, by column name


class Kind(StrEnum):
    """What is wrong, in the order in which a case is looked at."""

    SEAL = "seal"  # a column of the complaint row was changed
    KEY = "key"  # the key of the dossier is gone, or does not unwrap
    ENTRY = "entry"  # this entry was changed, moved, put in between, or one before it was removed
    TAIL = "tail"  # entries were cut from or added to the end
    DERIVED = "derived"  # deadlines, or to whom it is shut, are not as the entries tell
    DOCUMENT = "document"  # a document was changed or moved, or one that an entry tells of is gone
    ORPHAN = "orphan"  # entries, documents or a key without their complaint
    NUMBER_SEAL = "number_seal"  # the count of a series and year was changed
    NUMBER_GAP = "number_gap"  # a number was given out and its complaint is gone
    NUMBER_EXTRA = "number_extra"  # a complaint has a number that was never given out


@dataclass(frozen=True, slots=True)
class Break:
    """``case`` is the number of a complaint, its id when it has none, or the series and year of a count.

    ``seq`` is the first entry that does not fit, None when the break is not in an entry.
    """

    case: str
    kind: Kind
    seq: int | None = None


def verify(database: Database) -> list[Break]:
    """Every break, the first of each case; empty when all is well. Raises ``StorageAway``."""
    with transaction(database.engine, read_only=True) as connection:
        patient(connection)
        return [*_numbers(connection, database), *_cases(connection, database)]


def _cases(connection: Connection, database: Database) -> Iterator[Break]:
    entries = _grouped(connection, tables.events, order="seq")
    keys = _grouped(connection, tables.case_keys, order="key_id")
    documents = _documents(connection, database)
    indexes = [_grouped(connection, table, order=order) for table, order, _ in _DERIVED]
    for row in connection.execute(select(tables.complaints).order_by(tables.complaints.c.id)).mappings().all():
        recorded = entries.pop(row["id"], [])
        derived = [rows.pop(row["id"], []) for rows in indexes]
        found = _first_break(row, recorded, keys.pop(row["id"], []), derived, database)
        kept = documents.pop(row["id"], {})
        if found is None and not (all(kept.values()) and _told_of(recorded) <= set(kept)):
            found = Break(row["number"] or row["reference"] or row["id"], Kind.DOCUMENT)
        if found is not None:
            yield found
    yield from (Break(id, Kind.ORPHAN) for id in sorted({*entries, *keys, *documents}))


def _documents(connection: Connection, database: Database) -> dict[str, dict[str, bool]]:
    """The documents of each dossier, and whether they are as they were sealed. Read one by one: they may be large."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    t = tables.documents
    for id in connection.scalars(select(t.c.id).order_by(t.c.complaint, t.c.position)).all():
        row = connection.execute(select(t).where(t.c.id == id)).mappings().one()
        found[row["complaint"]][id] = chain.same(row["seal"], chain.row_seal(database.vault.integrity, t, row))
    return dict(found)


def _told_of(entries: Sequence[Row]) -> set[str]:
    """The documents that the entries of a dossier tell of."""
    return {id for entry in entries for id in _named(json.loads(entry["attributes"]))}


def _named(said: object) -> Iterator[str]:
    """The documents that are named in these attributes, also within ("letters")."""
    if isinstance(said, list):
        for part in said:
            yield from _named(part)
    if isinstance(said, dict):
        named = (said.get(key) for key in ("document", "mail"))
        yield from (id for id in named if isinstance(id, str) and _DOCUMENT.fullmatch(id))
        for part in said.values():
            yield from _named(part)


def _grouped(connection: Connection, table: Any, *, order: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(select(table).order_by(table.c.complaint, table.c[order])).mappings():
        grouped[row["complaint"]].append(row)
    return dict(grouped)


def _first_break(
    row: Row,
    entries: Sequence[Row],
    keys: Sequence[Row],
    derived: Sequence[Sequence[Row]],
    database: Database,
) -> Break | None:
    case = row["number"] or row["reference"] or row["id"]
    vault = database.vault
    if not chain.same(row["seal"], chain.row_seal(vault.integrity, tables.complaints, row)):
        return Break(case, Kind.SEAL)
    if not keys:
        return Break(case, Kind.KEY)
    try:
        vault.unwrap_case_key(row["id"], keys[0]["key_id"], keys[0]["wrapped"])
    except StorageRefused:
        return Break(case, Kind.KEY)
    head = chain.first_previous(row["id"])
    for seq, entry in enumerate(entries, start=1):
        mac = chain.entry_mac(vault.integrity, head, entry)
        if entry["seq"] != seq or not chain.same(entry["mac"], mac):
            return Break(case, Kind.ENTRY, seq)
        head = mac
    if len(entries) != row["event_count"] or not chain.same(head, row["chain_head"]):
        return Break(case, Kind.TAIL, len(entries) + 1)
    complaint = told(*_as_rows(row, entries))
    for (_, _, rows_of), found in zip(_DERIVED, derived, strict=True):
        if _sorted(found) != _sorted(rows_of(complaint)):
            return Break(case, Kind.DERIVED)
    return None


_DERIVED: tuple[tuple[Table, str, Callable[[Complaint], list[dict[str, Any]]]], ...] = (
    (tables.deadlines, "term", deadlines_of),
    (tables.denials, "mark", denials_of),
)
"""Tables that are rewritten from the entries, in which order to read them, and what should stand there."""


def _as_rows(row: Row, entries: Sequence[Row]) -> tuple[Any, list[Any]]:
    return SimpleNamespace(**row), [SimpleNamespace(**entry) for entry in entries]


def _sorted(rows: Sequence[Row]) -> list[list[tuple[str, str]]]:
    return sorted(sorted((name, str(value)) for name, value in row.items()) for row in rows)


def _numbers(connection: Connection, database: Database) -> Iterator[Break]:
    t = tables.complaints.c
    given: dict[tuple[str, int], set[int]] = defaultdict(set)
    for series, year, sequence in connection.execute(select(t.series, t.year, t.sequence).where(t.number.is_not(None))):
        given[series, year].add(sequence)
    for column in (t.reference, t.released_from):
        for reference in connection.scalars(select(column).where(column.is_not(None))):
            series, year, sequence = reference.split("-")
            given[series, int(year)].add(int(sequence))

    for row in connection.execute(select(tables.numbers).order_by("series", "year")).mappings().all():
        case = f"{row['series']}-{row['year']}"
        found = given.pop((row["series"], row["year"]), set())
        if not chain.same(row["seal"], chain.row_seal(database.vault.integrity, tables.numbers, row)):
            yield Break(case, Kind.NUMBER_SEAL)
        expected = set(range(1, row["last"] + 1))
        yield from (Break(f"{case}-{gone:03d}", Kind.NUMBER_GAP) for gone in sorted(expected - found))
        yield from (Break(f"{case}-{extra:03d}", Kind.NUMBER_EXTRA) for extra in sorted(found - expected))
    for series, year in sorted(given):
        yield Break(f"{series}-{year}", Kind.NUMBER_EXTRA)
