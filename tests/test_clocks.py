"""The clocks of the procedure: which day it is in Amsterdam, on the wall and in the practice workspace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from klachtbot.cli.organisation import take_over
from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.settings import Settings
from klachtbot.storage import open_database
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.register import Registration, register
from klachtbot.wiring import MovableClock, WallClock
from tests.databases import KEYS, Databases
from tests.e2e.house import ORGANISATION, SANNE

DAY = timedelta(days=1)

TURNS = [
    pytest.param(datetime(2026, 6, 1, 21, 59, 59, tzinfo=UTC), date(2026, 6, 1), id="Mon 1 Jun 23:59:59, summer"),
    pytest.param(datetime(2026, 6, 1, 22, 0, tzinfo=UTC), date(2026, 6, 2), id="Tue 2 Jun 00:00, summer"),
    pytest.param(datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), date(2026, 12, 31), id="Thu 31 Dec 23:59:59"),
    pytest.param(datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1), id="Fri 1 Jan 00:00"),
    pytest.param(datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29), id="Sun 29 Mar 00:00, clocks go on"),
    pytest.param(datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30), id="Mon 30 Mar 00:00, after 23 hours"),
    pytest.param(datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25), id="Sun 25 Oct 00:00, clocks go back"),
    pytest.param(datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25), id="Sun 25 Oct 23:59, after 25 hours"),
    pytest.param(datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26), id="Mon 26 Oct 00:00"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a practice clock keeps how far it was moved."""
    return tmp_path / "demo" / "datum"


def in_amsterdam(clock: MovableClock) -> str:
    return f"{clock.now().astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(("at", "today"), TURNS)
def test_the_day_turns_at_midnight_in_amsterdam(at: datetime, today: date) -> None:
    with time_machine.travel(at, tick=False):
        assert WallClock().today() == today


@pytest.mark.parametrize(("at", "today"), TURNS)
def test_so_it_does_in_the_practice_workspace(file: Path, at: datetime, today: date) -> None:
    with time_machine.travel(at - 30 * DAY, tick=False):
        MovableClock(file).set_date(date(2026, 1, 5))
        moved = MovableClock(file)
        moved.advance(timedelta(seconds=(at - moved.now()).total_seconds()))

        assert moved.today() == today


@pytest.mark.parametrize(
    ("at", "number"),
    [
        pytest.param(datetime(2026, 12, 31, 22, 30, tzinfo=UTC), "K-2026-001", id="Thu 31 Dec 23:30"),
        pytest.param(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "K-2027-001", id="Fri 1 Jan 00:30"),
    ],
)
def test_a_complaint_gets_a_number_of_the_year_it_is_in_amsterdam(
    sqlite_databases: Databases, at: datetime, number: str
) -> None:
    settings = Settings(database_url=sqlite_databases.new_url(), keys=KEYS)
    told = Registration(date(2026, 12, 31), "phone", "Roza Aydın", "0362002158", "Tom Visser", "De afspraak.")
    with time_machine.travel(at, tick=False):
        take_over(settings, ORGANISATION, WallClock())
        database = open_database(settings.database_url, settings.keys, clock=WallClock())
        with database.uow() as uow:
            by, calendar = uow.people.by_slack_id(SANNE), calendar_of(uow)
            assert by is not None
            registered = register(
                uow, by=by, today=WallClock().today(), calendar=calendar, registration=told, submission="s1"
            )
        database.dispose()

    assert registered.complaint.number == number


@pytest.mark.parametrize(
    ("day", "days", "then"),
    [
        pytest.param(date(2026, 3, 28), 1, "2026-03-29 09:00", id="Sat 28 Mar, over the hour that is left out"),
        pytest.param(date(2026, 10, 24), 1, "2026-10-25 09:00", id="Sat 24 Oct, over the hour that comes twice"),
        pytest.param(date(2026, 10, 25), -1, "2026-10-24 09:00", id="Sun 25 Oct, back over it"),
        pytest.param(date(2026, 12, 31), 1, "2027-01-01 09:00", id="Thu 31 Dec, into the new year"),
        pytest.param(date(2026, 3, 2), 365, "2027-03-02 09:00", id="Mon 2 Mar, a year on"),
    ],
)
def test_nine_in_the_morning_stays_nine_when_days_are_added(file: Path, day: date, days: int, then: str) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 13, 7, tzinfo=UTC), tick=False):
        clock = MovableClock(file)
        clock.set_date(day)

        clock.advance(days * DAY)

        assert in_amsterdam(clock) == then


def test_an_hour_is_an_hour_also_when_the_clocks_change(file: Path) -> None:
    with time_machine.travel(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), tick=False):
        clock = MovableClock(file)

        clock.advance(timedelta(hours=1))

        assert clock.now() == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_next_working_day_after_the_thursday_before_easter_is_the_tuesday_after_it(file: Path) -> None:
    with time_machine.travel(datetime(2026, 4, 2, 21, 30, tzinfo=UTC), tick=False):
        clock = MovableClock(file)

        clock.next_working_day()

        assert in_amsterdam(clock) == "2026-04-07 09:00"


def test_how_far_it_was_moved_is_kept(file: Path) -> None:
    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), tick=False):
        MovableClock(file).set_date(date(2027, 1, 4))

        assert in_amsterdam(MovableClock(file)) == "2027-01-04 09:00"


@pytest.mark.parametrize(
    "kept",
    [b"", b"morgen", b"\xff\xfe", b"9" * 30, b"9" * 5000, b"-99999999999", b"1.5"],
    ids=["empty", "a word", "no text", "too far", "far too far", "before the year 1", "no whole number"],
)
def test_a_file_that_says_nothing_is_as_if_there_were_none(file: Path, kept: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(kept)

    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), tick=False):
        assert MovableClock(file).now() == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_file_that_cannot_be_read_is_as_if_there_were_none(file: Path) -> None:
    file.mkdir(parents=True)

    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), tick=False):
        assert MovableClock(file).now() == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
