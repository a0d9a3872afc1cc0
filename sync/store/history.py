"""Looking back: all that a child's entries ever were, and who put what back or took what out."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update

from sheet_templates.measures import plain
from sync.domain.authors import Certainty, Written
from sync.domain.entries import EntryKey
from sync.domain.reading import kept_cells
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.engine import Tx
from sync.store.entries import (
    FIRST_SEEN,
    SEEN_GONE,
    author_of,
    moments_of_reads,
    with_moments,
)
from sync.store.trackers import Tracker

_EVER = datetime.min.replace(tzinfo=UTC)
_WITH_KEY = 6  # place, before, after, student, checkpoint, metric


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEntry:
    """One version of one entry; `to_at` is None for the one that stands now."""

    student: str
    tracker: str
    checkpoint: str
    metric: str
    number: float | None
    text: str | None
    code: str | None
    typed_as: str | None
    a1: str
    from_at: datetime
    to_at: datetime | None
    run_id: int | None
    author: str | None
    certainty: Certainty

    @property
    def says(self) -> str:
        """What stood there, as people read it: the score, the text or the code."""
        return plain(self.number) or self.text or self.code or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """A row as people left it: `cells` by column key, or by letters where there is none."""

    tracker: str
    tab: str
    row_key: str
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Something that left the store: who took it, when, how many rows, with names or without."""

    at: datetime
    who: str
    what: str
    rows: int
    has_names: bool
    detail: str


def past_entries(
    tx: Tx, scope: Scope, *, student: str | None = None, tracker: str | None = None
) -> list[PastEntry]:
    """All versions of the school's entries, or of a child's or a tracker's, oldest first."""
    query = _past()
    if student is not None:
        query = query.where(schema.student.c.sourced_id == student)
    if tracker is not None:
        query = query.where(schema.tracker.c.public_id == tracker)
    return _told(tx, scope, query)


def changed_in_run(tx: Tx, scope: Scope, run_id: int, tracker: str) -> list[PastEntry]:
    """The versions of a tracker's entries that a run found new, or gone; oldest first by entry."""
    touched = (FIRST_SEEN.c.run_id == run_id) | (SEEN_GONE.c.run_id == run_id)
    return _told(tx, scope, _past().where(schema.tracker.c.public_id == tracker, touched))


def _told(tx: Tx, scope: Scope, query: Select[Any]) -> list[PastEntry]:
    return [
        PastEntry(**row, certainty=author_of(row["author"]).certainty)
        for row in tx.execute(query, {"school": scope.school_id}).mappings()
    ]


@cache  # to put it together takes longer than to answer it
def _past() -> Select[Any]:
    """Versions of entries as people read them, oldest first by entry."""
    versions, columns = schema.entry_version, schema.entry_column
    students, trackers = schema.student, schema.tracker
    return with_moments(
        select(
            students.c.sourced_id.label("student"),
            trackers.c.public_id.label("tracker"),
            columns.c.checkpoint,
            columns.c.metric,
            versions.c.number,
            versions.c.text,
            versions.c.code,
            versions.c.normalised_from.label("typed_as"),
            versions.c.a1,
            FIRST_SEEN.c.at.label("from_at"),
            SEEN_GONE.c.at.label("to_at"),
            FIRST_SEEN.c.run_id,
            versions.c.author,
        )
        .join_from(versions, columns, versions.c.entry_column_id == columns.c.id)
        .join(students, versions.c.student_id == students.c.id)
        .join(trackers, columns.c.tracker_id == trackers.c.id)
        .where(columns.c.school_id == bindparam("school"))
        .order_by(
            students.c.sourced_id, columns.c.checkpoint, columns.c.metric, FIRST_SEEN.c.at,
            trackers.c.public_id, versions.c.from_seq,
        )
    )  # fmt: skip


def first_seen(tx: Tx, scope: Scope, year: int) -> dict[EntryKey, datetime]:
    """When a read first found a value in the place of each entry, whatever stands there now.

    Of the trackers of the school year that began in `year`.
    """
    at = moments_of_reads(tx, scope, year=year)
    found = tx.execute(_FIRST_SEEN, {"school": scope.school_id, "year": year}).all()
    return {
        EntryKey(student, checkpoint, metric): at[tracker, seq]
        for student, checkpoint, metric, tracker, seq in found
    }


# Put together once: that takes longer than to answer it.
_FIRST_SEEN = (
    select(
        schema.student.c.sourced_id,
        schema.entry_column.c.checkpoint,
        schema.entry_column.c.metric,
        schema.entry_column.c.tracker_id,
        func.min(schema.entry_version.c.from_seq),
    )
    .join_from(
        schema.entry_version,
        schema.entry_column,
        schema.entry_version.c.entry_column_id == schema.entry_column.c.id,
    )
    .join(schema.student, schema.entry_version.c.student_id == schema.student.c.id)
    .join(schema.tracker, schema.entry_column.c.tracker_id == schema.tracker.c.id)
    .where(
        schema.tracker.c.school_id == bindparam("school"),
        schema.tracker.c.year_begins == bindparam("year"),
    )
    .group_by(schema.entry_column.c.id, schema.student.c.id)
)


def present_rows(tx: Tx, scope: Scope) -> list[KeptRow]:
    """The rows of all tabs as people left them, as of each tracker's last read."""
    anchors, versions = schema.row_anchor, schema.row_version
    blobs, trackers = schema.blob, schema.tracker
    same_blob = (blobs.c.school_id == versions.c.school_id) & (blobs.c.sha256 == versions.c.sha256)
    query = (
        select(
            trackers.c.public_id, anchors.c.tab, anchors.c.row_key, blobs.c.zbytes
        )
        .join_from(versions, anchors, versions.c.row_anchor_id == anchors.c.id)
        .join(trackers, anchors.c.tracker_id == trackers.c.id)
        .join(blobs, same_blob)
        .where(anchors.c.school_id == scope.school_id, versions.c.to_seq.is_(None))
        .order_by(trackers.c.public_id, anchors.c.tab, anchors.c.position)
    )  # fmt: skip
    return [
        KeptRow(
            tracker=row.public_id,
            tab=row.tab,
            row_key=row.row_key,
            cells=kept_cells(zlib.decompress(row.zbytes)),
        )
        for row in tx.execute(query)
    ]


def log_access(tx: Tx, scope: Scope, access: Access) -> None:
    """Write down that something left the store; nothing is ever taken out of this list."""
    values = {
        "school_id": scope.school_id,
        "at": access.at,
        "who": access.who,
        "what": access.what,
        "rows": access.rows,
        "has_names": access.has_names,
        "detail": access.detail,
    }
    tx.execute(insert(schema.access_log).values(values))


def accesses(tx: Tx, scope: Scope) -> list[Access]:
    """All that left the store, oldest first."""
    table = schema.access_log
    query = select(
        table.c.at, table.c.who, table.c.what, table.c.rows, table.c.has_names, table.c.detail
    ).where(table.c.school_id == scope.school_id)
    return [Access(**row) for row in tx.execute(query.order_by(table.c.id)).mappings()]


def begin_restoration(  # noqa: PLR0913 - each is a fact of its own, named at the call
    tx: Tx,
    scope: Scope,
    *,
    tracker_id: int,
    as_of: datetime,
    who: str,
    at: datetime,
    cells: Sequence[Sequence[str]],
) -> int:
    """Write down, before Google is asked, that a person puts cells back; gives its id.

    Of each cell: its place, what it says and is to say, and the student, checkpoint and metric.
    """
    table = schema.restoration
    values = {
        "school_id": scope.school_id,
        "tracker_id": tracker_id,
        "as_of": as_of,
        "who": who,
        "begun_at": at,
        "cells": json.dumps([list(cell) for cell in cells], ensure_ascii=False),
    }
    return int(tx.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def end_restoration(tx: Tx, restoration_id: int, at: datetime) -> None:
    """Write down that the cells were seen to stand there."""
    table = schema.restoration
    tx.execute(update(table).where(table.c.id == restoration_id).values(ended_at=at))


def written_since(tx: Tx, scope: Scope, tracker: Tracker, at: datetime) -> list[Written]:
    """The cells that people had written through us from the tracker's last read up to `at`."""
    since = tracker.last_read_at or _EVER
    which = {"school": scope.school_id, "tracker": tracker.id, "since": since, "until": at}
    return [
        Written(
            key=EntryKey(student=student, checkpoint=checkpoint, metric=metric),
            after=after,
            by=who,
        )
        for who, cells in tx.execute(_WRITTEN, which).all()
        for _, _, after, student, checkpoint, metric in _with_keys(cells)
    ]


_WRITTEN = (
    select(schema.restoration.c.who, schema.restoration.c.cells)
    .where(
        schema.restoration.c.school_id == bindparam("school"),
        schema.restoration.c.tracker_id == bindparam("tracker"),
        schema.restoration.c.begun_at >= bindparam("since"),
        schema.restoration.c.ended_at <= bindparam("until"),
    )
    .order_by(schema.restoration.c.id)
)


def _with_keys(cells: str) -> list[list[str]]:
    """The cells that name their entry; older ones did not."""
    return [cell for cell in json.loads(cells) if len(cell) == _WITH_KEY]


def restorations(tx: Tx, scope: Scope) -> list[tuple[str, str, datetime | None, list[list[str]]]]:
    """Tracker, person, when it was seen to be done, and the cells: place, before, after."""
    return [
        (row.public_id, row.who, row.ended_at, [cell[:3] for cell in json.loads(row.cells)])
        for row in tx.execute(_RESTORATIONS, {"school": scope.school_id})
    ]


# Put together once: that takes longer than to answer it.
_RESTORATIONS = (
    select(
        schema.tracker.c.public_id,
        schema.restoration.c.who,
        schema.restoration.c.ended_at,
        schema.restoration.c.cells,
    )
    .join_from(
        schema.restoration, schema.tracker, schema.restoration.c.tracker_id == schema.tracker.c.id
    )
    .where(schema.restoration.c.school_id == bindparam("school"))
    .order_by(schema.restoration.c.id)
)
