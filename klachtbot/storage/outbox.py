"""The outbox: everything that leaves is a row first."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from klachtbot.storage import tables
from klachtbot.storage.chain import canonical_json
from klachtbot.usecases.ports import Clock, NewMessage


class SqlOutbox:
    """``ports.Outbox`` inside one transaction; ``added`` tells whether there is something to deliver after it."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self.added = False

    def add(self, message: NewMessage) -> None:
        make = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        self._connection.execute(
            make(tables.outbox)
            .values(
                key=message.key,
                kind=message.kind,
                recipient=message.to,
                complaint=message.complaint,
                payload=canonical_json(message.payload or {}),
                status="waiting",
                added_at=self._clock.now(),
                not_before=message.not_before,
                attempts=0,
            )
            .on_conflict_do_nothing(index_elements=["key"])
        )
        self.added = True
