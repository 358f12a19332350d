"""The outbox: everything that leaves is a row first. Adding is part of a unit of work, delivering is not.

A row waits, is claimed by compare-and-set with a lease, and ends as done or failed; it is never deleted. Any number of
workers, in any number of processes, may claim.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.storage import tables
from klachtbot.storage.chain import canonical_json
from klachtbot.storage.engine import transaction
from klachtbot.storage.people import SqlPeople
from klachtbot.storage.vault import Vault
from klachtbot.usecases.delivery import Claim, Kinds, OutboxRow, Receipt
from klachtbot.usecases.ports import Clock, Message, NewMessage, Posted, Upload

PATIENCE = 6
"""A row that had trouble of its own this often is tried on, but no longer holds up others of its case or person."""

PAGE = 50
"""So many of the rows whose time has come are looked at together."""

FEW, ROUNDS = 4, 5
"""So many rows are tried to be taken, and so many times, when there are other workers."""


class SqlOutbox:
    """``ports.Outbox`` inside one transaction: the rows are written together, by ``write``, when it commits."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._messages: list[NewMessage] = []

    def add(self, message: NewMessage) -> None:
        self._messages.append(message)

    def upload(self, key: str) -> Upload | None:
        t = tables.outbox.c
        row = self._connection.execute(select(t.upload, t.status).where(t.key == key)).one_or_none()
        if row is None:
            return None
        return Upload(row.upload or "", row.status in tables.UNSENT_STATUSES, failed=row.status == "failed")

    def message(self, key: str) -> Message | None:
        t = tables.outbox.c
        row = self._connection.execute(select(t.status, t.channel, t.ts, t.attempts).where(t.key == key)).one_or_none()
        if row is None:
            return None
        unsent = row.status in tables.UNSENT_STATUSES
        return Message(unsent, row.channel or "", row.ts or "", tried=row.attempts > 0)

    def posted(self, complaint: ComplaintId) -> tuple[Posted, ...]:
        t = tables.outbox.c
        there = or_(t.ts.is_not(None), t.upload.is_not(None))
        query = select(t.recipient, t.channel, t.ts, t.upload).where(t.complaint == complaint, there).order_by(t.id)
        return tuple(
            Posted(PersonId(row.recipient), row.channel or "", row.ts or "", row.upload or "")
            for row in self._connection.execute(query)
        )

    def write(self) -> bool:
        """Whether there is something to deliver after the commit."""
        messages, self._messages = self._messages, []
        if not messages:
            return False
        rows = [
            {
                "key": message.key,
                "kind": message.kind,
                "recipient": message.to,
                "complaint": message.complaint,
                "payload": canonical_json(message.payload or {}),
                "status": "waiting",
                "added_at": self._clock.now(),
                "not_before": message.not_before,
                "attempts": 0,
                "strikes": 0,
            }
            for message in messages
        ]
        self._connection.execute(_ADD[self._connection.dialect.name], rows)
        return True


_ADD = {
    "postgresql": postgresql.insert(tables.outbox).on_conflict_do_nothing(index_elements=["key"]),
    "sqlite": sqlite.insert(tables.outbox).on_conflict_do_nothing(index_elements=["key"]),
}


class SqlDeliveries:
    """``delivery.Deliveries``: each call is a short transaction of its own. ``clock`` is that of the procedure."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock

    def claim(
        self,
        now: datetime,
        *,
        lease: timedelta,
        spacing: timedelta,
        kinds: Kinds,
        only_mails: bool = False,
    ) -> Claim | None:
        at = {
            "now": now,
            "procedure_now": self._clock.now(),
            "a_while_ago": now - spacing,
            "only_mails": only_mails,
        }
        for _ in range(ROUNDS):
            rows = self._first(kinds, at)
            if not rows:
                return None
            for row in rows:
                claim = self._take(row, now, lease, kinds, at)
                if claim is not None:
                    return claim
        return None  # others take it all; there is a next time

    def _first(self, kinds: Kinds, at: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """The first rows that may go out, looked for a page at a time, so that a large backlog costs no more."""
        # Looking does not write, so an idle worker never takes SQLite's write lock.
        with transaction(self._engine, read_only=True) as connection:
            after = 0
            while True:
                page = connection.scalars(waiting(kinds), {**at, "after": after}).all()
                rows = connection.execute(first_in_turn(kinds), {**at, "page": page}).all() if page else []
                if rows or len(page) < PAGE:
                    return rows
                after = page[-1]

    def _take(
        self, row: Row[Any], now: datetime, lease: timedelta, kinds: Kinds, at: Mapping[str, Any]
    ) -> Claim | None:
        t = tables.outbox.c
        token = uuid.uuid4().hex
        # Left claimed by somebody who is gone: what they posted, if anything, was posted since they claimed it.
        doubt_since = row.doubt_since or (row.claimed_at if row.status == "claimed" else None)
        with transaction(self._engine) as connection:
            # Two workers may have chosen different rows for one person. The second goes on to somebody else.
            whose = select(tables.people.c.id).where(tables.people.c.id == row.recipient)
            if connection.scalar(whose.with_for_update(key_share=True, skip_locked=True)) is None:
                return None
            taken = connection.execute(
                update(tables.outbox)
                .where(t.id == row.id, t.status == row.status, t.attempts == row.attempts)
                .where(*_ready(kinds), *_in_turn(kinds))
                .values(
                    status="claimed",
                    claim=token,
                    attempts=row.attempts + 1,
                    claimed_at=now,
                    lease_until=now + lease,
                    retry_at=None,
                    doubt_since=doubt_since,
                ),
                at,
            )
            if taken.rowcount != 1:
                return None  # another worker was first
            if row.kind in kinds.homes | kinds.updates:
                # It is rendered after this, so it says all that the others would have said.
                connection.execute(
                    update(tables.outbox)
                    .where(t.recipient == row.recipient, t.finished_at.is_(None), t.kind == row.kind)
                    .where(t.payload == row.payload, t.status == "waiting", t.not_before.is_(None), t.id != row.id)
                    .values(status="done", finished_at=now)
                )
            person = SqlPeople(connection, self._vault, self._clock).by_id(PersonId(row.recipient))
            assert person is not None, "the outbox refers to people"
        claimed = OutboxRow(
            id=row.id,
            key=row.key,
            kind=row.kind,
            to=person,
            complaint=ComplaintId(row.complaint) if row.complaint is not None else None,
            payload=json.loads(row.payload),
            attempts=row.attempts + 1,
            claimed_at=now,
        )
        return Claim(row=claimed, token=token, doubt_since=doubt_since, upload=row.upload)

    def done(self, claim: Claim, now: datetime, receipt: Receipt | None) -> None:
        where = {"channel": receipt.channel, "ts": receipt.ts} if receipt is not None else {}
        self._end(claim, status="done", finished_at=now, **where)

    def failed(self, claim: Claim, now: datetime, *, code: str) -> None:
        self._end(claim, status="failed", finished_at=now, code=code[:64])

    def uploading(self, claim: Claim, file: str) -> bool:
        t = tables.outbox.c
        mine = (t.id == claim.row.id, t.claim == claim.token)
        with transaction(self._engine) as connection:
            return connection.execute(update(tables.outbox).where(*mine).values(upload=file)).rowcount == 1

    def wait_until(self, claim: Claim, *, at: datetime) -> None:
        attempts = tables.outbox.c.attempts - 1  # it was not tried
        self._end(claim, status="waiting", not_before=at, retry_at=None, doubt_since=None, attempts=attempts)

    def later(self, claim: Claim, *, at: datetime, doubt: bool, strike: bool) -> None:
        t = tables.outbox.c
        values: dict[str, Any] = {"doubt_since": func.coalesce(t.doubt_since, t.claimed_at)} if doubt else {}
        if strike:
            values["strikes"] = t.strikes + 1
        self._end(claim, status="waiting", retry_at=at, **values)

    def _end(self, claim: Claim, **values: Any) -> None:
        t = tables.outbox.c
        with transaction(self._engine) as connection:
            connection.execute(
                update(tables.outbox)
                .where(t.id == claim.row.id, t.claim == claim.token)
                .values(claim=None, lease_until=None, **values)
            )


# What may go out, see ``delivery.Deliveries.claim``; put together once, for it is asked all day. With ``now`` and
# ``a_while_ago`` (the spacing before it) of the transport, ``procedure_now``, and ``only_mails``.


@lru_cache(maxsize=4)
def waiting(kinds: Kinds) -> Select[Any]:
    """The ids of the first rows ``after`` an id whose time has come, a page of them."""
    t = tables.outbox.c
    after: BindParameter[int] = bindparam("after", type_=BigInteger)
    return select(t.id).where(*_ready(kinds), t.id > after).order_by(t.id).limit(PAGE)


@lru_cache(maxsize=4)
def first_in_turn(kinds: Kinds) -> Select[Any]:
    """The first rows of this ``page`` of ids whose turn it is: one to take, and a few for when others are quicker."""
    page: BindParameter[Sequence[int]] = bindparam("page", expanding=True)
    t = tables.outbox.c
    return select(tables.outbox).where(t.id.in_(page), *_in_turn(kinds)).order_by(t.id).limit(FEW)


@lru_cache(maxsize=4)
def _ready(kinds: Kinds) -> tuple[ColumnElement[bool], ...]:
    """Its time has come."""
    only_mails: BindParameter[bool] = bindparam("only_mails", type_=Boolean)
    t = tables.outbox.c
    due = or_(t.not_before.is_(None), t.not_before <= _PROCEDURE_NOW)
    ready = or_(
        and_(t.status == "waiting", or_(t.retry_at.is_(None), t.retry_at <= _NOW)),
        and_(t.status == "claimed", t.lease_until <= _NOW),
    )
    wanted = or_(t.kind.in_(kinds.mails), not_(only_mails))
    return (_unsent(tables.outbox), due, ready, wanted)


@lru_cache(maxsize=4)
def _in_turn(kinds: Kinds) -> tuple[ColumnElement[bool], ...]:
    """Nothing else goes before it, of its case or to its person."""
    a_while_ago: BindParameter[datetime] = bindparam("a_while_ago", type_=tables.Instant)
    t = tables.outbox
    earlier = t.alias("earlier")
    other = t.alias("other")
    out_of_turn = (
        select(earlier.c.id)
        .where(
            earlier.c.complaint == t.c.complaint,
            earlier.c.id < t.c.id,
            earlier.c.kind.in_(kinds.mails) == t.c.kind.in_(kinds.mails),
            _unsent(earlier),
            earlier.c.strikes < PATIENCE,
            or_(earlier.c.not_before.is_(None), earlier.c.not_before <= _PROCEDURE_NOW),
        )
        .exists()
    )
    free = kinds.homes | kinds.mails
    to_the_same = (other.c.recipient == t.c.recipient, other.c.id != t.c.id, other.c.kind.not_in(free))
    busy = (
        select(other.c.id)
        .where(
            *to_the_same,
            _unsent(other),
            or_(and_(other.c.retry_at > _NOW, other.c.strikes < PATIENCE), other.c.lease_until > _NOW),
        )
        .exists()
    )
    too_soon = (
        select(other.c.id).where(*to_the_same, other.c.channel.is_not(None), other.c.finished_at > a_while_ago).exists()
    )
    # The quickest to see comes first: of many rows to one person, most wait because of the last that was sent.
    spaced = or_(t.c.kind.in_(free), not_(or_(too_soon, busy)))
    # Who was first would otherwise have the last word, with what was true a moment ago.
    under_way = (
        select(other.c.id)
        .where(other.c.recipient == t.c.recipient, other.c.id != t.c.id, other.c.kind == t.c.kind)
        .where(_unsent(other), other.c.payload == t.c.payload, other.c.lease_until > _NOW)
        .exists()
    )
    alone = or_(t.c.kind.not_in(kinds.homes | kinds.updates), not_(under_way))
    return (not_(out_of_turn), spaced, alone)


_NOW: BindParameter[datetime] = bindparam("now", type_=tables.Instant)
_PROCEDURE_NOW: BindParameter[datetime] = bindparam("procedure_now", type_=tables.Instant)


def _unsent(table: FromClause) -> ColumnElement[bool]:
    # Written out, not bound: only then do both databases see that the partial indexes of the unsent apply.
    return table.c.status.in_([literal_column(f"'{status}'") for status in tables.UNSENT_STATUSES])
