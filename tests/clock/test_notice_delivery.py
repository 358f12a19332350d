"""A notice arrives exactly once, as every message does, and the dossier hears how it went before the row is marked."""

from __future__ import annotations

import pytest

from klachtbot.clock.delivery import LEASE
from klachtbot.domain.errors import StorageAway
from klachtbot.storage import Database
from klachtbot.usecases.delivery import DeliveryImpossible, DeliveryInDoubt, DeliveryLater, OutboxRow, Rendered
from tests.clock.outside import Dossier, KeepingGateway, Transport, deliver_all, delivery, put
from tests.clock.test_delivery import rows
from tests.storage.people import an_officer

HOUR = 3600


@pytest.fixture
def transport() -> Transport:
    return Transport()


@pytest.fixture
def gateway() -> KeepingGateway:
    return KeepingGateway()


@pytest.fixture
def dossier() -> Dossier:
    return Dossier()


def ended(database: Database) -> tuple[str, str | None]:
    row = rows(database)["n1"]
    return row.status, row.code


def outcomes(dossier: Dossier) -> list[str]:
    return [outcome for _, _, outcome in dossier.told]


def test_a_notice_that_arrived_is_told_to_the_dossier_before_it_is_marked(
    database: Database, gateway: KeepingGateway, transport: Transport
) -> None:
    put(database, "n1", an_officer(database), kind="notice")
    seen = []

    class Looking(Dossier):
        def letter_done(self, row: OutboxRow, at: object, outcome: str) -> None:
            seen.append((outcome, ended(database)))

    deliver_all(delivery(database, gateway, transport, dossier=Looking()))

    assert seen == [("sent", ("claimed", None))]
    assert ended(database) == ("done", None)


def test_any_other_message_is_not_told_to_the_dossier(
    database: Database, gateway: KeepingGateway, dossier: Dossier, transport: Transport
) -> None:
    put(database, "n1", an_officer(database))

    deliver_all(delivery(database, gateway, transport, dossier=dossier))

    assert dossier.told == []


@pytest.mark.parametrize("fault", [DeliveryLater(), DeliveryInDoubt()], ids=["later", "in doubt"])
def test_a_notice_that_did_not_arrive_yet_is_not_called_sent(
    database: Database, gateway: KeepingGateway, dossier: Dossier, transport: Transport, fault: Exception
) -> None:
    put(database, "n1", an_officer(database), kind="notice")
    gateway.faults.append(fault)
    worker = delivery(database, gateway, transport, dossier=dossier)

    deliver_all(worker)
    told = outcomes(dossier)
    transport.move(HOUR)
    deliver_all(worker)

    assert told == []
    assert outcomes(dossier) == ["sent"]
    assert len(gateway.sent) == 1


def test_a_notice_that_did_arrive_after_all_is_told_and_not_sent_again(
    database: Database, gateway: KeepingGateway, dossier: Dossier, transport: Transport
) -> None:
    put(database, "n1", an_officer(database), kind="notice")
    gateway.faults.append(DeliveryInDoubt())
    gateway.arrives = True
    worker = delivery(database, gateway, transport, dossier=dossier)

    deliver_all(worker)
    transport.move(HOUR)
    deliver_all(worker)

    assert outcomes(dossier) == ["sent"]
    assert len(gateway.sent) == 1


def test_a_notice_slack_will_never_take_is_told_and_ends(
    database: Database, gateway: KeepingGateway, dossier: Dossier, transport: Transport
) -> None:
    put(database, "n1", an_officer(database), kind="notice")
    gateway.faults.append(DeliveryImpossible("user_disabled"))

    deliver_all(delivery(database, gateway, transport, dossier=dossier))

    assert outcomes(dossier) == ["refused:user_disabled"]
    assert ended(database) == ("failed", "user_disabled")


def test_a_notice_to_who_is_not_in_slack_any_more_is_told_and_ends(
    database: Database, gateway: KeepingGateway, dossier: Dossier, transport: Transport
) -> None:
    def gone(row: OutboxRow) -> Rendered:
        raise DeliveryImpossible("not_in_slack")

    put(database, "n1", an_officer(database), kind="notice")

    deliver_all(delivery(database, gateway, transport, dossier=dossier, renderer=gone))

    assert outcomes(dossier) == ["refused:not_in_slack"]
    assert ended(database) == ("failed", "not_in_slack")


@pytest.mark.parametrize("fault", [None, DeliveryImpossible("user_disabled")], ids=["sent", "refused"])
def test_a_database_away_after_the_post_is_told_later_without_a_second_post(
    database: Database, gateway: KeepingGateway, dossier: Dossier, transport: Transport, fault: Exception | None
) -> None:
    put(database, "n1", an_officer(database), kind="notice")
    gateway.faults.extend([fault, fault] if fault else [])
    dossier.faults.append(StorageAway())
    worker = delivery(database, gateway, transport, dossier=dossier)

    with pytest.raises(StorageAway):
        deliver_all(worker)
    transport.move(LEASE.total_seconds() + 1)
    deliver_all(worker)

    assert outcomes(dossier) == ["refused:user_disabled" if fault else "sent"]
    assert len(gateway.sent) == (0 if fault else 1)


def test_a_bug_in_the_telling_is_tried_again_without_a_second_post(
    database: Database, gateway: KeepingGateway, dossier: Dossier, transport: Transport
) -> None:
    put(database, "n1", an_officer(database), kind="notice")
    dossier.faults.append(LookupError())
    worker = delivery(database, gateway, transport, dossier=dossier)

    deliver_all(worker)
    transport.move(HOUR)
    deliver_all(worker)

    assert outcomes(dossier) == ["sent"]
    assert len(gateway.sent) == 1
