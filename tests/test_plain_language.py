"""The bot speaks plain Dutch, at level B1: short sentences and everyday words, as measured here."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from klachtbot.letters.plain import AT_MOST, OFFICE_DUTCH, ON_AVERAGE, sentences, words
from klachtbot.practice.ui_texts import TEXTS as PRACTICE
from klachtbot.resources import find
from klachtbot.slack.notices import REFUSALS
from klachtbot.slack.screens.digest import ASKED_OF_YOU
from tests.tools.translations import texts, texts_in

SEAT = {
    text
    for module in ("seat", "room", "by_mail", "ruling")
    for text in texts_in(find(f"slack/screens/{module}.py").read_text(encoding="utf-8"))
}
"""What chair and members read."""

TO_THE_COMMITTEE = {ASKED_OF_YOU}
TO_THE_TEAM = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
TO_COLLEAGUES = re.compile(r"\b(u|uw|uzelf)\b", re.IGNORECASE)


def dutch() -> Iterator[str]:
    """Every Dutch text of the product and of the practice workspace."""
    for text in texts():
        yield from (text,) if isinstance(text, str) else text
    yield from PRACTICE["nl"].values()


DUTCH = sorted(set(dutch()))


def spoken() -> Iterator[str]:
    """Every whole sentence of them."""
    return (sentence for text in DUTCH for sentence in sentences(text))


def test_a_sentence_has_fifteen_words_at_most_on_average() -> None:
    lengths = [words(sentence) for sentence in spoken()]

    assert len(lengths) > 50
    assert sum(lengths) / len(lengths) <= ON_AVERAGE


def test_no_sentence_is_long() -> None:
    long = [sentence for sentence in spoken() if words(sentence) > AT_MOST]

    assert long == []


def test_no_text_uses_office_dutch() -> None:
    stiff = [text for text in DUTCH if OFFICE_DUTCH.search(text)]

    assert stiff == []


def test_colleagues_are_addressed_with_je() -> None:
    formal = {text for text in DUTCH if TO_COLLEAGUES.search(text)}

    assert formal - SEAT == TO_THE_COMMITTEE


def test_the_committee_is_addressed_with_u() -> None:
    familiar = [text for text in SEAT if isinstance(text, str) and TO_THE_TEAM.search(text)]

    assert familiar == []


def test_what_cannot_be_done_is_said_in_whole_sentences() -> None:
    loose = [text for text in REFUSALS.values() if not text[0].isupper() or not text.endswith((".", "?"))]

    assert loose == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Vastgelegd bij {number}.", 3),
        ("Kijk het nummer na, bijvoorbeeld K-2026-001.", 6),
        ("Schrijf het zoals naam@voorbeeld.nl.", 4),
        ("{first} tot en met {last} van {total}", 7),
    ],
)
def test_words_are_counted_as_people_read_them(text: str, count: int) -> None:
    counted = words(text)

    assert counted == count


@pytest.mark.parametrize(
    ("text", "stiff"),
    [
        ("De brief dient te worden verstuurd.", True),
        ("Indien nodig, vul aan.", True),
        ("Je kunt hier een klacht indienen.", False),
        ("Vul aan als dat nodig is.", False),
    ],
)
def test_office_dutch_is_known_when_it_is_read(text: str, stiff: bool) -> None:
    found = OFFICE_DUTCH.search(text) is not None

    assert found is stiff
