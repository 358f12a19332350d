"""Seeing that a dossier was tampered with: the canonical bytes, the chain of entries, and the seals of rows.

*Canonical bytes.* A list of fields, each as a 4-byte big-endian length and its bytes (UTF-8 for text); a missing
field is the length 0xFFFFFFFF without bytes. Dates are ISO (``2026-03-02``), instants ISO in UTC with microseconds,
integers decimal, booleans ``0``/``1``. The first field names what is being described, with a version.
*Canonical JSON.* Keys sorted, no spaces, UTF-8 unescaped; stored as text, exactly as it goes into the chain.
*Chain.* ``mac = HMAC-SHA256(integrity key, previous mac || canonical(entry))``, the first previous mac being the
dossier's id; of what is encrypted the SHA-256 of the ciphertext goes in, so a dossier whose key is destroyed still
verifies.
*Seal.* The complaint row keeps count and head of the chain and is itself sealed, every column of it: who cuts the
tail and rewrites count and head cannot make the seal. The rows of ``numbers`` and ``documents`` are sealed likewise,
and the complaint row keeps a head over the seals of its documents.

What this cannot see: a whole database put back as it was before. Backups and the read log answer for that.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Table

from klachtbot.storage import tables

ENTRY = ("complaint", "seq", "entered_at", "action", "by_person", "happened_on", "facts", "stage", "subject",
         "attributes", "submission", "sent")  # fmt: skip
"""The readable columns of an entry, in the order of its canonical bytes; the digest of the ciphertext follows."""


def canonical_json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(*fields: object) -> bytes:
    return b"".join(_field(field) for field in fields)


def _field(value: object) -> bytes:
    if value is None:
        return b"\xff\xff\xff\xff"
    data = value.encode() if isinstance(value, str) else value if isinstance(value, bytes) else _text(value).encode()
    return len(data).to_bytes(4, "big") + data


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    raise TypeError(type(value).__name__)


def entry_mac(key: bytes, previous: bytes, row: Mapping[Any, Any]) -> bytes:
    """The mac of an entry (a row of ``events``) after ``previous``."""
    digest = hashlib.sha256(row["ciphertext"]).digest()
    data = canonical("klachtbot.entry.1", previous, *(row[column] for column in ENTRY), digest)
    return hmac.digest(key, data, "sha256")


def first_previous(complaint: str) -> bytes:
    return complaint.encode()


def row_seal(key: bytes, table: Table, row: Mapping[Any, Any]) -> bytes:
    """The seal of a row over every column, in the order of the table; but the seal itself, and what moves by itself."""
    data = canonical(f"klachtbot.{table.name}.1", *(part for name in _sealed(table) for part in (name, row[name])))
    return hmac.digest(key, data, "sha256")


@cache
def _sealed(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name not in ("seal", "look_at"))


def document_head(key: bytes, complaint: str, documents: Sequence[tuple[str, bytes]]) -> bytes:
    """The head over the documents of a dossier: id and seal of each, in order of their place."""
    data = canonical("klachtbot.document_head.1", complaint, *(part for one in documents for part in one))
    return hmac.digest(key, data, "sha256")


def number_seal(key: bytes, series: str, year: int, last: int) -> bytes:
    return row_seal(key, tables.numbers, {"series": series, "year": year, "last": last})


def same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)
