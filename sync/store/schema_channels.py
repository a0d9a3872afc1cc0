"""The push channels that are open at Google, by what is needed to know and to stop them."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text

from sync.store.columns import moment, school_id
from sync.store.metadata import metadata

drive_channel = Table(
    "drive_channel",
    metadata,
    Column("id", Text, primary_key=True),
    school_id(),
    Column("address", Text, nullable=False),
    Column("drive_id", Text, nullable=False),
    Column("token_sha256", Text, nullable=False),
    Column("resource_id", Text),
    moment("opened_at"),
    moment("expires_at"),
    moment("heard_at", nullable=True),
    CheckConstraint("length(token_sha256) = 64", "token_digest"),
    Index(None, "school_id"),
)
