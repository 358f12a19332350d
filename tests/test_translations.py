"""Who reads English reads all of it, and every text fits where it is shown, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from klachtbot.locale import LANGUAGES, catalogue
from klachtbot.slack.fields import Kind
from klachtbot.slack.steps import ALL_FORMS, STEPS
from tests.tools import calls
from tests.tools.translations import MO, english, texts, texts_in

TEXTS = frozenset((text,) if isinstance(text, str) else text for text in texts())
NUMBER = "K-2026-001"
"""What stands in for a ``{placeholder}`` when a text is measured."""

# Where Slack holds a text to a length: the call, name and place of the argument, and how many characters it takes.
SHOWN = (
    ("modal", "heading", 0, 24),
    ("modal", "close", None, 24),
    ("modal", "submit", None, 24),
    ("Button", "text", 0, 75),
    ("title", "text", 0, 150),
    ("choose", "placeholder", 0, 150),
)


def messages(read: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {one_by_one(message.id): one_by_one(message.string) for message in read if message.id}


def one_by_one(text: object) -> tuple[str, ...]:
    """A text, or the singular and plural of one."""
    return tuple(str(one) for one in text) if isinstance(text, list | tuple) else (str(text),)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def in_code() -> Iterator[tuple[str, int]]:
    """Every text the code passes to a place that is too small for a long one, with how many characters it takes."""
    for name, argument, place, room in SHOWN:
        for call in calls.calls_of(name):
            shown = calls.argument(call, argument, place)
            if shown is not None:
                yield from ((text, room) for text in texts_in(ast.unparse(shown)) if isinstance(text, str))


def in_forms() -> Iterator[tuple[str, int]]:
    """The same for the texts of the forms."""
    for form in ALL_FORMS.values():
        yield from ((form.heading, 24), (form.submit, 24), (form.intro, 3000))
        for field in form.fields:
            yield from ((field.label, 2000), (field.hint, 2000), (field.placeholder, 150))
            yield from ((option.label, 75) for option in field.options)
    yield from ((row.label, 75) for row in STEPS.values())  # on a button, and in the list of others


def test_every_text_has_an_english_one() -> None:
    translated = messages(english())

    missing = [text for text in TEXTS if not all(translated.get(text, ("",)))]

    assert missing == []


def test_no_translation_is_a_guess() -> None:
    guessed = [message.id for message in english() if message.id and message.fuzzy]

    assert guessed == []


def test_a_translation_fills_in_the_same_as_its_text() -> None:
    pairs = [both for nl, en in messages(english()).items() for both in zip(nl, en, strict=True)]

    differ = [nl for nl, en in pairs if placeholders(nl) != placeholders(en)]

    assert differ == []


def test_no_translation_is_left_over_from_a_text_that_is_gone() -> None:
    translated = messages(english())

    assert set(translated) - TEXTS == set()
    assert list(english().obsolete) == []


def test_the_product_reads_the_translations_that_stand_in_the_repository() -> None:
    with MO.open("rb") as file:
        read = read_mo(file)

    assert messages(read) == messages(english())


def test_texts_are_found_wherever_they_stand_in_the_code() -> None:
    code = 'N_("in een tabel"); f"*{t(\'in een f-string\')}*"; visit.t("over " "twee regels"); t.n("één", "meer", 2)'

    found = set(texts_in(code))

    assert found == {"in een tabel", "in een f-string", "over twee regels", ("één", "meer")}


@pytest.mark.parametrize("found", [in_code, in_forms], ids=["in the code", "in the forms"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_fits_where_it_is_shown(found: Callable[[], Iterator[tuple[str, int]]], language: str) -> None:
    shown = [(catalogue(language).gettext(text), room) for text, room in found() if text]

    too_long = [text for text, room in shown if len(re.sub(r"{\w+}", NUMBER, text)) > room]

    assert len(shown) > 20
    assert too_long == []


def test_what_an_option_carries_fits_where_slack_keeps_it() -> None:
    fields = [field for form in ALL_FORMS.values() for field in form.fields]
    carried = [option.code for field in fields for option in field.options]
    carried += [f"{name}:{'0' * 32}:r10" for name in STEPS]

    assert [value for value in carried if len(value) > 75] == []


def test_no_field_offers_more_than_slack_shows() -> None:
    most = {Kind.CHOICE: 100, Kind.RADIO: 10, Kind.TICKS: 10}

    offered = [(field, most.get(field.kind, 0)) for form in ALL_FORMS.values() for field in form.fields]

    assert [field.key for field, room in offered if len(field.options) > room] == []
