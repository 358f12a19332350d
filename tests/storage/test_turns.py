"""Turns to write: one at a time, and first come first served, so that nobody is passed by until they give up."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from klachtbot.storage.engine import Turns

AGES = 60.0
"""Seconds: longer than any of these tests takes."""


def test_a_turn_that_ends_is_that_of_who_waits_however_quick_others_are() -> None:
    turns = Turns()
    assert turns.take(timeout=0)

    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(turns.take, timeout=AGES)
        while not turns.waiting:
            os.sched_yield()
        turns.pass_on()
        passes_by = turns.take(timeout=0)

    assert waits.result()
    assert not passes_by


def test_who_gave_up_is_not_waited_for() -> None:
    turns = Turns()
    assert turns.take(timeout=0)

    assert not turns.take(timeout=0)
    turns.pass_on()

    assert turns.waiting == 0
    assert turns.take(timeout=0)
