"""The bot speaks plain Dutch, at level B1: short sentences and everyday words, as measured here."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from klachtbot.practice.ui_texts import TEXTS as PRACTICE
from klachtbot.slack.notices import REFUSALS
from tests.tools.translations import texts

ON_AVERAGE, AT_MOST = 15, 25
"""Words in a sentence."""

# Office Dutch: for each there is an everyday word, such as "met", "zoals", "dus", "om", "ook", "moet", "al" or "als".
AVOIDED = (
    "aangaande", "aanvangen", "alsmede", "alsook", "alvorens", "benevens", "betreffende", "bewerkstelligen",
    "bij dezen", "binnen het kader van", "conform", "daar waar", "derhalve", "desalniettemin", "desbetreffende",
    "desgewenst", "dien te", "dient te", "dienen te", "diens", "doch", "door middel van", "doorgang vinden",
    "eerstgenoemde", "gelieve", "geschieden", "hetgeen", "hetwelk", "hieromtrent", "hiertoe", "in acht nemen",
    "in casu", "in het kader van", "indien", "ingevolge", "inzake", "jegens", "krachtens", "laatstgenoemde",
    "middels", "mits", "naar aanleiding van", "nochtans", "nopens", "omtrent", "onderhavige", "onverwijld",
    "overeenkomstig", "reeds", "te allen tijde", "te dien einde", "ten aanzien van", "ten behoeve van", "ten einde",
    "teneinde", "ter zake", "terzake", "tevens", "thans", "trachten", "uit hoofde van", "verstrekken", "vigerende",
    "voornoemde", "voorts", "wederom", "zijnde", "zorg dragen", "zulks",
)  # fmt: skip
OFFICE_DUTCH = re.compile(rf"\b({'|'.join(AVOIDED)})\b", re.IGNORECASE)
TO_COLLEAGUES = re.compile(r"\b(u|uw|uzelf)\b", re.IGNORECASE)
WORD = re.compile(r"{\w+}|[^\W_][\w'’@.-]*")


def dutch() -> Iterator[str]:
    """Every Dutch text of the product and of the practice workspace."""
    for text in texts():
        yield from (text,) if isinstance(text, str) else text
    yield from PRACTICE["nl"].values()


DUTCH = sorted(set(dutch()))


def sentences() -> Iterator[str]:
    """Every whole sentence. Labels and half sentences do not count: they would flatter the average."""
    parts = (part for text in DUTCH for part in re.split(r"(?<=[.?!])\s+", text))
    return (part for part in parts if part.endswith((".", "?", "!")))


def words(text: str) -> int:
    return len(WORD.findall(text))


def test_a_sentence_has_fifteen_words_at_most_on_average() -> None:
    lengths = [words(sentence) for sentence in sentences()]

    assert len(lengths) > 50
    assert sum(lengths) / len(lengths) <= ON_AVERAGE


def test_no_sentence_is_long() -> None:
    long = [sentence for sentence in sentences() if words(sentence) > AT_MOST]

    assert long == []


def test_no_text_uses_office_dutch() -> None:
    stiff = [text for text in DUTCH if OFFICE_DUTCH.search(text)]

    assert stiff == []


def test_colleagues_are_addressed_with_je() -> None:
    formal = [text for text in DUTCH if TO_COLLEAGUES.search(text)]

    assert formal == []


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
