"""The memory of the ladder: which complaints are to be looked at, what was told to whom, and in which message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    TextClause,
    and_,
    bindparam,
    delete,
    func,
    insert,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.domain.nudging import Key, Outlook, Snooze
from klachtbot.domain.terms import OWED, Status, Term
from klachtbot.storage import tables
from klachtbot.usecases.nudges import Announced, Look, NudgeRow
from klachtbot.usecases.ports import Clock

_C, _N, _S, _O = tables.complaints.c, tables.nudges.c, tables.snoozes.c, tables.outbox.c
_D = tables.deadlines.c

_DUE = (
    select(_C.id, _C.look_at, _C.event_count)
    .where(_C.look_at <= bindparam("now", type_=tables.Instant))
    .order_by(_C.look_at, _C.id)
    .limit(bindparam("many"))
)
_MOVE_ON = (
    update(tables.complaints)
    .where(_C.id == bindparam("its_id"), _C.event_count == bindparam("version"))
    .where(_C.look_at == bindparam("seen", type_=tables.Instant))
    .values(look_at=bindparam("next", type_=tables.Instant))
)
_OWES = _C.id.in_(select(tables.deadlines.c.complaint).where(tables.deadlines.c.status.in_(OWED)))
_WITH_LOOSE = select(_N.person).where(_N.message.is_(null())).distinct().order_by(_N.person)
_LOOSE = (
    select(tables.nudges)
    .where(_N.message.is_(null()), _N.person == bindparam("its_person"))
    .order_by(_N.complaint, _N.term, _N.subject)
)
# Who begins to send this person something takes the same turn (``SqlDeliveries``).
_IN_TURN = (
    select(tables.people.c.id).where(tables.people.c.id == bindparam("its_person")).with_for_update(key_share=True)
)
_ADD = {
    "postgresql": postgresql.insert(tables.nudges).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(tables.nudges).on_conflict_do_nothing(),
}
_KEY = ("complaint", "term", "subject", "started_on", "rung", "rung_on", "person")
_PUT_IN = (
    update(tables.nudges)
    .where(*(_N[name] == bindparam(f"its_{name}") for name in _KEY))
    .values(message=bindparam("its_message"))
)

_ANNOUNCED_TO = (
    select(_N.person, func.min(_O.added_at).label("at"))
    .select_from(tables.nudges.join(tables.outbox, _O.key == _N.message))
    .where(
        _N.complaint == bindparam("its_complaint"),
        _N.term == bindparam("its_term"),
        _N.started_on == bindparam("its_start"),
        _O.ts.is_not(None),
    )
    .group_by(_N.person)
)
_ANNOUNCED = (
    select(_D.complaint, _C.event_count)
    .select_from(
        tables.deadlines.join(tables.complaints, _C.id == _D.complaint)
        .join(
            tables.nudges,
            and_(
                _N.complaint == _D.complaint,
                _N.term == _D.term,
                _N.subject == _D.subject,
                _N.started_on == _D.started_on,
            ),
        )
        .join(tables.outbox, and_(_O.key == _N.message, _O.ts.is_not(None)))
    )
    .where(
        _D.status == Status.RUNNING.value,
        _D.term == bindparam("its_term"),
        _D.last_working_day <= bindparam("until"),
    )
    .group_by(_D.complaint, _C.event_count, _D.last_working_day)
    .order_by(_D.last_working_day, _D.complaint)
    .limit(bindparam("many"))
)


class SqlNudges:
    """``ports.Nudges`` inside one transaction."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def to_look_at(self, now: datetime, *, limit: int) -> tuple[Look, ...]:
        rows = self._connection.execute(_DUE, {"now": now, "many": limit})
        return tuple(Look(ComplaintId(row.id), row.look_at, row.event_count) for row in rows)

    def told(self, complaints: Sequence[ComplaintId]) -> Mapping[ComplaintId, frozenset[Key]]:
        found: dict[ComplaintId, set[Key]] = defaultdict(set)
        for row in self._connection.execute(select(tables.nudges).where(_N.complaint.in_(complaints))):
            found[ComplaintId(row.complaint)].add(_key(row))
        return {id: frozenset(keys) for id, keys in found.items()}

    def snoozes(self, complaints: Sequence[ComplaintId]) -> Mapping[ComplaintId, tuple[Snooze, ...]]:
        found: dict[ComplaintId, list[Snooze]] = defaultdict(list)
        for row in self._connection.execute(select(tables.snoozes).where(_S.complaint.in_(complaints))):
            snooze = Snooze(PersonId(row.person), Term(row.term), row.subject, row.until)
            found[ComplaintId(row.complaint)].append(snooze)
        return {id: tuple(snoozes) for id, snoozes in found.items()}

    def looked(self, look: Look, found: Outlook) -> bool:
        this = {"its_id": look.complaint, "seen": look.at, "version": look.version}
        moved = self._connection.execute(_MOVE_ON, {**this, "next": found.look_at})
        if moved.rowcount != 1:
            return False
        self._tell([NudgeRow(look.complaint, told.key, person) for told in found.told for person in told.to], None)
        return True

    def look_again(self) -> None:
        now = self._clock.now()
        self._connection.execute(
            update(tables.complaints).where(or_(_C.look_at > now, _C.look_at.is_(None) & _OWES)).values(look_at=now)
        )

    def with_loose(self) -> tuple[PersonId, ...]:
        return tuple(PersonId(id) for id in self._connection.scalars(_WITH_LOOSE))

    def loose(self, person: PersonId) -> tuple[NudgeRow, ...]:
        self._connection.execute(_IN_TURN, {"its_person": person})
        return tuple(_nudge(row) for row in self._connection.execute(_LOOSE, {"its_person": person}))

    def put_in(self, message: str, rows: Sequence[NudgeRow]) -> None:
        if rows:
            self._tell(rows, message)
            self._connection.execute(_PUT_IN, [{**_named(row), "its_message": message} for row in rows])

    def stale(self, kind: str, *, keep: str) -> bool:
        return self._connection.scalar(select(_O.id).where(*_stale(kind, keep)).limit(1)) is not None

    def take_back(self, kind: str, *, keep: str) -> None:
        now = self._clock.now()
        stale = self._connection.scalars(
            update(tables.outbox)
            .where(*_stale(kind, keep))
            .values(status="done", finished_at=now, retry_at=None)
            .returning(_O.key)
        ).all()
        if stale:
            self._connection.execute(update(tables.nudges).where(_N.message.in_(stale)).values(message=None))

    def of_message(self, message: str) -> tuple[NudgeRow, ...]:
        rows = self._connection.execute(select(tables.nudges).where(_N.message == message))
        return tuple(_nudge(row) for row in rows)

    def of_complaint(self, complaint: ComplaintId) -> tuple[NudgeRow, ...]:
        rows = self._connection.execute(select(tables.nudges).where(_N.complaint == complaint))
        return tuple(_nudge(row) for row in rows)

    def messages_about(self, complaint: ComplaintId, *, since: datetime) -> tuple[tuple[str, PersonId], ...]:
        query = (
            select(_N.message, _N.person)
            .join(tables.outbox, _O.key == _N.message)
            .where(_N.complaint == complaint, _N.message.is_not(None), _O.added_at >= since)
            .distinct()
        )
        return tuple((row.message, PersonId(row.person)) for row in self._connection.execute(query))

    def announced(self, complaint: ComplaintId, term: Term, started_on: date) -> Mapping[PersonId, datetime]:
        this = {"its_complaint": complaint, "its_term": term.value, "its_start": started_on}
        return {PersonId(row.person): row.at for row in self._connection.execute(_ANNOUNCED_TO, this)}

    def announced_by(self, term: Term, until: date, *, limit: int) -> tuple[Announced, ...]:
        rows = self._connection.execute(_ANNOUNCED, {"its_term": term.value, "until": until, "many": limit})
        return tuple(Announced(ComplaintId(row.complaint), row.event_count) for row in rows)

    def snooze(self, complaint: ComplaintId, snooze: Snooze) -> None:
        this = (
            _S.complaint == complaint,
            _S.term == snooze.term.value,
            _S.subject == snooze.subject,
            _S.person == snooze.person,
        )
        self._connection.execute(delete(tables.snoozes).where(*this))
        self._connection.execute(
            insert(tables.snoozes).values(
                complaint=complaint,
                term=snooze.term.value,
                subject=snooze.subject,
                person=snooze.person,
                until=snooze.until,
            )
        )
        later = or_(_C.look_at.is_(None), _C.look_at > snooze.until)
        self._connection.execute(
            update(tables.complaints).where(_C.id == complaint, later).values(look_at=snooze.until)
        )

    def _tell(self, rows: Sequence[NudgeRow], message: str | None) -> None:
        if rows:
            now = self._clock.now()
            values = [{**_columns(row), "told_at": now, "message": message} for row in rows]
            self._connection.execute(_ADD[self._connection.dialect.name], values)


def _stale(kind: str, keep: str) -> tuple[ColumnElement[bool] | TextClause, ...]:
    unsent = (tables.UNSENT, _O.kind == kind, _O.status == "waiting", _O.doubt_since.is_(None))
    return (*unsent, ~_O.key.startswith(keep))


def _columns(row: NudgeRow) -> dict[str, Any]:
    key = row.key
    return {
        "complaint": row.complaint,
        "term": key.term.value,
        "subject": key.subject,
        "started_on": key.started_on,
        "rung": key.rung,
        "rung_on": key.on,
        "person": row.person,
    }


def _named(row: NudgeRow) -> dict[str, Any]:
    return {f"its_{name}": value for name, value in _columns(row).items()}


def _key(row: Row[Any]) -> Key:
    return Key(Term(row.term), row.subject, row.started_on, row.rung, row.rung_on)


def _nudge(row: Row[Any]) -> NudgeRow:
    return NudgeRow(ComplaintId(row.complaint), _key(row), PersonId(row.person))
