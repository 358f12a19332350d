"""The questions of lists: whose cases are open, most urgent first, and which reports wait.

Each is put together once, for each officer: that costs more than asking it.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, literal_column, select

from klachtbot.domain.model import ComplaintId, PersonId, Series, Stage
from klachtbot.domain.people import InView
from klachtbot.domain.terms import Status
from klachtbot.storage import tables
from klachtbot.usecases.ports import CaseRow, Page, Running


def page(connection: Connection, view: InView, *, limit: int, offset: int) -> Page:
    """See ``ports.Complaints.open_of``."""
    officers, marks = tuple(view.officers), frozenset(view.shut)
    held = _counted(connection, open_counts(officers))
    shut = _counted(connection, open_counts(officers, marked=marks))
    shown = {officer: n - shut.get(officer, 0) for officer, n in held.items() if n > shut.get(officer, 0)}
    # One index range per officer, merged here: a single query over several officers would have to sort them all.
    queries = [open_cases(officer, shut=marks, limit=offset + limit) for officer in shown]
    each: list[Sequence[Row[Any]]] = [connection.execute(query).all() for query in queries]
    apart: Sequence[Row[Any]] = ()
    if view.apart_of:
        apart = [row for row in connection.execute(open_apart(view)) if row.officer in view.apart_of]
    merged = heapq.merge(*each, apart, key=_urgency)
    rows = tuple(case_row(row) for row in list(merged)[offset : offset + limit])
    return Page(rows=rows, total=sum(shown.values()) + len(apart))


def reports(connection: Connection) -> tuple[CaseRow, ...]:
    """See ``ports.Complaints.open_reports``."""
    return tuple(case_row(row) for row in connection.execute(reported()))


def _counted(connection: Connection, query: Select[Any]) -> dict[str, int]:
    return {row.officer: row.n for row in connection.execute(query)}


_LIST = ("urgent_on", "year", "sequence", "series")


@lru_cache(maxsize=512)
def open_cases(officer: PersonId | str, *, shut: frozenset[str] = frozenset(), limit: int) -> Select[Any]:
    """The list query of one officer, without what bears these marks: an index scan that stops at the limit."""
    t = tables.complaints.c
    return listed().where(t.officer == officer, t.is_open.is_(True), ~_marked(shut)).limit(limit)


@lru_cache(maxsize=512)
def open_apart(view: InView) -> Select[Any]:
    """What is kept from the coordinators, whoever handles it: as few as there are dossiers about one of them."""
    t, d = tables.complaints.c, tables.denials.c
    apart = select(d.complaint).where(d.mark.in_(sorted(view.apart)))
    return listed().where(t.id.in_(apart), t.is_open.is_(True), ~_marked(view.shut))


def listed() -> Select[Any]:
    """What ``case_row`` needs, in the order of a list."""
    t = tables.complaints.c
    return select(
        t.id, t.number, t.reference, t.stage, t.officer, t.received_on, t.urgent_on, t.next_term, t.next_subject,
        t.next_due_on, t.next_last_working_day, t.next_late_after, t.next_status, t.year, t.sequence, t.series,
        t.deputy,
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


def case_row(row: Row[Any]) -> CaseRow:
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
        deputy=PersonId(row.deputy) if row.deputy else None,
        reported=row.stage == Stage.REPORTED.value,
        cannot_wait=row.urgent_on == tables.AT_ONCE,
    )
