"""Is the database up to date? Answered without importing Alembic, which only a migration needs."""

from __future__ import annotations

from enum import Enum

from sqlalchemy import Engine, inspect, text

from klachtbot.storage.engine import transaction

HEAD = "0001"
"""The newest migration; a test holds it to the scripts."""


class SchemaState(Enum):
    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    UNKNOWN = "unknown"  # migrated by a newer klachtbot, or not ours


def schema_state(engine: Engine) -> SchemaState:
    """Raises ``StorageAway``."""
    with transaction(engine, read_only=True) as connection:
        names = set(inspect(connection).get_table_names())
        if "alembic_version" not in names:
            return SchemaState.UNKNOWN if names else SchemaState.EMPTY
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found is None:
        return SchemaState.EMPTY
    if found == HEAD:
        return SchemaState.CURRENT
    return SchemaState.BEHIND if found < HEAD else SchemaState.UNKNOWN
