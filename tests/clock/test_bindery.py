"""Making what takes a while: begun once, waited for, and a failure is a code."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from klachtbot.clock.bindery import Bindery
from klachtbot.domain.errors import StorageAway
from klachtbot.letters.spool import Spool
from klachtbot.usecases.delivery import DeliveryImpossible, DeliveryLater, Stream
from klachtbot.usecases.dossier_pdf import NotMade


def when_ended(bindery: Bindery, key: str, make: Callable[[], Stream]) -> Stream:
    """As the outbox does: ask again while it is being made."""
    for _ in range(1000):
        try:
            return bindery.take(key, make)
        except DeliveryLater as later:
            if not later.asked:
                raise
            Event().wait(0.005)
    raise AssertionError("it never ended")


def test_it_is_made_once_and_kept_until_it_arrived() -> None:
    bindery, made, go = Bindery(), list[Spool](), Event()

    def make() -> Stream:
        go.wait(10)
        made.append(Spool())
        return made[-1]

    for _ in range(3):
        with pytest.raises(DeliveryLater):
            bindery.take("a", make)
    go.set()
    first, again = when_ended(bindery, "a", make), when_ended(bindery, "a", make)
    bindery.forget("a")
    anew = when_ended(bindery, "a", make)

    assert [first, again, anew] == [made[0], made[0], made[1]]


@pytest.mark.parametrize(
    ("error", "code"), [(NotMade("renderer"), "dossier_renderer"), (ValueError("Okonkwo"), "dossier_broken")]
)
def test_what_cannot_be_made_is_told_as_a_code(error: Exception, code: str, caplog: pytest.LogCaptureFixture) -> None:
    def make() -> Stream:
        raise error

    with pytest.raises(DeliveryImpossible) as failed:
        when_ended(Bindery(), "a", make)

    assert failed.value.code == code
    assert "Okonkwo" not in caplog.text


def test_while_the_database_is_away_it_is_tried_again() -> None:
    bindery, tries = Bindery(), list[int]()

    def make() -> Stream:
        tries.append(1)
        if len(tries) == 1:
            raise StorageAway
        return Spool()

    with pytest.raises(DeliveryLater):
        when_ended(bindery, "a", make)
    assert when_ended(bindery, "a", make) is not None
    assert len(tries) == 2
