"""The world outside, for delivery tests: who keeps what was sent, and a renderer that does as it is told."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from klachtbot.clock.delivery import Delivery
from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.storage import Database
from klachtbot.usecases.delivery import (
    DeliveryLater,
    File,
    Home,
    Mail,
    Mailer,
    OutboxRow,
    Post,
    Receipt,
    Rendered,
    Renderer,
    Stream,
    Update,
    UploadTicket,
)
from klachtbot.usecases.ports import NewMessage


@dataclass
class KeepingGateway:
    """Keeps what arrived. ``faults`` are raised one per call of ``post``; after ``arrives`` first, it did arrive."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    updated: list[tuple[str, str]] = field(default_factory=list)
    homes: list[str] = field(default_factory=list)
    looked_up: list[tuple[str, datetime]] = field(default_factory=list)
    faults: deque[Exception] = field(default_factory=deque)
    arrives: bool = False
    away: bool = False

    def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
        if self.away:
            raise DeliveryLater
        fault = self.faults.popleft() if self.faults else None
        if fault is None or self.arrives:
            self.sent.append((slack_id, key))
        if fault is not None:
            raise fault
        return Receipt(channel=f"D{slack_id}", ts=str(len(self.sent)))

    def find(self, slack_id: str, key: str, *, since: datetime) -> Receipt | None:
        self.looked_up.append((key, since))
        if (slack_id, key) in self.sent:
            return Receipt(channel=f"D{slack_id}", ts=str(self.sent.index((slack_id, key)) + 1))
        return None

    def update(self, channel: str, ts: str, post: Post) -> None:
        if self.faults:
            raise self.faults.popleft()
        self.updated.append((channel, ts))

    def publish(self, slack_id: str, home: Home) -> None:
        if self.faults:
            raise self.faults.popleft()
        self.homes.append(slack_id)

    def answers(self) -> bool:
        return not self.away

    # No test here brings a file: see test_files.py, over the practice workspace.

    def begin_upload(self, name: str, content: bytes | Stream) -> UploadTicket:
        raise AssertionError("no files here")

    def was_completed(self, file: str) -> bool:
        raise AssertionError("no files here")

    def send_bytes(self, ticket: UploadTicket, content: bytes | Stream) -> None:
        raise AssertionError("no files here")

    def complete_upload(self, slack_id: str, ticket: UploadTicket, file: File) -> None:
        raise AssertionError("no files here")

    def delete_file(self, file: str) -> None:
        raise AssertionError("no files here")


@dataclass
class KeepingMailer:
    """Keeps the keys of what arrived. ``faults`` are raised one per call; with ``arrives`` it did arrive, though."""

    sent: list[str] = field(default_factory=list)
    faults: deque[Exception] = field(default_factory=deque)
    arrives: bool = False
    calls: int = 0

    def send(self, mail: Mail, *, key: str) -> None:
        self.calls += 1
        fault = self.faults.popleft() if self.faults else None
        if fault is None or self.arrives:
            self.sent.append(key)
        if fault is not None:
            raise fault


@dataclass
class Dossier:
    """Is told how mails went. ``faults`` are raised one per call, instead of writing it down."""

    told: list[tuple[str, datetime, str]] = field(default_factory=list)
    faults: deque[Exception] = field(default_factory=deque)

    def letter_done(self, row: OutboxRow, at: datetime, outcome: str) -> None:
        if self.faults:
            raise self.faults.popleft()
        self.told.append((row.key, at, outcome))


@dataclass
class Transport:
    """The clock of the transport."""

    at: datetime = field(default=datetime(2026, 11, 24, 8, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


LETTER = Mail("m.aydin@post.example", "Bericht over uw klacht", "Dag\n", "<p>Dag</p>\n")


def render(row: OutboxRow) -> Rendered:
    match row.kind:
        case "home":
            return Home(view={"type": "home", "blocks": []})
        case "digest_update":
            return Update(row.payload["channel"], row.payload["ts"], Post(text="Gedaan.", blocks=()))
        case "moot":
            return None
        case "broken":
            raise LookupError("Mevrouw Pietersen-Okonkwo")
        case "letter":
            return LETTER
        case _:
            return Post(text="Er is nieuws over K-2026-001.", blocks=())


def delivery(
    database: Database,
    gateway: KeepingGateway,
    transport: Transport,
    *,
    mailer: Mailer | None = None,
    dossier: Dossier | None = None,
    renderer: Renderer = render,
) -> Delivery:
    return Delivery(
        database.deliveries(),
        renderer,
        gateway,
        transport_now=transport.now,
        mailer=mailer,
        letter_done=(dossier or Dossier()).letter_done,
        chance=lambda: 0.5,
    )


def put(
    database: Database,
    key: str,
    to: PersonId,
    *,
    kind: str = "news",
    complaint: ComplaintId | None = None,
    payload: dict[str, str] | None = None,
    not_before: datetime | None = None,
) -> None:
    with database.uow() as uow:
        uow.outbox.add(NewMessage(key, kind, to, complaint=complaint, payload=payload, not_before=not_before))
        uow.commit()


def deliver_all(worker: Delivery) -> None:
    while worker.deliver_one():
        pass
