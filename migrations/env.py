"""Alembic runs this with a connection that ``klachtbot.storage.migrate`` opened, in one transaction."""

from __future__ import annotations

from alembic import context

from klachtbot.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
)
with context.begin_transaction():
    context.run_migrations()
