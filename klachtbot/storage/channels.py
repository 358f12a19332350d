"""What was made of the committee's channels. Ids and codes only: nothing here tells what a case is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, Integer, bindparam, insert, or_, select, text, union, update

from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.storage import tables
from klachtbot.storage.chain import canonical_json
from klachtbot.usecases.channels import KeptChannel, Placed

_T, _C = tables.channels.c, tables.complaints.c


class SqlChannels:
    """``ports.Channels`` inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, complaint: ComplaintId) -> KeptChannel | None:
        row = self._connection.execute(select(tables.channels).where(_T.complaint == complaint)).one_or_none()
        if row is None:
            return None
        stands = json.loads(row.stands)
        return KeptChannel(
            channel=row.channel or "",
            name=row.name,
            topic=stands["topic"],
            placed={what: Placed(*one) for what, one in stands["placed"].items()},
            bookmarked=stands["bookmarked"],
            by_mail={PersonId(one): code for one, code in stands["by_mail"].items()},
            archived_at=row.archived_at,
        )

    def keep(self, complaint: ComplaintId, channel: KeptChannel) -> None:
        values: dict[str, Any] = {
            "channel": channel.channel or None,
            "name": channel.name,
            "stands": canonical_json(
                {
                    "topic": channel.topic,
                    "placed": {what: [one.ts, one.said] for what, one in channel.placed.items()},
                    "bookmarked": channel.bookmarked,
                    "by_mail": {**channel.by_mail},
                }
            ),
            "archived_at": channel.archived_at,
        }
        if not self._changed(complaint, values):
            never = {"seen": 0, "seen_on": date.min}
            self._connection.execute(insert(tables.channels).values(complaint=complaint, **values, **never))

    def looked(self, complaint: ComplaintId, version: int, day: date) -> None:
        values = {"seen": version, "seen_on": day}
        if not self._changed(complaint, values):
            self.keep(complaint, KeptChannel())
            self._changed(complaint, values)

    def _changed(self, complaint: ComplaintId, values: Mapping[str, Any]) -> bool:
        return (
            self._connection.execute(update(tables.channels).where(_T.complaint == complaint).values(**values)).rowcount
            == 1
        )

    def case_of(self, channel: str) -> ComplaintId | None:
        found = self._connection.scalar(select(_T.complaint).where(_T.channel == channel, tables.OPEN_CHANNEL))
        return ComplaintId(found) if found else None

    def changed(self, today: date, *, limit: int) -> tuple[ComplaintId, ...]:
        rows = self._connection.execute(_CHANGED, {"today": today, "many": limit})
        return tuple(ComplaintId(row.complaint) for row in rows)

    def open(self) -> tuple[ComplaintId, ...]:
        return tuple(map(ComplaintId, self._connection.scalars(select(_T.complaint).where(tables.OPEN_CHANNEL))))


_NOT_SEEN = or_(_T.complaint.is_(None), _T.seen < _C.event_count, _T.seen_on != bindparam("today", type_=Date))
_WITH_COMMITTEE = (
    select(_C.id.label("complaint"))
    .outerjoin(tables.channels, _T.complaint == _C.id)
    .where(text(f"complaints.{tables.WITH_COMMITTEE.text}"), _NOT_SEEN)
)
_OPEN = (
    select(_T.complaint)
    .join(tables.complaints, _C.id == _T.complaint)
    .where(text("channels.channel IS NOT NULL AND channels.archived_at IS NULL"), _NOT_SEEN)
)
_CHANGED = union(_WITH_COMMITTEE, _OPEN).limit(bindparam("many", type_=Integer))
