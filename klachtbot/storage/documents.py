"""Documents of a dossier: encrypted under the dossier's own key, and destroyed with it."""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select

from klachtbot.domain.model import ComplaintId
from klachtbot.storage import tables
from klachtbot.storage.crypto import seal, unseal
from klachtbot.storage.vault import Vault
from klachtbot.usecases.ports import Clock


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """``digest`` is keyed: equal for equal bytes in this database, and meaningless outside it.

    ``shown_to_respondent``: None while nobody chose.
    """

    id: str
    complaint: ComplaintId
    media_type: str
    size: int
    digest: bytes
    shown_to_respondent: bool | None
    content: bytes = field(repr=False)


class SqlDocuments:
    """The documents inside one transaction."""

    def __init__(self, connection: Connection, vault: Vault, clock: Clock) -> None:
        self._connection = connection
        self._vault = vault
        self._clock = clock

    def add(
        self,
        complaint: ComplaintId,
        content: bytes,
        *,
        media_type: str,
        shown_to_respondent: bool | None = None,
    ) -> StoredDocument:
        made = StoredDocument(
            id=uuid.uuid4().hex,
            complaint=complaint,
            media_type=media_type,
            size=len(content),
            digest=hmac.digest(self._vault.blind, content, "sha256"),
            shown_to_respondent=shown_to_respondent,
            content=content,
        )
        key = self._vault.case_key(self._connection, complaint)
        self._connection.execute(
            insert(tables.documents),
            {
                "id": made.id,
                "complaint": complaint,
                "added_at": self._clock.now(),
                "media_type": media_type,
                "size": made.size,
                "digest": made.digest,
                "shown_to_respondent": shown_to_respondent,
                "ciphertext": seal(key, content, place=_place(made.id, complaint)),
            },
        )
        return made

    def open(self, id: str) -> StoredDocument | None:
        """The document with its content, or None. Raises ``Sealed`` when it was changed or moved."""
        row = self._connection.execute(select(tables.documents).where(tables.documents.c.id == id)).one_or_none()
        if row is None:
            return None
        complaint = ComplaintId(row.complaint)
        key = self._vault.case_key(self._connection, complaint)
        return StoredDocument(
            id=row.id,
            complaint=complaint,
            media_type=row.media_type,
            size=row.size,
            digest=row.digest,
            shown_to_respondent=row.shown_to_respondent,
            content=unseal(key, row.ciphertext, place=_place(row.id, complaint)),
        )


def _place(id: str, complaint: str) -> str:
    return f"documents.ciphertext:{complaint}:{id}"
