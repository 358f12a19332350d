"""Each single change to what is protected is found: over every column of these tables, and every way to move rows.

``make test`` changes the last row of each table in SQLite; ``make prove`` every row, in both databases.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Table

from klachtbot.storage import tables
from klachtbot.storage.verify import Kind
from tests.databases import Databases, StoppedClock, sqlite_clone
from tests.storage.tampering import (
    COLUMNS,
    LOOKED_AT,
    NOT_LOOKED_AT,
    OPERATIONAL,
    Laboratory,
    another,
    apart,
    keys_of,
    labels,
    laboratory,
)


@pytest.fixture(scope="module")
def sqlite_lab(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    databases = Databases(lambda: sqlite_clone(migrated_sqlite, tmp_path_factory.mktemp("tampering")))
    made = laboratory(databases, StoppedClock())
    yield made
    made.close()
    databases.dispose()


@pytest.fixture
def lab(databases: Databases, clock: StoppedClock) -> Iterator[Laboratory]:
    """On SQLite and on PostgreSQL."""
    made = laboratory(databases, clock)
    yield made
    made.close()


def called(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def test_every_table_is_looked_at_or_it_is_said_why_not() -> None:
    assert {table.name for table in LOOKED_AT} == {
        "secrets", "numbers", "complaints", "case_keys", "events", "denials", "deadlines", "documents", "tombstones",
    }  # fmt: skip
    assert set(NOT_LOOKED_AT) < set(tables.metadata.tables)
    assert {tables.metadata.tables[table].c[column].name for table, column in OPERATIONAL} == {"look_at"}


def test_an_untouched_database_has_rows_in_every_table_and_no_break(sqlite_lab: Laboratory) -> None:
    assert sqlite_lab.verified() == sqlite_lab.verified(anew=True) == []
    assert [table.name for table in LOOKED_AT if len(sqlite_lab.rows(table)) < 2] == []


def missed_changes(lab: Laboratory, column: Column[Any], *, every_row: bool) -> list[str]:
    """Changes of this column that are not found, or are found in another case."""
    table = column.table
    assert isinstance(table, Table)
    rows, complaints = lab.rows(table), lab.rows(tables.complaints)
    missed = []
    for at, row in list(enumerate(rows))[0 if every_row else -1 :]:
        values = [another(row[column.name], column)]
        if column.nullable and row[column.name] is not None:
            values.append(None)
        for value in values:
            found = lab.found(table, [*rows[:at], row | {column.name: value}, *rows[at + 1 :]])
            cases = {one.case for one in found}
            of_a_case = "complaint" in table.c and table is not tables.tombstones
            in_its_case = of_a_case and column.name != "complaint"
            if not found or (in_its_case and not cases <= labels(row, complaints)):
                missed.append(f"{row[column.name]!r} -> {value!r}: {found}")
    return missed


@pytest.mark.parametrize("column", COLUMNS, ids=called)
def test_a_changed_column_is_found(sqlite_lab: Laboratory, column: Column[Any]) -> None:
    assert missed_changes(sqlite_lab, column, every_row=False) == []


@pytest.mark.prove
@pytest.mark.timeout(600)
def test_a_changed_column_is_found_in_every_row(lab: Laboratory) -> None:
    missed = {called(column): missed_changes(lab, column, every_row=True) for column in COLUMNS}

    assert {name: found for name, found in missed.items() if found} == {}


def missed_moves(lab: Laboratory, table: Table) -> list[str]:
    """Rows that can be removed, swapped, put in, or cut from the end, and nobody finds it."""
    rows = lab.rows(table)
    at = range(len(rows))
    changes = {f"removed {n}": [*rows[:n], *rows[n + 1 :]] for n in at}
    changes |= {f"cut after {n}": rows[:n] for n in at}
    changes |= {f"put in {n}.{m}": [*rows, copy] for n in at for m, copy in enumerate(apart(rows[n], table))}
    keys = keys_of(table)
    if set(keys) < set(table.c.keys()):
        for one, other in itertools.pairwise(at):
            swapped = list(rows)
            swapped[one] = rows[other] | {key: rows[one][key] for key in keys}
            swapped[other] = rows[one] | {key: rows[other][key] for key in keys}
            changes[f"swapped {one} and {other}"] = swapped
    return [how for how, changed in changes.items() if not lab.found(table, changed)]


@pytest.mark.parametrize("table", LOOKED_AT, ids=lambda table: table.name)
def test_a_removed_swapped_inserted_or_cut_row_is_found(sqlite_lab: Laboratory, table: Table) -> None:
    assert missed_moves(sqlite_lab, table) == []


@pytest.mark.prove
@pytest.mark.timeout(600)
def test_a_removed_swapped_inserted_or_cut_row_is_found_in_both_databases(lab: Laboratory) -> None:
    assert {table.name: missed_moves(lab, table) for table in LOOKED_AT} == {table.name: [] for table in LOOKED_AT}


@pytest.mark.parametrize("rubbish", ["x'ff'", "CAST(x'ff' AS TEXT)", "'\N{SNOWMAN}'", "-1"])
@pytest.mark.parametrize("table", LOOKED_AT, ids=lambda table: table.name)
def test_what_no_column_can_hold_is_found_and_not_stumbled_over(
    sqlite_lab: Laboratory, table: Table, rubbish: str
) -> None:
    before = sqlite_lab.rows(table)
    missed = []

    for column in table.columns:
        if (table.name, column.name) in OPERATIONAL:
            continue
        with sqlite_lab.holding(table, before):
            sqlite_lab.spoil(table, column.name, rubbish)
            if not sqlite_lab.verified(anew=table is tables.secrets):
                missed.append(column.name)

    assert missed == []


def test_a_document_put_back_as_it_once_was_is_found(databases: Databases, clock: StoppedClock) -> None:
    lab = laboratory(databases, clock)
    before = lab.rows(tables.documents)
    awaited = next(row for row in before if row["state"] == "awaited")
    with lab.database.uow() as uow:
        assert uow.documents.keep(awaited["id"], b"\x89PNG\r\n\x1a\n" + bytes(24))
        uow.commit()
    assert lab.verified() == []

    found = lab.found(tables.documents, before)

    assert [(one.case, one.kind, one.where) for one in found] == [("K-2026-001", Kind.DOCUMENT, "documents")]
    lab.close()
