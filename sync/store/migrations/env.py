"""Run by Alembic: migrates the connection that `sync.store.migrate` hands over."""

from alembic import context

from sync.store.whole_schema import metadata

# Batch mode: SQLite cannot alter most things, so tables are made anew and filled again.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
