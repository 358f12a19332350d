"""A worker that kills itself: the real ``Delivery`` over the real database, Slack's API and mail server, and SIGKILL.

``work`` is the life of one process. It dies at the point it was told to die at, or whenever somebody kills it; what it
was doing is then as it was. Nothing of the product knows of this: the points are between its parts, and in between
``http.client`` or ``smtplib`` and the answer they wait for.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import select
import signal
import smtplib
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from klachtbot.clock.delivery import Delivery
from klachtbot.clock.rooms import keeping
from klachtbot.domain.errors import StorageAway
from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.mail.message import Sender
from klachtbot.mail.smtp import SmtpMailer
from klachtbot.slack.gateway import SlackGateway
from klachtbot.storage import open_database
from klachtbot.usecases.delivery import (
    Claim,
    Deliveries,
    DeliveryLater,
    File,
    Mail,
    OutboxRow,
    Pinned,
    Post,
    Receipt,
    Rendered,
    Room,
    Said,
    Stream,
    UploadTicket,
)
from klachtbot.usecases.ports import UnitsOfWork
from tests.databases import KEYS, StoppedClock
from tests.mail.server import HOST

POINTS = (
    "post: claimed",
    "post: before it is sent",
    "post: accepted, answer unread",
    "post: sent, not marked",
    "post: looked up, not marked",
    "post: marked",
    "file: claimed",
    "file: begun, its id not kept",
    "file: its id kept",
    "file: its bytes sent",
    "file: shared, answer unread",
    "file: shared, not marked",
    "file: asked after, not marked",
    "file: marked",
    "mail: claimed",
    "mail: before it is sent",
    "mail: taken, answer unread",
    "mail: taken, not told",
    "mail: told, not marked",
    "mail: marked",
    "reminder by mail: claimed",
    "reminder by mail: before it is sent",
    "reminder by mail: taken, answer unread",
    "reminder by mail: told that it is in doubt, not marked",
    "reminder by mail: marked",
    "channel: claimed",
    "channel: made, answer unread",
    "channel: made, its id not kept",
    "channel: its id kept",
    "channel: message looked for",
    "channel: message accepted, answer unread",
    "channel: message placed, not kept",
    "channel: message pinned, not kept",
    "channel: bookmark made, not kept",
    "channel: somebody invited, answer unread",
    "channel: somebody let in",
    "channel: as it is to be, not marked",
    "channel: marked",
    "reminder in a channel: claimed",
    "reminder in a channel: before it is sent",
    "reminder in a channel: accepted, answer unread",
    "reminder in a channel: sent, not marked",
    "reminder in a channel: looked up, not marked",
    "reminder in a channel: marked",
)

KINDS = {
    "news": "post",
    "document": "file",
    "letter": "mail",
    "nudge_mail": "reminder by mail",
    "channel": "channel",
    "channel_nudge": "reminder in a channel",
}
TOPIC, PINNED = "Uiterlijk di 1 dec", ("asks", "index")
SENDER = "klachten@oco.example"


@dataclass(frozen=True)
class FastClock:
    """The clock of the transport, for the workers and for Slack: ``speed`` times as fast, and it may be moved on."""

    started: float
    speed: float
    moved: Path

    def now(self) -> float:
        return self.started + (time.time() - self.started) * self.speed + float(self.moved.read_text())

    def instant(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)

    def move(self, by: timedelta) -> None:
        new = self.moved.with_suffix(".new")
        new.write_text(str(float(self.moved.read_text()) + by.total_seconds()))
        new.replace(self.moved)

    def bell(self, _seconds: float) -> asyncio.Future[None]:
        """Never: no app is connected."""
        return asyncio.get_running_loop().create_future()


@dataclass(frozen=True)
class World:
    """Where a worker works. In ``folder`` it writes down what may not be lost: where it died, and how letters went."""

    database: str
    token: str
    api_url: str
    mail_port: int
    clock: FastClock
    folder: Path

    def write(self, file: str, line: str) -> None:
        with (self.folder / file).open("a") as out:  # one small write, which is kept whatever comes next
            out.write(line + "\n")

    def read(self, file: str) -> list[str]:
        path = self.folder / file
        return path.read_text().splitlines() if path.exists() else []

    @property
    def over(self) -> Path:
        return self.folder / "over"


def work(world: World, point: str) -> None:
    """Deliver until killed, or until it is over. Dies the first time it comes to ``point`` ("": at none)."""
    doom = _Doom(world, point)
    database = open_database(world.database, KEYS, clock=StoppedClock(), threads=2)
    gateway = _Gateway(token=world.token, api_url=world.api_url)
    gateway.doom = doom
    _read_late(doom)
    mailer = SmtpMailer(
        host=HOST, port=world.mail_port, security="none", sender=Sender(SENDER, lambda: ""), now=world.clock.instant
    )
    delivery = Delivery(
        _Deliveries(database.deliveries(), doom),
        lambda row: _render(database.uow, row),
        gateway,
        transport_now=world.clock.instant,
        mailer=_Mailer(mailer, doom),
        letter_done=lambda row, _at, outcome: _tell(world, doom, row, outcome),
        undelivered=lambda row: _tell(world, doom, row, "in_doubt"),
        keep_room=keeping(database.uow, gateway, StoppedClock()),
        rooms=gateway,
    )
    while not world.over.exists():
        try:
            if delivery.deliver_one():
                continue
        except StorageAway:
            pass
        time.sleep(0.01)


def _render(units: UnitsOfWork, row: OutboxRow) -> Rendered:
    if row.kind == "channel":
        return _room(row)
    if row.kind == "channel_nudge":
        assert row.complaint is not None
        with units(read_only=True) as uow:
            kept = uow.channels.of(row.complaint)
        if kept is None or not kept.channel:
            raise DeliveryLater(1.0, asked=True)
        return Said(kept.channel, Post(f"Uiterlijk di 1 dec: {row.key}.", ()))
    if row.kind in ("letter", "nudge_mail"):
        return Mail("roza@post.example", row.key, "Dag\n", "<p>Dag</p>\n")
    if row.kind == "document":
        return File(row.key, row.key, "Dit stuk vroeg je op.", row.key.encode() * 100)
    return Post(f"Er is nieuws: {row.key}.", ())


def _room(row: OutboxRow) -> Room:
    """A channel with two people and two messages on top."""
    said = row.payload
    return Room(
        ComplaintId(said["complaint"]),
        said["name"],
        TOPIC,
        {said["first"]: PersonId(said["first_id"]), said["second"]: PersonId(said["second_id"])},
        frozenset(),
        tuple(Pinned(what, Post(f"{said['name']}: {what}", ()), what) for what in PINNED),
    )


def _tell(world: World, doom: _Doom, row: OutboxRow, outcome: str) -> None:
    """Stands for the dossier, and for who handles the case."""
    if outcome == "sent":
        doom.at("mail: taken, not told")
    world.write("told", f"{row.key} {outcome}")
    doom.at(f"{KINDS[row.kind]}: told, not marked")
    doom.at(f"{KINDS[row.kind]}: told that it is in doubt, not marked")


class _Doom:
    def __init__(self, world: World, point: str) -> None:
        self._world = world
        self._point = point
        self.of = ""
        """What is being delivered."""

    def about(self, what: str) -> None:
        """Somewhere in the delivery of what is under way."""
        self.at(f"{self.of}: {what}")

    def at(self, point: str) -> None:
        if point == self._point:
            self._world.write("deaths", point)
            os.kill(os.getpid(), signal.SIGKILL)


class _Deliveries:
    """``Deliveries``, with points."""

    def __init__(self, inner: Deliveries, doom: _Doom) -> None:
        self._inner = inner
        self._doom = doom

    def claim(self, now: datetime, **how: Any) -> Claim | None:
        claim = self._inner.claim(now, **how)
        if claim is not None:
            self._doom.of = KINDS[claim.row.kind]
            self._doom.about("claimed")
        return claim

    def done(self, claim: Claim, now: datetime, receipt: Receipt | None) -> None:
        self._doom.at(f"{KINDS[claim.row.kind]}: as it is to be, not marked")
        self._inner.done(claim, now, receipt)
        self._doom.at(f"{KINDS[claim.row.kind]}: marked")

    def failed(self, claim: Claim, now: datetime, *, code: str) -> None:
        self._inner.failed(claim, now, code=code)
        self._doom.at(f"{KINDS[claim.row.kind]}: marked")

    def uploading(self, claim: Claim, file: str) -> bool:
        self._doom.at("file: begun, its id not kept")
        mine = self._inner.uploading(claim, file)
        self._doom.at("file: its id kept")
        return mine

    def later(self, claim: Claim, *, at: datetime, doubt: bool, strike: bool) -> None:
        self._inner.later(claim, at=at, doubt=doubt, strike=strike)

    def wait_until(self, claim: Claim, *, at: datetime) -> None:
        self._inner.wait_until(claim, at=at)


class _Gateway(SlackGateway):
    """The real one, with points."""

    doom: _Doom

    def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
        self.doom.at("post: before it is sent")
        receipt = super().post(slack_id, post, key=key)
        self.doom.at("post: sent, not marked")
        return receipt

    def make_room(self, name: str) -> str | None:
        made = super().make_room(name)
        self.doom.at("channel: made, its id not kept")
        return made

    def set_topic(self, channel: str, topic: str) -> None:
        self.doom.at("channel: its id kept")
        super().set_topic(channel, topic)

    def place(self, channel: str, post: Post, *, key: str) -> str:
        self.doom.about("before it is sent")
        ts = super().place(channel, post, key=key)
        self.doom.about("message placed, not kept")
        self.doom.about("sent, not marked")
        return ts

    def placed(self, channel: str, key: str) -> str | None:
        found = super().placed(channel, key)
        self.doom.about("message looked for")
        self.doom.about("looked up, not marked")
        return found

    def pin(self, channel: str, ts: str) -> None:
        super().pin(channel, ts)
        self.doom.at("channel: message pinned, not kept")

    def bookmark(self, channel: str, ts: str, *, title: str) -> None:
        super().bookmark(channel, ts, title=title)
        self.doom.at("channel: bookmark made, not kept")

    def let_in(self, channel: str, slack_id: str) -> str:
        code = super().let_in(channel, slack_id)
        self.doom.at("channel: somebody let in")
        return code

    def find(self, slack_id: str, key: str, *, since: datetime) -> Receipt | None:
        found = super().find(slack_id, key, since=since)
        self.doom.at("post: looked up, not marked")
        return found

    def send_bytes(self, ticket: UploadTicket, content: bytes | Stream) -> None:
        super().send_bytes(ticket, content)
        self.doom.at("file: its bytes sent")

    def was_completed(self, file: str) -> bool:
        completed = super().was_completed(file)
        self.doom.at("file: asked after, not marked")
        return completed

    def complete_upload(self, slack_id: str, ticket: UploadTicket, file: File) -> None:
        super().complete_upload(slack_id, ticket, file)
        self.doom.at("file: shared, not marked")


class _Mailer:
    """``Mailer``, with a point."""

    def __init__(self, inner: SmtpMailer, doom: _Doom) -> None:
        self._inner = inner
        self._doom = doom

    def send(self, mail: Mail, *, key: str) -> None:
        self._doom.about("before it is sent")
        self._inner.send(mail, key=key)


_UNREAD = {
    ("post", "chat.postMessage"): "accepted, answer unread",
    ("file", "files.completeUploadExternal"): "shared, answer unread",
    ("channel", "conversations.create"): "made, answer unread",
    ("channel", "chat.postMessage"): "message accepted, answer unread",
    ("channel", "conversations.invite"): "somebody invited, answer unread",
    ("reminder in a channel", "chat.postMessage"): "accepted, answer unread",
}


def _read_late(doom: _Doom) -> None:
    """Die when the other side has answered and nothing of it was read: it did what was asked, and nobody knows."""
    asked: dict[int, str] = {}
    put_request, get_response = http.client.HTTPConnection.putrequest, http.client.HTTPConnection.getresponse
    send, get_reply = smtplib.SMTP.send, smtplib.SMTP.getreply

    def putting(self: Any, method: str, url: str, *args: Any, **more: Any) -> None:
        asked[id(self)] = _UNREAD.get((doom.of, url.rpartition("/")[2]), "")
        put_request(self, method, url, *args, **more)

    def getting(self: Any) -> Any:
        if asked.get(id(self)):
            select.select([self.sock], [], [])
            doom.about(asked[id(self)])
        return get_response(self)

    def sending(self: Any, data: Any) -> None:
        self.says_all = (
            bytes(data[-5:], "ascii") == b"\r\n.\r\n" if isinstance(data, str) else data[-5:] == b"\r\n.\r\n"
        )
        send(self, data)

    def replying(self: Any) -> Any:
        if getattr(self, "says_all", False):
            select.select([self.sock], [], [])
            doom.about("taken, answer unread")
        return get_reply(self)

    http.client.HTTPConnection.putrequest = putting  # type: ignore[method-assign]  # in this process only
    http.client.HTTPConnection.getresponse = getting  # type: ignore[method-assign]
    smtplib.SMTP.send = sending  # type: ignore[method-assign,assignment]
    smtplib.SMTP.getreply = replying  # type: ignore[method-assign]
