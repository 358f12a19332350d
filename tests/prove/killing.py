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
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from klachtbot.clock.delivery import Delivery
from klachtbot.domain.errors import StorageAway
from klachtbot.mail.message import Sender
from klachtbot.mail.smtp import SmtpMailer
from klachtbot.slack.gateway import SlackGateway
from klachtbot.storage import open_database
from klachtbot.usecases.delivery import Claim, Deliveries, File, Mail, OutboxRow, Post, Receipt, Rendered, UploadTicket
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
)

KINDS = {"news": "post", "document": "file", "letter": "mail"}
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
    gateway.at = doom.at
    _read_late(doom)
    mailer = SmtpMailer(
        host=HOST, port=world.mail_port, security="none", sender=Sender(SENDER, lambda: ""), now=world.clock.instant
    )
    delivery = Delivery(
        _Deliveries(database.deliveries(), doom),
        _render,
        gateway,
        transport_now=world.clock.instant,
        mailer=_Mailer(mailer, doom),
        letter_done=lambda row, _at, outcome: _tell(world, doom, row, outcome),
    )
    while not world.over.exists():
        try:
            if delivery.deliver_one():
                continue
        except StorageAway:
            pass
        time.sleep(0.01)


def _render(row: OutboxRow) -> Rendered:
    if row.kind == "letter":
        return Mail("roza@post.example", row.key, "Dag\n", "<p>Dag</p>\n")
    if row.kind == "document":
        return File(row.key, row.key, "Dit stuk vroeg je op.", row.key.encode() * 100)
    return Post(f"Er is nieuws: {row.key}.", ())


def _tell(world: World, doom: _Doom, row: OutboxRow, outcome: str) -> None:
    """Stands for the dossier."""
    if outcome == "sent":
        doom.at("mail: taken, not told")
    world.write("told", f"{row.key} {outcome}")
    doom.at("mail: told, not marked")


class _Doom:
    def __init__(self, world: World, point: str) -> None:
        self._world = world
        self._point = point

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
            self._doom.at(f"{KINDS[claim.row.kind]}: claimed")
        return claim

    def done(self, claim: Claim, now: datetime, receipt: Receipt | None) -> None:
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

    at: Callable[[str], None]

    def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
        self.at("post: before it is sent")
        receipt = super().post(slack_id, post, key=key)
        self.at("post: sent, not marked")
        return receipt

    def find(self, slack_id: str, key: str, *, since: datetime) -> Receipt | None:
        found = super().find(slack_id, key, since=since)
        self.at("post: looked up, not marked")
        return found

    def send_bytes(self, ticket: UploadTicket, content: bytes) -> None:
        super().send_bytes(ticket, content)
        self.at("file: its bytes sent")

    def was_completed(self, file: str) -> bool:
        completed = super().was_completed(file)
        self.at("file: asked after, not marked")
        return completed

    def complete_upload(self, slack_id: str, ticket: UploadTicket, file: File) -> None:
        super().complete_upload(slack_id, ticket, file)
        self.at("file: shared, not marked")


class _Mailer:
    """``Mailer``, with a point."""

    def __init__(self, inner: SmtpMailer, doom: _Doom) -> None:
        self._inner = inner
        self._doom = doom

    def send(self, mail: Mail, *, key: str) -> None:
        self._doom.at("mail: before it is sent")
        self._inner.send(mail, key=key)


_UNREAD = {
    "chat.postMessage": "post: accepted, answer unread",
    "files.completeUploadExternal": "file: shared, answer unread",
}


def _read_late(doom: _Doom) -> None:
    """Die when the other side has answered and nothing of it was read: it did what was asked, and nobody knows."""
    asked: dict[int, str] = {}
    put_request, get_response = http.client.HTTPConnection.putrequest, http.client.HTTPConnection.getresponse
    send, get_reply = smtplib.SMTP.send, smtplib.SMTP.getreply

    def putting(self: Any, method: str, url: str, *args: Any, **more: Any) -> None:
        asked[id(self)] = _UNREAD.get(url.rpartition("/")[2], "")
        put_request(self, method, url, *args, **more)

    def getting(self: Any) -> Any:
        if asked.get(id(self)):
            select.select([self.sock], [], [])
            doom.at(asked[id(self)])
        return get_response(self)

    def sending(self: Any, data: Any) -> None:
        self.says_all = (
            bytes(data[-5:], "ascii") == b"\r\n.\r\n" if isinstance(data, str) else data[-5:] == b"\r\n.\r\n"
        )
        send(self, data)

    def replying(self: Any) -> Any:
        if getattr(self, "says_all", False):
            select.select([self.sock], [], [])
            doom.at("mail: taken, answer unread")
        return get_reply(self)

    http.client.HTTPConnection.putrequest = putting  # type: ignore[method-assign]  # in this process only
    http.client.HTTPConnection.getresponse = getting  # type: ignore[method-assign]
    smtplib.SMTP.send = sending  # type: ignore[method-assign,assignment]
    smtplib.SMTP.getreply = replying  # type: ignore[method-assign]
