"""The list of open cases: most urgent first, and as quick with ten thousand cases as with ten."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, insert

from klachtbot.domain.model import PersonId, Series, Stage
from klachtbot.domain.people import InView
from klachtbot.storage import Database, tables
from klachtbot.storage.engine import patient, transaction
from klachtbot.storage.lists import open_apart, open_cases, open_counts, reported
from klachtbot.usecases.ports import Running
from tests.storage.people import an_officer, contact, registration, view


def many(database: Database, officer: PersonId, n: int, *, closed: int = 0) -> None:
    """``n`` open cases of this officer, and as many ``closed`` ones as an archive of some years holds."""
    rows = [
        {
            "id": os.urandom(16).hex(),
            "number": f"K-2026-{k:03d}",
            "series": "K",
            "year": 2026,
            "sequence": k,
            "stage": "registered",
            "officer": officer,
            "received_on": date(2026, 3, 2),
            "is_open": k <= n,
            "urgent_on": date(2026, 3, 5) + timedelta(days=k * 7919 % 365),
            "next_term": "contact",
            "next_subject": "",
            "next_due_on": date(2026, 3, 5) + timedelta(days=k * 7919 % 365),
            "next_last_working_day": date(2026, 3, 5),
            "event_count": 1,
            "chain_head": bytes(32),
            "document_head": bytes(32),
            "seal": bytes(32),
        }
        for k in range(1, n + closed + 1)
    ]
    with transaction(database.engine) as connection:
        patient(connection)  # so many at once may take longer than anybody in Slack waits
        connection.execute(insert(tables.complaints), rows)
        shut = [{"mark": f"about:{row['id']}", "complaint": row["id"]} for row in rows]
        connection.execute(insert(tables.denials), shut)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM ANALYZE complaints, denials")


def plan(database: Database, query: Select[Any]) -> str:
    postgres = database.engine.dialect.name == "postgresql"
    compiled = query.compile(database.engine, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN " if postgres else "EXPLAIN QUERY PLAN "
    with transaction(database.engine, read_only=True) as connection:
        if postgres:
            # Of a table this small it may judge reading all of it as cheap; asked is whether the index suffices.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(explain + str(compiled)))


def test_a_page_is_read_from_the_index_and_nothing_is_sorted(database: Database) -> None:
    officer = an_officer(database)
    many(database, officer, 10_000, closed=2_000)

    shown = plan(database, open_cases(officer, shut=frozenset({officer, "coordinators"}), limit=10))

    assert "ix_complaints_list" in shown
    assert "sort" not in shown.lower()
    assert "temp b-tree" not in shown.lower()


def test_reports_that_wait_are_read_from_an_index_of_what_waits(database: Database) -> None:
    officer = an_officer(database)
    many(database, officer, 10_000)

    shown = plan(database, reported())

    assert "ix_complaints_reported" in shown


def test_counting_never_leaves_the_index(database: Database) -> None:
    officer = an_officer(database)
    many(database, officer, 10_000, closed=2_000)

    shown = plan(database, open_counts((officer,)))

    assert "Index Only Scan using ix_complaints_list" in shown or "COVERING INDEX ix_complaints_list" in shown


def test_counting_what_is_shut_costs_what_is_shut(database: Database) -> None:
    officer = an_officer(database)
    many(database, officer, 10_000, closed=2_000)

    shown = plan(database, open_counts((officer,), marked=frozenset({officer, "coordinators"})))

    assert "pk_denials" in shown or "sqlite_autoindex_denials_1" in shown
    assert "SCAN complaints" not in shown


def test_what_is_kept_apart_costs_what_is_kept_apart(database: Database) -> None:
    officer = an_officer(database)
    many(database, officer, 10_000, closed=2_000)
    seen = InView((), (officer,), shut=frozenset({"x"}), apart=frozenset({"coordinators"}))

    shown = plan(database, open_apart(seen))

    assert "pk_denials" in shown or "sqlite_autoindex_denials_1" in shown
    assert "ix_complaints_list" not in shown


def test_pages_of_several_officers_are_merged_by_urgency(database: Database) -> None:
    sanne, joris = an_officer(database), an_officer(database, "U0COORD2", "Joris Bakker")
    many(database, sanne, 30)
    with database.uow() as uow:
        uow.complaints.register(
            [registration(joris, received_on=date(2026, 3, 10))], series=Series.SUPERVISOR, year=2026, submission="s1"
        )
        uow.commit()

    with database.uow(read_only=True) as uow:
        all_of_it = uow.complaints.open_of(view(sanne, joris), limit=100)
        pages = [uow.complaints.open_of(view(sanne, joris), limit=7, offset=offset) for offset in range(0, 35, 7)]

    assert all_of_it.total == 31
    assert tuple(row for page in pages for row in page.rows) == all_of_it.rows
    due = [row.next.due_on for row in all_of_it.rows if row.next is not None]
    assert due == sorted(due)
    assert len(due) == 31


def test_a_case_shows_its_first_running_term(database: Database) -> None:
    officer = an_officer(database)
    with database.uow() as uow:
        made = uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")
        uow.commit()

    with database.uow(read_only=True) as uow:
        before = uow.complaints.open_of(view(officer), limit=1).rows[0]
    with database.uow() as uow:
        uow.complaints.append(made, [contact(officer)], submission="s2")
        uow.commit()
    with database.uow(read_only=True) as uow:
        after = uow.complaints.open_of(view(officer), limit=1).rows[0]

    assert (before.number, before.stage, before.officer) == ("K-2026-001", Stage.REGISTERED, officer)
    assert before.next == Running("contact", "", date(2026, 3, 5), date(2026, 3, 5), late_after=date(2026, 3, 5))
    assert after.next == Running("acknowledgement", "", date(2026, 3, 3), date(2026, 3, 3), late_after=date(2026, 3, 6))


@pytest.mark.parametrize("term", ["contact", "acknowledgement"])
def test_each_running_term_stands_in_the_deadlines_index(database: Database, term: str) -> None:
    officer = an_officer(database)
    with database.uow() as uow:
        made = uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")
        uow.commit()

    with transaction(database.engine, read_only=True) as connection:
        rows = connection.execute(tables.deadlines.select().where(tables.deadlines.c.complaint == made.id)).all()

    found = {row.term: row for row in rows}[term]
    assert (found.status, found.started_on) == ("running", date(2026, 3, 2))
