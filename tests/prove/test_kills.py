"""Processes are killed in the middle of their work, over two hundred times on each database, and nothing comes of it.

Everything is real but the dossier: the database, the HTTP and the SMTP, the processes and the SIGKILL. The clock of the
transport runs fast, so that a lease of three minutes ends within seconds.

Messages, files and the committee's channels arrive exactly once, with all that is in them; mails once at most, and the
rest is a question to a person.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from klachtbot.clock.delivery import LEASE, SPACING
from klachtbot.domain.model import Complaint, ComplaintId, PersonId, Series
from klachtbot.practice.model import BOT_USER, Channel, Message
from klachtbot.practice.server import PracticeServer
from klachtbot.practice.workspace import Workspace
from klachtbot.storage import Database, tables
from klachtbot.usecases.ports import NewMessage, UnitOfWork
from tests.databases import Databases, StoppedClock
from tests.mail.server import MailServer, mail_server
from tests.practice.harness import MANIFEST, StoppedDate
from tests.prove.killing import PINNED, POINTS, TOPIC, FastClock, World, work
from tests.storage.people import an_officer, registration

pytestmark = [pytest.mark.prove, pytest.mark.timeout(1200)]

SEED = 20261124
KILLS = 200
"""At the least; every point takes its own."""
AT_ANY_MOMENT = 30
CASES, PEOPLE = 12, 8
LEAST = 3
"""So often at least a process dies at each point."""
AHEAD = 15
"""So many rows are waiting at any time."""
PATIENCE = 4.0
"""Seconds, after the end of a lease, in which a process comes to its point; then it is killed wherever it is."""
SETTLE = 0.05
"""Seconds for what a killed process had said already to be done by who heard it. A lease is far longer."""


DOUBTS = {
    "post: looked up, not marked": ["post: accepted, answer unread"],
    "file: asked after, not marked": ["file: its id kept"],
    "reminder by mail: told that it is in doubt, not marked": ["reminder by mail: taken, answer unread"],
    "reminder in a channel: looked up, not marked": ["reminder in a channel: accepted, answer unread"],
}
"""What must go before, so that there is something to ask after."""


MAILS, MESSAGES = ("letter", "nudge_mail"), ("news", "document", "channel_nudge")
WEIGHTS = {"news": 2, "document": 2, "letter": 2, "nudge_mail": 2, "channel": 3}


@dataclass
class Trial:
    """One database with its workers, one Slack and one mail server."""

    world: World
    database: Database
    server: PracticeServer
    mail: MailServer
    chance: random.Random
    rows: list[tuple[str, str]] = field(default_factory=list)
    """Kind and key of each, in the order of their rows."""
    case_of: dict[str, ComplaintId] = field(default_factory=dict)
    cases: list[ComplaintId] = field(default_factory=list)
    people: list[PersonId] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    patience: float = PATIENCE
    rooms: dict[str, tuple[ComplaintId, frozenset[str]]] = field(default_factory=dict)
    """The channels there are to be: by name, of which case, and who is in it by Slack id."""

    def fill(self) -> None:
        """Leave new things to deliver, when little waits."""
        with self.database.uow() as uow:
            unsent = tables.outbox.c.status.in_(tables.UNSENT_STATUSES)
            waiting = uow.connection.scalar(select(func.count()).where(unsent)) or 0
            for _ in range(max(0, AHEAD - waiting)):
                [kind] = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
                if kind == "channel":
                    self._channel(uow)
                else:
                    self._add(uow, kind, self.chance.choice(self.cases))
            uow.commit()

    def _add(self, uow: UnitOfWork, kind: str, case: ComplaintId) -> None:
        key = f"{kind}-{len(self.rows)}.txt"
        self.rows.append((kind, key))
        self.case_of[key] = case
        uow.outbox.add(NewMessage(key, kind, self.chance.choice(self.people), case, {"key": key}))

    def _channel(self, uow: UnitOfWork) -> None:
        """A case gets its channel, looked at twice, and a reminder in it that comes before it is made."""
        case, name = self.registers(uow).id, f"klacht-{len(self.rooms)}"
        one, other = self.chance.sample(range(PEOPLE), 2)
        self.rooms[name] = (case, frozenset({f"U0P{one}", f"U0P{other}"}))
        self._add(uow, "channel_nudge", case)
        who = {"first": f"U0P{one}", "first_id": self.people[one], "second": f"U0P{other}"}
        payload = {"complaint": str(case), "name": name, **who, "second_id": self.people[other]}
        for time_ in ("first", "second"):
            uow.outbox.add(NewMessage(f"{name}:{time_}", "channel", self.people[one], None, payload))

    def registers(self, uow: UnitOfWork) -> Complaint:
        draft, n = registration(self.chance.choice(self.people)), len(self.cases) + len(self.rooms)
        return uow.complaints.register([draft], series=Series.ORDINARY, year=2026, submission=f"s{n}")

    def plans(self) -> list[str]:
        """Where each process is to die: four times or more at every point, and the rest at any moment ("")."""
        planned = [[*DOUBTS.get(point, []), point] for point in POINTS for _ in range(4)]
        planned += [[""]] * max(AT_ANY_MOMENT, KILLS - sum(map(len, planned)))
        self.chance.shuffle(planned)
        return [point for points in planned for point in points]

    def unsent(self) -> int:
        with self.database.uow(read_only=True) as uow:
            unsent = tables.outbox.c.status.in_(tables.UNSENT_STATUSES)
            return uow.connection.scalar(select(func.count()).where(unsent)) or 0

    def arrived(self) -> list[Message]:
        """All that stands in anybody's messages or in a channel, in the order in which it came."""
        said = [message for one in self.server.workspace.channels for message in self.server.workspace.history(one)]
        return sorted(said, key=lambda message: float(message.ts))


FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.prove.killing"])


@dataclass
class Life:
    process: Any
    point: str
    until: float


def run(trial: Trial, *, replicas: int, move_on: bool) -> None:
    """Kill ``KILLS`` processes, and let others finish. ``move_on``: all are dead, so their leases may end at once."""
    plans = _until_each_was_met(trial)
    killed = 0
    lives: list[Life] = []
    while True:
        trial.fill()
        while len(lives) < replicas and (point := next(plans, None)) is not None:
            lives.append(_born(trial, point))
        if not lives:
            break
        soonest = min(life.until for life in lives)
        wait([life.process.sentinel for life in lives], max(0.0, min(soonest - time.monotonic(), 0.2)))
        for life in list(lives):
            if life.process.is_alive() and time.monotonic() < life.until:
                continue
            life.process.kill()
            life.process.join()
            assert life.process.exitcode == -9
            lives.remove(life)
            killed += 1
            if move_on:
                time.sleep(SETTLE)
                trial.world.clock.move(LEASE)
    at_points = Counter(trial.world.read("deaths"))
    trial.kills = Counter({"at any moment": killed - at_points.total(), **at_points})
    finishers = [_born(trial, "") for _ in range(replicas)]
    ends = time.monotonic() + 90
    while trial.unsent() and time.monotonic() < ends:
        time.sleep(0.1)
        if move_on:
            trial.world.clock.move(SPACING)
    trial.world.over.touch()
    for life in finishers:
        life.process.join()
        assert life.process.exitcode == 0


def _until_each_was_met(trial: Trial) -> Iterator[str]:
    """The plans, and then once more what no process came to, or not as planned."""
    yield from trial.plans()
    for _ in range(KILLS):
        met = Counter(trial.world.read("deaths"))
        rare = min(POINTS, key=lambda point: met[point])
        if met[rare] >= LEAST:
            return
        yield from [*DOUBTS.get(rare, []), rare]


def _born(trial: Trial, point: str) -> Life:
    process = FORKS.Process(target=work, args=(trial.world, point))
    process.start()
    seconds = trial.patience if point else 0.05 + trial.chance.random() * 0.25
    return Life(process, point, time.monotonic() + seconds)


@contextmanager
def trial(databases: Databases, folder: Path, *, speed: float) -> Iterator[Trial]:
    moved = folder / "moved"
    moved.write_text("0")
    clock = FastClock(time.time(), speed, moved)
    seed = {"users": [{"id": f"U0P{n}", "name": f"p{n}", "real_name": f"Persoon {n}"} for n in range(PEOPLE)]}
    server = PracticeServer(Workspace.seed(seed, MANIFEST, StoppedDate(), clock))
    server.start()
    url = databases.new_url()
    database = databases.open(StoppedClock(), url=url, threads=2)
    try:
        with mail_server() as mail:
            world = World(url, server.workspace.bot_token, server.api_url, mail.port, clock, folder)
            made = Trial(world, database, server, mail, random.Random(SEED))
            made.patience += LEASE.total_seconds() / speed
            made.people = [an_officer(database, f"U0P{n}", f"Persoon {n}") for n in range(PEOPLE)]
            for _ in range(CASES):
                with database.uow() as uow:
                    made.cases.append(made.registers(uow).id)
                    uow.commit()
            yield made
    finally:
        server.stop()


def check(trial: Trial, capsys: pytest.CaptureFixture[str]) -> None:
    """What arrived is what should have; the numbers are printed first."""
    told = [key for message in trial.arrived() if (key := _key(message))]
    arrived = [key for key in told if not key.startswith("room:")]
    mails = [mail.subject for mail in trial.mail.received]
    first_word: dict[str, str] = {}
    for line in trial.world.read("told"):
        key, _, outcome = line.partition(" ")
        first_word.setdefault(key, outcome)
    keys = {kind: [key for of, key in trial.rows if of == kind] for kind in (*MAILS, *MESSAGES)}
    letters, reminders = (set(keys[kind]) for kind in MAILS)
    doubts = [key for key, word in first_word.items() if word == "in_doubt"]
    channels = [one for one in trial.server.workspace.channels.values() if one.creator == BOT_USER]
    with capsys.disabled():
        print(f"\nseed {SEED}, {trial.database.engine.dialect.name}: {trial.kills.total()} kills")
        for point, times in sorted(trial.kills.items()):
            print(f"  {times:4d} {point}")
        print(f"  {len(keys['news'])} posts and {len(keys['document'])} files: each arrived once")
        print(f"  {len(trial.rooms)} channels wanted, {len(channels)} made, with", end=" ")
        print(f"{sum(len(one.pins) for one in channels)} pinned messages and {len(keys['channel_nudge'])} reminders")
        for kind, wanted in (("letters", letters), ("reminders by mail", reminders)):
            print(f"  {len(wanted)} {kind}: {len(wanted & set(mails))} arrived, {len(wanted & set(doubts))} questions")

    assert trial.kills.total() >= KILLS
    assert min(trial.kills[point] for point in POINTS) >= LEAST
    assert trial.unsent() == 0
    assert sorted(arrived) == sorted(key for kind in MESSAGES for key in keys[kind])
    assert max(Counter(mails).values()) == 1
    assert set(mails) <= letters | reminders
    assert set(first_word) & letters == letters
    assert {key for key, word in first_word.items() if word == "sent"} <= set(mails) & letters
    assert reminders - set(mails) <= set(doubts)
    assert set(first_word.values()) == {"sent", "in_doubt"}
    for came in (arrived, mails):
        assert _by_case(trial, came) == _by_case(trial, [key for _, key in trial.rows if key in set(came)])
    assert _closest(trial.database) >= SPACING.total_seconds()
    _check_channels(trial, channels)
    # Asking after a file that was never shared is how its absence is seen; so it is with what was done already.
    expected = {"files.info: file_not_found", "conversations.create: name_taken", "pins.add: already_pinned"}
    assert set(trial.server.workspace.violations) <= expected | {"conversations.invite: already_in_channel"}


def _check_channels(trial: Trial, channels: list[Channel]) -> None:
    """Of each case there is one channel, with each message once, pinned and with a bookmark, and who belongs there."""
    assert sorted(one.name for one in channels) == sorted(trial.rooms)
    for one in channels:
        case, members = trial.rooms[one.name]
        assert one.members == {BOT_USER, *members}
        stands = {message.ts: _key(message) for message in trial.server.workspace.history(one.id)}
        wanted = {f"room:{case}:{what}" for what in PINNED}
        reminders = [key for key, of in trial.case_of.items() if of == case]
        assert sorted(filter(None, stands.values())) == sorted([*wanted, *reminders])
        assert len(one.pins) == len(PINNED)
        assert {stands[ts] for ts in one.pins} == wanted
        assert sorted(str(mark["title"]) for mark in one.bookmarks) == sorted(PINNED)
        assert (one.topic, one.is_archived) == (TOPIC, False)


def _key(message: Message) -> str:
    """Of which row it is, or which message of a channel; "" when Slack says something itself."""
    if message.files:
        (file,) = message.files
        return file.name
    return str(message.metadata["event_payload"]["key"]) if message.metadata is not None else ""


def _by_case(trial: Trial, keys: list[str]) -> dict[ComplaintId, list[str]]:
    return {case: [key for key in keys if trial.case_of[key] == case] for case in trial.cases}


def _closest(database: Database) -> float:
    """The shortest time between a post to somebody and the claim of the next one to them, in seconds."""
    t = tables.outbox.c
    with database.uow(read_only=True) as uow:
        posts = uow.connection.execute(
            select(t.recipient, t.claimed_at, t.finished_at).where(t.kind == "news").order_by(t.claimed_at)
        ).all()
    last: dict[str, Any] = {}
    found: list[float] = []
    for post in posts:
        if post.recipient in last:
            found.append((post.claimed_at - last[post.recipient]).total_seconds())
        last[post.recipient] = post.finished_at
    return min(found)


def test_two_hundred_kills_of_one_process_on_sqlite_lose_and_double_nothing(
    sqlite_databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with trial(sqlite_databases, tmp_path, speed=20) as made:
        run(made, replicas=1, move_on=True)

        check(made, capsys)


@pytest.mark.postgres
def test_two_hundred_kills_among_three_replicas_on_postgresql_lose_and_double_nothing(
    postgres_databases: Databases, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with trial(postgres_databases, tmp_path, speed=45) as made:
        run(made, replicas=3, move_on=False)

        check(made, capsys)
