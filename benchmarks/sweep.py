"""``sweep``: one round of the clock in which 100 complaints owe a reminder, with 100,000 running beside it, or 1,000.

Both databases hold the same 100; only how many others run differs. Those are copies of one that was registered, with
ids and numbers of their own: nobody opens them here.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.report import Result
from benchmarks.sides import beside
from klachtbot.domain.model import Json, Respondent, Series
from klachtbot.domain.procedure import start
from klachtbot.resources import find
from klachtbot.storage import Database, open_database
from klachtbot.storage.engine import patient
from klachtbot.storage.keys import new_keys_text
from klachtbot.storage.migrate import migrate
from klachtbot.storage.organisation import apply
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.nudge import sweep
from klachtbot.usecases.organisation import parse

ROUNDS = 7
DUE, FEW, MANY = 100, 1_000, 100_000
MONDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 4)
OFFICER = "U0COORD1"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_DETAILS: dict[str, Json] = {
    "complainant": "Roza Aydın",
    "contact": "roza.aydin@voorbeeld.example",
    "about": "Tom Visser",
    "subject": "De afspraak ging twee keer niet door.",
}
_COPIED = ("events", "deadlines", "denials", "case_keys", "search_terms")


@dataclass
class StillClock:
    """A clock that stands still, until it is set."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.astimezone(AMSTERDAM).date()


def run() -> Iterator[Result]:
    """Rounds in turns, each on a fresh copy of its database; the first warms up."""
    with tempfile.TemporaryDirectory() as folder:
        keys = new_keys_text()
        few, many = (_filled(Path(folder) / f"{count}.db", keys, count) for count in (FEW, MANY))
        rounds = [(_swept(many, keys), _swept(few, keys)) for _ in range(ROUNDS + 1)][1:]
    yield beside("sweep", rounds, unit="ms", n=ROUNDS * DUE, at_most=1.5)


def _swept(template: Path, keys: str) -> float:
    """Milliseconds until nothing is left to do, at nine on Wednesday."""
    path = template.with_suffix(".round")
    shutil.copyfile(template, path)
    database = open_database(f"sqlite:///{path}", keys, clock=StillClock(nine(WEDNESDAY)))
    try:
        with database.uow(read_only=True) as uow:  # as in a process that has been up for a while
            uow.nudges.to_look_at(uow.clock.now(), limit=1)
        before = time.perf_counter()
        while sweep(database.uow, database.clock):
            pass
        took = (time.perf_counter() - before) * 1000
        with database.uow(read_only=True) as uow:
            told = uow.connection.exec_driver_sql("SELECT count(*) FROM nudges WHERE message IS NOT NULL").scalar()
            assert told == DUE, "each of those that are due was told, and no other"
    finally:
        database.dispose()
        path.unlink()
    return took


def _filled(path: Path, keys: str, count: int) -> Path:
    """A hundred that came in on Monday, so that they are due tomorrow on Wednesday; the others came in that day."""
    url = f"sqlite:///{path}"
    migrate(url)
    clock = StillClock(nine(MONDAY))
    database = open_database(url, keys, clock=clock)
    with database.uow() as uow:
        apply(uow, parse(find("cli/demo_organisation.toml").read_text(encoding="utf-8")))
        uow.commit()
    for _ in range(DUE):
        register(database, clock.today(), OFFICER)
    clock.at = nine(WEDNESDAY)
    copied = register(database, WEDNESDAY, OFFICER)
    copy(database, copied, count - DUE - 1)
    with database.uow() as uow:
        uow.connection.exec_driver_sql("ANALYZE")
        uow.commit()
    database.dispose()  # the last connection that closes leaves all of it in the one file
    return path


def register(database: Database, received_on: date, officer: str, *, complainant: str = "Roza Aydın") -> str:
    """One complaint of this officer, registered through the storage layer; its id."""
    with database.uow() as uow:
        person = uow.people.by_slack_id(officer)
        assert person is not None
        drafts = start(
            by=person.id,
            officer=person.id,
            received_on=received_on,
            today=received_on,
            calendar=calendar_of(uow),
            respondents=(Respondent("r1"),),
            attributes={"channel": "phone", "complainant_known": True},
            details={**_DETAILS, "complainant": complainant},
        )
        submission = f"bench-{time.perf_counter_ns()}"
        made = uow.complaints.register(drafts, series=Series.ORDINARY, year=2026, submission=submission)
        uow.commit()
    return made.id


def copy(database: Database, id: str, times: int, *, past: int = 1000) -> None:
    """So many complaints like this one, row by row as they stand, under ids and numbers of their own: those past this
    one."""
    with database.uow() as uow:
        patient(uow.connection)
        query = uow.connection.exec_driver_sql
        query("DROP TABLE IF EXISTS copies")
        query("CREATE TEMP TABLE copies (n INTEGER PRIMARY KEY, id TEXT)")
        query(
            "WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < ?)"
            " INSERT INTO copies SELECT n, lower(hex(randomblob(16))) FROM count",
            (times,),
        )
        own = {
            "complaints": {
                "id": "copies.id",
                "number": f"'K-2026-' || ({past} + copies.n)",
                "sequence": f"{past} + copies.n",
            },
            "events": {"complaint": "copies.id", "submission": f"'copy-{past}-' || copies.n"},
        }
        for table in ("complaints", *_COPIED):
            columns = [row[1] for row in query(f"PRAGMA table_info({table})")]
            changed = own.get(table, {"complaint": "copies.id"})
            values = ", ".join(changed.get(column, f"{table}.{column}") for column in columns)
            which = "id" if table == "complaints" else "complaint"
            query(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM copies, {table}"
                f" WHERE {table}.{which} = ?",
                (id,),
            )
        uow.commit()


def nine(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
