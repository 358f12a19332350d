"""Files of the workspace: what is uploaded, who may get at it, and what the app sees of it.

An app uploads in three steps (a ticket, the bytes, the completion); a person chooses files in a form, or sends them
along with a message.
"""

from __future__ import annotations

import json
import mimetypes
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from klachtbot.practice.model import BOT_USER, TEAM, File, Json
from klachtbot.practice.tickets import Refused

LARGEST = 1024 * 1024 * 1024
"""Bytes of one file."""
LARGEST_IN_FORM = 10 * 1024 * 1024
"""Bytes of one file in a ``file_input``."""


@dataclass(slots=True)
class Ticket:
    """An address where the app may put the bytes of a file, once."""

    file: File
    length: int
    received: bool = False


class Files:
    """``now``: seconds since 1970 (transport clock)."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._files: dict[str, File] = {}
        self._tickets: dict[str, Ticket] = {}

    def find(self, id: str) -> File | None:
        return self._files.get(id)

    def add(self, user: str, name: str, content: bytes | None) -> File:
        """A file of this person, shared with nobody yet. ``content`` None: only its name is known here."""
        made = File(_new_id(), name, user=user, title=name, content=content, created=int(self._now()))
        self._files[made.id] = made
        return made

    def named(self, user: str, names: Sequence[str]) -> tuple[File, ...]:
        return tuple(self.add(user, name, None) for name in names)

    def delete(self, id: str) -> None:
        """Nobody can get at it any more; where it was shared, it says so."""
        self._files[id].deleted, self._files[id].content = True, None

    # The three steps of an app

    def begin(self, name: str, length: int) -> tuple[File, str]:
        """The file to come, and the key of the address for its bytes."""
        key = secrets.token_urlsafe(24)
        file = File(_new_id(), name, user=BOT_USER, title=name, created=int(self._now()))
        self._tickets[key] = Ticket(file, length)
        return file, key

    def receive(self, key: str, content: bytes) -> bool:
        """The bytes; False when this is no address, or they are not as many as was said."""
        ticket = self._tickets.get(key)
        if ticket is None or len(content) != ticket.length:
            return False
        ticket.file.content, ticket.received = content, True
        return True

    def complete(self, id: str, title: str | None) -> File:
        """Raises ``Refused`` when there are no bytes yet, or it was completed before."""
        ticket = next((ticket for ticket in self._tickets.values() if ticket.file.id == id), None)
        if ticket is None or not ticket.received:
            raise Refused("file_not_found")
        self._tickets = {key: other for key, other in self._tickets.items() if other is not ticket}
        self._files[id] = ticket.file
        ticket.file.title = title or ticket.file.name
        return ticket.file


def payload(file: File, base_url: str) -> Json:
    """A file object, as Slack gives it; of a deleted one only that it was there."""
    if file.deleted:
        return {"id": file.id, "mode": "tombstone"}
    ending = suffix_of(file.name)
    address = f"{base_url}/files-pri/{TEAM['id']}-{file.id}"
    name = quote(file.name)
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "filetype": ending or "text",
        "pretty_type": ending.upper() or "Plain Text",
        "user": file.user,
        "user_team": TEAM["id"],
        "editable": False,
        "size": len(file.content or b""),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{address}/{name}",
        "url_private_download": f"{address}/download/{name}",
        "permalink": f"{base_url}/files/{file.user}/{file.id}/{name}",
        "is_starred": False,
        "has_rich_preview": False,
        "file_access": "visible",
    }


def listed(given: Any) -> list[tuple[str, str | None]]:
    """The ``files`` of a completion: ids and titles. Raises ``Refused``."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            given = None
    wrong = not isinstance(given, list) or not given
    if wrong or not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in given):
        raise Refused("invalid_arguments", ["must be an array of objects with an id [json-pointer:/files]"])
    return [(one["id"], one.get("title")) for one in given]


def suffix_of(name: str) -> str:
    return PurePosixPath(name).suffix.lstrip(".").lower()


def _new_id() -> str:
    return "F" + secrets.token_hex(5).upper()
