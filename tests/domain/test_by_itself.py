"""R6: at which hour an acknowledgement leaves by itself, whenever it was announced."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from klachtbot.domain.by_itself import leaves_at
from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import CalendarName
from klachtbot.domain.terms import Term, deadline
from klachtbot.domain.workdays import work_calendar

CALENDAR = work_calendar(CalendarName.PUBLIC)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour in Amsterdam."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("received", "announced", "leaves"),
    [
        (date(2026, 3, 2), at(date(2026, 3, 5), 15), at(date(2026, 3, 6), 12)),
        (date(2026, 3, 2), at(date(2026, 3, 6), 11, 59), at(date(2026, 3, 6), 12)),
        (date(2026, 3, 2), at(date(2026, 3, 6), 12), at(date(2026, 3, 9), 12)),
        (date(2026, 4, 2), at(date(2026, 4, 9), 15), at(date(2026, 4, 10), 12)),
        (date(2026, 3, 24), at(date(2026, 3, 27), 15), at(date(2026, 3, 30), 12)),
        (date(2026, 12, 18), at(date(2026, 12, 24), 12), at(date(2026, 12, 28), 12)),
    ],
    ids=["Mon 2 Mar, told on Thursday", "Mon 2 Mar, told just before noon", "Mon 2 Mar, told at noon",
         "Thu 2 Apr, over Easter", "Tue 24 Mar, over the change of the clocks", "Fri 18 Dec, told at noon on 24 Dec"],
)  # fmt: skip
def test_it_leaves_at_noon_of_the_first_working_day_that_people_could_prevent_it(
    received: date, announced: datetime, leaves: datetime
) -> None:
    due = deadline(Term.ACKNOWLEDGEMENT, received, CALENDAR)

    found = leaves_at(due, announced.astimezone(UTC), time(12), CALENDAR)

    assert found == leaves
    assert found.tzinfo is UTC
