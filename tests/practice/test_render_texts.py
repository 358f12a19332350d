"""The words of the browser UI itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import klachtbot.practice
from klachtbot.practice.ui_texts import TEXTS, language, long_date, time_of_day

PRACTICE = Path(klachtbot.practice.__file__).parent


def test_every_text_of_the_ui_is_there_in_both_languages() -> None:
    dutch, english = TEXTS["nl"], TEXTS["en"]

    assert dutch.keys() == english.keys()
    assert all([*dutch.values(), *english.values()])


@pytest.mark.parametrize("name", sorted(TEXTS["nl"]))
def test_every_text_of_the_ui_is_said_somewhere(name: str) -> None:
    code = [path for path in PRACTICE.glob("ui*.py") if path.stem != "ui_texts"]
    sources = [*PRACTICE.glob("templates/*.html"), *code]

    said = "".join(source.read_text(encoding="utf-8") for source in sources)

    assert re.search(rf't\.{name}\b|t\["{name}"\]', said)


@pytest.mark.parametrize(
    ("locale", "lang"), [("nl-NL", "nl"), ("en-GB", "en"), ("en-US", "en"), ("de-DE", "nl"), ("", "nl")]
)
def test_dutch_is_the_language_unless_somebody_reads_english(locale: str, lang: str) -> None:
    assert language(locale) == lang


@pytest.mark.parametrize(
    ("lang", "day"),
    [
        pytest.param("nl", "woensdag 9 december 2026", id="Wednesday 9 December, Dutch"),
        pytest.param("en", "Wednesday 9 December 2026", id="Wednesday 9 December, English"),
    ],
)
def test_a_day_is_written_out_as_it_is_in_amsterdam(lang: str, day: str) -> None:
    just_after_midnight = datetime(2026, 12, 8, 23, 5, tzinfo=UTC)

    assert long_date(just_after_midnight, lang) == day
    assert time_of_day(just_after_midnight) == "00:05"
