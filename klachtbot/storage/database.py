"""Opening a database: address and keys in, units of work out."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from klachtbot.storage.engine import make_engine, parse_url, sqlite_file, transaction, write_anew
from klachtbot.storage.keys import SETTING, MasterKeys, key_file_of, make_key_file, parse_keys, read_key_file
from klachtbot.storage.outbox import SqlDeliveries
from klachtbot.storage.refusals import KeysMissing, NoDatabase, SchemaBehind
from klachtbot.storage.schema import SchemaState, schema_state
from klachtbot.storage.uow import SqlUnitOfWork
from klachtbot.storage.vault import Vault, has_secrets, open_vault, vault_as_it_is
from klachtbot.usecases.ports import Clock


class Database:
    """An opened database. Calling ``uow`` opens a unit of work: this is ``ports.UnitsOfWork``."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock, on_outbox: Callable[[], None] | None) -> None:
        self.engine = engine
        self.vault = vault
        self.clock = clock
        self.on_outbox = on_outbox

    def uow(self, *, read_only: bool = False) -> SqlUnitOfWork:
        return SqlUnitOfWork(self.engine, self.vault, self.clock, read_only=read_only, on_outbox=self._wake)

    def deliveries(self) -> SqlDeliveries:
        """The outbox as the delivery worker sees it."""
        return SqlDeliveries(self.engine, self.vault, self.clock)

    def scrub(self) -> None:
        """Leave nothing of what was destroyed in free pages or the log of a SQLite file: it is written anew. Raises
        ``StorageAway`` while somebody reads; then it is done later. What PostgreSQL does is up to who keeps it."""
        if sqlite_file(self.engine.url) is not None:
            write_anew(self.engine)

    def _wake(self) -> None:
        if self.on_outbox is not None:
            self.on_outbox()

    def dispose(self) -> None:
        self.engine.dispose()


def open_database(
    url: str,
    keys: str | None,
    *,
    clock: Clock,
    threads: int = 32,
    on_outbox: Callable[[], None] | None = None,
) -> Database:
    """Open a migrated database. ``keys`` is the text of ``KLACHTBOT_KEYS``; None (SQLite only) means the key file.

    ``on_outbox`` is called after each commit that left something to deliver; it may be set later as an attribute.
    Raises a kind of ``StorageRefused`` (wrong address, keys, or schema) or ``StorageAway``.
    """
    engine = make_engine(url, threads=threads)
    try:
        _refuse_unless_current(engine)
        with transaction(engine) as connection:
            master = parse_keys(keys) if keys else _keys_beside(url, has_data=has_secrets(connection))
            vault = open_vault(connection, master)
    except BaseException:
        engine.dispose()
        raise
    return Database(engine, vault, clock, on_outbox)


def open_as_it_is(url: str, keys: str | None, *, clock: Clock, threads: int = 2) -> Database:
    """Open a database that is there, beside whoever uses it: neither it nor a key is made, and nothing is written.

    Raises a kind of ``StorageRefused`` or ``StorageAway``.
    """
    file = sqlite_file(parse_url(url))
    if file is not None and not file.is_file():
        raise NoDatabase()
    master = parse_keys(keys) if keys else None
    engine = make_engine(url, threads=threads)
    try:
        _refuse_unless_current(engine)
        with transaction(engine, read_only=True) as connection:
            vault = vault_as_it_is(connection, master or _keys_beside(url, has_data=True))
    except DatabaseError:
        engine.dispose()
        raise NoDatabase() from None
    except BaseException:
        engine.dispose()
        raise
    return Database(engine, vault, clock, None)


def _keys_beside(url: str, *, has_data: bool) -> MasterKeys:
    file = sqlite_file(parse_url(url))
    if file is None:
        raise KeysMissing(setting=SETTING)
    path = key_file_of(file)
    keys = read_key_file(path)
    if keys is not None:
        return keys
    if has_data:
        raise KeysMissing(setting=SETTING, detail=f" ({path.name})")
    return make_key_file(path)


def _refuse_unless_current(engine: Engine) -> None:
    state = schema_state(engine)
    if state is not SchemaState.CURRENT:
        raise SchemaBehind(detail=state.value)
