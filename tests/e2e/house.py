"""A house with people in it: a practice workspace, a real bot connected to it over a WebSocket, and a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from klachtbot.practice.driver import Driver, Person
from klachtbot.practice.server import PracticeServer
from klachtbot.storage.database import Database
from klachtbot.wiring import Bot

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

SANNE, JORIS = "U0COORD1", "U0COORD2"  # coordinators
MARLEEN = "U0SUPER1"  # supervisor
FATMA, EMILY = "U0STAFF1", "U0STAFF3"  # staff; Emily reads English


@dataclass
class HouseClock:
    """The practice date, standing still until somebody moves it: Tuesday 24 November 2026, ten in the morning."""

    at: datetime = field(default=datetime(2026, 11, 24, 9, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.astimezone(AMSTERDAM).date()

    def advance(self, step: timedelta) -> None:
        self.at += step

    def set_date(self, day: date) -> None:
        self.at = datetime(day.year, day.month, day.day, 9, tzinfo=AMSTERDAM).astimezone(UTC)

    def next_working_day(self) -> None:
        self.advance(timedelta(days=1))


@dataclass
class House:
    """What a test has at hand."""

    clock: HouseClock
    server: PracticeServer
    driver: Driver
    database: Database
    bot: Bot

    @property
    def sanne(self) -> Person:
        return self.driver.person(SANNE)

    @property
    def joris(self) -> Person:
        return self.driver.person(JORIS)

    @property
    def fatma(self) -> Person:
        return self.driver.person(FATMA)
