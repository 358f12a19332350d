"""Terms from dates alone, as `klachtbot deadlines` prints them."""

from __future__ import annotations

import argparse
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klachtbot.cli import deadlines
from klachtbot.domain.forecast import Dates, forecast
from klachtbot.domain.model import CalendarName
from klachtbot.domain.terms import Term
from klachtbot.domain.workdays import work_calendar

PUBLIC = work_calendar(CalendarName.PUBLIC)
DAYS = st.dates(date(2016, 1, 1), date(2044, 1, 1))


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    deadlines.add_parser(parser.add_subparsers())
    return deadlines.run(parser.parse_args(["deadlines", *words]))


@pytest.mark.parametrize(
    ("contacted", "rule", "due"),
    [
        pytest.param(None, "R6", date(2026, 4, 10), id="no contact: Fri 10 Apr, the day after the R4 date"),
        pytest.param(date(2026, 4, 2), "R5", date(2026, 4, 2), id="contact Thu 2 Apr: that day"),
        pytest.param(date(2026, 4, 4), "R5", date(2026, 4, 7), id="contact Sat 4 Apr: Tue 7 Apr, after Easter"),
    ],
)
def test_the_acknowledgement_follows_contact_or_else_the_contact_term(
    contacted: date | None, rule: str, due: date
) -> None:
    found = forecast(Dates(date(2026, 4, 2), contacted=contacted), PUBLIC)

    assert [(one.rule, one.due_on) for one in found if one.term is Term.ACKNOWLEDGEMENT] == [(rule, due)]


@given(DAYS)
def test_two_week_terms_end_exactly_fourteen_days_later(start: date) -> None:
    dates = Dates(start, acknowledged=start, referred=start, deliberated=start)

    found = {one.term: one.due_on for one in forecast(dates, PUBLIC)}

    two_weeks = start + timedelta(days=14)
    assert (found[Term.CONVERSATION], found[Term.DELIBERATION], found[Term.HEARING]) == (two_weeks,) * 3


def test_json_has_exactly_the_promised_shape(capsys: pytest.CaptureFixture[str]) -> None:
    code = run("--received", "2026-11-21", "--closed-on", "2026-11-24", "2026-11-30", "--json")

    assert code == 0
    assert json.loads(capsys.readouterr().out) == {
        "received_on": "2026-11-21",
        "calendar": "public",
        "deadlines": [
            {
                "rule": "R4",
                "term": "contact",
                "due_on": "2026-11-26",
                "last_working_day": "2026-11-26",
                "explanation": [
                    {"date": "2026-11-21", "counts": False, "reason": "dag 0"},
                    {"date": "2026-11-22", "counts": False, "reason": "weekend"},
                    {"date": "2026-11-23", "counts": True, "reason": "werkdag 1"},
                    {"date": "2026-11-24", "counts": False, "reason": "sluitingsdag"},
                    {"date": "2026-11-25", "counts": True, "reason": "werkdag 2"},
                    {"date": "2026-11-26", "counts": True, "reason": "werkdag 3"},
                ],
            },
            {
                "rule": "R6",
                "term": "acknowledgement",
                "due_on": "2026-11-27",
                "last_working_day": "2026-11-27",
                "explanation": [
                    {"date": "2026-11-21", "counts": False, "reason": "dag 0"},
                    {"date": "2026-11-22", "counts": False, "reason": "weekend"},
                    {"date": "2026-11-23", "counts": True, "reason": "werkdag 1"},
                    {"date": "2026-11-24", "counts": False, "reason": "sluitingsdag"},
                    {"date": "2026-11-25", "counts": True, "reason": "werkdag 2"},
                    {"date": "2026-11-26", "counts": True, "reason": "werkdag 3"},
                    {"date": "2026-11-27", "counts": True, "reason": "werkdag 4"},
                ],
            },
        ],
    }


def test_every_term_appears_once_its_start_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    words = "--received 2026-11-02 --contacted 2026-11-03 --acknowledged 2026-11-03 --referred 2026-12-12"

    run(*words.split(), "--deliberated", "2026-12-13", "--json")

    rows = json.loads(capsys.readouterr().out)["deadlines"]
    assert [(r["rule"], r["term"], r["due_on"], r["last_working_day"]) for r in rows] == [
        ("R4", "contact", "2026-11-05", "2026-11-05"),
        ("R5", "acknowledgement", "2026-11-03", "2026-11-03"),
        ("R8", "conversation", "2026-11-17", "2026-11-17"),
        ("R15", "deliberation", "2026-12-26", "2026-12-24"),
        ("R16", "hearing", "2026-12-27", "2026-12-24"),
    ]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        pytest.param("nl", "vr 3 apr 2026   Goede vrijdag, telt niet", id="Dutch"),
        pytest.param("en", "Fri 3 Apr 2026  Good Friday, does not count", id="English"),
    ],
)
def test_the_table_explains_each_day_in_the_chosen_language(
    capsys: pytest.CaptureFixture[str], lang: str, line: str
) -> None:
    run("--received", "2026-04-02", "--lang", lang)

    assert line in [row.strip() for row in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("--received 2026-02-30", id="no such day"),
        pytest.param("--received morgen", id="no date at all"),
        pytest.param("--received 2026-W45-1", id="a week"),
        pytest.param("--received 1026-01-01", id="outside every calendar"),
        pytest.param("--received 2026-11-02 --closed-on 2026-11-03 x", id="bad closing day"),
        pytest.param("--received 2026-11-02 --contacted 2026-11-01", id="contact before receipt"),
        pytest.param("--received 2026-11-02 --acknowledged 2026-11-05 --referred 2026-11-04", id="referred too early"),
        pytest.param(
            "--received 2026-11-02 --referred 2026-11-05 --deliberated 2026-11-04", id="deliberated too early"
        ),
    ],
)
def test_wrong_dates_get_one_clear_line_and_exit_code_2(capsys: pytest.CaptureFixture[str], words: str) -> None:
    code = run(*words.split())

    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
