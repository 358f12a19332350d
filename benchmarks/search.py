"""``search``: a name among 100,000 cases, beside one lookup by an index in plain SQL: the same columns of a list, from
a table that has the name in readable letters. Ours hashes the word, asks the blind index, and leaves out what is shut.

``search.whole`` is all that stands between a typed word and the lines on the screen: also who asks, who works here and
is away, and a last look at their rights in the entries of each case that was found.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import text

from benchmarks.report import Result
from benchmarks.sides import beside
from benchmarks.sweep import OFFICER, StillClock, copy, nine, register
from klachtbot.domain.model import PersonId
from klachtbot.domain.people import InReach, InView
from klachtbot.domain.searching import wanted
from klachtbot.resources import find
from klachtbot.storage import Database, open_database
from klachtbot.storage.engine import transaction
from klachtbot.storage.keys import new_keys_text
from klachtbot.storage.migrate import migrate
from klachtbot.storage.organisation import apply
from klachtbot.usecases import access
from klachtbot.usecases.find_cases import find_cases
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.search import AT_MOST, Query

ROUNDS, ASKED = 7, 200
CASES, FOUND = 100_000, 5
MONDAY = date(2026, 3, 2)
NAME = "Zonneveld"
OTHERS = (
    "Roza Aydın", "Emily Carter", "Tom Visser", "Fatma Yılmaz", "Joris Bakker",
    "Noor Haddad", "Li Wong", "Amina van den Berg", "Kees Jansen", "Sanne de Wit",
)  # fmt: skip


def run() -> Iterator[Result]:
    """All in turns, each many times a round; the first round warms up."""
    with tempfile.TemporaryDirectory() as folder:
        database = _filled(f"sqlite:///{Path(folder) / 'search.db'}")
        try:
            rounds = [[_timed(database, ask) for ask in (_found, _looked_up, _searched)] for _ in range(ROUNDS + 1)][1:]
        finally:
            database.dispose()
    yield beside("search", [(ours, plain) for ours, plain, _ in rounds], unit="ms", n=ROUNDS * ASKED, at_most=3.0)
    whole = beside("search.whole", [(all, plain) for _, plain, all in rounds], unit="ms", n=ROUNDS * ASKED, at_most=0)
    yield replace(whole, aim="", met=None)


def _timed(database: Database, ask: Callable[[Database], int]) -> float:
    """Milliseconds for each answer, in a transaction of its own."""
    before = time.perf_counter()
    for _ in range(ASKED):
        assert ask(database) == FOUND
    return (time.perf_counter() - before) / ASKED * 1000


def _found(database: Database) -> int:
    with database.uow(read_only=True) as uow:
        return len(uow.search.find(Query(wanted(NAME, MONDAY.year)), REACH, limit=AT_MOST + 1))


def _searched(database: Database) -> int:
    with database.uow(read_only=True) as uow:
        person = access.visitor(uow, OFFICER)
        return len(find_cases(uow, person, Query(wanted(NAME, MONDAY.year)), MONDAY).rows)


_PLAIN = text("SELECT * FROM plain WHERE name = :name ORDER BY received_on DESC LIMIT 61")
REACH = InReach(PersonId("me"), InView((PersonId("me"),), shut=frozenset({"me", "coordinators"})), everything=True)


def _looked_up(database: Database) -> int:
    with transaction(database.engine, read_only=True) as connection:
        return len(connection.execute(_PLAIN, {"name": NAME}).all())


def _filled(url: str) -> Database:
    """Ten people who complain ten thousand times each, and one who does five times; and the plain table."""
    migrate(url)
    clock = StillClock(nine(MONDAY))
    database = open_database(url, new_keys_text(), clock=clock)
    with database.uow() as uow:
        apply(uow, parse(find("cli/demo_organisation.toml").read_text(encoding="utf-8")))
        uow.commit()
    for n in range(FOUND):
        register(database, MONDAY - timedelta(days=n), OFFICER, complainant=f"Marie {NAME}")
    each = CASES // len(OTHERS)
    for n, name in enumerate(OTHERS):
        copied = register(database, MONDAY, OFFICER, complainant=name)
        copy(database, copied, each - 1, past=1000 + n * each)
    with database.uow() as uow:
        query = uow.connection.exec_driver_sql
        query(
            "CREATE TABLE plain AS SELECT '' AS name, id, number, stage, officer, received_on, urgent_on, next_term,"
            " next_subject, next_due_on, next_last_working_day, next_late_after, next_status, year, sequence, series,"
            " deputy FROM complaints"
        )
        query("UPDATE plain SET name = 'Roza Aydın ' || (rowid % 1000)")
        query(f"UPDATE plain SET name = '{NAME}' WHERE rowid <= {FOUND}")
        query("CREATE INDEX ix_plain_name ON plain (name)")
        query("ANALYZE")
        uow.commit()
    return database
