"""Whoever changes, removes, swaps, inserts or cuts anything in the database itself is found out, and where."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from klachtbot.domain.model import Complaint, ComplaintId, PersonId, Series
from klachtbot.storage import Database, chain, tables
from klachtbot.storage.engine import transaction
from klachtbot.storage.verify import AT_ONCE, Break, Counted, Kind, verify, walk
from klachtbot.storage.witness import Tally, Witness, parse, tally_now, tally_of
from klachtbot.usecases.documents import AwaitedDocument, DocumentKind
from tests.databases import Databases, StoppedClock
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


def test_an_untouched_database_has_no_break_and_is_counted(database: Database, first: Complaint) -> None:
    counted = Counted()

    assert list(walk(database, counted)) == []

    assert counted == Counted(cases=2, events=5, documents=0)


def test_each_case_is_looked_at_once_however_many_there_are(database: Database, officer: PersonId) -> None:
    with database.uow() as uow:
        for n in range(AT_ONCE + 1):
            uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission=f"s{n}")
        uow.commit()
    counted = Counted()

    assert list(walk(database, counted)) == []

    assert counted.cases == counted.events == AT_ONCE + 1


@pytest.mark.prove
def test_more_cases_take_no_more_memory(sqlite_databases: Databases, clock: StoppedClock) -> None:
    database = sqlite_databases.open(clock)
    few = memory_taken(database, cases=2 * AT_ONCE)

    many = memory_taken(database, cases=10 * AT_ONCE)

    assert many < few * 1.2


def memory_taken(database: Database, *, cases: int) -> int:
    """At most, in bytes, to verify a database that gets so many cases more."""
    officer = an_officer(database, f"U0{cases}")
    with database.uow() as uow:
        for n in range(cases):
            uow.complaints.register(
                [registration(officer)], series=Series.ORDINARY, year=2026, submission=f"{cases}.{n}"
            )
        uow.commit()
    assert verify(database) == []  # what is brought in once is there now
    tracemalloc.start()
    assert verify(database) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_what_is_recorded_while_it_looks_is_no_break(
    database: Database, first: Complaint, officer: PersonId, clock: StoppedClock
) -> None:
    class Busy(Tally):
        """Somebody who adds to a case just when it was read."""

        def add(self, complaint: str, entries: Sequence[Mapping[Any, Any]]) -> None:
            with database.uow() as uow:
                case = uow.complaints.by_id(ComplaintId(complaint))
                assert case is not None
                uow.documents.expect(case.id, AwaitedDocument(DocumentKind.OTHER, "foto.png", "F1"))
                uow.complaints.append(case, [contact(officer)], submission=f"busy {complaint}")
                uow.commit()

    assert list(walk(database, tallies=[Busy(database.vault.integrity, clock.now())])) == []

    counted = Counted()
    assert list(walk(database, counted)) == []
    assert counted == Counted(cases=2, events=7, documents=2)


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
def test_a_removed_entry_is_found_where_it_stood(database: Database, first: Complaint, seq: int) -> None:
    tamper(database, lambda c: c.execute(delete(tables.events).where(entry(first, seq))))

    assert [(found.case, found.where) for found in verify(database)] == [(FIRST, f"events {seq}")]


def test_a_removed_entry_is_found_although_the_rest_moved_up(database: Database, first: Complaint) -> None:
    def close_the_gap(connection: Connection) -> None:
        connection.execute(delete(tables.events).where(entry(first, 2)))
        for seq in (3, 4):
            connection.execute(update(tables.events).where(entry(first, seq)).values(seq=seq - 1))

    tamper(database, close_the_gap)

    assert verify(database) == [Break(FIRST, Kind.ENTRY, "events 2")]


def test_two_swapped_entries_are_found(database: Database, first: Complaint) -> None:
    def swap(connection: Connection) -> None:
        for seq, to in ((2, 99), (3, 2), (99, 3)):
            connection.execute(update(tables.events).where(entry(first, seq)).values(seq=to))

    tamper(database, swap)

    assert verify(database) == [Break(FIRST, Kind.ENTRY, "events 2")]


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

    assert verify(database) == [Break(FIRST, Kind.SEAL, "complaints")]


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

    assert verify(database) == [Break(FIRST, Kind.SEAL, "complaints")]


def remove(number: str, *, forget_the_count: bool = False) -> Callable[[Connection], None]:
    """A case with all that is of it; and the count of its series, if wanted."""

    def change(connection: Connection) -> None:
        id = connection.scalar(select(tables.complaints.c.id).where(tables.complaints.c.number == number))
        for table in (tables.events, tables.case_keys, tables.deadlines, tables.denials):
            connection.execute(delete(table).where(table.c.complaint == id))
        connection.execute(delete(tables.complaints).where(tables.complaints.c.id == id))
        if forget_the_count:
            connection.execute(delete(tables.numbers))

    return change


@pytest.mark.parametrize("number", [FIRST, SECOND])
def test_a_case_that_vanished_altogether_leaves_a_gap(database: Database, first: Complaint, number: str) -> None:
    tamper(database, remove(number))

    assert verify(database) == [Break(number, Kind.NUMBER_GAP, f"numbers {int(number[-3:])}")]


def test_numbers_that_are_gone_one_after_the_other_are_one_break(database: Database, first: Complaint) -> None:
    tamper(database, remove(FIRST))
    tamper(database, remove(SECOND))

    assert verify(database) == [Break(FIRST, Kind.NUMBER_GAP, "numbers 2")]


def test_a_lowered_count_of_numbers_is_found(database: Database, first: Complaint) -> None:
    tamper(database, lambda c: c.execute(update(tables.numbers).values(last=1)))

    assert verify(database) == [
        Break("K-2026", Kind.NUMBER_SEAL, "numbers"),
        Break(SECOND, Kind.NUMBER_EXTRA, "complaints"),
    ]


def test_every_break_of_every_case_is_named(database: Database, first: Complaint) -> None:
    tamper(database, lambda c: c.execute(delete(tables.case_keys)))
    tamper(database, lambda c: c.execute(update(tables.events).where(entry(first, 3)).values(action="supplement")))

    assert sorted((found.case, found.kind) for found in verify(database)) == [
        (FIRST, Kind.ENTRY),
        (FIRST, Kind.KEY),
        (SECOND, Kind.KEY),
    ]


def test_a_case_that_was_destroyed_when_its_time_came_is_no_break(database: Database, first: Complaint) -> None:
    with database.uow() as uow:
        uow.tombstones.destroy(first, {}, date(2028, 3, 3))
        uow.commit()

    assert verify(database) == []


def test_a_case_taken_away_with_its_tombstone_leaves_a_gap(database: Database, first: Complaint) -> None:
    with database.uow() as uow:
        uow.tombstones.destroy(first, {}, date(2028, 3, 3))
        uow.commit()

    tamper(database, lambda c: c.execute(delete(tables.tombstones)))

    assert verify(database) == [Break(FIRST, Kind.NUMBER_GAP, "numbers 1")]


def witnessed(database: Database, clock: StoppedClock) -> Witness:
    """A witness of what is there now, made when it has settled."""
    tally = tally_now(database.vault.integrity, clock.now() + timedelta(minutes=2))
    assert list(walk(database, tallies=[tally])) == []
    return tally.made()


def against(database: Database, witness: Witness) -> list[Break]:
    return list(walk(database, tallies=[tally_of(database.vault.integrity, witness)]))


def test_a_witness_reads_back_as_it_was_written(database: Database, first: Complaint, clock: StoppedClock) -> None:
    witness = witnessed(database, clock)

    assert (witness.cases, witness.events) == (2, 5)
    assert parse(f" {witness}\n") == witness


@pytest.mark.parametrize("text", ["", "zegel", "20261324T185240Z.1.1." + "0" * 32, "20261124T185240Z.1.1." + "0" * 31])
def test_what_is_no_witness_is_none(text: str) -> None:
    assert parse(text) is None


def test_a_witness_still_stands_when_entries_and_cases_were_added(
    database: Database, first: Complaint, officer: PersonId, clock: StoppedClock
) -> None:
    witness = witnessed(database, clock)
    clock.move(timedelta(hours=1))

    with database.uow() as uow:
        uow.complaints.append(first, [contact(officer)], submission="s5")
        uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s6")
        uow.commit()

    assert against(database, witness) == []


def test_what_was_recorded_in_the_last_minute_is_not_in_a_witness_yet(
    database: Database, first: Complaint, clock: StoppedClock
) -> None:
    tally = tally_now(database.vault.integrity, clock.now() + timedelta(seconds=59))

    assert list(walk(database, tallies=[tally])) == []

    assert (tally.made().cases, tally.made().events) == (0, 0)


def test_cases_taken_away_together_with_their_count_are_missed_by_a_witness_only(
    database: Database, first: Complaint, clock: StoppedClock
) -> None:
    witness = witnessed(database, clock)

    tamper(database, remove(FIRST, forget_the_count=True))
    tamper(database, remove(SECOND))

    assert verify(database) == []
    assert against(database, witness) == [Break(str(witness), Kind.WITNESS, "events")]


def test_a_case_put_back_as_it_once_was_is_missed_by_a_witness_only(
    databases: Databases, database: Database, first: Complaint, officer: PersonId, clock: StoppedClock
) -> None:
    t = tables.complaints
    with transaction(database.engine, read_only=True) as connection:
        once = dict(connection.execute(select(t).where(t.c.id == first.id)).mappings().one())
    clock.move(timedelta(minutes=10))
    with database.uow() as uow:
        uow.complaints.append(first, [contact(officer)], submission="s5")
        uow.commit()
    witness = witnessed(database, clock)

    def put_back(connection: Connection) -> None:
        connection.execute(delete(tables.events).where(entry(first, 5)))
        connection.execute(update(t).where(t.c.id == first.id).values(once))

    tamper(database, put_back)

    assert verify(database) == []
    assert against(database, witness) == [Break(str(witness), Kind.WITNESS, "events")]


def test_an_entry_that_was_put_in_afterwards_is_found(database: Database, first: Complaint) -> None:
    def insert_a_copy(connection: Connection) -> None:
        copy = dict(connection.execute(select(tables.events).where(entry(first, 2))).mappings().one())
        connection.execute(insert(tables.events), copy | {"seq": 5, "submission": None})

    tamper(database, insert_a_copy)

    assert verify(database) == [Break(FIRST, Kind.ENTRY, "events 5")]
