"""Dossiers: registering with a gapless number, adding entries, finding, and the list of what is open.

An entry is written once and never changed. The complaint row, its deadlines and its seal are rewritten with each
entry, from what the entries tell.
"""

from __future__ import annotations

import heapq
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update
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
    Fact,
    FactName,
    PersonId,
    Series,
    Stage,
)
from klachtbot.domain.steps import ENDED
from klachtbot.domain.terms import Status, owed, running
from klachtbot.storage import chain, tables
from klachtbot.storage.crypto import new_key, seal, unseal
from klachtbot.storage.vault import Vault
from klachtbot.usecases.ports import CaseRow, Clock, Page, Running


class SqlComplaints:
    """``ports.Complaints`` inside one transaction."""

    def __init__(self, connection: Connection, vault: Vault, clock: Clock) -> None:
        self._connection = connection
        self._vault = vault
        self._clock = clock

    def register(self, drafts: Sequence[Draft], *, series: Series, year: int, submission: str) -> Complaint:
        # The number's row is taken first: whoever comes second waits here, and then sees what the first recorded.
        sequence = next_number(self._connection, self._vault, series, year)
        self._refuse_if_recorded(submission)
        id = ComplaintId(uuid.uuid4().hex)
        number = f"{series}-{year}-{sequence:03d}"
        events = self._stored(drafts, first=1)
        complaint = fold(id, number, series, events)

        key = new_key()
        key_id, wrapped = self._vault.wrap_case_key(id, key)
        head, rows = self._chained(id, chain.first_previous(id), events, key, submission)
        row = self._row(complaint, head) | {"year": year, "sequence": sequence}
        row["seal"] = chain.row_seal(self._vault.integrity, tables.complaints, row)
        self._connection.execute(insert(tables.complaints), row)
        self._connection.execute(insert(tables.case_keys), {"complaint": id, "key_id": key_id, "wrapped": wrapped})
        self._insert_entries(rows, submission)
        self._index_deadlines(complaint)
        return complaint

    def append(self, complaint: Complaint, drafts: Sequence[Draft], *, submission: str) -> Complaint:
        found = self._connection.execute(
            select(tables.complaints).where(tables.complaints.c.id == complaint.id).with_for_update()
        ).one()
        self._refuse_if_recorded(submission)
        if found.event_count != complaint.version:
            raise Stale()
        key = self._vault.case_key(self._connection, complaint.id)
        events = self._stored(drafts, first=complaint.version + 1)
        after = fold(complaint.id, complaint.number, complaint.series, (*complaint.events, *events))

        head, rows = self._chained(complaint.id, found.chain_head, events, key, submission)
        row = self._row(after, head) | {"year": found.year, "sequence": found.sequence}
        row["seal"] = chain.row_seal(self._vault.integrity, tables.complaints, row)
        self._insert_entries(rows, submission)
        changed = self._connection.execute(
            update(tables.complaints)
            .where(tables.complaints.c.id == complaint.id, tables.complaints.c.event_count == complaint.version)
            .values(row)
        )
        if changed.rowcount != 1:
            raise Stale()
        self._index_deadlines(after)
        return after

    def by_number(self, number: str, *, opened: bool = False) -> Complaint | None:
        return self._load(select(tables.complaints).where(tables.complaints.c.number == number), opened=opened)

    def by_id(self, id: ComplaintId, *, opened: bool = False) -> Complaint | None:
        return self._load(select(tables.complaints).where(tables.complaints.c.id == id), opened=opened)

    def by_submission(self, submission: str) -> Complaint | None:
        of = select(tables.events.c.complaint).where(tables.events.c.submission == submission).scalar_subquery()
        return self._load(select(tables.complaints).where(tables.complaints.c.id == of), opened=False)

    def open_of(self, officers: Sequence[PersonId], *, limit: int, offset: int = 0) -> Page:
        # One index range per officer, merged here: a single query over several officers would have to sort them all.
        each = [self._connection.execute(open_cases(officer, limit=offset + limit)) for officer in set(officers)]
        merged = heapq.merge(*each, key=_urgency)
        rows = tuple(_case_row(row) for row in list(merged)[offset : offset + limit])
        total = sum(self._connection.execute(open_count(officer)).scalar_one() for officer in set(officers))
        return Page(rows=rows, total=total)

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
            # PostgreSQL: the same submission for *another* dossier was committed while we waited for it.
            self._connection.rollback()
            self._refuse_if_recorded(submission)
            raise

    def _stored(self, drafts: Sequence[Draft], *, first: int) -> tuple[Event, ...]:
        assert drafts, "an entry at least"
        at = self._clock.now()
        return tuple(stored(draft, seq=seq, at=at) for seq, draft in enumerate(drafts, start=first))

    def _chained(
        self, id: ComplaintId, previous: bytes, events: Sequence[Event], key: bytes, submission: str
    ) -> tuple[bytes, list[dict[str, Any]]]:
        """The new head of the chain, and the rows. The submission stands at the first of them."""
        rows = []
        for event in events:
            row = event_row(id, event, key=key, submission=submission if event is events[0] else None)
            previous = row["mac"] = chain.entry_mac(self._vault.integrity, previous, row)
            rows.append(row)
        return previous, rows

    def _row(self, complaint: Complaint, head: bytes) -> dict[str, Any]:
        registered_on = next((fact.on for fact in complaint.facts if fact.name is FactName.REGISTERED), None)
        closed = complaint.stage in ENDED
        first = next(iter(owed(complaint)), None)
        return {
            "id": complaint.id,
            "number": complaint.number,
            "series": complaint.series.value,
            "stage": complaint.stage.value,
            "officer": complaint.officer,
            "received_on": complaint.received_on,
            "registered_on": registered_on,
            "closed_on": complaint.events[-1].on if closed else None,
            "is_open": complaint.number is not None and not closed,
            "urgent_on": first.due_on if first else tables.NO_TERM,
            "next_term": first.term.value if first else None,
            "next_subject": first.subject if first else None,
            "next_last_working_day": first.last_working_day if first else None,
            "next_late_after": first.late_after if first else None,
            "next_status": first.status.value if first else None,
            "event_count": complaint.version,
            "chain_head": head,
        }

    def _index_deadlines(self, complaint: Complaint) -> None:
        self._connection.execute(delete(tables.deadlines).where(tables.deadlines.c.complaint == complaint.id))
        rows = [
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
        if rows:
            self._connection.execute(insert(tables.deadlines), rows)

    def _load(self, query: Select[Any], *, opened: bool) -> Complaint | None:
        row = self._connection.execute(query).one_or_none()
        if row is None:
            return None
        id = ComplaintId(row.id)
        entries = self._connection.execute(
            select(tables.events).where(tables.events.c.complaint == id).order_by(tables.events.c.seq)
        )
        key = self._vault.case_key(self._connection, id) if opened else None
        return fold(id, row.number, Series(row.series), tuple(event_of(entry, key=key) for entry in entries))


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


_LIST = ("urgent_on", "year", "sequence", "series")


def open_cases(officer: PersonId, *, limit: int) -> Select[Any]:
    """The list query of one officer: an index scan that stops at the limit."""
    t = tables.complaints.c
    return (
        select(t.id, t.number, t.stage, t.officer, t.received_on, t.urgent_on, t.next_term, t.next_subject,
               t.next_last_working_day, t.next_late_after, t.next_status, t.year, t.sequence, t.series)
        .where(t.officer == officer, t.is_open.is_(True))
        .order_by(*(t[name] for name in _LIST))
        .limit(limit)
    )  # fmt: skip


def open_count(officer: PersonId) -> Select[Any]:
    t = tables.complaints.c
    return select(func.count()).select_from(tables.complaints).where(t.officer == officer, t.is_open.is_(True))


def _urgency(row: Row[Any]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _LIST)


def _case_row(row: Row[Any]) -> CaseRow:
    next_ = None
    if row.next_term is not None:
        next_ = Running(
            row.next_term,
            row.next_subject,
            row.urgent_on,
            row.next_last_working_day,
            late_after=row.next_late_after,
            waiting=row.next_status == Status.WAITING.value,
        )
    return CaseRow(
        id=ComplaintId(row.id),
        number=row.number,
        stage=Stage(row.stage),
        officer=PersonId(row.officer),
        received_on=row.received_on,
        next=next_,
    )


def stored(draft: Draft, *, seq: int, at: datetime) -> Event:
    return Event(
        seq=seq,
        at=at,
        action=draft.action,
        by=draft.by,
        on=draft.on,
        facts=draft.facts,
        stage=draft.stage,
        subject=draft.subject,
        attributes=draft.attributes,
        details=draft.details,
    )


def event_row(id: ComplaintId, event: Event, *, key: bytes, submission: str | None) -> dict[str, Any]:
    """The row of an entry, without its mac."""
    details = chain.canonical_json(dict(event.details or {})).encode()
    facts = [[fact.name.value, fact.on.isoformat(), fact.subject] for fact in event.facts]
    return {
        "complaint": id,
        "seq": event.seq,
        "entered_at": event.at,
        "action": event.action.value,
        "by_person": event.by,
        "happened_on": event.on,
        "facts": chain.canonical_json(facts),
        "stage": event.stage.value if event.stage is not None else None,
        "subject": event.subject,
        "attributes": chain.canonical_json(dict(event.attributes)),
        "submission": submission,
        "ciphertext": seal(key, details, place=_place(id, event.seq)),
    }


def event_of(row: Row[Any], *, key: bytes | None) -> Event:
    details: Mapping[str, Any] | None = None
    if key is not None:
        details = json.loads(unseal(key, row.ciphertext, place=_place(row.complaint, row.seq)))
    return Event(
        seq=row.seq,
        at=row.entered_at,
        action=Action(row.action),
        by=PersonId(row.by_person) if row.by_person is not None else None,
        on=row.happened_on,
        facts=tuple(
            Fact(FactName(name), date.fromisoformat(on), subject) for name, on, subject in json.loads(row.facts)
        ),
        stage=Stage(row.stage) if row.stage is not None else None,
        subject=row.subject,
        attributes=json.loads(row.attributes),
        details=details,
    )


def _place(id: str, seq: int) -> str:
    return f"events.ciphertext:{id}:{seq}"
