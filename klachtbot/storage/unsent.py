"""What stands in the outbox, for whoever keeps the bot running: what was not sent yet, and what failed for good.

Read beside a bot that runs, and nothing is decrypted: numbers and codes only, never a key, a name or what it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, or_, select

from klachtbot.storage import tables
from klachtbot.storage.engine import make_engine, parse_url, sqlite_file, transaction
from klachtbot.storage.refusals import SchemaBehind
from klachtbot.storage.schema import SchemaState, schema_state


class State(StrEnum):
    WAITING = "waiting"
    UNDER_WAY = "under_way"
    IN_DOUBT = "in_doubt"  # it may have been sent; it is looked up before anything else
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Unsent:
    """A row. ``age``: since it was to go, or since it failed. ``code``: why it failed, or ""."""

    id: int
    kind: str
    state: State
    age: timedelta
    attempts: int
    code: str


@dataclass(frozen=True, slots=True)
class OutboxLook:
    """``rows``: oldest first. ``later``: how many are not to go before some time that is still to come."""

    rows: Sequence[Unsent]
    later: int


def look(url: str, now: datetime, *, failed_since: datetime) -> OutboxLook:
    """What is to be sent by ``now``, and what failed since. Raises ``StorageRefused`` and ``StorageAway``."""
    file = sqlite_file(parse_url(url))
    if file is not None and not file.is_file():
        raise SchemaBehind(detail=SchemaState.EMPTY.value)
    engine = make_engine(url, threads=1)
    t = tables.outbox.c
    unsent = t.status.in_(tables.UNSENT_STATUSES)
    due = or_(t.not_before.is_(None), t.not_before <= now)
    try:
        state = schema_state(engine)
        if state is not SchemaState.CURRENT:
            raise SchemaBehind(detail=state.value)
        with transaction(engine, read_only=True) as connection:
            failed = (t.status == "failed") & (t.finished_at >= failed_since)
            found = connection.execute(select(tables.outbox).where(or_(failed, unsent & due)).order_by(t.id)).all()
            later = connection.scalar(select(func.count()).where(unsent, ~due)) or 0
    finally:
        engine.dispose()
    return OutboxLook([_row(row, now) for row in found], later)


def _row(row: Row[Any], now: datetime) -> Unsent:
    state = _state(row, now)
    began = row.finished_at if state is State.FAILED else max(row.added_at, row.not_before or row.added_at)
    return Unsent(row.id, row.kind, state, now - began, row.attempts, row.code or "")


def _state(row: Row[Any], now: datetime) -> State:
    if row.status == "failed":
        return State.FAILED
    if row.doubt_since is not None or (row.status == "claimed" and row.lease_until <= now):
        return State.IN_DOUBT
    return State.UNDER_WAY if row.status == "claimed" else State.WAITING
