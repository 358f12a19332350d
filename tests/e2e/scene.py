"""A scene: a street with a door, in which what is recorded stays."""

from __future__ import annotations

from sqlalchemy import func, select

from klachtbot.storage import tables
from tests.e2e.door import Door
from tests.e2e.street import Case, Street


class Scene:
    """What a test of payloads has at hand."""

    def __init__(self, street: Street, door: Door) -> None:
        self.street, self.door = street, door

    def case(self, situation: str) -> Case:
        return self.street.cases[situation]

    def entries(self, case: Case) -> int:
        return self.street.now(case.id).version

    def everything(self) -> tuple[int, ...]:
        """How many rows there are of whatever can be recorded."""
        counted = (
            tables.events,
            tables.complaints,
            tables.outbox,
            tables.people,
            tables.positions,
            tables.organisation_changes,
        )
        with self.street.database.uow(read_only=True) as uow:
            return tuple(uow.connection.scalar(select(func.count()).select_from(table)) or 0 for table in counted)

    def submission_of(self, case: Case) -> str:
        with self.street.database.uow(read_only=True) as uow:
            e = tables.events.c
            found = uow.connection.scalar(select(e.submission).where(e.complaint == case.id, e.submission.is_not(None)))
        assert found is not None
        return str(found)

    def newest(self) -> Case:
        """The case that was registered last."""
        with self.street.database.uow(read_only=True) as uow:
            c = tables.complaints.c
            id = uow.connection.scalar(
                select(c.id).where(c.number.is_not(None), c.series == "K").order_by(c.sequence.desc()).limit(1)
            )
        found = self.street.now(str(id))
        return Case(found.id, found.label, found.version, "")
