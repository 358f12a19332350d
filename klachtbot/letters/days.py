"""Days in words, as letters have them: "dinsdag 8 december 2026", "Tuesday 8 December 2026"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

_WEEKDAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
# fmt: off
_MONTHS = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni",
        "juli", "augustus", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}
# fmt: on
_AND = {"nl": "en", "en": "and"}


def in_words(day: date, language: str) -> str:
    return f"{_WEEKDAYS[language][day.weekday()]} {day.day} {_MONTHS[language][day.month - 1]} {day.year}"


def listed(words: Sequence[str], language: str) -> str:
    """ "An, Bo en Cy"."""
    return f" {_AND[language]} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
