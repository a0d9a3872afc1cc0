"""How often each table was changed: the store's own account of itself."""

from sqlalchemy import Column, Integer, Table, Text

from sync.store.metadata import metadata

table_change = Table(
    "table_change",
    metadata,
    Column("name", Text, primary_key=True),
    Column("n", Integer, nullable=False),
)
