"""Whoever changes, removes, swaps, inserts or cuts anything in the database itself is found out, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from klachtbot.domain.model import Complaint, PersonId, Series
from klachtbot.storage import Database, chain, tables
from klachtbot.storage.engine import transaction
from klachtbot.storage.verify import Break, Kind, verify
from tests.storage.people import an_officer, contact, registration

FIRST, SECOND = "K-2026-001", "K-2026-002"


@pytest.fixture
def officer(database: Database) -> PersonId:
    return an_officer(database)


@pytest.fixture
def first(database: Database, officer: PersonId) -> Complaint:
    """Two dossiers, of four and one entries; the first of them."""
    with database.uow() as uow:
        draft = registration(officer)
        draft = replace(draft, attributes={**draft.attributes, "complainant": officer})
        made = uow.complaints.register([draft], series=Series.ORDINARY, year=2026, submission="s1")
        made = uow.complaints.append(made, [contact(officer), contact(officer)], submission="s2")
        made = uow.complaints.append(made, [contact(officer)], submission="s3")
        uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s4")
        uow.commit()
    return made


def tamper(database: Database, change: Callable[[Connection], object]) -> None:
    with transaction(database.engine) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        change(connection)


def entry(complaint: Complaint, seq: int) -> Any:
    return (tables.events.c.complaint == complaint.id) & (tables.events.c.seq == seq)


def test_an_untouched_database_has_no_break(database: Database, first: Complaint) -> None:
    assert verify(database) == []


ENTRY_CHANGES: dict[str, Any] = {
    "entered_at": datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC),
    "action": "supplement",
    "by_person": None,
    "happened_on": date(2026, 3, 4),
    "facts": "[]",
    "stage": "closed",
    "subject": "r1",
    "attributes": '{"officer":"x"}',
    "submission": "other",
    "sent": b"0" * 16,
    "ciphertext": b"0" * 40,
    "mac": b"0" * 32,
}


def test_every_column_of_an_entry_is_protected() -> None:
    assert set(ENTRY_CHANGES) == {column.name for column in tables.events.columns} - {"complaint", "seq"}


@pytest.mark.parametrize("column", ENTRY_CHANGES)
def test_a_changed_column_of_an_entry_is_found_at_that_entry(database: Database, first: Complaint, column: str) -> None:
    tamper(
        database,
        lambda c: c.execute(update(tables.events).where(entry(first, 2)).values({column: ENTRY_CHANGES[column]})),
    )

    assert verify(database) == [Break(FIRST, Kind.ENTRY, 2)]


COMPLAINT_CHANGES: dict[str, Any] = {
    "number": "K-2026-003",
    "reference": "M-2026-007",
    "released_from": "LM-2026-007",
    "series": "L",
    "year": 2025,
    "sequence": 7,
    "stage": "closed",
    "officer": None,  # set to another person below
    "deputy": None,  # so is this
    "received_on": date(2026, 3, 1),
    "registered_on": date(2026, 3, 5),
    "closed_on": date(2026, 3, 6),
    "is_open": False,
    "urgent_on": date(2026, 3, 7),
    "next_term": "another",
    "next_subject": "r9",
    "next_due_on": date(2026, 3, 7),
    "next_last_working_day": date(2026, 3, 8),
    "next_late_after": date(2026, 3, 8),
    "next_status": "another",
    "event_count": 3,
    "chain_head": b"0" * 32,
    "seal": b"0" * 32,
}


def test_every_column_of_a_complaint_is_protected() -> None:
    moves_by_itself = {"look_at"}

    assert set(COMPLAINT_CHANGES) == {column.name for column in tables.complaints.columns} - {"id"} - moves_by_itself


@pytest.mark.parametrize("column", COMPLAINT_CHANGES)
def test_a_changed_column_of_a_complaint_is_found_at_that_case(
    database: Database, first: Complaint, column: str
) -> None:
    value = an_officer(database, "U0COORD2") if column in ("officer", "deputy") else COMPLAINT_CHANGES[column]

    tamper(
        database,
        lambda c: c.execute(
            update(tables.complaints).where(tables.complaints.c.id == first.id).values({column: value})
        ),
    )

    case = "K-2026-003" if column == "number" else FIRST
    assert Break(case, Kind.SEAL) in verify(database)


DERIVED_CHANGES: dict[str, dict[str, Any]] = {
    "deadlines": {
        "term": "another",
        "subject": "r9",
        "rule": "R9",
        "started_on": date(2026, 3, 1),
        "due_on": date(2026, 3, 30),
        "last_working_day": date(2026, 3, 30),
        "late_after": None,
        "met_on": date(2026, 3, 30),
        "status": "another",
    },
    "denials": {"mark": "another"},
}


def test_every_column_of_what_is_derived_is_looked_at() -> None:
    for name, changes in DERIVED_CHANGES.items():
        assert set(changes) == {column.name for column in tables.metadata.tables[name].columns} - {"complaint"}


@pytest.mark.parametrize(
    ("name", "column"), [(name, column) for name, changes in DERIVED_CHANGES.items() for column in changes]
)
def test_what_no_longer_says_what_the_entries_tell_is_found_at_that_case(
    database: Database, first: Complaint, name: str, column: str
) -> None:
    table = tables.metadata.tables[name]
    one = (table.c.complaint == first.id) & ((table.c.term == "contact") if name == "deadlines" else True)

    tamper(database, lambda c: c.execute(update(table).where(one).values({column: DERIVED_CHANGES[name][column]})))

    assert verify(database) == [Break(FIRST, Kind.DERIVED)]


@pytest.mark.parametrize("name", DERIVED_CHANGES)
def test_what_was_derived_and_is_gone_is_found_at_that_case(database: Database, first: Complaint, name: str) -> None:
    table = tables.metadata.tables[name]

    tamper(database, lambda c: c.execute(delete(table).where(table.c.complaint == first.id)))

    assert verify(database) == [Break(FIRST, Kind.DERIVED)]


@pytest.mark.parametrize(("seq", "found_at"), [(1, 1), (2, 2), (3, 3), (4, 4)], ids=str)
def test_a_removed_entry_is_found_where_it_stood(database: Database, first: Complaint, seq: int, found_at: int) -> None:
    tamper(database, lambda c: c.execute(delete(tables.events).where(entry(first, seq))))

    assert [(found.case, found.seq) for found in verify(database)] == [(FIRST, found_at)]


def test_a_removed_entry_is_found_although_the_rest_moved_up(database: Database, first: Complaint) -> None:
    def close_the_gap(connection: Connection) -> None:
        connection.execute(delete(tables.events).where(entry(first, 2)))
        for seq in (3, 4):
            connection.execute(update(tables.events).where(entry(first, seq)).values(seq=seq - 1))

    tamper(database, close_the_gap)

    assert verify(database) == [Break(FIRST, Kind.ENTRY, 2)]


def test_two_swapped_entries_are_found(database: Database, first: Complaint) -> None:
    def swap(connection: Connection) -> None:
        for seq, to in ((2, 99), (3, 2), (99, 3)):
            connection.execute(update(tables.events).where(entry(first, seq)).values(seq=to))

    tamper(database, swap)

    assert verify(database) == [Break(FIRST, Kind.ENTRY, 2)]


def test_an_inserted_entry_is_found(database: Database, first: Complaint) -> None:
    def insert_a_copy(connection: Connection) -> None:
        copy = dict(connection.execute(select(tables.events).where(entry(first, 2))).mappings().one())
        connection.execute(insert(tables.events), copy | {"seq": 5, "submission": None})

    tamper(database, insert_a_copy)

    assert verify(database) == [Break(FIRST, Kind.ENTRY, 5)]


def test_an_entry_moved_to_another_case_is_found_in_both(database: Database, first: Complaint) -> None:
    def move(connection: Connection) -> None:
        other = connection.scalar(select(tables.complaints.c.id).where(tables.complaints.c.number == SECOND))
        connection.execute(update(tables.events).where(entry(first, 4)).values(complaint=other, seq=2))

    tamper(database, move)

    assert {found.case for found in verify(database)} == {FIRST, SECOND}


def test_a_cut_tail_is_found_although_count_and_head_were_rewritten(database: Database, first: Complaint) -> None:
    def cut(connection: Connection) -> None:
        connection.execute(delete(tables.events).where(entry(first, 4)))
        head = connection.scalar(select(tables.events.c.mac).where(entry(first, 3)))
        connection.execute(
            update(tables.complaints).where(tables.complaints.c.id == first.id).values(event_count=3, chain_head=head)
        )

    tamper(database, cut)

    assert verify(database) == [Break(FIRST, Kind.SEAL)]


def test_a_cut_tail_is_found_although_the_row_was_sealed_with_another_key(database: Database, first: Complaint) -> None:
    def cut(connection: Connection) -> None:
        connection.execute(delete(tables.events).where(entry(first, 4)))
        row = dict(
            connection.execute(select(tables.complaints).where(tables.complaints.c.id == first.id)).mappings().one()
        )
        row |= {"event_count": 3, "chain_head": connection.scalar(select(tables.events.c.mac).where(entry(first, 3)))}
        row["seal"] = chain.row_seal(b"k" * 32, tables.complaints, row)
        connection.execute(update(tables.complaints).where(tables.complaints.c.id == first.id).values(row))

    tamper(database, cut)

    assert verify(database) == [Break(FIRST, Kind.SEAL)]


@pytest.mark.parametrize("number", [FIRST, SECOND])
def test_a_case_that_vanished_altogether_leaves_a_gap(database: Database, first: Complaint, number: str) -> None:
    def remove(connection: Connection) -> None:
        id = connection.scalar(select(tables.complaints.c.id).where(tables.complaints.c.number == number))
        for table in (tables.events, tables.case_keys, tables.deadlines, tables.denials):
            connection.execute(delete(table).where(table.c.complaint == id))
        connection.execute(delete(tables.complaints).where(tables.complaints.c.id == id))

    tamper(database, remove)

    assert verify(database) == [Break(number, Kind.NUMBER_GAP)]


def test_a_lowered_count_of_numbers_is_found(database: Database, first: Complaint) -> None:
    tamper(database, lambda c: c.execute(update(tables.numbers).values(last=1)))

    assert verify(database) == [Break("K-2026", Kind.NUMBER_SEAL), Break(SECOND, Kind.NUMBER_EXTRA)]


@pytest.mark.parametrize("change", ["changed", "removed"])
def test_a_key_that_is_gone_or_does_not_fit_is_found(database: Database, first: Complaint, change: str) -> None:
    row = tables.case_keys.c.complaint == first.id
    changes = {
        "changed": update(tables.case_keys).where(row).values(wrapped=b"0" * 60),
        "removed": delete(tables.case_keys).where(row),
    }

    tamper(database, lambda c: c.execute(changes[change]))

    assert verify(database) == [Break(FIRST, Kind.KEY)]
