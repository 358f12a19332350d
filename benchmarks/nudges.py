"""``nudges``: calls to Slack for a morning on which 20 people owe 1,000 things, beside one call for each of them.

Also how long that morning's longest transaction that writes takes: on SQLite whoever sends in a form waits for it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.report import Result
from benchmarks.sweep import StillClock, register
from klachtbot.clock.delivery import Delivery
from klachtbot.storage import Database, open_database
from klachtbot.storage.keys import new_keys_text
from klachtbot.storage.migrate import migrate
from klachtbot.storage.organisation import apply
from klachtbot.storage.uow import SqlUnitOfWork
from klachtbot.usecases.delivery import File, Home, OutboxRow, Post, Receipt, Rendered, Stream, Update, UploadTicket
from klachtbot.usecases.digest import digest_of
from klachtbot.usecases.nudge import DIGEST, sweep
from klachtbot.usecases.organisation import parse

PEOPLE, EACH = 20, 50
MONDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 4)
AT_MOST_MS = 150.0


@dataclass
class CountingSlack:
    """Counts the calls, and takes everything."""

    calls: int = 0
    posts: int = 0

    def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
        self.calls += 1
        self.posts += 1
        return Receipt(f"D{slack_id}", str(self.posts))

    def find(self, slack_id: str, key: str, *, since: datetime) -> Receipt | None:
        self.calls += 1
        return None

    def update(self, channel: str, ts: str, post: Post) -> None:
        self.calls += 1

    def publish(self, slack_id: str, home: Home) -> None:
        self.calls += 1

    def answers(self) -> bool:
        return True

    def begin_upload(self, name: str, content: bytes | Stream) -> UploadTicket:
        raise NotImplementedError

    def was_completed(self, file: str) -> bool:
        raise NotImplementedError

    def send_bytes(self, ticket: UploadTicket, content: bytes | Stream) -> None:
        raise NotImplementedError

    def complete_upload(self, slack_id: str, ticket: UploadTicket, file: File) -> None:
        raise NotImplementedError

    def delete_file(self, file: str) -> None:
        raise NotImplementedError


@dataclass
class Stopwatch:
    """How long each unit of work that writes holds the turn to write, in milliseconds."""

    took: list[float] = field(default_factory=list)


class TimedUnit(SqlUnitOfWork):
    watch: Stopwatch

    def __enter__(self) -> Self:
        entered = super().__enter__()
        self._since = time.perf_counter()
        return entered

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        if not self._read_only:
            self.watch.took.append((time.perf_counter() - self._since) * 1000)


def run() -> Iterator[Result]:
    """One morning, through the real sweep and the real delivery."""
    with tempfile.TemporaryDirectory() as folder:
        clock = StillClock(_at(MONDAY))
        database = _office(Path(folder) / "office.db", clock)
        clock.at = _at(WEDNESDAY)
        slack, watch = CountingSlack(), Stopwatch()
        _morning(database, clock, slack, watch)
        with database.uow(read_only=True) as uow:
            told = uow.connection.exec_driver_sql("SELECT count(*) FROM nudges").scalar()
        database.dispose()
    assert told == PEOPLE * EACH, "everything that was owed was told"
    ratio = slack.calls / PEOPLE
    calls = Result("nudges", ratio, slack.calls, PEOPLE, "calls", PEOPLE * EACH, "1.0x", met=ratio <= 1.0)
    longest = max(watch.took)
    yield calls
    yield Result(
        "nudges.longest_write", longest / AT_MOST_MS, longest, AT_MOST_MS, "ms", len(watch.took), "150 ms",
        met=longest <= AT_MOST_MS,
    )  # fmt: skip


def _morning(database: Database, clock: StillClock, slack: CountingSlack, watch: Stopwatch) -> None:
    def units(*, read_only: bool = False) -> SqlUnitOfWork:
        made = TimedUnit(database.engine, database.vault, clock, read_only=read_only)
        made.watch = watch
        return made

    while sweep(units, clock):
        pass
    transport = StillClock(_at(WEDNESDAY))
    delivery = Delivery(database.deliveries(), _renderer(database, clock), slack, transport_now=transport.now)
    for _ in range(100):
        while delivery.deliver_one():
            pass
        transport.at += timedelta(seconds=2)


def _renderer(database: Database, clock: StillClock) -> Callable[[OutboxRow], Rendered]:
    """What the message says, in a line each: how it looks does not matter here."""

    def render(row: OutboxRow) -> Rendered:
        key = row.key if row.kind == DIGEST else row.payload["digest"]
        with database.uow(read_only=True) as uow:
            found, there = digest_of(uow, row.to, key, clock.now()), uow.outbox.message(key)
        if found is None:
            return None
        post = Post("\n".join(f"{item.complaint.label} {item.deadline.term}" for item in found.items), ())
        sent = there is not None and there.ts
        return Update(there.channel, there.ts, post) if there is not None and sent else post

    return render


def _office(path: Path, clock: StillClock) -> Database:
    url, keys = f"sqlite:///{path}", new_keys_text()
    migrate(url)
    database = open_database(url, keys, clock=clock)
    with database.uow() as uow:
        apply(uow, parse(_organisation()))
        uow.commit()
    for n in range(PEOPLE * EACH):
        register(database, clock.today(), f"U0COORD{n % PEOPLE}")
    return database


def _organisation() -> str:
    office = '[office]\nname = "OCO Voorbeeld"\nemail = "info@voorbeeld.example"\nphone = "036 000 00 00"\n'
    people = [
        f'[[person]]\nslack = "U0COORD{n}"\nname = "Coördinator {n}"\npositions = ["coordinator"]\n'
        for n in range(PEOPLE)
    ]
    above = [
        f'[[person]]\nslack = "U0{slack}"\nname = "{name}"\npositions = ["{position}"]\n'
        for slack, name, position in (
            ("SUPER1", "Marleen Vos", "supervisor"),
            ("SUPER2", "Ruud Hendriks", "deputy_supervisor"),
        )
    ]
    return "\n".join([office, *people, *above])


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
