"""Reading dossiers. Each question is one statement, put together once, and asked the same whatever it finds.

What a dossier is called comes along with each of its entries; what is sealed, and its key, only for who opens it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select, bindparam, or_, select

from klachtbot.domain.dossier import fold
from klachtbot.domain.model import Action, Complaint, ComplaintId, Event, FactName, Series
from klachtbot.storage import tables
from klachtbot.storage.entries import event_of
from klachtbot.storage.vault import Vault

ALIKE_AT_MOST = 20
"""As many dossiers of one complainant as a hint looks at, the latest received."""

_C, _E, _K = tables.complaints.c, tables.events.c, tables.case_keys.c
_OPEN = tuple(column for column in _E if column.name not in ("ciphertext", "mac"))
_CALLED = (_C.number, _C.series, _C.reference, _C.released_from)


@dataclass(frozen=True, slots=True)
class Question:
    """The entries of the dossiers that are meant, in their order."""

    unopened: Select[Any]
    opened: Select[Any]


def _question(these: ColumnElement[bool]) -> Question:
    entries = select(*_CALLED, *_OPEN).join_from(tables.complaints, tables.events).where(these).order_by(_E.seq)
    with_key = entries.add_columns(_E.ciphertext, _K.key_id, _K.wrapped)
    return Question(entries, with_key.outerjoin(tables.case_keys, _K.complaint == _C.id))


RECORDED = select(_E.complaint).where(_E.submission == bindparam("submission"))
BY_ID = _question(_C.id == bindparam("its_id"))
BY_NUMBER = _question(or_(_C.number == bindparam("called"), _C.reference == bindparam("called")))
BY_SUBMISSION = _question(_C.id == RECORDED.scalar_subquery())
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
BY_IDS = _question(_C.id.in_(_IDS))
_TERMS: BindParameter[Any] = bindparam("terms", expanding=True)
_LATEST = tables.complaints.alias("latest").c
_ALIKE = (
    select(_LATEST.id)
    .where(_LATEST.id.in_(select(tables.search_terms.c.complaint).where(tables.search_terms.c.term.in_(_TERMS))))
    .order_by(_LATEST.received_on.desc(), _LATEST.id)
    .limit(ALIKE_AT_MOST)
)
ABOUT = _question(_C.id.in_(select(tables.denials.c.complaint).where(tables.denials.c.mark == bindparam("mark"))))
BY_TERMS = _question(_C.id.in_(_ALIKE))


def one(
    connection: Connection, vault: Vault, question: Question, which: dict[str, Any], *, opened: bool
) -> Complaint | None:
    """The dossier that is meant, or None. ``opened`` decrypts the details of its entries."""
    rows = connection.execute(question.opened if opened else question.unopened, which).all()
    if not rows:
        return None
    # Without a key it was destroyed: then there is nothing to open.
    key = vault.opened(rows[0]) if opened and rows[0].wrapped is not None else None
    return _complaint(rows, key=key)


def several(connection: Connection, question: Question, which: dict[str, Any]) -> dict[ComplaintId, Complaint]:
    """The dossiers that are meant, unopened."""
    entries: dict[ComplaintId, list[Row[Any]]] = {}
    for row in connection.execute(question.unopened, which):
        entries.setdefault(ComplaintId(row.complaint), []).append(row)
    return {id: _complaint(rows, key=None) for id, rows in entries.items()}


def _complaint(rows: Sequence[Row[Any]], *, key: bytes | None) -> Complaint:
    first, events = rows[0], tuple(event_of(row, key=key) for row in rows)
    return fold(ComplaintId(first.complaint), first.number, Series(first.series), events, first.reference or "")


def told(row: Any, entries: Sequence[Any]) -> Complaint:
    """The dossier that a row of ``complaints`` and its rows of ``events`` tell, unopened."""
    events = tuple(event_of(entry, key=None) for entry in entries)
    return fold(ComplaintId(row.id), row.number, Series(row.series), events, row.reference or "")


def as_it_was(row: Row[Any], events: tuple[Event, ...]) -> Complaint:
    """The dossier after its first entries, called as it was then: it may have a number, or be released, since."""
    number, reference, series = row.number, row.reference or "", Series(row.series)
    if not any(fact.name is FactName.REGISTERED for event in events for fact in event.facts):
        if row.released_from and not any(event.action is Action.RELEASE for event in events):
            reference = row.released_from
        number = None
        series = next(one for one, counted in tables.REPORT_SERIES.items() if counted == reference.split("-")[0])
    return fold(ComplaintId(row.complaint), number, series, events, reference)
