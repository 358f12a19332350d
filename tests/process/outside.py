"""What a test does to the database of a running process, from outside: hold it up, and count what is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from klachtbot.storage.engine import connect, make_engine


@contextmanager
def held_up(url: str) -> Iterator[None]:
    """Nobody else can record anything until this ends."""
    engine = make_engine(url, threads=1)
    connection = connect(engine)
    if engine.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE events IN EXCLUSIVE MODE"))
    try:
        yield
    finally:
        connection.close()
        engine.dispose()


def complaints_in(url: str) -> int:
    """How many complaints are recorded."""
    engine = make_engine(url, threads=1)
    with connect(engine, read_only=True) as connection:
        found = connection.scalar(text("SELECT count(*) FROM complaints"))
    engine.dispose()
    assert isinstance(found, int)
    return found
