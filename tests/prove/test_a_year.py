"""The simulated year: 400 complaints, people who are late and away, and a bot, a Slack and a clock that fail.

On every simulated day each rung that was the highest owed at some tick in the send window is told once, to exactly the
right people; nothing goes out outside the window, nothing about a met or closed term, and nothing about a complaint
about a coordinator to any of them. ``KLACHTBOT_SEED`` plays another year.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

import pytest

from tests.databases import Databases
from tests.prove.work import Work
from tests.prove.year import CLOSED, DAY, Office, at

pytestmark = [pytest.mark.prove, pytest.mark.timeout(900)]

FIRST, LAST = date(2026, 1, 5), date(2027, 1, 8)
SEED = int(os.environ.get("KLACHTBOT_SEED", "20261124"))
Moment = tuple[datetime, int, Callable[[], None]]


def test_a_year_of_400_complaints_on_sqlite(sqlite_databases: Databases) -> None:
    office = Office(SEED, sqlite_databases, FIRST)

    played(office, FIRST, LAST, complaints=400)

    assert office.figures["complaints"] == 400
    assert office.figures["about a coordinator"] >= 30
    assert office.figures["nudges about improvement"] > 0
    assert office.figures["nudges to who owns an action"] > 0
    assert office.figures["nudges for who owns an action"] > 0


@pytest.mark.postgres
def test_a_spring_with_three_replicas_on_postgresql(postgres_databases: Databases) -> None:
    monday = date(2026, 3, 2)
    office = Office(SEED, postgres_databases, monday, replicas=3, mortal=False)

    played(office, monday, date(2026, 5, 22), complaints=90)

    assert office.figures["messages"] > 100


def played(office: Office, first: date, last: date, *, complaints: int) -> None:
    """Play it, print what happened, and look that nothing was left behind."""
    print(f"\nseed {SEED}")
    year = Year(office, first, last, complaints)
    year.play()
    office.check_end()
    for name, count in sorted(office.figures.items()):
        print(f"  {count:6} {name}")


class Year:
    """Everything that is to happen, instant by instant, on the true clock; the bot's own may be set back."""

    def __init__(self, office: Office, first: date, last: date, complaints: int) -> None:
        self.office, self.rng, self.work = office, office.rng, Work(office)
        self.first, self.last, self.complaints = first, last, complaints
        self.behind = self.transport_behind = timedelta()
        self.bot_out: list[tuple[datetime, datetime]] = []
        self.now = at(first, 0)

    def play(self) -> None:
        for moment, _, happens in sorted(self._moments(), key=lambda one: one[:2]):
            self.now = moment
            self._set_clocks()
            if not any(start <= moment < end for start, end in self.bot_out):
                happens()

    def _set_clocks(self) -> None:
        self.office.clock.at = self.now - self.behind
        self.office.transport.at = max(self.now - self.transport_behind, self.office.transport.at) if (
            not self.transport_behind
        ) else self.now - self.transport_behind  # fmt: skip

    def _moments(self) -> Iterator[Moment]:
        office, work = self.office, self.work
        days = [self.first + n * DAY for n in range((self.last - self.first).days)]
        yield from self._trouble(days)
        for n in range(self.complaints):
            yield self._while_the_bot_runs(days[:-25]), 100 + n, work.comes_in
        for day in days:
            yield from ((moment, 1_000, office.tick) for moment in self._ticks(day))
            if office.days.works(day):
                for hour in (9, 11, 13, 16):
                    yield at(day, hour, self.rng.randint(0, 59)), 900, work.works
        yield from self._absences(days)
        if self.first < date(2026, 4, 1):
            closing = at(date(2026, 4, 1), 12)
            yield closing, 1, lambda: office.closes_on(CLOSED)

    def _while_the_bot_runs(self, days: list[date]) -> datetime:
        while True:
            moment = self._some_time(self.rng.choice(days))
            if not any(start <= moment < end for start, end in self.bot_out):
                return moment

    def _some_time(self, day: date) -> datetime:
        return at(day, self.rng.randint(8, 17), self.rng.randint(0, 59), self.rng.randint(0, 59))

    def _ticks(self, day: date) -> list[datetime]:
        """At irregular instants, more around nine, three and five."""
        rng = self.rng
        around = [
            (8, 55),
            (9, 0),
            (9, 0),
            (9, 10),
            (11, 0),
            (13, 0),
            (14, 58),
            (15, 0),
            (15, 5),
            (16, 58),
            (17, 0),
            (22, 0),
        ]
        chosen = [one for one in around if rng.random() < (0.8 if day.weekday() < 5 else 0.25)]
        return [at(day, hour, minute) + timedelta(seconds=rng.randint(0, 290)) for hour, minute in chosen]

    def _absences(self, days: list[date]) -> Iterator[Moment]:
        office, rng = self.office, self.rng
        start = at(days[0], 0, 1)
        yield start, 0, lambda: office.never_works_on("sanne", frozenset({2}))
        yield start, 0, lambda: office.never_works_on("aylin", frozenset({4}))
        for name, many in (("sanne", 4), ("joris", 4), ("aylin", 4), ("marleen", 4), ("ruud", 3)):
            for _ in range(max(1, many * len(days) // 365)):
                first = rng.choice(days)
                length = rng.choice((0, 0, 2, 4, 13, 20))
                said = at(first, 7, 30) if rng.random() < 0.5 else at(max(days[0], first - 14 * DAY), 12)
                yield said, 2, partial(office.is_away, name, first, first + length * DAY)
            ill = rng.choice(days)
            back = ill + rng.randint(3, 25) * DAY
            yield at(ill, 8, 50), 2, partial(office.is_away, name, ill, None)
            yield at(back, 8, 30), 2, partial(office.comes_back, name, back - DAY)
        august = date(2026, 8, 3)  # nobody left for a week, and a few days without the supervisor, too
        if days[0] < august < days[-1]:
            for name, length in (("sanne", 11), ("joris", 13), ("aylin", 6), ("marleen", 2)):
                yield at(august - 7 * DAY, 12), 2, partial(office.is_away, name, august, august + length * DAY)

    def _trouble(self, days: list[date]) -> Iterator[Moment]:
        office, rng = self.office, self.rng
        for _ in range(len(days) // 15):  # the bot is out for hours, or for days
            start = self._some_time(rng.choice(days))
            self.bot_out.append((start, start + rng.choice((1, 3, 6, 20, 60)) * timedelta(hours=1)))
            office.figures["outages of the bot"] += 1
            yield self.bot_out[-1][1], 0, self._restarts
        for _ in range(len(days) // 12):
            start = self._some_time(rng.choice(days))
            yield start, 3, lambda: self._slack(down=True)
            yield start + rng.choice((0.5, 2, 5, 26)) * timedelta(hours=1), 3, lambda: self._slack(down=False)
        for _ in range(len(days) // 15):
            yield self._some_time(rng.choice(days)), 4, self._restarts
        tuesday = next(day for day in days[len(days) // 2 :] if day.weekday() == 3)
        yield at(tuesday, 11), 0, lambda: self._set_back(2 * DAY, transport=False)
        yield at(tuesday + DAY, 11), 0, lambda: self._set_back(timedelta(), transport=False)
        for day in rng.sample([day for day in days if day.weekday() < 4], 3):
            hour = rng.choice((9, 10, 15))
            yield at(day, hour, 40), 0, lambda: self._set_back(timedelta(hours=1), transport=True)
            yield at(day + DAY, 6), 0, lambda: self._set_back(timedelta(), transport=True)
        yield at(self.last, 0, 1), 0, self._all_is_well
        yield at(self.last, 12), 0, office.tick
        yield at(self.last + DAY, 12), 0, office.tick
        yield at(self.last + 3 * DAY, 12), 0, office.tick

    def _restarts(self) -> None:
        self.office.figures["restarts"] += 1
        self.office.start()

    def _slack(self, *, down: bool) -> None:
        self.office.figures["outages of Slack"] += down
        self.office.luck.slack_down = down

    def _set_back(self, by: timedelta, *, transport: bool) -> None:
        self.office.figures["times the clock was set back"] += bool(by)
        self.behind = by
        self.transport_behind = by if transport else timedelta()
        self._set_clocks()

    def _all_is_well(self) -> None:
        self.office.luck.slack_down, self.office.luck.crash, self.office.luck.doubt = False, 0.0, 0.0
