"""A mail as it goes over the line: headers, both readings of the text, the invitation and the files.

The shape is the one that Outlook, Gmail and Apple Mail all show well: the readings as alternatives (plain, HTML, the
invitation), and beside them the files, the invitation once more among them. Everything is written in seven bits, so it
passes every server unchanged.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from klachtbot.usecases.delivery import Mail

CALENDAR_FILE = "afspraak.ics"

_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f@<>()\[\]\\,;:\"]{1,64}@[^\s\x00-\x1f\x7f@<>()\[\]\\,;:\"]{1,253}")
_METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
_SEVEN_BITS = SMTP.clone(cte_type="7bit")


class NoAddress(ValueError):
    """This is no address a mail can go to. Says nothing of what it is."""

    def __init__(self) -> None:
        super().__init__("no address")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who the mails come from: one address, and the name of the organisation, asked at each mail."""

    address: str
    name: Callable[[], str]


def on_the_line(address: str) -> str:
    """An address as a server takes it: a domain like ``bücher.example`` in its seven-bit form. Raises ``NoAddress``."""
    if not _ADDRESS.fullmatch(address):
        raise NoAddress
    local, _, domain = address.rpartition("@")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise NoAddress
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise NoAddress from None


def message_id(key: str, sender: str) -> str:
    """The same for each attempt of one row. ``key`` cannot be read from it."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{sender.rpartition('@')[2]}>"


def written(mail: Mail, *, key: str, sender: str, name: str, at: datetime) -> bytes:
    """The whole mail. ``sender`` is an address on the line, ``at`` the moment it is sent. Raises ``NoAddress``."""
    to = on_the_line(mail.to)
    reply_to = on_the_line(mail.reply_to) if mail.reply_to else ""
    message = EmailMessage(policy=_policy(to, sender, reply_to))
    message["From"] = _mailbox(sender, name)
    message["To"] = _mailbox(to)
    if reply_to:
        message["Reply-To"] = _mailbox(reply_to)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(key, sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.calendar is not None:
        _invite(message, mail.calendar)
    for attachment in mail.attachments:
        kind, _, subtype = attachment.media_type.partition("/")
        message.add_attachment(attachment.content, kind, subtype, filename=_one_line(attachment.name))
    if mail.calendar is not None:
        message.add_attachment(mail.calendar, "application", "ics", filename=CALENDAR_FILE)
    return message.as_bytes()


def _invite(message: EmailMessage, calendar: bytes) -> None:
    found = _METHOD.search(calendar)
    # Outlook shows the buttons only when the part and the file name the same method.
    params = {"method": found.group(1).decode()} if found else {}
    message.add_alternative(calendar.decode(), subtype="calendar", cte="base64", params=params)


def _policy(*addresses: str) -> EmailPolicy[EmailMessage]:
    """Headers may hold letters beyond ASCII as they are only when an address has them; the server must agree."""
    return _SEVEN_BITS if all(address.isascii() for address in addresses) else _SEVEN_BITS.clone(utf8=True)


def _mailbox(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(_one_line(name), local, domain)


def _one_line(text: str) -> str:
    """Without line breaks and control characters: nobody writes a header of their own through a subject or a name."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
