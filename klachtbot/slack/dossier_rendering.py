"""What the outbox says of a dossier as a file: that it is being made, the file, and that it has come.

Who may read it, and which version, is asked anew each time: at the click, before it is made, and when it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from klachtbot.domain.model import Complaint, ComplaintId
from klachtbot.slack.desk import Desk
from klachtbot.slack.screens import dossier as on_paper
from klachtbot.slack.screens import dossier_messages as messages
from klachtbot.slack.texts import Texts
from klachtbot.usecases import access
from klachtbot.usecases.delivery import DeliveryLater, File, OutboxRow, Rendered, Stream, Update
from klachtbot.usecases.dossier_pdf import (
    DOSSIER,
    MADE,
    MAKING,
    Binder,
    Dossier,
    NotMade,
    Version,
    Wanted,
    Words,
    bound,
    may_export,
    version_for,
)
from klachtbot.usecases.export import Shelf, export
from klachtbot.usecases.ports import UnitOfWork

ASK_AGAIN = 2.0  # seconds


class Press(Protocol):
    """Where it is made, and waited for: see ``clock.bindery``."""

    def take(self, key: str, make: Callable[[], Stream]) -> Stream: ...

    def forget(self, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Bookbinding:
    """All that is needed to bring somebody a dossier. ``shelf`` makes an empty place for a large file."""

    desk: Desk
    press: Press
    binder: Binder
    shelf: Callable[[], Shelf]

    def render(self, row: OutboxRow) -> Rendered:
        """Renders the rows of ``KINDS``."""
        if not row.to.active or row.to.slack_id is None:
            return None
        return KINDS[row.kind](self, self.desk.texts(self.desk.languages.of(row.to.slack_id)), row)

    def make(self, id: ComplaintId, version: Version, wanted: Wanted, t: Texts) -> Stream:
        """Takes seconds. Raises ``NotMade``."""
        units, clock = self.desk.units, self.desk.clock
        if wanted is not Wanted.EXPORT:
            merged = wanted is Wanted.READING
            return bound(units, words_in(t), self.binder, id, version, clock.today(), merged=merged)
        with units(read_only=True) as uow:
            complaint = uow.complaints.by_id(id, opened=True)
        if complaint is None:
            raise NotMade("gone")
        shelf = self.shelf()
        export(units, clock, words_in(self.desk.texts("nl")), self.binder, complaint, shelf)
        return shelf


def words_in(t: Texts) -> Words:
    """Puts dossiers into words of this language."""

    def words(uow: UnitOfWork, complaint: Complaint, version: Version, on: date) -> Dossier:
        return on_paper.words(uow, complaint, version, on, t)

    return words


def _making(shop: Bookbinding, t: Texts, row: OutboxRow) -> Rendered:
    with shop.desk.units(read_only=True) as uow:
        complaint = _readable(shop, uow, row)
    return messages.making(complaint.label, Wanted(row.payload["wanted"]), t) if complaint is not None else None


def _dossier(shop: Bookbinding, t: Texts, row: OutboxRow) -> Rendered:
    """The file, for who may read the case now, in the version that is theirs now."""
    wanted = Wanted(row.payload["wanted"])
    with shop.desk.units(read_only=True) as uow:
        complaint = _readable(shop, uow, row)
        if complaint is None:
            return None
        version = version_for(uow, row.to, complaint, shop.desk.clock.today())
    made = shop.press.take(f"{row.key}:{version}", lambda: shop.make(complaint.id, version, wanted, t))
    name, title, text = messages.file(complaint.label, wanted, t)
    return File(name, title, text, made)


def _made(shop: Bookbinding, t: Texts, row: OutboxRow) -> Rendered:
    """The last word in the message that said it was being made."""
    with shop.desk.units(read_only=True) as uow:
        file, message = uow.outbox.upload(row.payload["file"]), uow.outbox.message(row.payload["message"])
        complaint = _readable(shop, uow, row)
    if (file is not None and file.unsent) or (message is not None and message.unsent):
        raise DeliveryLater(ASK_AGAIN, asked=True)
    shop.press.forget(row.payload["file"])
    if message is None or not message.ts:
        return None
    came = file is not None and bool(file.file) and not file.failed
    wanted = Wanted(row.payload["wanted"])
    return Update(message.channel, message.ts, messages.made(complaint, wanted, t, came=came))


def _readable(shop: Bookbinding, uow: UnitOfWork, row: OutboxRow) -> Complaint | None:
    """The case, if it may still go to this person."""
    today = shop.desk.clock.today()
    complaint = uow.complaints.by_id(ComplaintId(row.payload["complaint"]))
    if complaint is None or not access.may_read(uow, row.to, complaint, today):
        return None
    taken_out = row.payload["wanted"] == Wanted.EXPORT
    return complaint if not taken_out or may_export(uow, row.to, complaint, today) else None


KINDS: Mapping[str, Callable[[Bookbinding, Texts, OutboxRow], Rendered]] = {
    MAKING: _making,
    DOSSIER: _dossier,
    MADE: _made,
}
