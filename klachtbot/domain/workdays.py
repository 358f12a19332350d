"""Which days count: working days, holidays and own closing days, and how a term was counted, day by day.

Two calendars (a setting): ``public`` holds the public holidays of the Netherlands as the ``holidays`` package has
them; ``atw`` reads terms by analogy with the Algemene termijnenwet: 5 May every year, and the days put on a par with
a holiday. Own closing days come on top of either. ``holidays`` is imported only when a calendar is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from klachtbot.domain.errors import OutsideCalendar
from klachtbot.domain.model import CalendarName, DaysOff, Json

CLOSING_DAY = "sluitingsdag"
"""The name an own closing day has among the days off."""

PAR_DAY = "gelijkgestelde dag"
ON_A_PAR = MappingProxyType(
    {
        date(2026, 1, 2): PAR_DAY,
        date(2026, 5, 15): PAR_DAY,
        date(2027, 5, 7): PAR_DAY,
        date(2028, 4, 28): PAR_DAY,
        date(2028, 5, 26): PAR_DAY,
    }
)
"""Days put on a par with a holiday (``atw``). From a secondary source: check them when new ones appear."""

ON_A_PAR_UNTIL = date(2028, 12, 31)
"""The last day for which ``ON_A_PAR`` is complete."""

_ENGLISH = MappingProxyType(
    {
        "nieuwjaarsdag": "New Year's Day",
        "goede vrijdag": "Good Friday",
        "eerste paasdag": "Easter Sunday",
        "tweede paasdag": "Easter Monday",
        "koninginnedag": "Queen's Day",
        "koningsdag": "King's Day",
        "bevrijdingsdag": "Liberation Day",
        "hemelvaartsdag": "Ascension Day",
        "eerste pinksterdag": "Whit Sunday",
        "tweede pinksterdag": "Whit Monday",
        "eerste kerstdag": "Christmas Day",
        "tweede kerstdag": "Second Day of Christmas",
        PAR_DAY: "day put on a par with a holiday",
    }
)

FIRST_YEAR, LAST_YEAR = 2015, 2045
"""The years a calendar is made for unless asked otherwise."""

_BEFORE, _AFTER = timedelta(days=45), timedelta(days=120)
"""What a snapshot keeps around a start: room for the longest term across a long closing."""


class DayKind(StrEnum):
    """Why a day counts, or does not."""

    START = "start"
    WORKING_DAY = "working_day"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSING_DAY = "closing_day"
    CALENDAR_DAY = "calendar_day"  # a day of a two-week term: every day counts


@dataclass(frozen=True, slots=True)
class Day:
    """One row of an explanation. ``number`` is how many days have counted up to and including this one.

    ``name`` is the Dutch name of a holiday, else "".
    """

    date: date
    counts: bool
    kind: DayKind
    number: int
    name: str = ""


class WorkCalendar:
    """The working days within a window; every question is a look-up, made ready when the calendar is made.

    A day outside the window raises ``OutsideCalendar``: it never guesses.
    """

    __slots__ = ("_counted", "_working", "off")

    def __init__(self, off: DaysOff) -> None:
        self.off = off
        self._working, self._counted = _look_ups(off.first, off.last, frozenset(off.days))

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and self._count(day) > 0 and self._working[self._counted[day] - 1] == day

    def nth_working_day(self, start: date, n: int) -> date:
        """The ``n``-th working day after ``start`` (day 0, also when that is a day off); n is at least 1."""
        if n < 1:
            raise ValueError(n)
        try:
            return self._working[self._counted[start] + n - 1]
        except (KeyError, IndexError):
            raise OutsideCalendar(start, self.off.first, self.off.last) from None

    def last_working_day(self, day: date) -> date:
        """The last working day on or before ``day``."""
        count = self._count(day)
        if count == 0:
            raise OutsideCalendar(day, self.off.first, self.off.last)
        return self._working[count - 1]

    def working_day_from(self, day: date) -> date:
        """``day`` itself, or the next working day when it is a day off."""
        return day if self.is_working_day(day) else self.nth_working_day(day, 1)

    def between(self, start: date, until: date) -> int:
        """How many working days there are after ``start`` up to and including ``until``."""
        return self._count(until) - self._count(start)

    def before(self, day: date, n: int) -> date:
        """The ``n``-th working day before ``day``."""
        count = self._count(day - timedelta(days=1))
        if not 0 < n <= count:
            raise OutsideCalendar(day, self.off.first, self.off.last)
        return self._working[count - n]

    def explain_working_days(self, start: date, until: date) -> tuple[Day, ...]:
        """Day 0 up to and including ``until``: which days count, and why the others do not."""
        rows = [Day(start, False, DayKind.START, 0)]
        for day in _days(start, until):
            rows.append(self._explain(day, rows[-1].number))
        return tuple(rows)

    def snapshot(self, *days: date) -> DaysOff:
        """The days off around these days, small enough to keep with an event."""
        first = max(min(days) - _BEFORE, self.off.first)
        last = min(max(days) + _AFTER, self.off.last)
        if first > min(days) or last < max(days):
            raise OutsideCalendar(min(days), self.off.first, self.off.last)
        kept = {day: name for day, name in self.off.days.items() if first <= day <= last}
        return DaysOff(self.off.calendar, first, last, kept)

    def _count(self, day: date) -> int:
        try:
            return self._counted[day]
        except KeyError:
            raise OutsideCalendar(day, self.off.first, self.off.last) from None

    def _explain(self, day: date, number: int) -> Day:
        if self.is_working_day(day):
            return Day(day, True, DayKind.WORKING_DAY, number + 1)
        name = self.off.days.get(day, "")
        kind = DayKind.CLOSING_DAY if name == CLOSING_DAY else DayKind.HOLIDAY if name else DayKind.WEEKEND
        return Day(day, False, kind, number, name if kind is DayKind.HOLIDAY else "")


@lru_cache(maxsize=128)
def _look_ups(first: date, last: date, off: frozenset[date]) -> tuple[Sequence[date], Mapping[date, int]]:
    """The working days of a window, and how many there were up to each day. Made once: a day's entries share them."""
    working: list[date] = []
    counted: dict[date, int] = {}
    day, step = first, timedelta(days=1)
    while day <= last:
        if day.weekday() < 5 and day not in off:
            working.append(day)
        counted[day] = len(working)
        day += step
    return working, counted


def english_name(name: str) -> str:
    """The English name of a day off, by its Dutch name (which is returned when there is none)."""
    return "; ".join(_ENGLISH.get(one.casefold(), one) for one in name.split("; "))  # two in one day: 5 May 2016


def explain_days(start: date, until: date) -> tuple[Day, ...]:
    """Day 0 and the days after it, each of which counts (two-week terms)."""
    later = (Day(day, True, DayKind.CALENDAR_DAY, n) for n, day in enumerate(_days(start, until), 1))
    return (Day(start, False, DayKind.START, 0), *later)


def work_calendar(
    name: CalendarName, closing_days: Iterable[date] = (), *, first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR
) -> WorkCalendar:
    """The calendar of these years, with the organisation's own closing days on top."""
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    off = {day: CLOSING_DAY for day in closing_days if first <= day <= last}
    return WorkCalendar(DaysOff(name, first, last, {**off, **_holidays(name, first_year, last_year)}))


def atw_table_ends_soon(today: date, *, notice: timedelta = timedelta(days=183)) -> bool:
    """Whether the health check must warn: within ``notice`` the table of days put on a par is no longer complete."""
    return today + notice > ON_A_PAR_UNTIL


def to_json(off: DaysOff) -> dict[str, Json]:
    """A snapshot as plain JSON, as it stands in the attributes of an event."""
    return {
        "calendar": off.calendar.value,
        "first": off.first.isoformat(),
        "last": off.last.isoformat(),
        "days": {day.isoformat(): name for day, name in sorted(off.days.items())},
    }


def from_json(value: Json) -> DaysOff:
    """What ``to_json`` made; ValueError when it is anything else."""
    if not isinstance(value, dict) or not isinstance(days := value.get("days"), dict):
        raise ValueError("no snapshot of days off")  # noqa: TRY004 - one kind of error, whatever is wrong with it
    return DaysOff(
        CalendarName(str(value["calendar"])),
        date.fromisoformat(str(value["first"])),
        date.fromisoformat(str(value["last"])),
        {date.fromisoformat(day): str(name) for day, name in days.items()},
    )


@lru_cache(maxsize=8)
def _holidays(name: CalendarName, first_year: int, last_year: int) -> Mapping[date, str]:
    from holidays import country_holidays  # slow to import, and not every command needs a calendar

    categories = ("public", "optional") if name is CalendarName.ATW else ("public",)
    found = country_holidays("NL", years=range(first_year, last_year + 1), categories=categories, language="nl")
    days = {day: str(label) for day, label in found.items()}
    par = ON_A_PAR if name is CalendarName.ATW else {}
    return {**{day: label for day, label in par.items() if first_year <= day.year <= last_year}, **days}


def _days(start: date, until: date) -> Iterable[date]:
    return (start + timedelta(days=n) for n in range(1, (until - start).days + 1))
