"""Dates as people type them after a command."""

from __future__ import annotations

from datetime import date

import pytest

from klachtbot.slack.notices import a_date


@pytest.mark.parametrize("typed", ["2026-04-02", "2-4-2026", "02-04-2026", "2/4/2026", "2.4.2026", " 2-4-2026 "])
def test_thursday_2_april_2026_may_be_typed_in_many_ways(typed: str) -> None:
    assert a_date(typed) == date(2026, 4, 2)


@pytest.mark.parametrize(
    "typed",
    ["2-4-26", "26-4-2", "26-04-02", "0000-04-02", "31-4-2026", "2-13-2026", "2-4-226", "202-4-2", "2-4", "morgen", "",
     "٢-٤-٢٠٢٦"],
    ids=["year of two digits", "year first, of two", "all of two", "year nought", "no such day", "no such month",
         "year of three digits", "year first, of three", "no year", "a word", "nothing", "other digits"],
)  # fmt: skip
def test_what_is_no_whole_date_is_none(typed: str) -> None:
    assert a_date(typed) is None
