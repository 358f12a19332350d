"""Whatever Slack or the network does, a message stands there once, or somebody hears that it never will."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from klachtbot.clock.delivery import Delivery
from klachtbot.practice.faults import Faults
from klachtbot.slack.gateway import SlackGateway
from klachtbot.storage import Database
from klachtbot.usecases.delivery import OutboxRow
from tests.clock.outside import deliver_all, put, render
from tests.clock.test_delivery import rows
from tests.databases import Databases, StoppedClock
from tests.practice import harness
from tests.practice.harness import ANNA, BRAM, Practice
from tests.storage.people import an_officer

POST = "chat.postMessage"


@pytest.fixture
def practice() -> Iterator[Practice]:
    with harness.practice() as made:
        yield made


@pytest.fixture
def database(sqlite_databases: Databases, clock: StoppedClock) -> Database:
    return sqlite_databases.open(clock)


def worker(database: Database, practice: Practice, failed: list[str] | None = None) -> Delivery:
    def undelivered(row: OutboxRow) -> None:
        assert failed is not None
        failed.append(row.key)

    return Delivery(
        database.deliveries(),
        render,
        SlackGateway(token=practice.workspace.bot_token, api_url=practice.server.api_url, patience=1),
        transport_now=lambda: datetime.fromtimestamp(practice.clock.now(), UTC),
        undelivered=undelivered,
        chance=lambda: 0.5,
    )


@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(lambda faults: faults.limit_once(POST, 30), id="429 with Retry-After"),
        pytest.param(lambda faults: faults.fail_once(POST), id="500"),
        pytest.param(lambda faults: faults.reset_once(POST), id="reset after it was accepted"),
        pytest.param(lambda faults: faults.silence_once(POST), id="accepted, and no answer in time"),
        pytest.param(lambda faults: faults.cut_off(), id="dropped connections"),
        pytest.param(lambda faults: faults.refuse_connections(), id="refused connections"),
        pytest.param(lambda faults: faults.fail_once("conversations.open"), id="500 on the way there"),
        pytest.param(
            lambda faults: (faults.reset_once(POST), faults.fail_once("conversations.history")),
            id="reset after it was accepted, and no way to look",
        ),
    ],
)
def test_a_message_stands_there_once_whatever_happens(
    database: Database, practice: Practice, happens: Callable[[Faults], None]
) -> None:
    put(database, "k1", an_officer(database, ANNA))
    delivery = worker(database, practice)
    happens(practice.server.faults)

    deliver_all(delivery)
    practice.clock.advance(4)
    deliver_all(delivery)
    practice.server.faults.all_well()
    practice.clock.advance(60)
    deliver_all(delivery)

    assert [message.text for message in practice.anna.dm()] == ["Er is nieuws over K-2026-001."]
    assert rows(database)["k1"].status == "done"


def test_what_is_asked_to_wait_waits(database: Database, practice: Practice) -> None:
    put(database, "k1", an_officer(database, ANNA))
    delivery = worker(database, practice)
    practice.server.faults.limit_once(POST, 30)

    deliver_all(delivery)
    practice.clock.advance(29)
    deliver_all(delivery)

    assert practice.anna.dm() == []
    assert rows(database)["k1"].attempts == 1


def test_a_person_whose_account_was_closed_is_a_failure_that_is_told_and_holds_up_nobody(
    database: Database, practice: Practice
) -> None:
    practice.workspace.users[ANNA].deleted = True
    put(database, "k1", an_officer(database, ANNA))
    put(database, "k2", an_officer(database, BRAM, "Bram Visser"))
    failed: list[str] = []

    deliver_all(worker(database, practice, failed))

    assert failed == ["k1"]
    assert (rows(database)["k1"].status, rows(database)["k1"].code) == ("failed", "user_disabled")
    assert len(practice.bram.dm()) == 1


def test_a_conversation_that_is_gone_is_a_failure_that_is_told(database: Database, practice: Practice) -> None:
    officer = an_officer(database, ANNA)
    failed: list[str] = []
    delivery = worker(database, practice, failed)
    put(database, "k1", officer)
    deliver_all(delivery)
    del practice.workspace.channels[practice.workspace.dm_of(ANNA)]

    put(database, "k2", officer)
    practice.clock.advance(2)
    deliver_all(delivery)

    assert failed == ["k2"]
    assert (rows(database)["k2"].status, rows(database)["k2"].code) == ("failed", "channel_not_found")
