"""Bekijken: a document comes to who may read the case, as a file in their direct messages, and goes again by itself.

Slack shows, the archive keeps: name and text of the file are neutral, and the bot deletes it after a day.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from klachtbot.domain.errors import Refusal
from klachtbot.domain.model import Complaint
from klachtbot.usecases.documents import DocumentId, DocumentRow, DocumentState
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork
from klachtbot.usecases.reads import Opened

STAYS = timedelta(hours=24)
"""How long a file that somebody asked for stays in Slack."""


class NotHereYet(Refusal):
    """Its content is still being fetched, or could not be had."""


def ask_for_document(
    uow: UnitOfWork, *, by: Person, complaint: Complaint, id: str, now: datetime, number: int = 0
) -> DocumentRow:
    """Bring it to them, and take it away again a day after ``now`` (the clock of the procedure). ``number`` is what it
    is called there, when that is not its place in the dossier (``number_of``).

    ``complaint`` is one they may read (see ``access.readable``). Raises ``NotHereYet``.
    """
    row = next((one for one in uow.documents.of(complaint.id) if one.id == id), None)
    if row is None or row.state is not DocumentState.KEPT:
        raise NotHereYet
    key = f"document:{row.id}:{by.id}:{uuid.uuid4().hex}"
    named = {"number": f"{number}"} if number else {}
    uow.outbox.add(NewMessage(key, "document", by.id, complaint.id, {"document": row.id, **named}))
    # Of no case: it must not wait for what else there is to say about this one.
    uow.outbox.add(NewMessage(f"remove:{key}", "remove_file", by.id, None, {"upload": key}, not_before=now + STAYS))
    uow.reads.add(complaint.id, by.id, Opened.DOCUMENT, row.id)
    uow.commit()
    return row


def number_of(uow: UnitOfWork, complaint: Complaint, id: DocumentId) -> int:
    """Which of its documents this is, from 1: what it is called where no name may stand."""
    return next(n for n, row in enumerate(uow.documents.of(complaint.id), start=1) if row.id == id)
