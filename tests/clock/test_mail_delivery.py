"""A mail goes out at most once, and whoever sent it hears how it went."""

from __future__ import annotations

import logging
from collections import deque
from datetime import timedelta

import pytest

from klachtbot.clock.delivery import KINDS, LEASE, MAIL_ATTEMPTS, SPACING
from klachtbot.domain.errors import StorageAway
from klachtbot.mail.message import Sender
from klachtbot.mail.smtp import SmtpMailer
from klachtbot.storage import Database
from klachtbot.usecases.delivery import DeliveryImpossible, DeliveryInDoubt, DeliveryLater, OutboxRow, Rendered
from tests.clock.outside import (
    Dossier,
    KeepingGateway,
    KeepingMailer,
    Transport,
    deliver_all,
    delivery,
    put,
    render,
)
from tests.clock.test_delivery import a_case, rows
from tests.mail.server import DROP, HOST, mail_server
from tests.storage.people import an_officer

HOUR = 3600


@pytest.fixture
def transport() -> Transport:
    return Transport()


@pytest.fixture
def gateway() -> KeepingGateway:
    return KeepingGateway()


@pytest.fixture
def mailer() -> KeepingMailer:
    return KeepingMailer()


@pytest.fixture
def dossier() -> Dossier:
    return Dossier()


def ended(database: Database, key: str = "b1") -> tuple[str, str | None]:
    row = rows(database)[key]
    return row.status, row.code


def test_a_mail_is_handed_over_once_and_told_to_the_dossier(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, dossier: Dossier, transport: Transport
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    worker = delivery(database, gateway, transport, mailer=mailer, dossier=dossier)

    deliver_all(worker)
    transport.move(HOUR)
    deliver_all(worker)

    assert mailer.sent == ["b1"]
    assert dossier.told == [("b1", transport.now() - timedelta(hours=1), "sent")]
    assert ended(database) == ("done", None)
    assert (gateway.sent, gateway.looked_up) == ([], [])


def test_the_dossier_is_told_before_the_row_is_marked(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, transport: Transport
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    seen = []

    class Looking(Dossier):
        def letter_done(self, row: OutboxRow, at: object, outcome: str) -> None:
            seen.append((outcome, ended(database)))

    deliver_all(delivery(database, gateway, transport, mailer=mailer, dossier=Looking()))

    assert seen == [("sent", ("claimed", None))]


def test_what_the_mail_server_refuses_is_told_with_its_code(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, dossier: Dossier, transport: Transport
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    mailer.faults.append(DeliveryImpossible("550"))
    worker = delivery(database, gateway, transport, mailer=mailer, dossier=dossier)

    deliver_all(worker)
    transport.move(HOUR)
    deliver_all(worker)

    assert dossier.told == [("b1", transport.now() - timedelta(hours=1), "refused:550")]
    assert ended(database) == ("failed", "550")
    assert mailer.calls == 1


def test_without_a_mail_server_every_mail_is_refused(
    database: Database, gateway: KeepingGateway, dossier: Dossier, transport: Transport
) -> None:
    put(database, "b1", an_officer(database), kind="letter")

    deliver_all(delivery(database, gateway, transport, dossier=dossier))

    assert dossier.told == [("b1", transport.now(), "refused:no_mail")]
    assert ended(database) == ("failed", "no_mail")


def test_a_letter_that_cannot_be_made_is_told_as_refused(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, dossier: Dossier, transport: Transport
) -> None:
    put(database, "b1", an_officer(database), kind="letter")

    def gone(row: OutboxRow) -> Rendered:
        raise DeliveryImpossible("no_letter")

    deliver_all(delivery(database, gateway, transport, mailer=mailer, dossier=dossier, renderer=gone))

    assert dossier.told == [("b1", transport.now(), "refused:no_letter")]
    assert mailer.calls == 0


def test_a_mail_that_was_surely_not_taken_is_tried_again_and_nobody_is_told_before_it_is_sent(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, dossier: Dossier, transport: Transport
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    mailer.faults = deque([DeliveryLater(), DeliveryLater()])
    worker = delivery(database, gateway, transport, mailer=mailer, dossier=dossier)

    for _ in range(2):
        deliver_all(worker)
        transport.move(HOUR)
    early = list(dossier.told)
    deliver_all(worker)

    assert early == []
    assert mailer.sent == ["b1"]
    assert dossier.told == [("b1", transport.now(), "sent")]


def test_a_mail_that_nobody_takes_for_hours_goes_back_to_who_sent_it(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, dossier: Dossier, transport: Transport
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    mailer.faults = deque([DeliveryLater()] * MAIL_ATTEMPTS)
    worker, began = delivery(database, gateway, transport, mailer=mailer, dossier=dossier), transport.now()

    while ended(database) == ("waiting", None):
        deliver_all(worker)
        transport.move(60)

    assert [(key, outcome) for key, _, outcome in dossier.told] == [("b1", "refused:not_taken")]
    assert timedelta(hours=2) < dossier.told[0][1] - began < timedelta(hours=6)
    assert ended(database) == ("failed", "not_taken")


@pytest.mark.parametrize("arrives", [True, False], ids=["it had arrived", "it had not arrived"])
def test_a_mail_in_doubt_is_told_and_never_sent_again(
    database: Database,
    gateway: KeepingGateway,
    mailer: KeepingMailer,
    dossier: Dossier,
    transport: Transport,
    arrives: bool,
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    mailer.faults.append(DeliveryInDoubt())
    mailer.arrives = arrives
    worker, claimed_at = delivery(database, gateway, transport, mailer=mailer, dossier=dossier), transport.now()

    deliver_all(worker)
    transport.move(HOUR)
    deliver_all(worker)

    assert mailer.calls == 1
    assert dossier.told == [("b1", claimed_at, "in_doubt")]
    assert ended(database) == ("failed", "in_doubt")


def test_a_mail_whose_worker_died_is_in_doubt_and_not_sent_again(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, dossier: Dossier, transport: Transport
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    died_at = transport.now()
    database.deliveries().claim(died_at, lease=LEASE, spacing=SPACING, kinds=KINDS)

    transport.move(LEASE.total_seconds())
    deliver_all(delivery(database, gateway, transport, mailer=mailer, dossier=dossier))

    assert mailer.calls == 0
    assert dossier.told == [("b1", died_at, "in_doubt")]


def test_a_mail_whose_worker_died_is_in_doubt_also_when_it_may_go_no_more(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, dossier: Dossier, transport: Transport
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    database.deliveries().claim(transport.now(), lease=LEASE, spacing=SPACING, kinds=KINDS)
    transport.move(HOUR)

    def moved(_: OutboxRow) -> Rendered:
        raise DeliveryImpossible("moved")

    deliver_all(delivery(database, gateway, transport, mailer=mailer, dossier=dossier, renderer=moved))

    assert [(key, outcome) for key, _, outcome in dossier.told] == [("b1", "in_doubt")]


@pytest.mark.parametrize("fault", [StorageAway(), LookupError("Mevrouw Pietersen-Okonkwo")], ids=["away", "a bug"])
def test_what_could_not_be_told_at_once_is_told_later_and_not_sent_again(
    database: Database,
    gateway: KeepingGateway,
    mailer: KeepingMailer,
    dossier: Dossier,
    transport: Transport,
    fault: Exception,
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    dossier.faults.append(fault)
    worker, sent_at = delivery(database, gateway, transport, mailer=mailer, dossier=dossier), transport.now()

    try:
        deliver_all(worker)
    except StorageAway:
        assert isinstance(fault, StorageAway)
    transport.move(HOUR)
    deliver_all(worker)

    assert mailer.calls == 1
    assert dossier.told == [("b1", sent_at, "sent")]
    assert ended(database) == ("done", None)


def test_what_could_not_be_told_before_a_new_start_is_in_doubt(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, dossier: Dossier, transport: Transport
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    dossier.faults.append(LookupError())
    first_claim = transport.now()
    deliver_all(delivery(database, gateway, transport, mailer=mailer, dossier=dossier))

    transport.move(HOUR)
    deliver_all(delivery(database, gateway, transport, mailer=mailer, dossier=dossier))

    assert mailer.calls == 1
    assert dossier.told == [("b1", first_claim, "in_doubt")]


@pytest.mark.parametrize("fault", [StorageAway(), LookupError("Mevrouw Pietersen-Okonkwo")], ids=["away", "a bug"])
def test_trouble_before_anything_left_is_no_doubt(
    database: Database,
    gateway: KeepingGateway,
    mailer: KeepingMailer,
    dossier: Dossier,
    transport: Transport,
    fault: Exception,
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    faults = [fault]

    def stumbling(row: OutboxRow) -> Rendered:
        if faults:
            raise faults.pop()
        return render(row)

    worker = delivery(database, gateway, transport, mailer=mailer, dossier=dossier, renderer=stumbling)
    try:
        deliver_all(worker)
    except StorageAway:
        assert isinstance(fault, StorageAway)
    transport.move(HOUR)
    deliver_all(worker)

    assert mailer.sent == ["b1"]
    assert dossier.told == [("b1", transport.now(), "sent")]


def test_a_bug_while_mailing_is_a_doubt_and_logs_nothing_of_what_it_says(
    database: Database,
    gateway: KeepingGateway,
    mailer: KeepingMailer,
    dossier: Dossier,
    transport: Transport,
    caplog: pytest.LogCaptureFixture,
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    mailer.faults.append(LookupError("Mevrouw Pietersen-Okonkwo"))

    with caplog.at_level(logging.DEBUG):
        deliver_all(delivery(database, gateway, transport, mailer=mailer, dossier=dossier))

    assert [outcome for _, _, outcome in dossier.told] == ["in_doubt"]
    assert "LookupError" in caplog.text
    assert "Pietersen" not in caplog.text


def test_a_mail_that_needs_no_sending_any_more_is_done(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, dossier: Dossier, transport: Transport
) -> None:
    put(database, "b1", an_officer(database), kind="letter")

    deliver_all(delivery(database, gateway, transport, mailer=mailer, dossier=dossier, renderer=lambda row: None))

    assert (mailer.calls, dossier.told) == (0, [])
    assert ended(database) == ("done", None)


def test_mails_and_messages_do_not_wait_for_each_other(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, dossier: Dossier, transport: Transport
) -> None:
    case, officer = a_case(database), an_officer(database)
    put(database, "k1", officer, complaint=case)
    put(database, "b1", officer, kind="letter", complaint=case)
    put(database, "b2", officer, kind="letter")
    put(database, "k2", an_officer(database, "U0COORD2", "Joris Bakker"), complaint=case)
    mailer.faults = deque([DeliveryLater(), DeliveryLater()])

    deliver_all(delivery(database, gateway, transport, mailer=mailer, dossier=dossier))

    assert gateway.sent == [("U0COORD1", "k1"), ("U0COORD2", "k2")]
    assert mailer.calls == 2


def test_two_mails_of_one_officer_both_go(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, dossier: Dossier, transport: Transport
) -> None:
    officer = an_officer(database)
    put(database, "b1", officer, kind="letter")
    put(database, "b2", officer, kind="letter")

    deliver_all(delivery(database, gateway, transport, mailer=mailer, dossier=dossier))

    assert mailer.sent == ["b1", "b2"]


def test_the_mails_of_one_case_keep_their_order(
    database: Database, gateway: KeepingGateway, mailer: KeepingMailer, dossier: Dossier, transport: Transport
) -> None:
    case, officer = a_case(database), an_officer(database)
    put(database, "b1", officer, kind="letter", complaint=case)
    put(database, "b2", officer, kind="letter", complaint=case)
    mailer.faults.append(DeliveryLater())
    worker = delivery(database, gateway, transport, mailer=mailer, dossier=dossier)

    deliver_all(worker)
    early = list(mailer.sent)
    transport.move(HOUR)
    deliver_all(worker)

    assert early == []
    assert mailer.sent == ["b1", "b2"]


def test_a_real_server_that_drops_the_line_at_the_end_gets_a_mail_once(
    database: Database, gateway: KeepingGateway, dossier: Dossier, transport: Transport
) -> None:
    put(database, "b1", an_officer(database), kind="letter")
    with mail_server() as server:
        server.answers["end"] = DROP
        sender = Sender("klachten@oco.example", lambda: "OCO Almere")
        mailer = SmtpMailer(host=HOST, port=server.port, security="none", sender=sender, now=transport.now)
        worker = delivery(database, gateway, transport, mailer=mailer, dossier=dossier)

        deliver_all(worker)
        server.answers.clear()
        transport.move(HOUR)
        deliver_all(worker)

        assert len(server.received) == 1
    assert [outcome for _, _, outcome in dossier.told] == ["in_doubt"]
