"""Everything a letter can be, ask and be told has a word on the screen."""

from __future__ import annotations

import re

import klachtbot.letters.remarks
from klachtbot.domain.letters import DISPATCHES, SENT_BY, Means, Standing
from klachtbot.letters.contract import LETTERS
from klachtbot.slack.screens import letter_list
from klachtbot.slack.screens import letters as screen
from klachtbot.slack.steps.letters import VERBS
from klachtbot.usecases.letter_values import VALUES
from klachtbot.usecases.make_letters import FROM_THE_DOSSIER


def test_every_letter_there_is_can_be_sent_and_has_a_title() -> None:
    printed = {notice for notice, _ in LETTERS}

    assert set(DISPATCHES) == printed == set(screen.TITLES)


def test_every_step_that_is_the_sending_of_a_letter_has_a_verb() -> None:
    assert set(VERBS) == set(SENT_BY)


def test_every_part_an_officer_may_write_has_a_question() -> None:
    parts = {part.name for row in LETTERS.values() for part in row.parts}

    assert parts == set(screen.PARTS) | FROM_THE_DOSSIER


def test_every_value_a_letter_asks_for_can_be_told() -> None:
    asked = {value.name for row in LETTERS.values() for value in row.values}
    parts = {part.name for row in LETTERS.values() for part in row.parts}

    assert asked <= set(VALUES)
    assert set(VALUES) <= asked | parts


def test_everything_a_letter_cannot_do_without_can_be_named() -> None:
    required = {value.name for row in LETTERS.values() for value in row.values if value.required}
    parts = {part.name for row in LETTERS.values() for part in row.parts if part.required}

    assert required | parts <= set(screen.ASKED) | set(screen.PARTS)


def test_every_remark_has_a_sentence() -> None:
    codes = set(re.findall(r"^``(\w+)`` ", klachtbot.letters.remarks.__doc__ or "", re.MULTILINE))

    assert codes
    assert codes <= set(screen.REMARKS)


def test_every_standing_of_a_letter_has_its_words() -> None:
    assert set(letter_list.STANDINGS) == set(Standing)
    assert set(letter_list.WAITS) == set(Means)
