"""The tables of the canonical store; the same SQL for SQLite and PostgreSQL.

Each owned row has its school_id, and references between owned rows are composite, so no row can
point into another school. Text keys stand on the outside (sourcedIds, tracker public ids);
inside, rows point to each other by integers. History is kept as versions: from_seq is the read
of that tracker in which a version was first seen, to_seq the first read in which it was no
longer so; the open version has no to_seq (entry versions: STILL).
"""

from sync.store.metadata import metadata
from sync.store.schema_entries import cell_issue, entry_column, entry_version
from sync.store.schema_reads import (
    blob,
    column_place,
    held_state,
    row_anchor,
    row_version,
    tracker_read,
)
from sync.store.schema_records import access_log, restoration
from sync.store.schema_runs import drive_cursor, drive_state, lease, run, run_check, run_tracker
from sync.store.schema_school import (
    assignment,
    caseload_spell,
    enrollment,
    grading_period,
    instructional_day,
    leader,
    roster_import,
    school,
    school_class,
    school_year,
    staff_member,
    student,
)
from sync.store.schema_trackers import (
    apply_attempt,
    document_owner,
    minted_rows,
    template_version,
    tracker,
    tracker_member,
    tracker_share,
)

__all__ = [
    "access_log",
    "apply_attempt",
    "assignment",
    "blob",
    "caseload_spell",
    "cell_issue",
    "column_place",
    "document_owner",
    "drive_cursor",
    "drive_state",
    "enrollment",
    "entry_column",
    "entry_version",
    "grading_period",
    "held_state",
    "instructional_day",
    "leader",
    "lease",
    "metadata",
    "minted_rows",
    "restoration",
    "roster_import",
    "row_anchor",
    "row_version",
    "run",
    "run_check",
    "run_tracker",
    "school",
    "school_class",
    "school_year",
    "staff_member",
    "student",
    "template_version",
    "tracker",
    "tracker_member",
    "tracker_read",
    "tracker_share",
]
