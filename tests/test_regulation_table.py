"""The table in docs/regulation.md is held to the code: what it names exists, and what it calls built has a test."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from klachtbot.domain.model import Action
from klachtbot.domain.rules import OURS, RULES
from klachtbot.domain.steps import PROCEDURE
from klachtbot.slack.steps import ALL_FORMS

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "regulation.md").read_text(encoding="utf-8")
COLUMNS = ("rule", "in our words", "step", "form", "letter", "built in issue", "built", "tests")
NOTHING = "–"
TICKED = re.compile(r"`([^`]+)`")
BUILT = re.compile(r"yes|no|partly: .+")


@dataclass(frozen=True)
class Row:
    """One row: a rule ("R4", or "ours"), its Dutch title, and what the cells name."""

    rule: str
    title: str
    actions: tuple[str, ...]
    forms: tuple[str, ...]
    letters: str
    issues: str
    built: str
    tests: tuple[str, ...]


def rows_of(page: str) -> tuple[Row, ...]:
    tables = [line for line in page.splitlines() if line.startswith("|")]
    found = [cells_of(line) for line in tables if len(cells_of(line)) == len(COLUMNS)]
    assert tuple(found[0]) == COLUMNS
    return tuple(row_of(cells) for cells in found[2:])


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def row_of(cells: list[str]) -> Row:
    rule, _, title = cells[0].partition(" ")
    actions, forms, tests = (tuple(TICKED.findall(cells[column])) for column in (2, 3, 7))
    return Row(rule, title, actions, forms, cells[4], cells[5], cells[6], tests)


ROWS = rows_of(PAGE)
each_row = pytest.mark.parametrize("row", ROWS, ids=[row.rule for row in ROWS])


@cache
def functions_of(path: str) -> frozenset[str]:
    """The names of the test functions in a file of this repository; none when there is no such file."""
    file = ROOT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module([], [])
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_rule_stands_in_the_table_once_and_in_order() -> None:
    expected = [*RULES, OURS]

    rules = [row.rule for row in ROWS]

    assert rules == expected


@each_row
def test_a_rule_has_the_title_a_person_sees(row: Row) -> None:
    expected = "" if row.rule == OURS else RULES[row.rule].title

    assert row.title == expected


@each_row
def test_every_step_and_form_that_is_named_exists(row: Row) -> None:
    unknown = [*(set(row.actions) - set(Action)), *(set(row.forms) - set(ALL_FORMS))]

    assert unknown == []


def test_every_step_of_the_procedure_is_named_under_its_own_rule() -> None:
    named = {(row.rule, action) for row in ROWS for action in row.actions}

    missing = [step.action.value for step in PROCEDURE.values() if (step.rule, step.action.value) not in named]

    assert missing == []


def test_every_form_is_named_under_a_rule() -> None:
    named = {form for row in ROWS for form in row.forms}

    missing = [form for form in ALL_FORMS if form not in named]

    assert missing == []


def test_every_letter_of_the_list_belongs_to_a_rule() -> None:
    listed = set(re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE))

    named = {number for row in ROWS for number in re.findall(r"\d+", row.letters)}

    assert named == listed == {str(number) for number in range(1, 19)}


@each_row
def test_every_test_that_is_named_exists(row: Row) -> None:
    split = [test.split("::") for test in row.tests]

    missing = [name for path, name in split if name not in functions_of(path)]

    assert missing == []


@each_row
def test_what_is_called_built_says_how_far_and_has_a_test(row: Row) -> None:
    assert BUILT.fullmatch(row.built)
    assert row.built == "no" or row.tests


@each_row
def test_a_rule_says_which_issue_builds_it(row: Row) -> None:
    issues = row.issues.split(", ")

    assert issues == sorted(issues)
    assert set(issues) <= {"2", "3", "4", "5", "6", "7", "8"}
