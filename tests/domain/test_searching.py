"""By which words a dossier is found, and how what somebody types is read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from klachtbot.domain.dossier import fold
from klachtbot.domain.model import Action, Complaint, ComplaintId, Event, Fact, FactName, Json, Series, Stage
from klachtbot.domain.searching import MOST_WORDS, terms_of, wanted

MONDAY = date(2026, 3, 2)
REFS: list[Json] = [
    {"ref": "r1", "person": None, "organisation": ""},
    {"ref": "r2", "person": None, "organisation": ""},
]


def case(*, refs: list[Json] = REFS, **details: Json) -> Complaint:
    facts = (Fact(FactName.RECEIVED, MONDAY),)
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    attributes: dict[str, Json] = {"officer": "sanne", "respondents": refs}
    entry = Event(1, at, Action.REGISTER, None, MONDAY, facts, Stage.REGISTERED, "", attributes, details)
    return fold(ComplaintId("c"), "K-2026-007", Series.ORDINARY, [entry])


ROZA = case(
    complainant="Roza Aydın",
    representative="Jan-Willem van den Berg",
    contact="06-12345678, roza@voorbeeld.example",
    about="Tom en Emily",
    respondents={"r1": "Tom Visser", "r2": "Li Østergård"},
    subject="Er is twee keer niet teruggebeld over de thuisbegeleidingsplanning.",
    story="geluidsoverlast",
    note="Verhuisd",
)


def finds(text: str, complaint: Complaint = ROZA) -> bool:
    said = wanted(text, 2026)
    return bool(said.terms) and set(said.terms) <= terms_of(complaint)


@pytest.mark.parametrize(
    "text",
    [
        "Roza", "roz", "aydin", "AYDIN", "Aydın", "Ayd", "Aydın, Roza", "mevrouw Aydın", "R. Aydın",
        "Berg", "van den Berg", "vandenberg", "jan-willem", "Willem",
        "Visser", "vis", "Li", "Ostergard", "Østergård",
        "teruggebeld", "terug", "er is niet teruggebeld", "Aydın teruggebeld",
        "thuisbegeleiding", "thuisbegeleidingsplan", "thuisbegeleidingsplanning",
        "06 1234 5678", "+31 6 12345678", "ROZA@voorbeeld.example",
    ],
)  # fmt: skip
def test_it_is_found_by(text: str) -> None:
    assert finds(text)


@pytest.mark.parametrize(
    "text",
    ["ay", "ydin", "Roza Bakker", "geluidsoverlast", "verhuisd", "Emily", "06 1234 5679", "niet", "van", "den Haag"],
)
def test_it_is_not_found_by(text: str) -> None:
    assert not finds(text)


def test_who_it_is_about_counts_as_it_was_typed_while_nobody_is_named() -> None:
    nameless = case(refs=REFS[:1], about="de gastvrouw van de Waterlelie")

    assert finds("gastvrouw waterlelie", nameless)


@pytest.mark.parametrize("text", ["", " ", "a", "…", "!!!", "7 8"])
def test_some_texts_ask_for_nothing(text: str) -> None:
    said = wanted(text, 2026)

    assert (said.terms, said.numbers) == ((), ())


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("K-2026-007", ["K-2026-007"]),
        ("k 2026 7", ["K-2026-007"]),
        ("lm-2025-12", ["LM-2025-012"]),
        ("2026-7", ["K-2026-007", "L-2026-007", "M-2026-007", "LM-2026-007"]),
        ("K-2026-1234", ["K-2026-1234"]),
    ],
)
def test_a_number_is_read_however_it_is_typed(text: str, numbers: list[str]) -> None:
    assert list(wanted(text, 2026).numbers) == numbers


def test_a_number_without_a_year_is_one_of_the_last_ten() -> None:
    numbers = wanted("7", 2026).numbers

    assert {"K-2026-007", "K-2017-007", "L-2020-007"} <= set(numbers)
    assert "K-2016-007" not in numbers


def test_the_longest_word_leads_and_a_long_story_is_cut_short() -> None:
    terms = wanted("aap noot mies wim zus jet teun vuur gijs lam kees bok", 2026).terms

    assert len(terms) == MOST_WORDS
    assert terms[0] == "word:noot"


def test_what_somebody_looks_for_stands_in_no_repr() -> None:
    assert "ayd" not in repr(wanted("Aydın", 2026))
