"""The outbox is delivered exactly once, in order, and nothing is ever dropped."""

from __future__ import annotations

import logging
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from klachtbot.clock.delivery import KINDS, LEASE, SPACING
from klachtbot.domain.model import ComplaintId, Series
from klachtbot.storage import Database, tables
from klachtbot.usecases.delivery import (
    DeliveryImpossible,
    DeliveryInDoubt,
    DeliveryLater,
    NotBefore,
    OutboxRow,
    Post,
    Rendered,
)
from tests.clock.outside import KeepingGateway, KeepingMailer, Transport, deliver_all, delivery, put
from tests.databases import Databases, StoppedClock
from tests.storage.people import an_officer, registration


@pytest.fixture
def transport() -> Transport:
    return Transport()


@pytest.fixture
def gateway() -> KeepingGateway:
    return KeepingGateway()


def rows(database: Database) -> dict[str, Any]:
    with database.uow(read_only=True) as uow:
        return {row.key: row for row in uow.connection.execute(select(tables.outbox))}


def a_case(database: Database) -> ComplaintId:
    officer = an_officer(database, slack_id="U0OFFICER")
    with database.uow() as uow:
        made = uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")
        uow.commit()
    return made.id


def test_a_row_is_posted_once_and_keeps_where_it_stands(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    put(database, "k1", an_officer(database))

    deliver_all(delivery(database, gateway, transport))
    deliver_all(delivery(database, gateway, transport))

    assert gateway.sent == [("U0COORD1", "k1")]
    assert (rows(database)["k1"].status, rows(database)["k1"].channel, rows(database)["k1"].ts) == (
        "done",
        "DU0COORD1",
        "1",
    )


def test_the_same_key_is_added_once(database: Database, gateway: KeepingGateway, transport: Transport) -> None:
    officer = an_officer(database)
    put(database, "k1", officer)
    put(database, "k1", officer)

    deliver_all(delivery(database, gateway, transport))

    assert len(rows(database)) == 1
    assert len(gateway.sent) == 1


def test_a_post_that_surely_was_not_sent_is_sent_later_without_a_look_up(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    put(database, "k1", an_officer(database))
    gateway.faults.append(DeliveryLater())
    worker = delivery(database, gateway, transport)

    deliver_all(worker)
    transport.move(2)
    deliver_all(worker)

    assert gateway.sent == [("U0COORD1", "k1")]
    assert gateway.looked_up == []


def test_retry_after_is_kept_for_everything_to_that_person(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    officer, other = an_officer(database), an_officer(database, "U0COORD2", "Joris Bakker")
    for key, to in [("k1", officer), ("k2", officer), ("k3", other)]:
        put(database, key, to)
    gateway.faults.append(DeliveryLater(after=30))
    worker = delivery(database, gateway, transport)

    deliver_all(worker)
    transport.move(29)
    deliver_all(worker)
    early = list(gateway.sent)
    transport.move(2)
    deliver_all(worker)

    assert early == [("U0COORD2", "k3")]
    assert gateway.sent == [("U0COORD2", "k3"), ("U0COORD1", "k1")]


@pytest.mark.parametrize("arrived", [True, False], ids=["it had arrived", "it had not arrived"])
def test_a_post_in_doubt_is_looked_up_before_it_is_sent_again(
    database: Database, gateway: KeepingGateway, transport: Transport, arrived: bool
) -> None:
    put(database, "k1", an_officer(database))
    gateway.arrives = arrived
    gateway.faults.append(DeliveryInDoubt())
    worker, claimed_at = delivery(database, gateway, transport), transport.now()

    deliver_all(worker)
    transport.move(10)
    deliver_all(worker)

    assert gateway.sent == [("U0COORD1", "k1")]
    assert gateway.looked_up == [("k1", claimed_at)]
    assert rows(database)["k1"].status == "done"


def test_a_doubt_that_stays_is_looked_up_from_its_beginning(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    put(database, "k1", an_officer(database))
    gateway.faults = deque([DeliveryInDoubt(), DeliveryInDoubt()])
    worker, first_claim = delivery(database, gateway, transport), transport.now()

    for _ in range(3):
        deliver_all(worker)
        transport.move(60)

    assert gateway.looked_up == [("k1", first_claim), ("k1", first_claim)]
    assert gateway.sent == [("U0COORD1", "k1")]


def test_a_post_whose_worker_died_after_sending_is_found_and_not_sent_again(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    put(database, "k1", an_officer(database))
    died_at = transport.now()
    database.deliveries().claim(died_at, lease=LEASE, spacing=SPACING, kinds=KINDS)
    gateway.sent.append(("U0COORD1", "k1"))
    worker = delivery(database, gateway, transport)

    deliver_all(worker)
    waiting = list(gateway.looked_up)
    transport.move(LEASE.total_seconds())
    deliver_all(worker)

    assert waiting == []
    assert gateway.looked_up == [("k1", died_at)]
    assert gateway.sent == [("U0COORD1", "k1")]
    assert rows(database)["k1"].status == "done"


def test_a_home_tab_in_doubt_is_simply_published_again(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    put(database, "h1", an_officer(database), kind="home")
    gateway.faults.append(DeliveryInDoubt())
    worker = delivery(database, gateway, transport)

    deliver_all(worker)
    transport.move(10)
    deliver_all(worker)

    assert gateway.homes == ["U0COORD1"]
    assert gateway.looked_up == []


def test_what_slack_refuses_for_good_stays_with_its_code(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    put(database, "k1", an_officer(database))
    gateway.faults.append(DeliveryImpossible("user_disabled"))
    worker = delivery(database, gateway, transport)

    deliver_all(worker)
    transport.move(3600)
    deliver_all(worker)

    assert gateway.sent == []
    assert (rows(database)["k1"].status, rows(database)["k1"].code) == ("failed", "user_disabled")


def test_what_needs_no_saying_any_more_is_done_without_a_post(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    put(database, "k1", an_officer(database), kind="moot")

    deliver_all(delivery(database, gateway, transport))

    assert gateway.sent == []
    assert rows(database)["k1"].status == "done"


def test_a_bug_in_a_renderer_keeps_the_row_and_logs_nothing_of_what_it_says(
    database: Database, gateway: KeepingGateway, transport: Transport, caplog: pytest.LogCaptureFixture
) -> None:
    put(database, "k1", an_officer(database), kind="broken")

    with caplog.at_level(logging.DEBUG):
        deliver_all(delivery(database, gateway, transport))

    assert rows(database)["k1"].status == "waiting"
    assert "LookupError" in caplog.text
    assert "Pietersen" not in caplog.text


def test_two_messages_to_one_person_are_a_little_over_a_second_apart(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    officer = an_officer(database)
    put(database, "k1", officer)
    put(database, "k2", officer)
    worker = delivery(database, gateway, transport)

    deliver_all(worker)
    transport.move(1.0)
    deliver_all(worker)
    after_a_second = len(gateway.sent)
    transport.move(0.2)
    deliver_all(worker)

    assert after_a_second == 1
    assert gateway.sent == [("U0COORD1", "k1"), ("U0COORD1", "k2")]


def test_a_home_tab_does_not_wait_for_a_message(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    officer = an_officer(database)
    put(database, "k1", officer)
    put(database, "h1", officer, kind="home")

    deliver_all(delivery(database, gateway, transport))

    assert gateway.homes == ["U0COORD1"]


def test_home_tabs_that_wait_for_one_person_are_published_once(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    sanne, joris = an_officer(database), an_officer(database, "U0COORD2", "Joris Bakker")
    for n in range(3):
        put(database, f"h{n}", sanne, kind="home")
    put(database, "h3", joris, kind="home")

    deliver_all(delivery(database, gateway, transport))

    assert gateway.homes == ["U0COORD1", "U0COORD2"]
    assert {row.status for row in rows(database).values()} == {"done"}


MESSAGE = {"channel": "DU0COORD1", "ts": "1.000001"}


def test_updates_that_wait_for_the_same_message_are_one(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    officer = an_officer(database)
    for n in range(3):
        put(database, f"u{n}", officer, kind="digest_update", payload=MESSAGE)
    put(database, "u3", officer, kind="digest_update", payload={**MESSAGE, "ts": "2.000002"})
    worker = delivery(database, gateway, transport)

    deliver_all(worker)
    transport.move(2)
    deliver_all(worker)

    assert gateway.updated == [("DU0COORD1", "1.000001"), ("DU0COORD1", "2.000002")]
    assert {row.status for row in rows(database).values()} == {"done"}


def test_an_update_in_doubt_is_simply_repeated(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    put(database, "u1", an_officer(database), kind="digest_update", payload=MESSAGE)
    gateway.faults.append(DeliveryInDoubt())
    worker = delivery(database, gateway, transport)

    deliver_all(worker)
    transport.move(10)
    deliver_all(worker)

    assert gateway.updated == [("DU0COORD1", "1.000001")]
    assert gateway.looked_up == []


@pytest.mark.parametrize(("kind", "payload"), [("home", None), ("digest_update", MESSAGE)])
def test_what_is_brought_up_to_date_waits_for_who_is_at_it(
    database: Database, gateway: KeepingGateway, transport: Transport, kind: str, payload: dict[str, str] | None
) -> None:
    officer = an_officer(database)
    put(database, "k1", officer, kind=kind, payload=payload)
    database.deliveries().claim(transport.now(), lease=LEASE, spacing=SPACING, kinds=KINDS)
    put(database, "k2", officer, kind=kind, payload=payload)
    worker = delivery(database, gateway, transport)

    deliver_all(worker)
    meanwhile = [*gateway.homes, *gateway.updated]
    transport.move(LEASE.total_seconds())
    deliver_all(worker)

    assert meanwhile == []
    assert len([*gateway.homes, *gateway.updated]) == 1


def test_a_home_tab_for_later_is_not_covered_by_one_of_now(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    officer = an_officer(database)
    put(database, "h1", officer, kind="home")
    put(database, "h2", officer, kind="home", not_before=datetime(2026, 3, 3, 8, 0, tzinfo=UTC))

    deliver_all(delivery(database, gateway, transport))

    assert gateway.homes == ["U0COORD1"]
    assert rows(database)["h2"].status == "waiting"


def test_the_messages_of_a_case_keep_their_order(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    case = a_case(database)
    put(database, "k1", an_officer(database), complaint=case)
    put(database, "k2", an_officer(database, "U0COORD2", "Joris Bakker"), complaint=case)
    gateway.faults.append(DeliveryLater(after=10))
    worker = delivery(database, gateway, transport)

    deliver_all(worker)
    held_back = list(gateway.sent)
    transport.move(11)
    deliver_all(worker)

    assert held_back == []
    assert gateway.sent == [("U0COORD1", "k1"), ("U0COORD2", "k2")]


def test_a_message_that_fails_for_good_does_not_hold_up_its_case(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    case = a_case(database)
    put(database, "k1", an_officer(database), complaint=case)
    put(database, "k2", an_officer(database, "U0COORD2", "Joris Bakker"), complaint=case)
    gateway.faults.append(DeliveryImpossible("user_disabled"))

    deliver_all(delivery(database, gateway, transport))

    assert gateway.sent == [("U0COORD2", "k2")]


def test_a_day_without_slack_costs_time_and_nothing_else(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    case = a_case(database)
    sanne, joris = an_officer(database), an_officer(database, "U0COORD2", "Joris Bakker")
    keys = [f"k{n}" for n in range(12)]
    for n, key in enumerate(keys):
        put(database, key, (sanne, joris)[n % 2], complaint=case)
    put(database, "moot", sanne, kind="moot")
    worker = delivery(database, gateway, transport)
    gateway.away = True

    for _ in range(24 * 6):
        deliver_all(worker)
        transport.move(600)
    tried = sum(row.attempts for row in rows(database).values())
    gateway.away = False
    apart = []
    while len(gateway.sent) < len(keys):
        before = len(gateway.sent)
        deliver_all(worker)
        apart.append(len(gateway.sent) - before)
        transport.move(1.2)

    assert [key for _, key in gateway.sent] == keys
    assert max(apart) <= 2  # one to each of them at a time
    assert tried <= 24 * 6 + len(keys) + 1  # and meanwhile one try at each look, whatever waits


def test_who_comes_back_to_slack_after_an_outage_need_not_wait_long(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    put(database, "k1", an_officer(database))
    worker = delivery(database, gateway, transport)
    gateway.away = True
    for _ in range(24 * 6):
        deliver_all(worker)
        transport.move(600)

    gateway.away = False
    transport.move(60)
    deliver_all(worker)

    assert gateway.sent == [("U0COORD1", "k1")]


def test_a_message_with_trouble_of_its_own_holds_up_its_case_for_a_while_only(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    case = a_case(database)
    put(database, "k1", an_officer(database), complaint=case, kind="broken")
    put(database, "k2", an_officer(database, "U0COORD2", "Joris Bakker"), complaint=case)
    worker = delivery(database, gateway, transport)

    deliver_all(worker)
    at_first = list(gateway.sent)
    for _ in range(10):
        transport.move(600)
        deliver_all(worker)

    assert at_first == []
    assert gateway.sent == [("U0COORD2", "k2")]
    assert rows(database)["k1"].status == "waiting"


def test_a_rate_limit_is_no_reason_to_let_others_of_the_case_go_first(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    case = a_case(database)
    put(database, "k1", an_officer(database), complaint=case)
    put(database, "k2", an_officer(database, "U0COORD2", "Joris Bakker"), complaint=case)
    gateway.faults = deque(DeliveryLater(30, asked=True) for _ in range(20))
    worker = delivery(database, gateway, transport)

    for _ in range(22):
        deliver_all(worker)
        transport.move(31)

    assert gateway.sent == [("U0COORD1", "k1"), ("U0COORD2", "k2")]


def test_a_letter_goes_while_slack_is_away(database: Database, gateway: KeepingGateway, transport: Transport) -> None:
    officer = an_officer(database)
    put(database, "k1", officer)
    put(database, "b1", officer, kind="letter")
    gateway.away = True
    mailer = KeepingMailer()

    deliver_all(delivery(database, gateway, transport, mailer=mailer))

    assert mailer.sent == ["b1"]
    assert gateway.sent == []


def test_a_message_for_later_waits_for_the_clock_of_the_procedure(
    database: Database, gateway: KeepingGateway, transport: Transport, clock: StoppedClock
) -> None:
    put(database, "k1", an_officer(database), not_before=datetime(2026, 3, 3, 8, 0, tzinfo=UTC))
    worker = delivery(database, gateway, transport)

    transport.move(30 * 86400)
    deliver_all(worker)
    before = len(gateway.sent)
    clock.move(timedelta(days=1))
    deliver_all(worker)

    assert before == 0
    assert gateway.sent == [("U0COORD1", "k1")]


def test_two_replicas_share_the_work_and_send_nothing_twice(
    databases: Databases, clock: StoppedClock, gateway: KeepingGateway, transport: Transport
) -> None:
    url = databases.new_url()
    first, second = databases.open(clock, url=url), databases.open(clock, url=url)
    for n in range(4):
        put(first, f"k{n}", an_officer(first, f"U0STAFF{n}", "Fatma Yılmaz"))
    claims = [
        database.deliveries().claim(transport.now(), lease=LEASE, spacing=SPACING, kinds=KINDS)
        for database in (first, second, first, second, first)
    ]

    keys = [claim.row.key for claim in claims if claim is not None]

    assert keys == ["k0", "k1", "k2", "k3"]


def test_who_lost_the_lease_changes_nothing_any_more(
    database: Database, transport: Transport, gateway: KeepingGateway
) -> None:
    put(database, "k1", an_officer(database))
    deliveries = database.deliveries()
    lost = deliveries.claim(transport.now(), lease=LEASE, spacing=SPACING, kinds=KINDS)
    transport.move(LEASE.total_seconds())
    deliveries.claim(transport.now(), lease=LEASE, spacing=SPACING, kinds=KINDS)
    assert lost is not None

    deliveries.failed(lost, transport.now(), code="late")

    assert rows(database)["k1"].status == "claimed"


def test_what_is_not_to_go_yet_waits_for_the_clock_of_the_procedure_and_was_not_tried(
    database: Database, clock: StoppedClock, gateway: KeepingGateway, transport: Transport
) -> None:
    morning = clock.now() + timedelta(hours=15)
    put(database, "k1", an_officer(database))

    def render_in_the_morning(row: OutboxRow) -> Rendered:
        return Post("Goedemorgen.", ()) if clock.now() >= morning else NotBefore(morning)

    worker = delivery(database, gateway, transport, renderer=render_in_the_morning)
    deliver_all(worker)
    evening = rows(database)["k1"]
    clock.move(timedelta(hours=15))
    deliver_all(worker)

    assert (evening.status, evening.not_before, evening.attempts) == ("waiting", morning, 0)
    assert gateway.sent == [("U0COORD1", "k1")]


@pytest.mark.parametrize("arrived", [True, False], ids=["it had arrived", "it had not arrived"])
def test_what_is_in_doubt_and_not_to_go_any_more_today_is_looked_up_and_not_sent(
    database: Database, clock: StoppedClock, gateway: KeepingGateway, transport: Transport, arrived: bool
) -> None:
    put(database, "k1", an_officer(database))
    gateway.arrives = arrived
    gateway.faults.append(DeliveryInDoubt())
    deliver_all(delivery(database, gateway, transport))
    transport.move(10)

    deliver_all(delivery(database, gateway, transport, renderer=lambda _: NotBefore(clock.now() + timedelta(days=1))))

    row = rows(database)["k1"]
    assert len(gateway.sent) == int(arrived)
    assert (row.status, row.doubt_since) == (("done", row.doubt_since) if arrived else ("waiting", None))
