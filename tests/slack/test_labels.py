"""Nothing reaches the screen as a code: whatever can be shown has words."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterator, Mapping

import pytest

import klachtbot.domain
import klachtbot.storage
import klachtbot.usecases
from klachtbot.domain.committee import Ground
from klachtbot.domain.errors import Refusal
from klachtbot.domain.model import Action, CalendarName, Seat, Stage
from klachtbot.domain.rules import RULES
from klachtbot.domain.terms import TERMS, WANTED, Status, Term
from klachtbot.domain.workdays import DayKind
from klachtbot.locale import LANGUAGES, catalogue
from klachtbot.slack import labels, notices


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Every kind of refusal anywhere in klachtbot."""
    for found in kind.__subclasses__():
        if found.__module__.startswith("klachtbot."):
            yield found
        yield from refusals(found)


def import_everything_that_refuses() -> None:
    for package in (klachtbot.domain, klachtbot.usecases, klachtbot.storage):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


@pytest.mark.parametrize(
    ("named", "codes"),
    [
        pytest.param(labels.STAGES, Stage, id="stages"),
        pytest.param(labels.TERMS, Term, id="terms"),
        pytest.param(labels.ACTIONS, Action, id="steps"),
        pytest.param(labels.STATUSES, Status, id="statuses"),
        pytest.param(labels.DAYS, DayKind, id="days"),
        pytest.param(labels.SEATS, Seat, id="seats"),
        pytest.param(labels.GROUNDS, Ground, id="grounds"),
        pytest.param(labels.CALENDARS, CalendarName, id="calendars"),
    ],
)
def test_everything_that_is_shown_has_a_name(named: Mapping[str, str], codes: Collection[str]) -> None:
    nameless = [code for code in codes if not named.get(code)]

    assert nameless == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "named",
    [
        pytest.param(labels.STAGES, id="stages"),
        pytest.param(labels.TERMS, id="terms"),
        pytest.param(labels.ACTIONS, id="steps"),
        pytest.param(labels.STATUSES, id="statuses"),
    ],
)
def test_no_two_are_called_the_same(named: Mapping[str, str], language: str) -> None:
    names = [catalogue(language).gettext(name) for name in named.values()]

    assert sorted(set(names)) == sorted(names)


def test_every_rule_has_the_short_title_of_the_regulation() -> None:
    titles = {rule.id: rule.title for rule in RULES.values()}

    assert titles == labels.RULES


def test_every_term_says_what_the_regulation_asks() -> None:
    rules = {row.rule for row in (*TERMS.values(), WANTED)}

    assert set(labels.COUNTED) == rules


def test_every_refusal_has_its_sentence() -> None:
    import_everything_that_refuses()

    silent = [kind.__name__ for kind in refusals() if not notices.REFUSALS.get(kind)]

    assert silent == []
