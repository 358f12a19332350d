"""A file reaches a person once, however it is interrupted; and what people added is fetched, later if need be."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from klachtbot.clock.delivery import Delivery
from klachtbot.clock.fetching import ATTEMPTS, Fetching
from klachtbot.domain.model import ComplaintId, Series
from klachtbot.slack.gateway import SlackGateway
from klachtbot.storage import Database, tables
from klachtbot.usecases.delivery import (
    DeliveryImpossible,
    DeliveryInDoubt,
    DeliveryLater,
    File,
    OutboxRow,
    Removal,
    Rendered,
    SlackFile,
    UploadTicket,
)
from klachtbot.usecases.documents import AwaitedDocument, DocumentId, DocumentKind, DocumentState
from tests.clock.outside import Transport, deliver_all, put
from tests.practice import harness
from tests.practice.harness import ANNA, Practice
from tests.storage.people import an_officer, registration

FILE = File("K-2026-001, stuk 1.pdf", "K-2026-001, stuk 1", "Dit stuk vroeg je op.", b"%PDF-1.7")


@pytest.fixture
def practice() -> Iterator[Practice]:
    with harness.practice() as made:
        yield made


class Interrupted(SlackGateway):
    """Slack as it is, but for a completion that is interrupted once: before it arrives, or after."""

    def __init__(self, practice: Practice, fault: Exception, *, arrives: bool) -> None:
        super().__init__(token=practice.workspace.bot_token, api_url=practice.server.api_url)
        self._fault: Exception | None = fault
        self._arrives = arrives

    def complete_upload(self, slack_id: str, ticket: UploadTicket, file: File) -> None:
        fault, self._fault = self._fault, None
        if fault is None or self._arrives:
            super().complete_upload(slack_id, ticket, file)
        if fault is not None:
            raise fault


def bringing(database: Database, gateway: SlackGateway, transport: Transport) -> Delivery:
    def render(row: OutboxRow) -> Rendered:
        if row.kind == "document":
            return FILE
        with database.uow(read_only=True) as uow:
            upload = uow.outbox.upload("k1")
        assert upload is not None
        return Removal(upload.file)

    return Delivery(database.deliveries(), render, gateway, transport_now=transport.now, chance=lambda: 0.5)


@pytest.mark.parametrize("arrives", [True, False], ids=["after it arrived", "before it arrived"])
@pytest.mark.parametrize("fault", [DeliveryInDoubt(), RuntimeError("gone")], ids=["in doubt", "a crash"])
def test_a_file_whose_delivery_is_interrupted_stands_there_once(
    database: Database, practice: Practice, fault: Exception, arrives: bool
) -> None:
    transport = Transport()
    delivery = bringing(database, Interrupted(practice, fault, arrives=arrives), transport)
    put(database, "k1", an_officer(database, ANNA), kind="document")

    deliver_all(delivery)
    transport.move(10)
    deliver_all(delivery)

    (message,) = practice.anna.dm()
    assert [(file.name, file.content) for file in message.files] == [(FILE.name, FILE.content)]
    with database.uow(read_only=True) as uow:
        assert list(uow.connection.scalars(select(tables.outbox.c.status))) == ["done"]


def test_a_file_that_was_brought_can_be_taken_away(database: Database, practice: Practice) -> None:
    transport = Transport()
    gateway = SlackGateway(token=practice.workspace.bot_token, api_url=practice.server.api_url)
    delivery = bringing(database, gateway, transport)
    officer = an_officer(database, ANNA)
    put(database, "k1", officer, kind="document")
    deliver_all(delivery)

    put(database, "k2", officer, kind="remove_file")
    transport.move(2)
    deliver_all(delivery)

    (message,) = practice.anna.dm()
    assert [file.deleted for file in message.files] == [True]


@dataclass
class Slack:
    """Gives the file, after it raised each of ``faults`` once."""

    faults: deque[Exception] = field(default_factory=deque)
    asked: int = 0

    def about_file(self, file: str) -> SlackFile:
        self.asked += 1
        if self.faults:
            raise self.faults.popleft()
        return SlackFile(file, "brief.pdf", 8, f"https://files.slack.com/{file}")

    def download(self, url: str, *, limit: int) -> bytes:
        return b"%PDF-1.7"


def awaiting(database: Database) -> tuple[ComplaintId, DocumentId]:
    officer = an_officer(database)
    with database.uow() as uow:
        case = uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1").id
        id = uow.documents.expect(case, AwaitedDocument(DocumentKind.OTHER, "brief.pdf", "F0AAA111"))
        uow.commit()
    return case, id


def state(database: Database, case: ComplaintId) -> tuple[DocumentState, str]:
    with database.uow(read_only=True) as uow:
        (row,) = uow.documents.of(case)
    return row.state, row.code


def fetching(database: Database, slack: Slack, transport: Transport) -> Fetching:
    return Fetching(database.uow, slack, transport_now=transport.now, chance=lambda: 1.0)


def test_what_slack_cannot_give_now_is_fetched_later(database: Database) -> None:
    slack, transport = Slack(deque([DeliveryLater(), RuntimeError("a bug")])), Transport()
    case, _ = awaiting(database)
    work = fetching(database, slack, transport)

    at_once = [work.work(), work.work()]
    transport.move(5)
    again = [work.work(), work.work()]
    transport.move(10)
    work.work()

    assert (at_once, again) == ([True, False], [True, False])
    assert state(database, case) == (DocumentState.KEPT, "")


def test_what_slack_will_never_give_is_given_up_at_once(database: Database) -> None:
    slack = Slack(deque([DeliveryImpossible("file_deleted")]))
    case, _ = awaiting(database)

    fetching(database, slack, Transport()).work()

    assert state(database, case) == (DocumentState.FAILED, "file_deleted")


def test_what_slack_does_not_give_for_hours_is_given_up(database: Database) -> None:
    slack, transport = Slack(deque([DeliveryLater() for _ in range(ATTEMPTS)])), Transport()
    case, _ = awaiting(database)
    work = fetching(database, slack, transport)

    for _ in range(ATTEMPTS + 5):
        work.work()
        transport.move(601)

    assert slack.asked == ATTEMPTS
    assert state(database, case) == (DocumentState.FAILED, "unreachable")


def test_a_restart_asks_anew(database: Database) -> None:
    slack, transport = Slack(deque([DeliveryLater()])), Transport()
    case, _ = awaiting(database)
    fetching(database, slack, transport).work()

    fetching(database, slack, transport).work()

    assert state(database, case) == (DocumentState.KEPT, "")
