"""All that a store ever said of one row, entry, duty or roster: what tests ask, and no page."""

import zlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Table, select

from sync.domain.authors import Author
from sync.domain.duties import DutyKey
from sync.domain.entries import Ending, EntryKey, EntryValue
from sync.domain.scope import Scope
from sync.store import schema, schema_duties
from sync.store.columns import STILL
from sync.store.engine import Tx
from sync.store.entries import FIRST_SEEN, SEEN_GONE, author_of, with_moments


@dataclass(frozen=True, slots=True, kw_only=True)
class RowVersion:
    """What a row held from one read of its tracker up to another; the open one has no end."""

    from_seq: int
    to_seq: int | None
    from_at: datetime
    to_at: datetime | None
    run_id: int | None
    cells: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryVersion:
    """What an entry was from one read of its tracker up to another; the open one has no end."""

    tracker: str
    value: EntryValue
    from_seq: int
    to_seq: int | None
    from_at: datetime
    to_at: datetime | None
    run_id: int | None
    author: Author
    ending: Ending | None
    ended_by: Author | None


def row_history(tx: Tx, tracker_id: int, tab: str, row_key: str) -> list[RowVersion]:
    """All that the row ever held, oldest first; a gap is a time when it was not there."""
    anchors, versions, blobs = schema.row_anchor, schema.row_version, schema.blob
    reads = {
        row.seq: row
        for row in tx.execute(
            select(schema.tracker_read).where(schema.tracker_read.c.tracker_id == tracker_id)
        )
    }
    query = (
        select(versions.c.from_seq, versions.c.to_seq, blobs.c.zbytes)
        .join_from(anchors, versions, versions.c.row_anchor_id == anchors.c.id)
        .join(blobs, _both(blobs, versions, "school_id", "sha256"))
        .where(anchors.c.tracker_id == tracker_id, anchors.c.tab == tab)
        .where(anchors.c.row_key == row_key)
        .order_by(versions.c.from_seq)
    )
    return [
        RowVersion(
            from_seq=row.from_seq,
            to_seq=row.to_seq,
            from_at=reads[row.from_seq].at,
            to_at=None if row.to_seq is None else reads[row.to_seq].at,
            run_id=reads[row.from_seq].run_id,
            cells=zlib.decompress(row.zbytes),
        )
        for row in tx.execute(query)
    ]


def entry_history(tx: Tx, scope: Scope, key: EntryKey) -> list[EntryVersion]:
    """All that ever stood at this place, oldest first; over all trackers, if a child moved."""
    return [
        EntryVersion(
            tracker=row.public_id,
            value=EntryValue(**{name: getattr(row, name) for name in EntryValue._fields}),
            from_seq=row.from_seq,
            to_seq=None if row.to_seq == STILL else row.to_seq,
            from_at=row.from_at,
            to_at=row.to_at,
            run_id=row.run_id,
            author=author_of(row.author),
            ending=row.ending,
            ended_by=None if row.to_at is None else author_of(row.end_author),
        )
        for row in tx.execute(_entry_versions(scope, key))
    ]


def _entry_versions(scope: Scope, key: EntryKey) -> Select[tuple[object, ...]]:
    versions, columns = schema.entry_version, schema.entry_column
    students, trackers = schema.student, schema.tracker
    query = (
        select(versions, trackers.c.public_id)
        .join_from(versions, columns, versions.c.entry_column_id == columns.c.id)
        .join(students, versions.c.student_id == students.c.id)
        .join(trackers, columns.c.tracker_id == trackers.c.id)
        .where(columns.c.school_id == scope.school_id, students.c.sourced_id == key.student)
        .where(columns.c.checkpoint == key.checkpoint, columns.c.metric == key.metric)
    )
    return (
        with_moments(query)
        .add_columns(
            FIRST_SEEN.c.at.label("from_at"), SEEN_GONE.c.at.label("to_at"), FIRST_SEEN.c.run_id
        )
        .order_by(FIRST_SEEN.c.at, trackers.c.public_id, versions.c.from_seq)
    )


def duty_reasons(tx: Tx, scope: Scope, key: DutyKey) -> list[str]:
    """Why one duty came to stand as it did, each time, the first first."""
    duties, changes = schema_duties.duty, schema_duties.duty_change
    trackers, staff = schema.tracker, schema.staff_member
    query = (
        select(changes.c.reason)
        .join_from(changes, duties, changes.c.duty_id == duties.c.id)
        .join(trackers, duties.c.tracker_id == trackers.c.id)
        .join(staff, duties.c.staff_member_id == staff.c.id)
        .where(duties.c.school_id == scope.school_id, trackers.c.public_id == key.tracker)
        .where(staff.c.sourced_id == key.person, duties.c.checkpoint == key.checkpoint)
        .where(duties.c.column_group == key.column_group)
        .order_by(changes.c.id)
    )
    return list(tx.scalars(query))


def roster_sha(tx: Tx, scope: Scope) -> str | None:
    """The digest of the bundle that was imported last; None before the first."""
    imports = schema.roster_import
    mine = select(imports.c.sha256).where(imports.c.school_id == scope.school_id)
    return tx.scalar(mine.order_by(imports.c.id.desc()).limit(1))


def _both(one: Table, other: Table, *names: str) -> ColumnElement[bool]:
    first, second = (one.c[name] == other.c[name] for name in names)
    return first & second
