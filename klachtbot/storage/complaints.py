"""Dossiers: registering with a gapless number, adding entries, and finding them.

An entry is written once and never changed. The complaint row, its deadlines and its seal are rewritten with each
entry, from what the entries tell.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from klachtbot.domain.dossier import fold
from klachtbot.domain.errors import AlreadyRecorded, Stale
from klachtbot.domain.model import (
    Complaint,
    ComplaintId,
    Draft,
    Event,
    Json,
    PersonId,
    Series,
)
from klachtbot.domain.parties import search_terms
from klachtbot.domain.people import InView, about, marks
from klachtbot.domain.searching import SAID, seated
from klachtbot.domain.terms import Deadline, running
from klachtbot.storage import chain, lists, reading, search, tables
from klachtbot.storage.crypto import new_key
from klachtbot.storage.derived import columns_of, deadline_rows, denials_of, look_at
from klachtbot.storage.entries import event_of, event_row, stored
from klachtbot.storage.numbers import next_number
from klachtbot.storage.vault import Vault
from klachtbot.usecases.ports import NOTHING_SENT, CaseRow, Clock, Page, Recorded, Sent

DIGEST_BYTES = 16

_CALLED = ("number", "year", "sequence", "reference", "released_from")
_UNNUMBERED: dict[str, Any] = {"number": None, "year": None, "sequence": None}


# Every statement is put together once: that costs more than asking.
_C = tables.complaints.c
_TAKEN = select(tables.complaints).where(_C.id == bindparam("its_id")).with_for_update()
_CHANGE = update(tables.complaints).where(_C.id == bindparam("its_id"), _C.event_count == bindparam("seen"))
_INSERT, _INSERT_ENTRIES, _INSERT_KEY = insert(tables.complaints), insert(tables.events), insert(tables.case_keys)
_FILL = {table: insert(table) for table in (tables.deadlines, tables.denials)}
_CLEAR = {table: delete(table).where(table.c.complaint == bindparam("its_id")) for table in _FILL}


class SqlComplaints:
    """``ports.Complaints`` inside one transaction."""

    def __init__(self, connection: Connection, vault: Vault, clock: Clock) -> None:
        self._connection = connection
        self._vault = vault
        self._clock = clock
        self._new: set[str] = set()  # forms that this transaction looked for and did not find

    def register(
        self, drafts: Sequence[Draft], *, series: Series, year: int, submission: str, sent: Sent = NOTHING_SENT
    ) -> Complaint:
        return self._make(drafts, series, year, _Form(submission, sent), registered=True)

    def report(
        self, draft: Draft, *, series: Series, year: int, submission: str, sent: Sent = NOTHING_SENT
    ) -> Complaint:
        return self._make([draft], series, year, _Form(submission, sent), registered=False)

    def _make(self, drafts: Sequence[Draft], series: Series, year: int, form: _Form, *, registered: bool) -> Complaint:
        if form.submission in self._new:
            self._new.remove(form.submission)
        else:
            self._refuse_if_recorded(form.submission)
        id = ComplaintId(uuid.uuid4().hex)
        events = self._stored(drafts, first=1)
        key = new_key()
        key_id, wrapped = self._vault.wrap_case_key(id, key)
        head, rows = self._chained(id, chain.first_previous(id), events, key, form)
        unnumbered = fold(id, None, series, events)
        terms = running(unnumbered)
        naming = _Naming(unnumbered, head, terms, series, year, registered)
        # SQLite wants the dossier before what refers to it: else it looks for that in every table, row by row where
        # there is no index for it. There, all take turns anyway.
        dossier_first = self._connection.dialect.name == "sqlite"
        complaint = self._insert_complaint(naming) if dossier_first else None
        # Who sends the same form at once waits at the entries, and then sees what the first recorded.
        self._insert_entries(rows, form.submission)
        self._connection.execute(_INSERT_KEY, {"complaint": id, "key_id": key_id, "wrapped": wrapped})
        self._index(unnumbered, terms)
        search.index(self._connection, id, search.expected(self._vault, unnumbered), afresh=False)
        # Elsewhere the count of the series is shared by all: it is locked from here to the commit, so it comes last.
        return complaint or self._insert_complaint(naming)

    def _insert_complaint(self, new: _Naming) -> Complaint:
        """Give it its number, or as a report its reference, and write its row."""
        called = {"series": new.series, "released_from": None} | (
            self._numbered(new.series, new.year) | {"reference": None}
            if new.registered
            else _UNNUMBERED | {"reference": self._reference(new.series, new.year)}
        )
        complaint = replace(new.complaint, number=called["number"], reference=called["reference"] or "")
        documents = chain.document_head(self._vault.integrity, complaint.id, ())
        row = columns_of(complaint, new.terms) | called | {"chain_head": new.head, "document_head": documents}
        row["look_at"] = look_at(complaint, new.terms)
        row["seal"] = chain.row_seal(self._vault.integrity, tables.complaints, row)
        self._connection.execute(_INSERT, row)
        return complaint

    def append(
        self,
        complaint: Complaint,
        drafts: Sequence[Draft],
        *,
        submission: str,
        sent: Sent = NOTHING_SENT,
        number: tuple[Series, int] | None = None,
        series: Series | None = None,
    ) -> Complaint:
        form = _Form(submission, sent)
        found = self._connection.execute(_TAKEN, {"its_id": complaint.id}).one()
        self._refuse_if_recorded(submission)
        if found.event_count != complaint.version:
            raise Stale()
        key = self._vault.case_key(self._connection, complaint.id)
        events = self._stored(drafts, first=complaint.version + 1)
        head, rows = self._chained(complaint.id, found.chain_head, events, key, form)
        self._insert_entries(rows, submission)
        called = self._called(found, number, series)
        told = (*complaint.events, *events)
        after = fold(complaint.id, called["number"], called["series"], told, called["reference"] or "")
        terms = running(after)
        self._index(after, terms, before=replace(complaint, series=Series(found.series)))
        if _found_otherwise(complaint, after, events):
            search.make_anew(self._connection, self._vault, complaint.id)
        row = columns_of(after, terms) | called | {"chain_head": head, "document_head": found.document_head}
        row["look_at"] = look_at(after, terms)
        row["seal"] = chain.row_seal(self._vault.integrity, tables.complaints, row)
        changed = self._connection.execute(_CHANGE, {**row, "its_id": complaint.id, "seen": complaint.version})
        if changed.rowcount != 1:
            raise Stale()
        return after

    def _called(self, found: Row[Any], number: tuple[Series, int] | None, series: Series | None) -> dict[str, Any]:
        """What the dossier is called from now on: its number and reference, its series."""
        called = {name: getattr(found, name) for name in _CALLED}
        if number is not None:
            return called | self._numbered(*number) | {"series": number[0]}
        called["series"] = series or Series(found.series)
        if found.number is None and called["series"] != found.series:
            called |= {
                "reference": self._reference(called["series"], self._clock.today().year),
                "released_from": found.reference,
            }
        return called

    def by_number(self, number: str, *, opened: bool = False) -> Complaint | None:
        return reading.one(self._connection, self._vault, reading.BY_NUMBER, {"called": number}, opened=opened)

    def by_id(self, id: ComplaintId, *, opened: bool = False) -> Complaint | None:
        return reading.one(self._connection, self._vault, reading.BY_ID, {"its_id": id}, opened=opened)

    def recorded(self, submission: str, sent: Sent = NOTHING_SENT) -> Recorded | None:
        rows = self._connection.execute(reading.BY_SUBMISSION.unopened, {"submission": submission}).all()
        at = next((n for n, entry in enumerate(rows) if entry.submission == submission), None)
        if at is None:
            self._new.add(submission)
            return None
        later = (n for n, entry in enumerate(rows) if n > at and entry.submission is not None)
        until = next(later, len(rows))
        told = tuple(event_of(entry, key=None) for entry in rows[:until])
        same = rows[at].sent is not None and chain.same(rows[at].sent, self._digest(_Form(submission, sent)))
        return Recorded(reading.as_it_was(rows[at], told), told[at:], same)

    def many(self, ids: Sequence[ComplaintId]) -> tuple[Complaint, ...]:
        found = reading.several(self._connection, reading.BY_IDS, {"ids": list(ids)})
        return tuple(found[id] for id in ids if id in found)

    def alike(self, details: Mapping[str, Json]) -> tuple[Complaint, ...]:
        found = reading.several(
            self._connection, reading.BY_TERMS, {"terms": sorted(search.hashed(self._vault, search_terms(details)))}
        )
        return tuple(found.values())

    def about(self, person: PersonId) -> tuple[Complaint, ...]:
        return tuple(reading.several(self._connection, reading.ABOUT, {"mark": about(person)}).values())

    def open_reports(self) -> tuple[CaseRow, ...]:
        return lists.reports(self._connection)

    def open_of(self, view: InView, *, limit: int, offset: int = 0) -> Page:
        return lists.page(self._connection, view, limit=limit, offset=offset)

    def _numbered(self, series: Series, year: int) -> dict[str, Any]:
        sequence = next_number(self._connection, self._vault, series, year)
        return {"number": f"{series}-{year}-{sequence:03d}", "year": year, "sequence": sequence}

    def _reference(self, series: Series, year: int) -> str:
        counted = tables.REPORT_SERIES[series]
        return f"{counted}-{year}-{next_number(self._connection, self._vault, counted, year):03d}"

    def _index(
        self,
        complaint: Complaint,
        terms: Sequence[Deadline],
        *,
        before: Complaint | None = None,
    ) -> None:
        """What is derived from the entries: deadlines, and to whom it is shut. ``before``: without the new ones."""
        self._rewrite(tables.deadlines, deadline_rows(complaint.id, terms), complaint.id, afresh=before is not None)
        if before is None or marks(before) != marks(complaint):
            self._rewrite(tables.denials, denials_of(complaint), complaint.id, afresh=before is not None)

    def _rewrite(self, table: Table, rows: Sequence[Mapping[str, Any]], id: ComplaintId, *, afresh: bool) -> None:
        if afresh:
            self._connection.execute(_CLEAR[table], {"its_id": id})
        if rows:
            self._connection.execute(_FILL[table], list(rows))

    def _refuse_if_recorded(self, submission: str) -> None:
        before = self._connection.scalar(reading.RECORDED, {"submission": submission})
        if before is not None:
            raise AlreadyRecorded(ComplaintId(before))

    def _insert_entries(self, rows: list[dict[str, Any]], submission: str) -> None:
        try:
            self._connection.execute(_INSERT_ENTRIES, rows)
        except IntegrityError:
            # PostgreSQL: the same submission was committed since we looked, or while we waited for it.
            self._connection.rollback()
            self._refuse_if_recorded(submission)
            raise

    def _stored(self, drafts: Sequence[Draft], *, first: int) -> tuple[Event, ...]:
        assert drafts, "an entry at least"
        at = self._clock.now()
        return tuple(stored(draft, seq=seq, at=at) for seq, draft in enumerate(drafts, start=first))

    def _chained(
        self, id: ComplaintId, previous: bytes, events: Sequence[Event], key: bytes, form: _Form
    ) -> tuple[bytes, list[dict[str, Any]]]:
        """The new head of the chain, and the rows. The form stands at the first of them."""
        rows = []
        for event in events:
            first = event is events[0]
            row = event_row(
                id,
                event,
                key=key,
                submission=form.submission if first else None,
                sent=self._digest(form) if first else None,
            )
            previous = row["mac"] = chain.entry_mac(self._vault.integrity, previous, row)
            rows.append(row)
        return previous, rows

    def _digest(self, form: _Form) -> bytes:
        said = chain.canonical("klachtbot.sent.1", form.submission, chain.canonical_json(dict(form.sent)))
        return hmac.digest(self._vault.blind, said, "sha256")[:DIGEST_BYTES]


def _found_otherwise(before: Complaint, after: Complaint, events: Sequence[Event]) -> bool:
    """Whether other words, or other members of the committee, find it after these entries."""
    said = any(not SAID.isdisjoint(event.details or {}) for event in events)
    return said or before.respondents != after.respondents or seated(before) != seated(after)


@dataclass(frozen=True, slots=True)
class _Form:
    """A form that was sent in: its name, and what it said."""

    submission: str
    sent: Sent


@dataclass(frozen=True, slots=True)
class _Naming:
    """A new dossier, complete but for what it is called."""

    complaint: Complaint
    head: bytes
    terms: Sequence[Deadline]
    series: Series
    year: int
    registered: bool
