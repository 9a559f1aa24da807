"""Alembic runs this; the connection, in a transaction, is handed over by `mcissue.issue.ledger.engine`."""

from __future__ import annotations

from alembic import context

from mcissue.issue.ledger.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # SQLite changes a table by making it anew.
    render_as_batch=True,
)
context.run_migrations()
