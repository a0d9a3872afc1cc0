"""What an erasure leaves to be done: rows are gone, their bytes may still lie in the file."""

from sqlalchemy import Column, ForeignKey, Integer, Table

from sync.store.columns import moment
from sync.store.metadata import metadata

unswept = Table(
    "unswept",
    metadata,
    Column("school_id", Integer, ForeignKey("school.id"), primary_key=True, autoincrement=False),
    moment("since"),
)
