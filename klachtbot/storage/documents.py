"""Documents of a dossier: encrypted under the dossier's own key, and destroyed with it.

Each row is sealed as a whole: what is changed in it, or moved, is seen by ``verify``.
"""

from __future__ import annotations

import hmac
import json
import uuid
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from klachtbot.domain.model import ComplaintId
from klachtbot.storage import chain, tables
from klachtbot.storage.crypto import seal, unseal
from klachtbot.storage.vault import Vault
from klachtbot.usecases.documents import (
    AwaitedDocument,
    DocumentId,
    DocumentKind,
    DocumentRow,
    DocumentState,
    NewDocument,
    Reading,
    StoredDocument,
    examined,
    refuse_by_name,
)
from klachtbot.usecases.ports import Clock

_t = tables.documents.c
_WITHOUT_CONTENT = [column for column in tables.documents.columns if column.name not in ("ciphertext", "seal")]


class SqlDocuments:
    """``ports.Documents`` inside one transaction."""

    def __init__(self, connection: Connection, vault: Vault, clock: Clock) -> None:
        self._connection = connection
        self._vault = vault
        self._clock = clock

    def add(self, complaint: ComplaintId, new: NewDocument) -> DocumentId:
        media_type = new.media_type or examined(new.name, new.content)
        id = DocumentId(uuid.uuid4().hex)
        key = self._vault.case_key(self._connection, complaint)
        content = self._content(key, id, complaint, new.content, media_type)
        return self._insert(id, complaint, key, new, content | {"slack_file": ""})

    def expect(self, complaint: ComplaintId, awaited: AwaitedDocument) -> DocumentId:
        refuse_by_name(awaited.name)
        id = DocumentId(uuid.uuid4().hex)
        key = self._vault.case_key(self._connection, complaint)
        nothing = {"media_type": "", "size": 0, "digest": b"", "ciphertext": None}
        state = {"state": DocumentState.AWAITED.value, "slack_file": awaited.slack_file}
        return self._insert(id, complaint, key, awaited, nothing | state)

    def of(self, complaint: ComplaintId, *, opened: bool = False) -> tuple[DocumentRow, ...]:
        key = self._vault.find_case_key(self._connection, complaint) if opened else None
        query = select(*_WITHOUT_CONTENT).where(_t.complaint == complaint).order_by(_t.position)
        return tuple(_document(row, key) for row in self._connection.execute(query))

    def open(self, id: DocumentId) -> StoredDocument | None:
        """Raises ``Sealed`` when it was changed or moved."""
        row = self._connection.execute(select(tables.documents).where(_t.id == id)).one_or_none()
        if row is None or row.ciphertext is None:
            return None
        key = self._vault.case_key(self._connection, row.complaint)
        content = unseal(key, row.ciphertext, place=_place("ciphertext", row.complaint, row.id))
        return StoredDocument(_document(row, key), content)

    def awaited(self, *, limit: int) -> tuple[DocumentRow, ...]:
        query = select(*_WITHOUT_CONTENT).where(tables.AWAITED).order_by(_t.added_at, _t.position).limit(limit)
        rows = self._connection.execute(query).all()
        return tuple(_document(row, self._vault.case_key(self._connection, row.complaint)) for row in rows)

    def keep(self, id: DocumentId, content: bytes) -> bool:
        row = self._still_awaited(id)
        if row is None:
            return False
        key = self._vault.case_key(self._connection, row.complaint)
        name = _document(row, key).name
        assert name is not None, "it was opened"
        return self._change(row, self._content(key, id, row.complaint, content, examined(name, content)))

    def fail(self, id: DocumentId, *, code: str) -> bool:
        row = self._still_awaited(id)
        return row is not None and self._change(row, {"state": DocumentState.FAILED.value, "code": code})

    def _content(
        self, key: bytes, id: DocumentId, complaint: ComplaintId, content: bytes, media_type: str
    ) -> dict[str, Any]:
        """What the row says of the content, once it is here."""
        return {
            "state": DocumentState.KEPT.value,
            "media_type": media_type,
            "size": len(content),
            "digest": hmac.digest(self._vault.blind, content, "sha256"),
            "ciphertext": seal(key, content, place=_place("ciphertext", complaint, id)),
        }

    def _insert(
        self,
        id: DocumentId,
        complaint: ComplaintId,
        key: bytes,
        document: NewDocument | AwaitedDocument,
        content: dict[str, Any],
    ) -> DocumentId:
        # Who adds at the same moment waits here, so that no two get the same place; ``append`` locks the same row.
        case = self._locked(complaint)
        last = self._connection.scalar(select(func.max(_t.position)).where(_t.complaint == complaint))
        details = chain.canonical_json({"name": document.name, "reason": document.reason}).encode()
        row = {
            "id": id,
            "complaint": complaint,
            "position": (last or 0) + 1,
            "added_at": self._clock.now(),
            "kind": document.kind.value,
            "reading": document.reading.value if document.reading is not None else None,
            "shielded": document.shielded,
            "origin": document.origin,
            "code": "",
            "details": seal(key, details, place=_place("details", complaint, id)),
            **content,
        }
        row["seal"] = chain.row_seal(self._vault.integrity, tables.documents, row)
        self._connection.execute(insert(tables.documents), row)
        self._count_in(case)
        return id

    def _locked(self, complaint: str) -> Row[Any]:
        query = select(tables.complaints).where(tables.complaints.c.id == complaint).with_for_update()
        return self._connection.execute(query).one()

    def _count_in(self, case: Row[Any]) -> None:
        """Bring the head over its documents up to date, in the locked row of their dossier."""
        query = select(_t.id, _t.seal).where(_t.complaint == case.id).order_by(_t.position)
        documents = [(row.id, row.seal) for row in self._connection.execute(query)]
        head = chain.document_head(self._vault.integrity, case.id, documents)
        seal = chain.row_seal(self._vault.integrity, tables.complaints, {**case._mapping, "document_head": head})
        one = tables.complaints.c.id == case.id
        self._connection.execute(update(tables.complaints).where(one).values(document_head=head, seal=seal))

    def _still_awaited(self, id: DocumentId) -> Row[Any] | None:
        of = self._connection.scalar(select(_t.complaint).where(_t.id == id))
        if of is None:
            return None
        self._locked(of)  # first the dossier, as whoever adds to it: so nobody waits for each other
        query = select(tables.documents).where(_t.id == id, tables.AWAITED).with_for_update()
        return self._connection.execute(query).one_or_none()

    def _change(self, row: Row[Any], changed: dict[str, Any]) -> bool:
        now = {**row._mapping, **changed}
        now["seal"] = chain.row_seal(self._vault.integrity, tables.documents, now)
        self._connection.execute(update(tables.documents).where(_t.id == row.id).values(now))
        self._count_in(self._locked(row.complaint))
        return True


def _document(row: Row[Any], key: bytes | None) -> DocumentRow:
    opened = {"name": None, "reason": None}
    if key is not None:
        opened = json.loads(unseal(key, row.details, place=_place("details", row.complaint, row.id)))
    return DocumentRow(
        id=DocumentId(row.id),
        complaint=ComplaintId(row.complaint),
        kind=DocumentKind(row.kind),
        state=DocumentState(row.state),
        added_at=row.added_at,
        media_type=row.media_type,
        size=row.size,
        digest=row.digest,
        reading=Reading(row.reading) if row.reading is not None else None,
        shielded=DocumentId(row.shielded) if row.shielded is not None else None,
        origin=row.origin,
        slack_file=row.slack_file,
        code=row.code,
        name=opened["name"],
        reason=opened["reason"],
    )


def _place(column: str, complaint: str, id: str) -> str:
    return f"documents.{column}:{complaint}:{id}"
