"""A house full of people, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from klachtbot.storage import Database
from tests.databases import StoppedClock
from tests.usecases.house import House, move_in

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What verbs do on PostgreSQL takes twice as long as on SQLite, and ``tests/storage`` shows that it stores alike:
    it belongs to ``make prove``."""
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.prove)


@pytest.fixture
def house(database: Database, clock: StoppedClock) -> House:
    return move_in(database, clock)
