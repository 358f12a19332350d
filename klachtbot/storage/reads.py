"""The read log as rows: added in one statement, never changed, gone with the dossier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, String, bindparam, exists, insert, literal, select

from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.storage import tables
from klachtbot.storage.tables import Instant
from klachtbot.usecases.ports import Clock
from klachtbot.usecases.reads import ONCE, Opened, Read

_R = tables.reads.c
_NEW = {
    column.name: bindparam(f"new_{column.name}", type_=column.type)
    for column in (_R.complaint, _R.person, _R.opened, _R.item, _R.at)
}
_A_MOMENT_AGO = exists(literal(1)).where(
    *(_R[name] == value for name, value in _NEW.items() if name != "at"),
    _R.at > bindparam("since", type_=Instant),
)
_ADD = insert(tables.reads).from_select(list(_NEW), select(*_NEW.values()).where(~_A_MOMENT_AGO))
_ID = bindparam("its_id", type_=String)
_OF = (
    select(tables.reads)
    .where(_R.complaint == _ID)
    .order_by(_R.at.desc(), _R.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("past"))
)
_NEVER = datetime.max.replace(tzinfo=UTC)
_READERS = select(_R.person).where(_R.complaint == _ID, _R.at < bindparam("until", type_=Instant)).distinct()


class SqlReads:
    """``reads.Reads`` inside one transaction."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock

    def add(self, complaint: ComplaintId, person: PersonId, opened: Opened, item: str = "") -> None:
        now = self._clock.now()
        said = {"complaint": complaint, "person": person, "opened": opened.value, "item": item, "at": now}
        self._connection.execute(_ADD, {f"new_{name}": value for name, value in said.items()} | {"since": now - ONCE})

    def of(self, complaint: ComplaintId, *, limit: int, offset: int = 0) -> Sequence[Read]:
        rows = self._connection.execute(_OF, {"its_id": complaint, "most": limit, "past": offset})
        return [Read(PersonId(row.person), Opened(row.opened), row.item, row.at) for row in rows]

    def readers(self, complaint: ComplaintId, until: datetime | None) -> frozenset[PersonId]:
        rows = self._connection.execute(_READERS, {"its_id": complaint, "until": until or _NEVER})
        return frozenset(PersonId(row.person) for row in rows)
