"""The keyed blind index: which dossiers are found by which terms, without a word of them (ADR 0027).

A term is kept as 16 bytes of an HMAC under a key of its own. The rows of a dossier follow from what it says: written in
the transaction that says it, and the same whenever they are made anew from the opened dossier.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    LargeBinary,
    Select,
    String,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
)

from klachtbot.domain.model import Complaint, ComplaintId, Stage
from klachtbot.domain.people import InReach
from klachtbot.domain.searching import seat_of, terms_of
from klachtbot.storage import lists, reading, tables
from klachtbot.storage.vault import Vault
from klachtbot.usecases.ports import CaseRow
from klachtbot.usecases.search import Query, Standing

TERM_BYTES = 16

_C, _T, _D = tables.complaints.c, tables.search_terms.c, tables.denials.c
_OF = select(_T.term).where(_T.complaint == bindparam("its_id"))
_ADD = insert(tables.search_terms)
_REMOVE = delete(tables.search_terms).where(_T.complaint == bindparam("its_id"), _T.term == bindparam("its_term"))


def hashed(vault: Vault, terms: Iterable[str]) -> set[bytes]:
    """The terms as they stand in the database."""
    return {hmac.digest(vault.search, term.encode(), "sha256")[:TERM_BYTES] for term in terms}


def expected(vault: Vault, complaint: Complaint) -> set[bytes]:
    """The terms this opened dossier must have in the index, no more and no less."""
    return hashed(vault, terms_of(complaint))


def index(connection: Connection, id: ComplaintId, terms: set[bytes], *, afresh: bool) -> None:
    """Make these the terms of the dossier. ``afresh``: it may have others."""
    before = set(connection.scalars(_OF, {"its_id": id})) if afresh else set()
    if gone := before - terms:
        connection.execute(_REMOVE, [{"its_id": id, "its_term": term} for term in sorted(gone)])
    if new := terms - before:
        connection.execute(_ADD, [{"complaint": id, "term": term} for term in sorted(new)])


def make_anew(connection: Connection, vault: Vault, id: ComplaintId) -> None:
    """Make the terms of a dossier what it says: opens it, writes only what differs. Nothing when its key is gone."""
    opened = reading.one(connection, vault, reading.BY_ID, {"its_id": id}, opened=True)
    if opened is not None and opened.events[0].details is not None:
        index(connection, id, expected(vault, opened), afresh=True)


class SqlSearch:
    """``search.Search`` inside one transaction."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def find(self, query: Query, reach: InReach, *, limit: int) -> tuple[CaseRow, ...]:
        wanted = query.wanted
        view = reach.view
        given = tuple(name for name in ("since", "until", "officer") if getattr(query, name) is not None)
        asked = _asked(len(wanted.terms), bool(wanted.numbers), query.standing, given, reach.everything)
        values: dict[str, Any] = {
            **{f"term{n}": self._hashed(term) for n, term in enumerate(wanted.terms)},
            "numbers": list(wanted.numbers),
            "since": query.since,
            "until": query.until,
            "officer": query.officer,
            "shut": sorted(view.shut),
            "officers": sorted(view.officers),
            "apart_of": sorted(view.apart_of),
            "apart": sorted(view.apart),
            "person": reach.person,
            "seat": self._hashed(seat_of(reach.person)),
            "most": limit,
        }
        rows = self._connection.execute(asked.statement, {name: values[name] for name in asked.values & values.keys()})
        return tuple(lists.case_row(row) for row in rows)

    def _hashed(self, term: str) -> bytes:
        return next(iter(hashed(self._vault, [term])))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A statement, and the values it takes."""

    statement: Select[Any]
    values: frozenset[str]


@lru_cache(maxsize=256)
def _asked(terms: int, numbers: bool, standing: Standing | None, given: tuple[str, ...], everything: bool) -> _Asked:
    """Put together once for each shape of a question: that costs more than asking it.

    The first term leads, straight from the index; every other one is looked up for what was found.
    """
    parts = [_has(f"term{n}") for n in range(1, terms)]
    if numbers:
        called = _several("numbers")
        parts.append(or_(_C.number.in_(called), _C.reference.in_(called)))
    if standing is not None:
        parts.append(_STANDING[standing])
    parts += [_GIVEN[name] for name in given]
    parts.append(~exists(literal(1)).where(_D.complaint == _C.id, _D.mark.in_(_several("shut"))))
    if not everything:
        parts.append(_THEIRS)
    listed = lists.listed().order_by(None)
    if terms:
        leads = tables.search_terms.alias("leads")
        listed = listed.join_from(leads, tables.complaints, _C.id == leads.c.complaint)
        parts.append(leads.c.term == _term("term0"))
    listed = listed.where(*parts).order_by(_C.received_on.desc(), _C.year.desc(), _C.sequence.desc(), _C.id)
    statement = listed.limit(bindparam("most"))
    return _Asked(statement, frozenset(statement.compile().params))


def _term(name: str) -> BindParameter[bytes]:
    return bindparam(name, type_=LargeBinary)


def _several(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=String, expanding=True)


def _has(name: str) -> ColumnElement[bool]:
    one = tables.search_terms.alias(f"of_{name}").c
    return exists(literal(1)).where(one.complaint == _C.id, one.term == _term(name))


_WITH_COMMITTEE = (Stage.REFERRED, Stage.DELIBERATED, Stage.HEARING_HELD, Stage.RULED)
_STANDING: Mapping[Standing, ColumnElement[bool]] = {
    Standing.REPORTED: _C.stage == Stage.REPORTED.value,
    Standing.OPEN: _C.is_open.is_(True),
    Standing.COMMITTEE: _C.stage.in_([one.value for one in _WITH_COMMITTEE]),
    Standing.ENDED: _C.closed_on.is_not(None),
}
_GIVEN: Mapping[str, ColumnElement[bool]] = {
    "since": _C.received_on >= bindparam("since", type_=Date),
    "until": _C.received_on <= bindparam("until", type_=Date),
    "officer": _C.officer == bindparam("officer", type_=String),
}
# Who handles it or stands in, what is kept from the coordinators (R23), and whose committee they sit in.
_THEIRS = or_(
    _C.officer.in_(_several("officers")),
    _C.deputy == bindparam("person", type_=String),
    and_(
        _C.officer.in_(_several("apart_of")),
        exists(literal(1)).where(_D.complaint == _C.id, _D.mark.in_(_several("apart"))),
    ),
    _has("seat"),
)
