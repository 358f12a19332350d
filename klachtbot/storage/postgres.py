"""PostgreSQL that does not answer: no wait is ever longer than a person in Slack can wait.

The server's own limits (see ``engine``) end what is slow. They cannot end a wait for a server that is frozen or gone
without a word: the connection then simply stays silent. So the wait itself has an end, here.
Imported only when PostgreSQL is used; ``psycopg`` is slow to import.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine import Dialect

SILENCE = 2.0
"""Seconds without an answer after which a connection is given up. The server gives up sooner (1.5 s) and says so."""

V = TypeVar("V")
_silent = threading.local()


class BriefConnection(psycopg.Connection[Any]):
    """A connection that is closed when the server stays silent for ``limit`` seconds; None waits for ever."""

    limit: float | None = SILENCE

    def wait(self, gen: Generator[Any, Any, V], interval: float = 0.1, timeout: float | None = None) -> V:
        limit = timeout if timeout is not None else self.limit
        started = time.monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError:
            if limit is not None and time.monotonic() - started >= limit:
                _silent.since = time.monotonic()
                self.pgconn.finish()  # what comes after on this connection fails at once
            raise


def listen(engine: Engine) -> None:
    """Use ``BriefConnection`` for this engine."""
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "checkin", _be_brief_again)


def _connect(_dialect: Dialect, _record: object, args: list[Any], named: dict[str, Any]) -> BriefConnection:
    # The pool tries a new connection when an old one stayed silent; waiting for that, too, would be twice as long.
    since, _silent.since = getattr(_silent, "since", float("-inf")), float("-inf")
    if time.monotonic() - since < 0.1:
        raise psycopg.OperationalError("the server did not answer just now")
    return BriefConnection.connect(*args, **named)


def _be_brief_again(connection: BriefConnection | None, _record: object) -> None:
    if connection is not None:
        connection.limit = SILENCE
