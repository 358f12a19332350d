"""The keys of an opened database: its three secrets, and the master keys that wrap the key of each dossier.

Opening checks that the keys fit before anything is served: a database that has data never gets new secrets.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select
from sqlalchemy.exc import IntegrityError, NoResultFound

from klachtbot.storage import tables
from klachtbot.storage.crypto import new_key
from klachtbot.storage.engine import UNREADABLE, never_written
from klachtbot.storage.keys import MasterKeys
from klachtbot.storage.refusals import KeysMissing, KeysWrong, SecretsBroken

NAMES = ("integrity", "blind", "people")
"""Chains and seals; keyed digests; the personal columns of ``people``."""


@dataclass(frozen=True, slots=True)
class Vault:
    master: MasterKeys
    integrity: bytes = field(repr=False)
    blind: bytes = field(repr=False)
    people: bytes = field(repr=False)

    @property
    def search(self) -> bytes:
        """The key of the blind index: its own, so that its hashes tell nothing of other keyed digests."""
        return hmac.digest(self.blind, b"klachtbot.search.1", "sha256")

    def wrap_case_key(self, complaint: str, key: bytes) -> tuple[str, bytes]:
        return self.master.wrap(key, place=case_place(complaint))

    def unwrap_case_key(self, complaint: str, key_id: str, wrapped: bytes) -> bytes:
        return self.master.unwrap(key_id, wrapped, place=case_place(complaint))

    def case_key(self, connection: Connection, complaint: str) -> bytes:
        """The data key of this dossier. Raises ``KeysMissing`` or ``KeysWrong``."""
        key = self.find_case_key(connection, complaint)
        if key is None:
            raise NoResultFound("a dossier has a key")
        return key

    def find_case_key(self, connection: Connection, complaint: str) -> bytes | None:
        """As ``case_key``; None when there is no such dossier."""
        return self.opened(connection.execute(_KEY_OF, {"its_id": complaint}).first())

    def opened(self, row: Row[Any] | None) -> bytes | None:
        """The data key in this row of ``case_keys``; None when there is none."""
        return self.unwrap_case_key(row.complaint, row.key_id, row.wrapped) if row is not None else None


_KEY_OF = select(tables.case_keys).where(tables.case_keys.c.complaint == bindparam("its_id"))


def case_place(complaint: str) -> str:
    """Where the wrapped key of a dossier stands: only there it opens."""
    return f"case_keys.wrapped:{complaint}"


def secret_place(name: str) -> str:
    return f"secrets.wrapped:{name}"


def has_secrets(connection: Connection) -> bool:
    return connection.execute(select(tables.secrets.c.name).limit(1)).first() is not None


def open_vault(connection: Connection, master: MasterKeys) -> Vault:
    """The vault of this database; made on the first opening, of an empty database only.

    Raises ``KeysMissing``, ``KeysWrong`` or ``SecretsBroken``.
    """
    return _open(connection, master) or _make(connection, master)


def vault_as_it_is(connection: Connection, master: MasterKeys) -> Vault:
    """The vault of a database that has one. Raises ``KeysMissing``, ``KeysWrong`` or ``SecretsBroken``."""
    vault = _open(connection, master)
    if vault is None:
        raise KeysMissing(setting=master.setting, detail=" (secrets)")
    return vault


def _open(connection: Connection, master: MasterKeys) -> Vault | None:
    """None: there are no secrets. When all of them are locked it is the key that is wrong; else it is the secrets."""
    try:
        rows = connection.execute(select(tables.secrets)).all()
    except UNREADABLE as error:
        if never_written(error):
            raise SecretsBroken() from None
        raise
    if not rows:
        return None
    opened: dict[str, bytes] = {}
    locked: list[KeysMissing | KeysWrong] = []
    for row in rows:
        try:
            opened[row.name] = master.unwrap(row.key_id, row.wrapped, place=secret_place(row.name))
        except (KeysMissing, KeysWrong) as refused:
            locked.append(refused)
    if not opened:
        raise locked[0]
    if locked or set(opened) != set(NAMES):
        raise SecretsBroken()
    return Vault(master=master, **opened)


def _make(connection: Connection, master: MasterKeys) -> Vault:
    for table in (tables.people, tables.complaints):
        if connection.execute(select(table.c.id).limit(1)).first() is not None:
            raise KeysMissing(setting=master.setting, detail=" (secrets)")
    keys = {name: new_key() for name in NAMES}
    rows = []
    for name, key in keys.items():
        key_id, wrapped = master.wrap(key, place=secret_place(name))
        rows.append({"name": name, "key_id": key_id, "wrapped": wrapped})
    try:
        with connection.begin_nested():
            connection.execute(insert(tables.secrets), rows)
    except IntegrityError:  # another replica was first; its secrets are the secrets
        return open_vault(connection, master)
    return Vault(master=master, **keys)
