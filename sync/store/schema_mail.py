"""The outbox: what is to go out by mail, and what became of it."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint

from sync.store.columns import (
    enum_type,
    moment,
    one_person,
    own_id,
    public_id,
    same_school,
    school_id,
)
from sync.store.kinds import LetterState
from sync.store.metadata import metadata

message = Table(
    "message",
    metadata,
    own_id(),
    school_id(),
    public_id(),
    Column("dedupe_key", Text, nullable=False),
    Column("staff_member_id", Integer),
    Column("leader_id", Integer),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("plain", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("state", enum_type(LetterState, "state"), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("trouble", Text),
    moment("made_at"),
    moment("due_at"),
    moment("tried_at", nullable=True),
    moment("ended_at", nullable=True),
    same_school("staff_member_id", "staff_member"),
    same_school("leader_id", "leader"),
    one_person(),
    UniqueConstraint("school_id", "dedupe_key"),
    CheckConstraint("tries >= 0", "tries"),
    CheckConstraint("(tries = 0) = (tried_at IS NULL)", "tried"),
    Index(None, "school_id", "state", "due_at"),
)
