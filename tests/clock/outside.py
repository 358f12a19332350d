"""The world outside, for delivery tests: a gateway that keeps what was sent, and a renderer that does as it is told."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from klachtbot.clock.delivery import Delivery
from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.storage import Database
from klachtbot.usecases.delivery import Home, OutboxRow, Post, Receipt, Rendered
from klachtbot.usecases.ports import NewMessage


@dataclass
class KeepingGateway:
    """Keeps what arrived. ``faults`` are raised one per call of ``post``; after ``arrives`` first, it did arrive."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    homes: list[str] = field(default_factory=list)
    looked_up: list[tuple[str, datetime]] = field(default_factory=list)
    faults: deque[Exception] = field(default_factory=deque)
    arrives: bool = False

    def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
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

    def publish(self, slack_id: str, home: Home) -> None:
        if self.faults:
            raise self.faults.popleft()
        self.homes.append(slack_id)


@dataclass
class Transport:
    """The clock of the transport."""

    at: datetime = field(default=datetime(2026, 11, 24, 8, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def render(row: OutboxRow) -> Rendered:
    match row.kind:
        case "home":
            return Home(view={"type": "home", "blocks": []})
        case "moot":
            return None
        case "broken":
            raise LookupError("Mevrouw Pietersen-Okonkwo")
        case _:
            return Post(text="Er is nieuws over K-2026-001.", blocks=())


def delivery(database: Database, gateway: KeepingGateway, transport: Transport) -> Delivery:
    return Delivery(database.deliveries(), render, gateway, transport_now=transport.now, chance=lambda: 0.5)


def put(
    database: Database,
    key: str,
    to: PersonId,
    *,
    kind: str = "news",
    complaint: ComplaintId | None = None,
    not_before: datetime | None = None,
) -> None:
    with database.uow() as uow:
        uow.outbox.add(NewMessage(key=key, kind=kind, to=to, complaint=complaint, not_before=not_before))
        uow.commit()


def deliver_all(worker: Delivery) -> None:
    while worker.deliver_one():
        pass
