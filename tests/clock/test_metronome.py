"""The metronome ticks, survives what it calls, and stops; the worker delivers when it is woken."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import pytest

from klachtbot.clock.metronome import Metronome
from klachtbot.clock.worker import COURTESY, DeliveryWorker
from klachtbot.storage import Database, open_database
from klachtbot.storage.migrate import migrate
from klachtbot.usecases.delivery import Post, Receipt
from tests.clock.outside import KeepingGateway, Transport, delivery, put
from tests.databases import KEYS, StoppedClock
from tests.postgres import PostgresServer
from tests.storage.people import an_officer

PATIENCE = 10


def test_ticks_come_by_themselves_until_it_stops() -> None:
    twice = threading.Semaphore(0)
    metronome = Metronome([twice.release], seconds=0.01)

    metronome.start()
    came = [twice.acquire(timeout=PATIENCE), twice.acquire(timeout=PATIENCE)]
    metronome.stop()

    assert came == [True, True]


def test_one_tick_that_fails_does_not_keep_the_others_from_theirs() -> None:
    seen: list[str] = []

    def fails() -> None:
        raise ValueError("Pietersen")

    Metronome([fails, lambda: seen.append("second")]).tick()

    assert seen == ["second"]


def test_a_commit_that_leaves_a_message_wakes_the_worker_at_once(database: Database) -> None:
    arrived = threading.Event()

    class Ringing(KeepingGateway):
        def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
            receipt = super().post(slack_id, post, key=key)
            arrived.set()
            return receipt

    gateway = Ringing()
    worker = DeliveryWorker(delivery(database, gateway, Transport()).deliver_one)
    database.on_outbox = worker.wake
    worker.start()

    put(database, "k1", an_officer(database))
    came = arrived.wait(PATIENCE)
    stopped = worker.stop()

    assert came
    assert stopped
    assert gateway.sent == [("U0COORD1", "k1")]


def test_a_post_that_hangs_does_not_hold_up_the_end(database: Database) -> None:
    under_way, let_go = threading.Event(), threading.Event()

    class Hanging(KeepingGateway):
        def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
            under_way.set()
            let_go.wait(PATIENCE)
            return super().post(slack_id, post, key=key)

    put(database, "k1", an_officer(database))
    worker = DeliveryWorker(delivery(database, Hanging(), Transport()).deliver_one)
    worker.start()
    worker.wake()
    under_way.wait(PATIENCE)

    stopped = worker.stop(timeout=0.01)
    let_go.set()
    ended = worker.stop(timeout=PATIENCE)

    assert not stopped
    assert ended


@pytest.mark.postgres
def test_a_worker_whose_database_was_away_delivers_when_it_is_back(
    own_postgres: PostgresServer, clock: StoppedClock
) -> None:
    arrived, refused = threading.Event(), threading.Event()

    class Ringing(KeepingGateway):
        def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
            receipt = super().post(slack_id, post, key=key)
            arrived.set()
            return receipt

    class Telling(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            refused.set()

    migrate(own_postgres.dsn())
    database = open_database(own_postgres.dsn(), KEYS, clock=clock, threads=2)
    put(database, "k1", an_officer(database))
    worker = DeliveryWorker(delivery(database, Ringing(), Transport()).deliver_one)
    log, handler = logging.getLogger("klachtbot.clock.worker"), Telling()
    log.addHandler(handler)
    own_postgres.stop()
    worker.start()

    worker.wake()
    noticed = refused.wait(PATIENCE)
    own_postgres.start()
    worker.wake()
    came = arrived.wait(PATIENCE)

    worker.stop()
    log.removeHandler(handler)
    database.dispose()
    assert noticed
    assert came


def _worked_through(crowded: Callable[[int], bool]) -> list[int]:
    """Three things to do; how many were done at each look at the desk."""
    done: list[int] = []
    looks: list[int] = []
    ended = threading.Event()

    def work() -> bool:
        done.append(len(done))
        if len(done) == 3:
            ended.set()
        return len(done) < 3

    def look() -> bool:
        looks.append(len(done))
        return crowded(len(looks))

    worker = DeliveryWorker(work, breath=0.001, crowded=look)
    worker.start()
    worker.wake()
    assert ended.wait(PATIENCE)
    assert worker.stop(PATIENCE)
    return looks


def test_what_waits_to_be_delivered_lets_people_at_the_desk_go_first() -> None:
    looks = _worked_through(lambda look: look < 4)

    assert looks[:4] == [1, 1, 1, 1]


def test_a_crowd_at_the_desk_does_not_keep_messages_for_ever() -> None:
    looks = _worked_through(lambda look: True)

    assert looks.count(1) == COURTESY
