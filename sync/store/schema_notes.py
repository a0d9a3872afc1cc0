"""Progress notes written in pages and cards, restricted notes, and who read or wrote the latter.

Restricted bodies stand in tables of their own: nothing that makes a spreadsheet reads them. What
an author says anew stands beside what was said before, which is never written over.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

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
    UniqueConstraint("school_id", "id"),
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
    UniqueConstraint("school_id", "id"),
    Index(None, "student_id"),
)

progress_note_change = Table(
    "progress_note_change",
    metadata,
    own_id(),
    school_id(),
    public_id(),
    Column("progress_note_id", Integer, nullable=False),
    Column("noted_on", Date, nullable=False),
    Column("support", Text, nullable=False),
    Column("seen", Text, nullable=False),
    Column("strengths", Text, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    moment("recorded_at"),
    same_school("progress_note_id", "progress_note"),
    CheckConstraint("seen <> ''", "says_something"),
    Index(None, "progress_note_id"),
)

restricted_note_change = Table(
    "restricted_note_change",
    metadata,
    own_id(),
    school_id(),
    public_id(),
    Column("restricted_note_id", Integer, nullable=False),
    Column("noted_on", Date, nullable=False),
    Column("body", Text, nullable=False),
    Column("is_withdrawn", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    moment("recorded_at"),
    same_school("restricted_note_id", "restricted_note"),
    CheckConstraint("body <> ''", "says_something"),
    Index(None, "restricted_note_id"),
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
