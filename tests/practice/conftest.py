"""One practice workspace per test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.practice import harness


@pytest.fixture
def practice() -> Iterator[harness.Practice]:
    with harness.practice() as made:
        yield made
