"""Texts of people that may mention a child who is erased: they stay, and a person looks at them.

Each is told by its place, never by what it says: a note may be restricted.
"""

import zlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, Table, and_, select

from sync.domain.erasing import words_in
from sync.domain.reading import kept_cells
from sync.store import schema, schema_duties, schema_notes, schema_people, schema_self_checks
from sync.store.erasing_under_way import Erasing, in_parts

_WRITTEN: tuple[tuple[Table, tuple[str, ...], str], ...] = (
    (schema_duties.excuse, ("reason",), "the reason of an excuse"),
    (schema_duties.flag_transition, ("reason",), "what was said of a flag"),
    (schema_duties.milestone_word, ("note",), "a word on a milestone"),
    (schema_people.column_problem, ("reason",), "what was said of a column"),
    (schema_self_checks.self_check_answer, ("comment",), "a comment on how data is collected"),
    (schema_notes.progress_note, ("support", "seen", "strengths"), "a note"),
    (schema_notes.progress_note_change, ("support", "seen", "strengths"), "a note"),
    (schema_notes.restricted_note, ("body",), "a restricted note"),
    (schema_notes.restricted_note_change, ("body",), "a restricted note"),
)


def mentions(erasing: Erasing) -> Iterator[str]:
    """Where texts that stay may mean one of the children, after their own rows are gone."""
    for table, columns, called in _WRITTEN:
        for row in erasing.rows(table, *(table.c[name] for name in columns)):
            if any(map(erasing.erased.are_mentioned_in, row[1:])):
                yield f"{called}, number {row.id}"
    yield from _in_issues(erasing)
    yield from _in_entries(erasing)
    yield from _in_rows(erasing)


def _in_issues(erasing: Erasing) -> Iterator[str]:
    issues, trackers = schema.cell_issue, schema.tracker
    query = select(trackers.c.public_id, issues.c.tab, issues.c.a1, issues.c.raw).join_from(
        issues, trackers, issues.c.tracker_id == trackers.c.id
    )
    for row in _all(erasing, query, issues):
        if erasing.erased.are_mentioned_in(row.raw):
            yield _cell(row.public_id, row.tab, row.a1)


def _in_entries(erasing: Erasing) -> Iterator[str]:
    versions, columns, trackers = schema.entry_version, schema.entry_column, schema.tracker
    query = (
        select(trackers.c.public_id, versions.c.a1, versions.c.text, versions.c.normalised_from)
        .join_from(versions, columns, versions.c.entry_column_id == columns.c.id)
        .join(trackers, columns.c.tracker_id == trackers.c.id)
        .where(versions.c.text.is_not(None) | versions.c.normalised_from.is_not(None))
    )
    for row in _all(erasing, query, versions):
        if any(text and erasing.erased.are_mentioned_in(text) for text in row[2:]):
            yield _cell(row.public_id, "students", row.a1)


def _in_rows(erasing: Erasing) -> Iterator[str]:
    """Rows kept verbatim; of an earlier state it is said that it is one."""
    versions, anchors = schema.row_version, schema.row_anchor
    blobs, trackers = schema.blob, schema.tracker
    same_blob = and_(blobs.c.school_id == versions.c.school_id, blobs.c.sha256 == versions.c.sha256)
    query = (
        select(
            trackers.c.public_id,
            anchors.c.tab,
            anchors.c.position,
            versions.c.to_seq,
            blobs.c.zbytes,
        )
        .join_from(versions, anchors, versions.c.row_anchor_id == anchors.c.id)
        .join(trackers, anchors.c.tracker_id == trackers.c.id)
        .join(blobs, same_blob)
    )
    for some in in_parts(sorted(erasing.contents)):
        for row in _all(erasing, query.where(versions.c.sha256.in_(some)), versions):
            cells = kept_cells(zlib.decompress(row.zbytes))
            if any(erasing.erased.are_mentioned_in(words_in(cell)) for cell in cells.values()):
                yield _row(row)


def _all(erasing: Erasing, query: Select[Any], table: Table) -> list[Any]:
    mine = table.c.school_id == erasing.scope.school_id
    return list(erasing.tx.execute(query.where(mine)).all())


def _cell(tracker: str, tab: str, a1: str) -> str:
    return f"{tracker}, tab {tab}, cell {a1}"


def _row(row: Any) -> str:
    when = "" if row.to_seq is None else ", as it once was"
    return f"{row.public_id}, tab {row.tab}, row {row.position + 1}{when}"
