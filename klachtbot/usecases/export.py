"""Everything of one case as a ZIP: each document, the dossier to read, the same as data, and a list to check it by.

``docs/export.md`` describes ``dossier.json``: change it here, and there, and count ``VERSION`` up. Whoever has the ZIP
needs nothing of us to see that it is whole: ``sha256sum -c manifest.sha256``.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import Complaint, Event
from klachtbot.domain.parties import parties
from klachtbot.domain.terms import running
from klachtbot.usecases.delivery import Stream
from klachtbot.usecases.documents import DocumentKind, DocumentRow, DocumentState, suffix_of
from klachtbot.usecases.dossier_pdf import Binder, Dossier, Version, Words, contents
from klachtbot.usecases.ports import Clock, Person, UnitsOfWork

SCHEMA, VERSION = "klachtbot/dossier", 1
MANIFEST, DATA = "manifest.sha256", "dossier.json"
_CHUNK = 256 * 1024


class Out(Protocol):
    """Where a ZIP is written, from beginning to end."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...

    def close(self) -> None: ...


class Shelf(Out, Stream, Protocol):
    """Somewhere to write a large file to, and read it from."""


def export(units: UnitsOfWork, clock: Clock, words: Words, binder: Binder, complaint: Complaint, out: Out) -> None:
    """Write the ZIP. One document at a time is in memory, and the PDF never is. ``complaint`` is opened.

    Raises ``NotMade``; what was written by then is no ZIP.
    """
    with units(read_only=True) as uow:
        rows = uow.documents.of(complaint.id, opened=True)
        people = uow.people.all()
        dossier = words(uow, complaint, Version.WHOLE, clock.today())
    content_of, now = contents(units), clock.now()
    names = paths(rows, dossier)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        into = _Into(archive, now)
        digests = {row.id: into.add(names[row.id], [content_of(row.id)]) for row in rows if row.id in names}
        pdf = binder.bind(dossier, content_of, merged=False)
        into.add(f"{complaint.label}-dossier.pdf", pdf.chunks())
        documents = [_document(row, names.get(row.id), digests.get(row.id)) for row in rows]
        into.add(DATA, [_json(_data(complaint, documents, people, now))])
        into.add(MANIFEST, ["".join(into.lines).encode()])


def paths(rows: Iterable[DocumentRow], dossier: Dossier) -> Mapping[str, str]:
    """Where each document that is kept stands in the ZIP, by its id: under its number in the PDF. Names as people typed
    them stand in ``dossier.json`` only."""
    numbers = {piece.id: piece.number for piece in dossier.pieces}
    found: dict[str, str] = {}
    for row in rows:
        if row.state is not DocumentState.KEPT:
            continue
        suffix = suffix_of(row.name or "")
        ending = f".{suffix}" if suffix.isalnum() else ""
        if row.kind is DocumentKind.MAIL:
            found[row.id] = f"mails/{len(found) + 1:03}{ending}"
        elif row.id in numbers:
            found[row.id] = f"stukken/{numbers[row.id]:03}{ending}"
    return found


class _Into:
    """The ZIP as it grows, with a line of the manifest for each file."""

    def __init__(self, archive: zipfile.ZipFile, now: datetime) -> None:
        self._archive = archive
        self._at = now.astimezone(AMSTERDAM).timetuple()[:6]
        self.lines: list[str] = []

    def add(self, path: str, chunks: Iterable[bytes]) -> str:
        """The digest of what was written there."""
        digest = hashlib.sha256()
        info = zipfile.ZipInfo(path, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._archive.open(info, "w", force_zip64=True) as file:
            for chunk in _small(chunks):
                digest.update(chunk)
                file.write(chunk)
        self.lines.append(f"{digest.hexdigest()}  {path}\n")
        return digest.hexdigest()


def _small(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        view = memoryview(chunk)
        for at in range(0, len(view), _CHUNK):
            yield bytes(view[at : at + _CHUNK])


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _data(
    complaint: Complaint, documents: list[dict[str, Any]], people: Iterable[Person], now: datetime
) -> dict[str, Any]:
    data = {
        "schema": SCHEMA,
        "version": VERSION,
        "exported_at": now.isoformat(),
        "number": complaint.number,
        "reference": complaint.reference or None,
        "series": complaint.series.value,
        "stage": complaint.stage.value,
        "received_on": complaint.received_on.isoformat(),
        "officer": complaint.officer,
        "parties": asdict(parties(complaint)),
        "entries": [_entry(event) for event in complaint.events],
        "facts": [_fact(fact.name, fact.on.isoformat(), fact.subject) for fact in complaint.facts],
        "terms": [
            {
                "term": one.term.value,
                "rule": one.rule,
                "subject": one.subject,
                "started_on": one.started_on.isoformat(),
                "due_on": one.due_on.isoformat(),
                "status": one.status.value,
                "met_on": one.met_on.isoformat() if one.met_on else None,
            }
            for one in running(complaint)
        ],
        "documents": documents,
    }
    told = json.dumps(data)
    # Entries name people by id. Who is in none of them is nobody's business here.
    return data | {"people": {one.id: one.name for one in people if f'"{one.id}"' in told}}


def _entry(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "on": event.on.isoformat(),
        "action": event.action.value,
        "by": event.by,
        "stage": event.stage.value if event.stage else None,
        "subject": event.subject,
        "facts": [_fact(fact.name, fact.on.isoformat(), fact.subject) for fact in event.facts],
        "attributes": dict(event.attributes),
        "details": dict(event.details or {}),
    }


def _fact(name: str, on: str, subject: str) -> dict[str, str]:
    return {"name": str(name), "on": on, "subject": subject}


def _document(row: DocumentRow, path: str | None, digest: str | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "file": path,
        "sha256": digest,
        "name": row.name,
        "kind": row.kind.value,
        "state": row.state.value,
        "media_type": row.media_type,
        "size": row.size,
        "added_at": row.added_at.isoformat(),
        "reading": row.reading.value if row.reading else None,
        "reason": row.reason or None,
        "shielded": row.shielded,
        "origin": row.origin,
    }
