"""A house full of people, on both databases."""

from __future__ import annotations

import pytest

from klachtbot.storage import Database
from tests.databases import StoppedClock
from tests.usecases.house import House, move_in


@pytest.fixture
def house(database: Database, clock: StoppedClock) -> House:
    return move_in(database, clock)
