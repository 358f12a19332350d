"""Dossiers: registering with a gapless number, adding entries, finding, and the list of what is open.

An entry is written once and never changed. The complaint row, its deadlines and its seal are rewritten with each
entry, from what the entries tell.
"""

from __future__ import annotations

import heapq
import hmac
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from klachtbot.domain.dossier import fold
from klachtbot.domain.errors import AlreadyRecorded, Stale
from klachtbot.domain.model import (
    Action,
    Complaint,
    ComplaintId,
    Draft,
    Event,
    FactName,
    Json,
    PersonId,
    Series,
    Stage,
)
from klachtbot.domain.parties import search_terms
from klachtbot.domain.people import InView, marks
from klachtbot.domain.steps import ENDED
from klachtbot.domain.terms import Status, owed, running
from klachtbot.storage import chain, tables
from klachtbot.storage.crypto import new_key
from klachtbot.storage.entries import event_of, event_row, stored
from klachtbot.storage.vault import Vault
from klachtbot.usecases.ports import NOTHING_SENT, CaseRow, Clock, Page, Recorded, Running, Sent

TERM_BYTES = 16

_CALLED = ("number", "year", "sequence", "reference", "released_from")
_UNNUMBERED: dict[str, Any] = {"number": None, "year": None, "sequence": None}


class SqlComplaints:
    """``ports.Complaints`` inside one transaction."""

    def __init__(self, connection: Connection, vault: Vault, clock: Clock) -> None:
        self._connection = connection
        self._vault = vault
        self._clock = clock

    def register(
        self, drafts: Sequence[Draft], *, series: Series, year: int, submission: str, sent: Sent = NOTHING_SENT
    ) -> Complaint:
        return self._make(drafts, series, year, _Form(submission, sent), registered=True)

    def report(
        self, draft: Draft, *, series: Series, year: int, submission: str, sent: Sent = NOTHING_SENT
    ) -> Complaint:
        return self._make([draft], series, year, _Form(submission, sent), registered=False)

    def _make(self, drafts: Sequence[Draft], series: Series, year: int, form: _Form, *, registered: bool) -> Complaint:
        self._refuse_if_recorded(form.submission)
        id = ComplaintId(uuid.uuid4().hex)
        events = self._stored(drafts, first=1)
        key = new_key()
        key_id, wrapped = self._vault.wrap_case_key(id, key)
        head, rows = self._chained(id, chain.first_previous(id), events, key, form)
        unnumbered = fold(id, None, series, events)
        # Who sends the same form at once waits at the entries, and then sees what the first recorded.
        self._insert_entries(rows, form.submission)
        self._connection.execute(insert(tables.case_keys), {"complaint": id, "key_id": key_id, "wrapped": wrapped})
        self._index(unnumbered, events)
        # The count of the series is shared by all: it is locked from here to the commit, so it is taken last.
        called = {"series": series, "released_from": None} | (
            self._numbered(series, year) | {"reference": None}
            if registered
            else _UNNUMBERED | {"reference": self._reference(series, year)}
        )
        complaint = replace(unnumbered, number=called["number"], reference=called["reference"] or "")
        row = self._row(complaint, head) | called
        row["seal"] = chain.row_seal(self._vault.integrity, tables.complaints, row)
        self._connection.execute(insert(tables.complaints), row)
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
        found = self._connection.execute(
            select(tables.complaints).where(tables.complaints.c.id == complaint.id).with_for_update()
        ).one()
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
        self._index(after, events, before=replace(complaint, series=Series(found.series)))
        row = self._row(after, head) | called
        row["seal"] = chain.row_seal(self._vault.integrity, tables.complaints, row)
        changed = self._connection.execute(
            update(tables.complaints)
            .where(tables.complaints.c.id == complaint.id, tables.complaints.c.event_count == complaint.version)
            .values(row)
        )
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
        t = tables.complaints.c
        return self._load(or_(t.number == number, t.reference == number), opened=opened)

    def by_id(self, id: ComplaintId, *, opened: bool = False) -> Complaint | None:
        return self._load(tables.complaints.c.id == id, opened=opened)

    def recorded(self, submission: str, sent: Sent = NOTHING_SENT) -> Recorded | None:
        of = select(tables.events.c.complaint).where(tables.events.c.submission == submission).scalar_subquery()
        row, rows = self._rows(tables.complaints.c.id == of)
        at = next((n for n, entry in enumerate(rows) if entry.submission == submission), None)
        if row is None or at is None:
            return None
        later = (n for n, entry in enumerate(rows) if n > at and entry.submission is not None)
        until = next(later, len(rows))
        told = tuple(event_of(entry, key=None) for entry in rows[:until])
        same = rows[at].sent is not None and chain.same(rows[at].sent, self._digest(_Form(submission, sent)))
        return Recorded(_as_it_was(row, told), told[at:], same)

    def many(self, ids: Sequence[ComplaintId]) -> tuple[Complaint, ...]:
        t = tables.complaints.c
        rows = {row.id: row for row in self._connection.execute(select(tables.complaints).where(t.id.in_(ids)))}
        entries: dict[str, list[Row[Any]]] = {id: [] for id in rows}
        e = tables.events.c
        for entry in self._connection.execute(select(tables.events).where(e.complaint.in_(ids)).order_by(e.seq)):
            entries[entry.complaint].append(entry)
        return tuple(_complaint(rows[id], entries[id], key=None) for id in ids if id in rows)

    def alike(self, details: Mapping[str, Json]) -> tuple[ComplaintId, ...]:
        t, c = tables.case_terms.c, tables.complaints.c
        same = select(t.complaint).where(t.term.in_(self._terms(details)))
        found = select(c.id).where(c.id.in_(same)).order_by(c.received_on.desc(), c.id).limit(ALIKE_AT_MOST)
        return tuple(ComplaintId(id) for id in self._connection.scalars(found))

    def open_reports(self) -> tuple[CaseRow, ...]:
        return tuple(_case_row(row) for row in self._connection.execute(reported()))

    def open_of(self, view: InView, *, limit: int, offset: int = 0) -> Page:
        officers, marks = tuple(view.officers), frozenset(view.shut)
        held = self._counted(open_counts(officers))
        shut = self._counted(open_counts(officers, marked=marks))
        shown = {officer: n - shut.get(officer, 0) for officer, n in held.items() if n > shut.get(officer, 0)}
        # One index range per officer, merged here: a single query over several officers would have to sort them all.
        queries = [open_cases(officer, shut=marks, limit=offset + limit) for officer in shown]
        each: list[Sequence[Row[Any]]] = [self._connection.execute(query).all() for query in queries]
        apart: Sequence[Row[Any]] = ()
        if view.apart_of:
            found = self._connection.execute(open_apart(view))
            apart = [row for row in found if row.officer in view.apart_of]
        merged = heapq.merge(*each, apart, key=_urgency)
        rows = tuple(_case_row(row) for row in list(merged)[offset : offset + limit])
        return Page(rows=rows, total=sum(shown.values()) + len(apart))

    def _counted(self, query: Select[Any]) -> dict[str, int]:
        return {row.officer: row.n for row in self._connection.execute(query)}

    def _numbered(self, series: Series, year: int) -> dict[str, Any]:
        sequence = next_number(self._connection, self._vault, series, year)
        return {"number": f"{series}-{year}-{sequence:03d}", "year": year, "sequence": sequence}

    def _reference(self, series: Series, year: int) -> str:
        counted = tables.REPORT_SERIES[series]
        return f"{counted}-{year}-{next_number(self._connection, self._vault, counted, year):03d}"

    def _index(self, complaint: Complaint, events: Sequence[Event], *, before: Complaint | None = None) -> None:
        """What is derived from the entries: deadlines, to whom it is shut, how the complainant is found again.

        ``before`` is the dossier without these entries."""
        self._rewrite(tables.deadlines, deadlines_of(complaint), complaint.id, afresh=before is not None)
        if before is None or marks(before) != marks(complaint):
            self._rewrite(tables.denials, denials_of(complaint), complaint.id, afresh=before is not None)
        terms = {term for event in events for term in self._terms(event.details or {})}
        if terms:
            make = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
            rows = [{"term": term, "complaint": complaint.id} for term in sorted(terms)]
            self._connection.execute(make(tables.case_terms).on_conflict_do_nothing(), rows)

    def _rewrite(self, table: Table, rows: Sequence[Mapping[str, Any]], id: ComplaintId, *, afresh: bool) -> None:
        if afresh:
            self._connection.execute(delete(table).where(table.c.complaint == id))
        if rows:
            self._connection.execute(insert(table), list(rows))

    def _terms(self, details: Mapping[str, Json]) -> list[bytes]:
        return [
            hmac.digest(self._vault.blind, chain.canonical("klachtbot.term.1", term), "sha256")[:TERM_BYTES]
            for term in sorted(search_terms(details))
        ]

    def _refuse_if_recorded(self, submission: str) -> None:
        before = self._connection.scalar(
            select(tables.events.c.complaint).where(tables.events.c.submission == submission)
        )
        if before is not None:
            raise AlreadyRecorded(ComplaintId(before))

    def _insert_entries(self, rows: list[dict[str, Any]], submission: str) -> None:
        try:
            self._connection.execute(insert(tables.events), rows)
        except IntegrityError:
            # PostgreSQL: the same submission was committed while we waited for it.
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

    def _row(self, complaint: Complaint, head: bytes) -> dict[str, Any]:
        registered_on = next((fact.on for fact in complaint.facts if fact.name is FactName.REGISTERED), None)
        closed = complaint.stage in ENDED
        first = next(iter(owed(complaint)), None)
        waits = not closed and any(fact.name is FactName.SAFETY_HOLD for fact in complaint.facts)
        return {
            "id": complaint.id,
            "stage": complaint.stage.value,
            "officer": complaint.officer,
            "received_on": complaint.received_on,
            "registered_on": registered_on,
            "closed_on": complaint.events[-1].on if closed else None,
            "is_open": complaint.number is not None and not closed,
            "urgent_on": tables.AT_ONCE if waits else first.due_on if first else tables.NO_TERM,
            "next_term": first.term.value if first else None,
            "next_subject": first.subject if first else None,
            "next_due_on": first.due_on if first else None,
            "next_last_working_day": first.last_working_day if first else None,
            "next_late_after": first.late_after if first else None,
            "next_status": first.status.value if first else None,
            "event_count": complaint.version,
            "chain_head": head,
        }

    def _load(self, where: ColumnElement[bool], *, opened: bool) -> Complaint | None:
        """The same queries whether it exists or not, so that nobody can tell by the time it takes."""
        row, entries = self._rows(where)
        id = select(tables.complaints.c.id).where(where).scalar_subquery()
        key = self._vault.find_case_key(self._connection, id) if opened else None
        return _complaint(row, entries, key=key) if row is not None else None

    def _rows(self, where: ColumnElement[bool]) -> tuple[Row[Any] | None, Sequence[Row[Any]]]:
        id = select(tables.complaints.c.id).where(where).scalar_subquery()
        row = self._connection.execute(select(tables.complaints).where(where)).one_or_none()
        entries = self._connection.execute(
            select(tables.events).where(tables.events.c.complaint == id).order_by(tables.events.c.seq)
        ).all()
        return row, entries

    def _digest(self, form: _Form) -> bytes:
        said = chain.canonical("klachtbot.sent.1", form.submission, chain.canonical_json(dict(form.sent)))
        return hmac.digest(self._vault.blind, said, "sha256")[:TERM_BYTES]


@dataclass(frozen=True, slots=True)
class _Form:
    """A form that was sent in: its name, and what it said."""

    submission: str
    sent: Sent


def _as_it_was(row: Row[Any], told: tuple[Event, ...]) -> Complaint:
    """The dossier after its first entries, called as it was then: it may have a number, or be released, since."""
    number, reference, series = row.number, row.reference or "", Series(row.series)
    if not any(fact.name is FactName.REGISTERED for event in told for fact in event.facts):
        if row.released_from and not any(event.action is Action.RELEASE for event in told):
            reference = row.released_from
        number = None
        series = next(one for one, counted in tables.REPORT_SERIES.items() if counted == reference.split("-")[0])
    return fold(ComplaintId(row.id), number, series, told, reference)


def denials_of(complaint: Complaint) -> list[dict[str, Any]]:
    """The rows of ``denials`` that belong to this dossier."""
    return [{"mark": mark, "complaint": complaint.id} for mark in sorted(marks(complaint))]


def deadlines_of(complaint: Complaint) -> list[dict[str, Any]]:
    """The rows of ``deadlines`` that belong to this dossier."""
    return [
        {
            "complaint": complaint.id,
            "term": term.term.value,
            "subject": term.subject,
            "rule": term.rule,
            "started_on": term.started_on,
            "due_on": term.due_on,
            "last_working_day": term.last_working_day,
            "late_after": term.late_after,
            "met_on": term.met_on,
            "status": term.status.value,
        }
        for term in running(complaint)
    ]


def told(row: Any, entries: Sequence[Any]) -> Complaint:
    """The dossier that a row of ``complaints`` and its rows of ``events`` tell, unopened."""
    return _complaint(row, entries, key=None)


def _complaint(row: Row[Any], entries: Sequence[Row[Any]], *, key: bytes | None) -> Complaint:
    told = tuple(event_of(entry, key=key) for entry in entries)
    return fold(ComplaintId(row.id), row.number, Series(row.series), told, row.reference or "")


def next_number(connection: Connection, vault: Vault, series: str, year: int) -> int:
    """The next number of a series and year; its row stays locked until the transaction ends, so none is skipped."""
    this = (tables.numbers.c.series == series, tables.numbers.c.year == year)
    raise_by_one = update(tables.numbers).where(*this).values(last=tables.numbers.c.last + 1)
    last: int | None = connection.scalar(raise_by_one.returning(tables.numbers.c.last))
    if last is None:
        make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        first = make(tables.numbers).values(series=series, year=year, last=0, seal=b"")
        connection.execute(first.on_conflict_do_nothing())
        last = connection.scalar(raise_by_one.returning(tables.numbers.c.last))
        assert last is not None
    sealed = chain.number_seal(vault.integrity, series, year, last)
    connection.execute(update(tables.numbers).where(*this).values(seal=sealed))
    return last


ALIKE_AT_MOST = 20
"""As many dossiers of one complainant as a hint looks at, the latest received."""

_LIST = ("urgent_on", "year", "sequence", "series")


# The questions of a list are put together once for each officer: that costs more than asking.
@lru_cache(maxsize=512)
def open_cases(officer: PersonId | str, *, shut: frozenset[str] = frozenset(), limit: int) -> Select[Any]:
    """The list query of one officer, without what bears these marks: an index scan that stops at the limit."""
    t = tables.complaints.c
    return _listed().where(t.officer == officer, t.is_open.is_(True), ~_marked(shut)).limit(limit)


def open_apart(view: InView) -> Select[Any]:
    """What is kept from the coordinators, whoever handles it: as few as there are dossiers about one of them."""
    t, d = tables.complaints.c, tables.denials.c
    apart = select(d.complaint).where(d.mark.in_(sorted(view.apart)))
    return _listed().where(t.id.in_(apart), t.is_open.is_(True), ~_marked(view.shut))


def _listed() -> Select[Any]:
    t = tables.complaints.c
    return select(
        t.id, t.number, t.reference, t.stage, t.officer, t.received_on, t.urgent_on, t.next_term, t.next_subject,
        t.next_due_on, t.next_last_working_day, t.next_late_after, t.next_status, t.year, t.sequence, t.series,
    ).order_by(*(t[name] for name in _LIST))  # fmt: skip


def _marked(marks: Collection[str]) -> ColumnElement[bool]:
    d = tables.denials.c
    return exists().where(d.complaint == tables.complaints.c.id, d.mark.in_(sorted(marks)))


@cache
def reported() -> Select[Any]:
    """All reports that wait. The stage is written out, not bound: only then do both databases see the partial index."""
    t = tables.complaints.c
    waits = literal_column("stage") == literal_column(f"'{Stage.REPORTED}'")
    return select(tables.complaints).where(waits).order_by(t.urgent_on, t.received_on, t.reference)


@lru_cache(maxsize=512)
def open_counts(officers: tuple[PersonId, ...], *, marked: frozenset[str] | None = None) -> Select[Any]:
    """How many open cases each of these officers has, from the index alone; or how many that bear one of these marks,
    which costs as much as there are of those."""
    t, d = tables.complaints.c, tables.denials.c
    counted = select(t.officer, func.count().label("n")).group_by(t.officer)
    if marked is None:
        return counted.where(t.officer.in_(sorted(set(officers))), t.is_open.is_(True))
    # Wrapped, so that SQLite cannot walk the officer's whole list instead of looking up the few that are marked.
    held = func.coalesce(t.officer, "").in_(sorted(set(officers)))
    return counted.where(t.id.in_(select(d.complaint).where(d.mark.in_(sorted(marked)))), held, t.is_open.is_(True))


def _urgency(row: Row[Any]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _LIST)


def _case_row(row: Row[Any]) -> CaseRow:
    next_ = None
    if row.next_term is not None:
        next_ = Running(
            row.next_term,
            row.next_subject,
            row.next_due_on,
            row.next_last_working_day,
            late_after=row.next_late_after,
            waiting=row.next_status == Status.WAITING.value,
        )
    return CaseRow(
        id=ComplaintId(row.id),
        number=row.number or row.reference,
        stage=Stage(row.stage),
        officer=PersonId(row.officer),
        received_on=row.received_on,
        next=next_,
        series=Series(row.series),
        reported=row.stage == Stage.REPORTED.value,
        cannot_wait=row.urgent_on == tables.AT_ONCE,
    )
