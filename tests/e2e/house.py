"""A house with people in it: a practice workspace, a real bot connected to it over a WebSocket, and a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from klachtbot.practice.driver import Driver, Filled, Person, texts_of
from klachtbot.practice.server import PracticeServer
from klachtbot.resources import find
from klachtbot.storage.database import Database
from klachtbot.wiring import Bot

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

ORGANISATION = find("cli/demo_organisation.toml")

SANNE, JORIS = "U0COORD1", "U0COORD2"  # coordinators
MARLEEN, RUUD = "U0SUPER1", "U0SUPER2"  # supervisor, and her deputy
FATMA, TOM, EMILY = "U0STAFF1", "U0STAFF2", "U0STAFF3"  # staff; Emily reads English
CHAIR = "U0CHAIR1"  # of the committee


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

    @cached_property
    def sanne(self) -> Person:
        return self.driver.person(SANNE)

    @cached_property
    def joris(self) -> Person:
        return self.driver.person(JORIS)

    @cached_property
    def fatma(self) -> Person:
        return self.driver.person(FATMA)


def fill_in(person: Person, **other: Filled) -> None:
    """Open the form for a new complaint and fill it in, with these fields different."""
    person.command("/klacht", "nieuw")
    person.fill({LABELS[key]: value for key, value in {**COMPLAINT, **other}.items()})


def register(person: Person, **other: Filled) -> None:
    """Fill in the form for a new complaint and press submit."""
    fill_in(person, **other)
    person.submit()


LABELS = {
    "received_on": "Wanneer kwam de klacht binnen?",
    "channel": "Hoe kwam de klacht binnen?",
    "complainant": "Naam van de klager",
    "contact": "Hoe is de klager te bereiken?",
    "about": "Over wie gaat de klacht?",
    "subject": "Waar gaat de klacht over, in één zin?",
    "ticks": "Kruis aan wat klopt",
}
COMPLAINT: dict[str, Filled] = {
    "channel": "Telefoon",
    "complainant": "Roza Aydın",
    "contact": "roza.aydin@voorbeeld.nl",
    "about": "Tom Visser",
    "subject": "De afspraak ging twee keer niet door.",
}
PERSONAL = ("Roza", "Aydın", "roza.aydin", "Tom Visser", "ging twee keer niet door")
"""Words of that complaint that may stand nowhere in the clear."""


def read(thing: object) -> str:
    """Everything a person can read in a form, message or Home tab, as one text."""
    return "\n".join(texts_of(thing))
