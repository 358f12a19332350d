"""Whom a typed text may mean (R23), and how a list of names is read."""

from __future__ import annotations

from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klachtbot.domain.model import PersonId
from klachtbot.domain.names import (
    is_the_organisation,
    mentioned,
    names_a_coordinator,
    same,
    split_names,
)

SANNE, JORIS, EMILIE, NGUYEN = (PersonId(name) for name in ("sanne", "joris", "emilie", "nguyen"))
PEOPLE = {
    SANNE: ("Sanne de Wit",),
    JORIS: ("Joris Bakker", "Jo", "Joor"),
    EMILIE: ("Émilie van den Broek-Öztürk",),
    NGUYEN: ("Nguyễn Văn Đức",),
}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Sanne de Wit", {SANNE}),
        ("sanne", {SANNE}),
        ("SANNE", {SANNE}),
        ("Sane", {SANNE}),
        ("Sannne", {SANNE}),
        ("Zanne", {SANNE}),
        ("Snane", {SANNE}),
        ("San", {SANNE}),
        ("Wit", {SANNE}),
        ("mevrouw De Witt", {SANNE}),
        ("dewit", {SANNE}),
        ("sanne.dewit@voorbeeld.example", {SANNE}),
        ("@sannedewit", {SANNE}),
        ("S. de Wit", {SANNE}),
        ("S.d.W.", {SANNE}),
        ("Joris", {JORIS}),
        ("Jorris", {JORIS}),
        ("Yoris", {JORIS}),
        ("Jores", {JORIS}),
        ("Jo", {JORIS}),
        ("Joor van de telefoon", {JORIS}),
        ("J. Bakker", {JORIS}),
        ("Baker", {JORIS}),
        ("Bakkers", {JORIS}),
        ("meneer Bakker", {JORIS}),
        ("J.B.", {JORIS}),
        ("JB", {JORIS}),
        ("Emilie", {EMILIE}),
        ("emily", {EMILIE}),
        ("Van den Broek", {EMILIE}),
        ("ozturk", {EMILIE}),
        ("Nguyen", {NGUYEN}),
        ("van duc", {NGUYEN}),
        ("Tom Visser, Sanne en Joris", {SANNE, JORIS}),
    ],
)  # fmt: skip
def test_a_text_may_mean_these_coordinators(text: str, who: set[PersonId]) -> None:
    assert mentioned(text, PEOPLE) >= who


def test_a_word_of_surnames_counts_when_it_is_a_first_name() -> None:
    ben, amira = PersonId("ben"), PersonId("amira")

    found = mentioned("Ben", {ben: ("Ben Jansen",), amira: ("Amira ben Salah",)})

    assert found == {ben}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tom Visser",
        "Roza",
        "Fatma Yılmaz",
        "Hanneke Smit",
        "Peter van de Laar",
        "van de",
        "de",
        "van den",
        "Karel ter Horst",
        "El Amrani",
        "Wim",
        "Bart",
        "Piet Jansen",
        "de organisatie",
        "Jan de Vries",
        "K. Mulder",
        "weet ik niet",
        "12345 !!",
    ],
)
def test_an_ordinary_other_name_means_nobody_of_them(text: str) -> None:
    assert mentioned(text, PEOPLE) == frozenset()


@given(st.text(), st.lists(st.text(), max_size=3))
def test_whatever_is_typed_it_is_read(text: str, names: list[str]) -> None:
    found = mentioned(text, {SANNE: tuple(names)})

    assert found <= {SANNE}
    assert all(part.strip() for part in split_names(text))
    assert is_the_organisation(text) in (True, False)
    assert names_a_coordinator(text) in (True, False)


@given(
    st.sampled_from(["Sanne", "Joris", "Bakker", "Emilie"]),
    st.integers(0, 9),
    st.sampled_from(ascii_lowercase + "éïçığ"),
)
def test_one_letter_too_many_still_means_them(name: str, place: int, letter: str) -> None:
    at = min(place, len(name))

    assert mentioned(name[:at] + letter + name[at:], PEOPLE)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        (" , ; ", ()),
        ("Tom Visser", ("Tom Visser",)),
        ("Tom Visser, Fatma Yılmaz en Emily Carter", ("Tom Visser", "Fatma Yılmaz", "Emily Carter")),
        ("Tom Visser & Fatma\nEmily", ("Tom Visser", "Fatma", "Emily")),
        ("Tom, Tom", ("Tom",)),
        ("Bakker, J.", ("J. Bakker",)),
        ("Ellen and  Ben", ("Ellen", "Ben")),
        ("Marie-Claire Jansen-de Boer", ("Marie-Claire Jansen-de Boer",)),
    ],
)
def test_a_list_of_names_is_taken_apart(text: str, names: tuple[str, ...]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("", True),
        ("de organisatie", True),
        ("OCO Almere", True),
        ("het OCO", True),
        ("Tom", False),
        ("de organisatie van Tom", False),
    ],
)
def test_who_names_only_the_organisation_names_nobody(text: str, organisation: bool) -> None:
    assert is_the_organisation(text, "OCO Almere") is organisation


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("de coördinator", True),
        ("coordinatoren", True),
        ("een cordinator", True),
        ("de klachtenfunctionaris", True),
        ("de ondersteuner", False),
    ],
)
def test_the_word_coordinator_is_heard_without_a_name(text: str, speaks: bool) -> None:
    assert names_a_coordinator(text) is speaks


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Fatma Yılmaz", "fatma yilmaz", True),
        ("Mevr. Tom Visser", "Tom Visser", True),
        ("Tom Viser", "Tom Visser", False),
        ("", "", False),
    ],
)
def test_two_names_are_the_same_but_for_case_accents_and_titles(one: str, other: str, is_same: bool) -> None:
    assert same(one, other) is is_same
