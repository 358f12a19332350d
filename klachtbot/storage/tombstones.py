"""Destroying a dossier (R21): nothing of it stays but a tombstone, of what it was called and codes that are counted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, exists, insert, or_, select

from klachtbot.domain.errors import Stale
from klachtbot.domain.evaluation import Figures, HalfYear, figures_of
from klachtbot.domain.improvements import State
from klachtbot.domain.model import Complaint, ComplaintId, Json
from klachtbot.domain.terms import Status
from klachtbot.storage import chain, tables
from klachtbot.storage.vault import Vault
from klachtbot.usecases.tombstones import Tombstone

_C, _O, _P = tables.complaints.c, tables.outbox.c, tables.people.c


def _of(table: Table) -> bool:
    return any(key.column is _C.id for key in table.foreign_keys)


OF_A_CASE: tuple[Table, ...] = tuple(table for table in tables.metadata.sorted_tables if _of(table))
"""The tables with rows that belong to one dossier: all that refer to it, also those that are still to be made."""


class SqlTombstones:
    """``ports.Tombstones`` inside one transaction."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    def ended_before(self, day: date) -> tuple[ComplaintId, ...]:
        found = select(_C.id).where(_C.closed_on < day).order_by(_C.closed_on, _C.id)
        return tuple(ComplaintId(id) for id in self._connection.scalars(found))

    def destroy(
        self,
        complaint: Complaint,
        left_in_slack: Mapping[str, Sequence[str]],
        on: date,
        *,
        supervised: bool = False,
    ) -> None:
        id, figures = complaint.id, figures_of(complaint)
        figures = replace(figures, supervised=figures.supervised or supervised)
        # Nobody adds an entry from here on; who did since it was read may have kept it for longer.
        entries = self._connection.scalar(select(_C.event_count).where(_C.id == id).with_for_update())
        if entries != complaint.version:
            raise Stale
        called = select(_C.number, _C.reference, _C.released_from).where(_C.id == id)
        row: dict[str, Any] = {
            "complaint": id,
            **self._connection.execute(called).mappings().one(),
            "destroyed_on": on,
            "figures": chain.canonical_json(_written(figures)),
            "left_in_slack": chain.canonical_json({kind: list(ids) for kind, ids in left_in_slack.items()}),
        }
        row["seal"] = chain.row_seal(self._vault.integrity, tables.tombstones, row)
        known = self._people_of(id, complaint)
        for table in OF_A_CASE:
            self._connection.execute(delete(table).where(_column(table) == id))
        # Of no case, or of somebody's Home: the rows that name it in their key.
        about_it = or_(_O.key.contains(id), _O.payload.contains(id))
        self._connection.execute(delete(tables.outbox).where(about_it, _O.status.in_(("done", "failed"))))
        self._connection.execute(delete(tables.complaints).where(_C.id == id))
        self._connection.execute(insert(tables.tombstones), row)
        self._forget(known)

    def all(self) -> tuple[Tombstone, ...]:
        t = tables.tombstones
        rows = self._connection.execute(select(t).order_by(t.c.destroyed_on, t.c.number, t.c.reference))
        return tuple(
            Tombstone(row.number or row.reference, row.destroyed_on, _read(row.figures), json.loads(row.left_in_slack))
            for row in rows
        )

    def _people_of(self, id: str, complaint: Complaint) -> frozenset[str]:
        """Who the dossier names, by whatever it says readably."""
        e = tables.events.c
        said = self._connection.execute(select(e.by_person, e.attributes).where(e.complaint == id)).all()
        words = {one.by_person for one in said} | {word for one in said for word in _words(json.loads(one.attributes))}
        known = self._connection.scalars(select(_P.id).where(_P.id.in_([word for word in words if word])))
        return frozenset(known)

    def _forget(self, known: Iterable[str]) -> None:
        """Forget those of these people whom nothing else knows: who work here, or stand in another dossier, stay."""
        for person in known:
            refers = [
                exists().where(column == person)
                for table in tables.metadata.sorted_tables
                for column in table.columns
                if any(key.column is _P.id for key in column.foreign_keys)
            ]
            told = exists().where(tables.events.c.attributes.contains(f'"{person}"'))
            nobody = delete(tables.people).where(_P.id == person, ~or_(*refers, told))
            self._connection.execute(nobody)


def _column(table: Table) -> Any:
    return next(key.parent for key in table.foreign_keys if key.column is _C.id)


def _words(said: Json) -> Iterable[str]:
    """Every text in these attributes."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, list):
        for part in said:
            yield from _words(part)
    elif isinstance(said, dict):
        for part in said.values():
            yield from _words(part)


def _written(figures: Figures) -> dict[str, Json]:
    return {
        "received": str(figures.received),
        "ended": str(figures.ended) if figures.ended else None,
        "course": figures.course,
        "supervised": figures.supervised,
        "subjects": list(figures.subjects),
        "channels": list(figures.channels),
        "outcomes": list(figures.outcomes),
        "lesson": figures.lesson,
        "punctual": [[rule, status.value] for rule, status in figures.punctual],
        "improvements": [[str(planned), state.value] for planned, state in figures.improvements],
    }


def _read(text: str) -> Figures:
    said = json.loads(text)
    return Figures(
        received=HalfYear.parse(said["received"]),
        ended=HalfYear.parse(said["ended"]) if said["ended"] else None,
        course=said["course"],
        supervised=said["supervised"],
        subjects=tuple(said["subjects"]),
        channels=tuple(said["channels"]),
        outcomes=tuple(said["outcomes"]),
        lesson=said["lesson"],
        punctual=tuple((rule, Status(status)) for rule, status in said["punctual"]),
        improvements=tuple((HalfYear.parse(planned), State(state)) for planned, state in said["improvements"]),
    )
