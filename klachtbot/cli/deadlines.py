"""``klachtbot deadlines``: which terms follow from a date of receipt, and why, as a table or as JSON.

Needs no database and no settings: dates in, dates out.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from klachtbot import exits
from klachtbot.domain.errors import BeforeReceipt, OutOfOrder, OutsideCalendar
from klachtbot.domain.forecast import Dates, forecast
from klachtbot.domain.model import CalendarName, FactName
from klachtbot.domain.rules import RULES
from klachtbot.domain.terms import Deadline, Term, explain
from klachtbot.domain.workdays import Day, DayKind, english_name, work_calendar

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

_WEEKDAYS = {
    "nl": ("ma", "di", "wo", "do", "vr", "za", "zo"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_ENGLISH_TERMS = {
    Term.CONTACT: "First contact",
    Term.ACKNOWLEDGEMENT: "Acknowledgement",
    Term.CONVERSATION: "Conversation",
    Term.DELIBERATION: "Deliberation",
    Term.HEARING: "Hearing",
}
_REASONS = {
    "nl": {
        DayKind.START: "dag 0",
        DayKind.WORKING_DAY: "werkdag {number}",
        DayKind.CALENDAR_DAY: "dag {number}",
        DayKind.WEEKEND: "weekend",
        DayKind.CLOSING_DAY: "sluitingsdag",
        DayKind.HOLIDAY: "{name}",
    },
    "en": {
        DayKind.START: "day 0",
        DayKind.WORKING_DAY: "working day {number}",
        DayKind.CALENDAR_DAY: "day {number}",
        DayKind.WEEKEND: "weekend",
        DayKind.CLOSING_DAY: "closing day",
        DayKind.HOLIDAY: "{name}",
    },
}
_WORDS = {
    "nl": {
        "received": "Ontvangen: {on}",
        "due": "uiterlijk {on}",
        "before": "laatste werkdag: {on}",
        "not": "telt niet",
        "no_date": "{flag}: {value!r} is geen datum; schrijf jjjj-mm-dd, bijvoorbeeld 2026-04-02",
        "before_receipt": "{on} ligt voor de ontvangstdatum {other}",
        "out_of_order": "{on} ligt voor {flag} {other}",
        "outside": "{on} valt buiten de kalender ({first} tot en met {last})",
    },
    "en": {
        "received": "Received: {on}",
        "due": "due {on}",
        "before": "last working day: {on}",
        "not": "does not count",
        "no_date": "{flag}: {value!r} is no date; write yyyy-mm-dd, for instance 2026-04-02",
        "before_receipt": "{on} lies before the date of receipt {other}",
        "out_of_order": "{on} lies before {flag} {other}",
        "outside": "{on} lies outside the calendar ({first} up to and including {last})",
    },
}
_FLAGS = {FactName.ACKNOWLEDGED: "--acknowledged", FactName.RECEIVED_BY_COMMITTEE: "--referred"}
_STARTS = ("received", "contacted", "acknowledged", "referred", "deliberated")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST, _LAST = date(1950, 1, 1), date(2199, 12, 31)


class _BadDate(ValueError):
    def __init__(self, flag: str, value: str) -> None:
        super().__init__(flag)
        self.flag, self.value = flag, value


def add_parser(subparsers: Subparsers) -> None:
    """Adds ``deadlines`` to the command line; ``run`` is what it does."""
    parser = subparsers.add_parser("deadlines", help="welke termijnen volgen uit een ontvangstdatum, en waarom")
    parser.add_argument("--received", required=True, metavar="D", help="ontvangen op (jjjj-mm-dd)")
    parser.add_argument("--contacted", metavar="D", help="contact met de klager op")
    parser.add_argument("--acknowledged", metavar="D", help="ontvangstbevestiging verstuurd op")
    parser.add_argument("--referred", metavar="D", help="ontvangen door de klachtencommissie op")
    parser.add_argument("--deliberated", metavar="D", help="voorbespreking (of besluit die over te slaan) op")
    parser.add_argument("--calendar", choices=[c.value for c in CalendarName], default=CalendarName.PUBLIC.value)
    parser.add_argument("--closed-on", metavar="D", nargs="+", action="extend", default=[], help="eigen sluitingsdagen")
    parser.add_argument("--lang", choices=("nl", "en"), default="nl")
    parser.add_argument("--json", action="store_true", help="als JSON")


def run(args: argparse.Namespace) -> int:
    """Print the deadlines; 0, or 2 with one line on stderr when the dates are wrong."""
    words = _WORDS[args.lang]
    try:
        known = {name: _date(f"--{name}", getattr(args, name)) for name in _STARTS if getattr(args, name) is not None}
        closed = [_date("--closed-on", value) for value in args.closed_on]
        dates = Dates(**known)
        years = [on.year for on in known.values()]
        calendar = work_calendar(
            CalendarName(args.calendar), closed, first_year=min(years) - 1, last_year=max(years) + 1
        )
        found = forecast(dates, calendar)
    except _BadDate as bad:
        return _refuse(words["no_date"].format(flag=bad.flag, value=bad.value))
    except BeforeReceipt as refusal:
        return _refuse(words["before_receipt"].format(on=refusal.on, other=refusal.received_on))
    except OutOfOrder as refusal:
        flag = _FLAGS[refusal.fact]
        return _refuse(words["out_of_order"].format(on=refusal.on, flag=flag, other=refusal.fact_on))
    except OutsideCalendar as refusal:
        return _refuse(words["outside"].format(on=refusal.on, first=refusal.first, last=refusal.last))
    print(_as_json(dates, found, args) if args.json else _as_text(dates, found, args.lang))
    return 0


def reason(day: Day, lang: str) -> str:
    """Why this day counts or not, in words: "werkdag 2", "Goede vrijdag"."""
    name = english_name(day.name) if lang == "en" else day.name
    return _REASONS[lang][day.kind].format(number=day.number, name=name)


def _as_json(dates: Dates, found: Sequence[Deadline], args: argparse.Namespace) -> str:
    rows = [
        {
            "rule": one.rule,
            "term": one.term.value,
            "due_on": one.due_on.isoformat(),
            "last_working_day": one.last_working_day.isoformat(),
            "explanation": [
                {"date": day.date.isoformat(), "counts": day.counts, "reason": reason(day, args.lang)}
                for day in explain(one)
            ],
        }
        for one in found
    ]
    whole = {"received_on": dates.received.isoformat(), "calendar": args.calendar, "deadlines": rows}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _as_text(dates: Dates, found: Sequence[Deadline], lang: str) -> str:
    words = _WORDS[lang]
    lines = [words["received"].format(on=_day(dates.received, lang))]
    for one in found:
        due = words["due"].format(on=_day(one.due_on, lang))
        title = _ENGLISH_TERMS[one.term] if lang == "en" else RULES[one.rule].title
        lines += ["", f"{title}: {due}"]
        if one.last_working_day != one.due_on:
            lines.append(f"  {words['before'].format(on=_day(one.last_working_day, lang))}")
        lines += [f"  {_row(day, lang)}" for day in explain(one)]
    return "\n".join(lines)


def _row(day: Day, lang: str) -> str:
    counts = day.counts or day.kind is DayKind.START
    suffix = "" if counts else f", {_WORDS[lang]['not']}"
    return f"{_day(day.date, lang):<16}{reason(day, lang)}{suffix}"


def _day(on: date, lang: str) -> str:
    return f"{_WEEKDAYS[lang][on.weekday()]} {on.day} {_MONTHS[lang][on.month - 1]} {on.year}"


def _date(flag: str, value: str) -> date:
    if _ISO.fullmatch(value) is None:  # `fromisoformat` also takes 20260402 and 2026-W14-4
        raise _BadDate(flag, value)
    try:
        on = date.fromisoformat(value)
    except ValueError:
        raise _BadDate(flag, value) from None
    if not _FIRST <= on <= _LAST:
        raise OutsideCalendar(on, _FIRST, _LAST)
    return on


def _refuse(line: str) -> int:
    print(f"klachtbot deadlines: {line}", file=sys.stderr)
    return exits.SETTING
