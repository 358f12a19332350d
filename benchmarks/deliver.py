"""``deliver``: messages a second of three replicas on one PostgreSQL, beside one, to a Slack that answers at once.

Replicas are processes with the delivery of ``klachtbot serve``: the real worker, renderers, gateway and outbox. As they
are, each takes a breath between two messages; ``flat_out`` is without it, to see what their queueing costs.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.report import Result
from benchmarks.seed import Seeded, seed
from klachtbot.clock.delivery import Delivery
from klachtbot.clock.worker import BREATH, DeliveryWorker
from klachtbot.domain.model import PersonId
from klachtbot.slack.desk import Desk, Languages
from klachtbot.slack.gateway import SlackGateway
from klachtbot.slack.renderers import renderer
from klachtbot.storage import Database, open_database
from klachtbot.usecases.ports import NewMessage
from klachtbot.wiring import WallClock, letter_room, texts

if TYPE_CHECKING:
    from tests.postgres import PostgresServer

REPLICAS = 3
ROUNDS = 5
SECONDS = 3.0
PEOPLE = 500
"""So many that nobody gets two messages within a second."""
ROWS = 4_000

_FORKS = multiprocessing.get_context("forkserver")


def run() -> Iterator[Result]:
    """When there is a PostgreSQL server; it starts one of its own."""
    server = _postgres()
    if server is None:
        return
    try:
        with tempfile.TemporaryDirectory() as folder:
            seeded = seed(server.dsn(), cases=1)
            for name, breath in (("deliver.replicas", BREATH), ("deliver.replicas.flat_out", 0.0)):
                yield _measured(name, seeded, breath, Path(folder) / name)
    finally:
        server.remove()


def _postgres() -> PostgresServer | None:
    import pytest

    from tests.postgres import PostgresServer

    try:
        return PostgresServer()
    except pytest.fail.Exception as missing:
        print(f"deliver: not measured. {missing}", file=sys.stderr)
        return None


def _measured(name: str, seeded: Seeded, breath: float, folder: Path) -> Result:
    folder.mkdir()
    with seeded.opened() as database, _slack() as slack, ExitStack() as stack:
        people = _staff(database)
        replicas = [stack.enter_context(_replica(seeded, slack.url, breath, folder / f"{n}")) for n in range(REPLICAS)]
        rounds = []
        for number in range(ROUNDS + 1):
            _fill(database, people, f"{name}-{number}")
            rounds.append((_rate(slack, replicas), _rate(slack, replicas[:1])))
    rounds = rounds[1:]  # the first warms up
    ratio = median(three / one for three, one in rounds)
    return Result(
        name=name,
        ratio=ratio,
        ours=median(three for three, _ in rounds),
        baseline=median(one for _, one in rounds),
        unit="rows/s",
        n=ROUNDS,
        aim="more than 1.0x",
        met=ratio > 1.0,
    )


def _rate(slack: _Slack, replicas: list[Path]) -> float:
    """Messages a second while these replicas are at work."""
    for replica in replicas:
        replica.touch()
    before, started = slack.posts, time.perf_counter()
    time.sleep(SECONDS)
    rate = (slack.posts - before) / (time.perf_counter() - started)
    for replica in replicas:
        replica.unlink()
    time.sleep(0.3)  # for what is under way
    return rate


def _staff(database: Database) -> list[PersonId]:
    with database.uow() as uow:
        made = [uow.people.ensure(f"U0BENCH{n}", f"Medewerker {n}").id for n in range(PEOPLE)]
        uow.commit()
    return made


def _fill(database: Database, people: list[PersonId], name: str) -> None:
    link = {"link": "https://voorbeeld.slack.example/archives/C1/p1"}
    with database.uow() as uow:
        for n in range(ROWS):
            uow.outbox.add(NewMessage(f"{name}-{n}", "message_stands", people[n % PEOPLE], payload=link))
        uow.commit()


@contextmanager
def _replica(seeded: Seeded, api_url: str, breath: float, on: Path) -> Iterator[Path]:
    """A process that works while ``on`` exists."""
    process = _FORKS.Process(target=_work, args=(seeded, api_url, breath, on), daemon=True)
    process.start()
    ready = on.with_suffix(".ready")
    while not ready.exists():
        assert process.is_alive()
        time.sleep(0.05)
    try:
        yield on
    finally:
        process.kill()
        process.join()


def _work(seeded: Seeded, api_url: str, breath: float, on: Path) -> None:
    clock = WallClock()
    database = open_database(seeded.url, seeded.keys, clock=clock, threads=4)
    gateway = SlackGateway(token="xoxb-bench", api_url=api_url)
    desk = Desk(database.uow, clock, gateway, Languages(gateway.locale_of), texts, letter_room())
    delivery = Delivery(database.deliveries(), renderer(desk), gateway, transport_now=clock.now)
    worker = DeliveryWorker(lambda: on.exists() and delivery.deliver_one(), breath=breath)
    worker.start()
    on.with_suffix(".ready").touch()
    while True:
        worker.wake()
        time.sleep(0.02)


@dataclass
class _Slack:
    """Says yes to everything, at once, and counts what was posted."""

    url: str = ""
    posts: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, method: str) -> dict[str, Any]:
        with self.lock:
            self.posts += method == "chat.postMessage"
            posts = self.posts
        return {"ok": True, "channel": {"id": "D1"}, "user": {"locale": "nl-NL"}, "messages": [], "ts": f"{posts}.0"}


@contextmanager
def _slack() -> Iterator[_Slack]:
    slack = _Slack()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = json.dumps(slack.answer(self.path.rpartition("/")[2])).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        slack.url = f"http://127.0.0.1:{server.server_port}/api/"
        yield slack
        server.shutdown()
