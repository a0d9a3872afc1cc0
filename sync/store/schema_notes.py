"""Progress notes written in pages and cards, restricted notes, and who read or wrote the latter.

Restricted bodies stand in a table of their own: nothing that makes a spreadsheet reads it.
"""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, Table, Text, UniqueConstraint

from sync.store.columns import enum_type, moment, own_id, public_id, same_school, school_id
from sync.store.kinds import NoteUse
from sync.store.metadata import metadata

progress_note = Table(
    "progress_note",
    metadata,
    own_id(),
    school_id(),
    public_id(),
    Column("tracker_id", Integer, nullable=False),
    Column("tab", Text, nullable=False),
    Column("row_key", Text, nullable=False),
    Column("student_id", Integer, nullable=False),
    Column("staff_member_id", Integer, nullable=False),
    Column("noted_on", Date, nullable=False),
    Column("support", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Column("strengths", Text, nullable=False),
    Column("source", Text, nullable=False),
    moment("recorded_at"),
    same_school("tracker_id", "tracker"),
    same_school("student_id", "student"),
    same_school("staff_member_id", "staff_member"),
    UniqueConstraint("tracker_id", "tab", "row_key"),
    CheckConstraint("seen <> ''", "says_something"),
    Index(None, "school_id"),
)

restricted_note = Table(
    "restricted_note",
    metadata,
    own_id(),
    school_id(),
    public_id(),
    Column("student_id", Integer, nullable=False),
    Column("staff_member_id", Integer, nullable=False),
    Column("noted_on", Date, nullable=False),
    Column("body", Text, nullable=False),
    Column("source", Text, nullable=False),
    moment("recorded_at"),
    same_school("student_id", "student"),
    same_school("staff_member_id", "staff_member"),
    CheckConstraint("body <> ''", "says_something"),
    Index(None, "student_id"),
)

note_access = Table(
    "note_access",
    metadata,
    own_id(),
    school_id(),
    moment("at"),
    Column("staff_member_id", Integer, nullable=False),
    Column("student_id", Integer, nullable=False),
    Column("what", enum_type(NoteUse, "what"), nullable=False),
    Column("notes", Integer, nullable=False),
    Column("source", Text, nullable=False),
    same_school("staff_member_id", "staff_member"),
    same_school("student_id", "student"),
    CheckConstraint("notes >= 0", "notes"),
    Index(None, "school_id", "at"),
)
