"""Tables, the mapping row <-> domain, the unit of work, envelope encryption, and the outbox."""

from klachtbot.storage.database import Database, open_database
from klachtbot.storage.refusals import StorageRefused
from klachtbot.storage.schema import SchemaState, schema_state

__all__ = ["Database", "SchemaState", "StorageRefused", "open_database", "schema_state"]
