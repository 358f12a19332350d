"""A new master key: every key that it protects is wrapped anew, and not one letter or story.

Three secrets and one small row for each dossier. A few rows at a time, each either still under the old key or already
under the new one, and both open as long as both master keys are there: so it may end at any moment, and goes on where
it was. Chains, seals and the index that finds people hang on the secrets, not on the master key, and do not change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, text, update

from klachtbot.storage import tables
from klachtbot.storage.database import Database
from klachtbot.storage.engine import transaction
from klachtbot.storage.keys import MasterKeys
from klachtbot.storage.refusals import KeysMissing, KeysWrong
from klachtbot.storage.vault import case_place, secret_place, vault_as_it_is

AT_ONCE = 100
"""So many keys are wrapped anew in one transaction."""

_S, _K, _C = tables.secrets.c, tables.case_keys.c, tables.complaints.c


@dataclass(slots=True)
class Rotated:
    """``locked``: how many keys do not open; they were left as they are."""

    rewrapped: int = 0
    locked: int = 0


def under_another(database: Database, master: MasterKeys) -> int:
    """How many keys are not under the current master key."""
    with transaction(database.engine, read_only=True) as connection:
        return sum(
            connection.scalar(select(func.count()).where(key_id != master.current)) or 0
            for key_id in (_S.key_id, _K.key_id)
        )


def others_connected(database: Database) -> int:
    """How many other connections of klachtbot use this database (PostgreSQL; on SQLite the lock says so)."""
    if database.engine.dialect.name != "postgresql":
        return 0
    with transaction(database.engine, read_only=True) as connection:
        return connection.scalar(_OTHERS) or 0


_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = 'klachtbot' AND pid <> pg_backend_pid()"
)


def rotate(database: Database, master: MasterKeys) -> Rotated:
    """Wrap under the current master key what is under another. Raises ``StorageAway``."""
    done = Rotated()
    with transaction(database.engine) as connection:
        rows = connection.execute(select(tables.secrets).where(_S.key_id != master.current).with_for_update()).all()
        _wrap(connection, master, rows, _REWRAP_SECRET, _of_secret, done)
    last = ""
    while True:
        with transaction(database.engine) as connection:
            rows = connection.execute(_NEXT, {"last": last, "current": master.current}).all()
            if not rows:
                return done
            _wrap(connection, master, rows, _REWRAP_CASE, _of_case, done)
        last = rows[-1].complaint


_NEXT = (
    select(tables.case_keys)
    .where(_K.complaint > bindparam("last"), _K.key_id != bindparam("current"))
    .order_by(_K.complaint)
    .limit(AT_ONCE)
    .with_for_update()
)
_NEW: dict[str, Any] = {"key_id": bindparam("new_id"), "wrapped": bindparam("new_wrapped")}
_REWRAP_SECRET = update(tables.secrets).where(_S.name == bindparam("its")).values(_NEW)
_REWRAP_CASE = update(tables.case_keys).where(_K.complaint == bindparam("its")).values(_NEW)


def _of_secret(row: Row[Any]) -> tuple[str, str]:
    return row.name, secret_place(row.name)


def _of_case(row: Row[Any]) -> tuple[str, str]:
    return row.complaint, case_place(row.complaint)


def _wrap(
    connection: Connection,
    master: MasterKeys,
    rows: Any,
    rewrap: Any,
    what: Callable[[Row[Any]], tuple[str, str]],
    done: Rotated,
) -> None:
    """Wrap the keys in these locked rows anew; what does not open stays as it is."""
    for row in rows:
        its, place = what(row)
        try:
            key = master.unwrap(row.key_id, row.wrapped, place=place)
        except (KeysMissing, KeysWrong):
            done.locked += 1
            continue
        key_id, wrapped = master.wrap(key, place=place)
        connection.execute(rewrap, {"its": its, "new_id": key_id, "new_wrapped": wrapped})
        done.rewrapped += 1


def with_the_new_key_only(database: Database, master: MasterKeys) -> Database:
    """The same database as it will be opened when the other master keys are gone. Shares the connections."""
    only = MasterKeys(master.current, {master.current: master.keys[master.current]}, master.setting)
    with transaction(database.engine, read_only=True) as connection:
        vault = vault_as_it_is(connection, only)
    return Database(database.engine, vault, database.clock, None)
