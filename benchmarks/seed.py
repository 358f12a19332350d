"""A database as a busy office would have it: an organisation, and ten thousand open cases of one coordinator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import update

from klachtbot.domain import procedure
from klachtbot.domain.model import Respondent, Series
from klachtbot.domain.people import InView
from klachtbot.resources import find
from klachtbot.storage import tables
from klachtbot.storage.database import Database, open_database
from klachtbot.storage.engine import patient
from klachtbot.storage.keys import new_keys_text
from klachtbot.storage.migrate import migrate
from klachtbot.storage.organisation import apply
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.organisation import parse
from klachtbot.wiring import WallClock

OFFICER = "U0COORD1"
CASES = 10_000
_DAYS = 40
"""The cases came in over so many days until today, so that their terms differ."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """Where it stands, and the keys that open it."""

    url: str
    keys: str = field(repr=False)

    @contextmanager
    def opened(self) -> Iterator[Database]:
        """As this process; never beside a bot that serves the same SQLite file."""
        database = open_database(self.url, self.keys, clock=WallClock())
        try:
            yield database
        finally:
            database.dispose()

    def registered(self) -> int:
        """How many open cases the officer has."""
        with self.opened() as database, database.uow(read_only=True) as uow:
            person = uow.people.by_slack_id(OFFICER)
            assert person is not None
            return uow.complaints.open_of(InView((person.id,)), limit=1).total


def seed(url: str, *, cases: int = CASES) -> Seeded:
    """Fill an empty database through the storage layer, in one transaction."""
    migrate(url)
    seeded = Seeded(url, new_keys_text())
    clock = WallClock()
    today = clock.today()
    with seeded.opened() as database:
        with database.uow() as uow:
            apply(uow, parse(find("cli/demo_organisation.toml").read_text(encoding="utf-8")))
            uow.commit()
        with database.uow() as uow:
            patient(uow.connection)
            officer = uow.people.by_slack_id(OFFICER)
            assert officer is not None
            calendar = calendar_of(uow)
            for number in range(cases):
                drafts = procedure.start(
                    by=officer.id,
                    officer=officer.id,
                    received_on=today - timedelta(days=number % _DAYS),
                    today=today,
                    calendar=calendar,
                    respondents=(Respondent("r1"),),
                    attributes={"channel": "phone", "complainant_known": True},
                    details={
                        "complainant": "Roza Aydın",
                        "contact": "roza.aydin@voorbeeld.example",
                        "about": "Tom Visser",
                        "subject": "De afspraak ging twee keer niet door.",
                    },
                )
                uow.complaints.register(drafts, series=Series.ORDINARY, year=today.year, submission=f"seed-{number}")
            # Of none of them anything is to be said before tomorrow: this morning's messages are out.
            uow.connection.execute(update(tables.complaints).values(look_at=clock.now() + timedelta(days=1)))
            uow.commit()
        if database.engine.dialect.name == "postgresql":
            _tidy(url)
    return seeded


def _tidy(url: str) -> None:
    """What PostgreSQL does by itself within a minute (autovacuum): without it, it plans as if the tables were empty."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
