"""Who is away on which dates, and on which days of the week somebody never works. Never why (R3)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Date, Row, bindparam, delete, insert, or_, select, update

from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.domain.people import Absence
from klachtbot.domain.terms import OWED
from klachtbot.storage import tables
from klachtbot.storage.people import SqlPeople
from klachtbot.usecases.absences import AbsenceId, KeptAbsence, StoodInFor
from klachtbot.usecases.ports import Clock

BACKDATED = timedelta(days=60)
"""A case that was closed meanwhile may have been closed with an earlier date; so much earlier it is still found."""


class SqlAbsences:
    """``ports.Absences`` inside one transaction; ``people`` look again after each change."""

    def __init__(self, connection: Connection, people: SqlPeople, clock: Clock) -> None:
        self._connection = connection
        self._people = people
        self._clock = clock

    def all(self) -> tuple[KeptAbsence, ...]:
        return _kept(self._connection.execute(_COMING, {"today": self._clock.today()}).all())

    def over(self) -> tuple[KeptAbsence, ...]:
        return _kept(self._connection.execute(_OVER, {"today": self._clock.today()}).all())

    def add(self, absence: Absence) -> AbsenceId:
        id = AbsenceId(uuid.uuid4().hex)
        row = {"id": id, "person": absence.person, "first_on": absence.first, "last_on": absence.last}
        self._connection.execute(insert(tables.absences), row)
        self._people.look_again()
        return id

    def change(self, id: AbsenceId, *, first: date, last: date | None) -> None:
        self._connection.execute(
            update(tables.absences).where(tables.absences.c.id == id).values(first_on=first, last_on=last)
        )
        self._people.look_again()

    def remove(self, *ids: AbsenceId) -> None:
        self._connection.execute(delete(tables.absences).where(tables.absences.c.id.in_(ids)))
        self._people.look_again()

    def set_weekdays_off(self, person: PersonId, weekdays: frozenset[int]) -> None:
        t = tables.weekdays_off
        self._connection.execute(delete(t).where(t.c.person == person))
        if weekdays:
            self._connection.execute(insert(t), [{"person": person, "weekday": day} for day in sorted(weekdays)])
        self._people.look_again()

    def stood_in_for(self) -> tuple[StoodInFor, ...]:
        rows = self._connection.execute(_STOOD_IN_FOR)
        return tuple(StoodInFor(ComplaintId(row.id), PersonId(row.officer), PersonId(row.deputy)) for row in rows)

    def due_of(self, officer: PersonId, *, until: date | None) -> tuple[ComplaintId, ...]:
        rows = self._connection.scalars(_DUE, {"officer": officer, "until": until or date.max})
        return tuple(ComplaintId(id) for id in rows)

    def worked_on(self, officer: PersonId, *, since: datetime) -> tuple[ComplaintId, ...]:
        ended = since.date() - BACKDATED
        rows = self._connection.scalars(_WORKED_ON, {"officer": officer, "since": since, "ended": ended})
        return tuple(ComplaintId(id) for id in rows)


def _kept(rows: Sequence[Row[Any]]) -> tuple[KeptAbsence, ...]:
    return tuple(KeptAbsence(AbsenceId(row.id), PersonId(row.person), row.first_on, row.last_on) for row in rows)


# Asked at every tick, so put together once.
_A, _C, _D, _E = tables.absences.c, tables.complaints.c, tables.deadlines.c, tables.events.c
_TODAY: BindParameter[date] = bindparam("today", type_=Date)
_COMING = (
    select(tables.absences).where(or_(_A.last_on.is_(None), _A.last_on >= _TODAY)).order_by(_A.first_on, _A.person)
)
_OVER = select(tables.absences).where(_A.last_on < _TODAY).order_by(_A.first_on, _A.person)
_STOOD_IN_FOR = select(_C.id, _C.officer, _C.deputy).where(tables.STOOD_IN_FOR).order_by(_C.officer, _C.id)
# One officer's open cases and reports, and of those what is owed by then.
_DUE = (
    select(_C.id)
    .join(tables.deadlines, _D.complaint == _C.id)
    .where(
        _C.officer == bindparam("officer"),
        _C.closed_on.is_(None),
        _D.status.in_([one.value for one in OWED]),
        _D.last_working_day <= bindparam("until", type_=Date),
    )
    .group_by(_C.id, _C.number, _C.reference)
    .order_by(_C.number, _C.reference)
)
_WORKED_ON = (
    select(_C.id)
    .join(tables.events, _E.complaint == _C.id)
    .where(
        _C.officer == bindparam("officer"),
        or_(_C.closed_on.is_(None), _C.closed_on >= bindparam("ended", type_=Date)),
        _E.entered_at >= bindparam("since", type_=tables.Instant),
    )
    .group_by(_C.id, _C.number, _C.reference)
    .order_by(_C.number, _C.reference)
)
