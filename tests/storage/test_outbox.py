"""What is to be sent is found at the cost of what is to be sent, not of all that ever was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from klachtbot.clock.delivery import KINDS
from klachtbot.storage import Database, tables
from klachtbot.storage.engine import transaction
from klachtbot.storage.outbox import first_due
from tests.storage.people import an_officer

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_looking_for_what_is_due_reads_only_what_is_unsent(database: Database) -> None:
    officer = an_officer(database)
    rows: list[dict[str, Any]] = [
        {"key": f"k{n}", "kind": "news", "recipient": officer, "payload": "{}", "status": "done", "added_at": NOW,
         "attempts": 1, "finished_at": NOW - timedelta(days=1), "channel": "D1"}
        for n in range(5_000)
    ]  # fmt: skip
    with transaction(database.engine) as connection:
        connection.execute(insert(tables.outbox), rows)
        connection.exec_driver_sql("ANALYZE")

    with transaction(database.engine, read_only=True) as connection:
        at = {"now": NOW, "procedure_now": NOW, "a_while_ago": NOW - timedelta(seconds=1), "only_mails": False}
        query = first_due(KINDS).params(at)
        compiled = query.compile(database.engine, compile_kwargs={"literal_binds": True})
        explain = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[database.engine.dialect.name]
        shown = [str(row[-1]) for row in connection.exec_driver_sql(explain + str(compiled))]

    plan = "\n".join(shown)
    assert "ix_outbox_unsent" in plan
    assert "SCAN outbox\n" not in plan + "\n"
    assert "(recipient=?)\n" not in plan.replace("ix_outbox_unsent_of_recipient (recipient=?)", "")
    assert "Seq Scan" not in plan
