"""What is to be sent is found at the cost of that, not of all that ever was; and a backlog costs no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert

from klachtbot.clock.delivery import KINDS, LEASE, SPACING
from klachtbot.storage import Database, tables
from klachtbot.storage.engine import transaction
from klachtbot.storage.outbox import PAGE, first_in_turn, waiting
from tests.storage.people import an_officer

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
AT = {"now": NOW, "procedure_now": NOW, "a_while_ago": NOW - timedelta(seconds=1), "only_mails": False}


def fill(database: Database, count: int, **values: Any) -> None:
    rows = [
        {"key": f"k{n}", "kind": "news", "payload": "{}", "added_at": NOW, "attempts": 0, **values}
        for n in range(count)
    ]  # fmt: skip
    with transaction(database.engine) as connection:
        connection.execute(insert(tables.outbox), rows)


@pytest.mark.parametrize("asked", ["whose time has come", "whose turn it is"])
def test_looking_for_what_is_due_reads_only_what_is_unsent(database: Database, asked: str) -> None:
    officer = an_officer(database)
    fill(database, 5_000, recipient=officer, status="done", attempts=1, finished_at=NOW - timedelta(days=1))
    with transaction(database.engine) as connection:
        connection.exec_driver_sql("ANALYZE")

    with transaction(database.engine, read_only=True) as connection:
        if asked == "whose turn it is":
            query = first_in_turn(KINDS).params({**AT, "page": [1, 2, 3]})
        else:
            query = waiting(KINDS).params({**AT, "after": 0})
        compiled = query.compile(database.engine, compile_kwargs={"literal_binds": True})
        explain = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[database.engine.dialect.name]
        shown = [str(row[-1]) for row in connection.exec_driver_sql(explain + str(compiled))]

    plan = "\n".join(shown)
    assert "ix_outbox_unsent" in plan
    assert "SCAN outbox\n" not in plan + "\n"
    assert "(recipient=?)\n" not in plan.replace("ix_outbox_unsent_of_recipient (recipient=?)", "")
    assert "Seq Scan" not in plan


def test_a_backlog_is_looked_through_a_page_at_a_time(database: Database) -> None:
    fill(database, 1_000, recipient=an_officer(database), status="waiting")
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *of: asked.append(of[2]))

    first = claimed(database)
    questions = len(asked)

    assert first == "k0"
    assert questions < 10


def test_who_waits_behind_many_rows_to_somebody_else_has_their_turn(database: Database) -> None:
    busy, free = an_officer(database), an_officer(database, "U0COORD2", "Joris Bakker")
    fill(database, 2 * PAGE + 1, recipient=busy, status="waiting")
    fill_one(database, "last", free)

    claims = [claimed(database), claimed(database), claimed(database)]

    assert claims == ["k0", "last", None]


def claimed(database: Database) -> str | None:
    claim = database.deliveries().claim(NOW, lease=LEASE, spacing=SPACING, kinds=KINDS)
    return claim.row.key if claim else None


def fill_one(database: Database, key: str, recipient: str) -> None:
    fill(database, 1, recipient=recipient, status="waiting", key=key)
