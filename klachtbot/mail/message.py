"""A mail as it goes over the line: headers, both readings of the text, the invitation and the files.

The shape is the one that Outlook, Gmail and Apple Mail all show well: the readings as alternatives (plain, HTML, the
invitation), and beside them the files, the invitation once more among them. Everything is written in seven bits, so it
passes every server unchanged.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from klachtbot.usecases.delivery import Mail

CALENDAR_FILE = "afspraak.ics"

_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f@<>()\[\]\\,;:\"]{1,64}@[^\s\x00-\x1f\x7f@<>()\[\]\\,;:\"]{1,253}")
_METHOD = re.compile(rb"^METHOD:([A-Z]+)\r?$", re.MULTILINE)
_PLAIN = re.compile(r"[A-Za-z0-9 '!#$%&*+/_~-]{1,60}")
_WORD = 42  # bytes in an encoded word, which may be 75 characters long
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
    head = {
        "From": f"{_encoded(name)} <{sender}>".strip(),
        "To": to,
        **({"Reply-To": reply_to} if reply_to else {}),
        "Subject": _encoded(mail.subject),
        "Date": format_datetime(at),
        "Message-ID": message_id(key, sender),
        "Auto-Submitted": "auto-generated",
    }
    message = EmailMessage(policy=_SEVEN_BITS)
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.calendar is not None:
        _invite(message, mail.calendar)
    for attachment in mail.attachments:
        kind, _, subtype = attachment.media_type.partition("/")
        params = {"charset": "utf-8"} if kind == "text" else {}  # as ``usecases.documents`` takes texts in
        message.add_attachment(attachment.content, kind, subtype, filename=_one_line(attachment.name), params=params)
    if mail.calendar is not None:
        message.add_attachment(mail.calendar, "application", "ics", filename=CALENDAR_FILE)
    return "".join(f"{field}: {value}\r\n" for field, value in head.items()).encode() + message.as_bytes()


def _invite(message: EmailMessage, calendar: bytes) -> None:
    found = _METHOD.search(calendar)
    # Outlook shows the buttons only when the part and the file name the same method.
    params = {"method": found.group(1).decode()} if found else {}
    message.add_alternative(calendar.decode(), subtype="calendar", cte="base64", params=params)


def _encoded(text: str) -> str:
    """A subject or a name in a header: as it is when it is short and plain, and else in encoded words (RFC 2047).

    Python's own folding, in 3.11, puts spaces into long names and takes them out of long subjects.
    """
    text = _one_line(text)
    if not text or _PLAIN.fullmatch(text):
        return text
    words, word = [], b""
    for char in text:
        if len(word) + len(char.encode()) > _WORD:
            words.append(word)
            word = b""
        word += char.encode()
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(each).decode()}?=" for each in [*words, word])


def _one_line(text: str) -> str:
    """Without line breaks and control characters: nobody writes a header of their own through a subject or a name."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
