"""``workdays``: the n-th working day after a date, against the libraries one would otherwise ask."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

import holidays
import numpy as np
from workalendar.europe import Netherlands

from benchmarks.report import Result
from benchmarks.sides import beside
from klachtbot.domain.model import CalendarName
from klachtbot.domain.workdays import WorkCalendar, work_calendar

ROUNDS = 7
TERMS = (1, 3, 5, 10, 20, 30)
STARTS = [date(2026, 1, 1) + timedelta(days=days) for days in range(0, 330, 3)]

T = TypeVar("T")
Ask = Callable[[], object]
"""Answers every question once."""


def run() -> Iterator[Result]:
    """Every start with every term, all calendars made beforehand."""
    calendar = work_calendar(CalendarName.PUBLIC)
    questions = [(start, n) for start in STARTS for n in TERMS]
    ours = _asking(calendar.nth_working_day, questions)
    for name, theirs in _others(calendar, questions):
        rounds = list(_in_turns(ours, theirs, len(questions)))
        result = beside(f"workdays.{name}", rounds, unit="us", n=ROUNDS * len(questions), at_most=1.0)
        yield result


def _others(calendar: WorkCalendar, questions: Sequence[tuple[date, int]]) -> Iterator[tuple[str, Ask]]:
    country = holidays.country_holidays("NL", years=range(2025, 2029))
    days = np.busdaycalendar(holidays=[np.datetime64(day) for day in sorted(calendar.off.days)])
    dates = [(np.datetime64(start), n) for start, n in questions]

    def of_numpy(start: np.datetime64, n: int) -> np.datetime64:
        return np.busday_offset(start, n, roll="backward", busdaycal=days)

    for (start, n), (there, _) in zip(questions, dates, strict=True):
        found = calendar.nth_working_day(start, n)
        assert found == country.get_nth_working_day(start, n) == of_numpy(there, n).item()
    yield "holidays", _asking(country.get_nth_working_day, questions)
    yield "numpy", _asking(of_numpy, dates)
    # Knows other days off than we do (a matter of opinion); the work is the same.
    yield "workalendar", _asking(Netherlands().add_working_days, questions)


def _asking(nth: Callable[[T, int], object], questions: Sequence[tuple[T, int]]) -> Ask:
    def ask() -> None:
        for start, n in questions:
            nth(start, n)

    return ask


def _in_turns(ours: Ask, theirs: Ask, count: int) -> Iterator[tuple[float, float]]:
    """Microseconds a question, of both, each round; the first round warms up."""
    for number in range(ROUNDS + 1):
        marks = [time.perf_counter()]
        for ask in (ours, theirs):
            ask()
            marks.append(time.perf_counter())
        mine, other = ((end - start) / count * 1e6 for start, end in pairwise(marks))
        if number:
            yield mine, other
