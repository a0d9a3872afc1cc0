"""What a replay needs of the store: an empty one with the same school, and both compared.

Compared is all that reads and words make: rows, entries, issues and held states with every moment
and number of a read, by natural keys. Integers that a store makes up are no part of it.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, insert, select, update

from sync.store import schema
from sync.store.engine import Tx
from sync.store.trackers import Tracker

_GIVEN = (schema.school, schema.student, schema.tracker, schema.run, schema.restoration)
_INSIDE = frozenset(
    {"id", "row_anchor_id", "entry_column_id", "student_id", "tracker_id", "school_id"}
)


def copy_given(old: Tx, new: Tx) -> None:
    """Take over what no read makes: school, children, trackers and runs; nothing is read yet."""
    for table in _GIVEN:
        rows = [dict(row) for row in old.execute(select(table)).mappings()]
        if rows:
            new.execute(insert(table), rows)
    new.execute(update(schema.tracker).values(read_seq=0, last_read_at=None))


def differences(old: Tx, new: Tx, tracker: Tracker) -> Iterator[tuple[str, int, int]]:
    """Per table how many rows only the old store says of the tracker, and how many only the new."""
    for name, query in _queries(tracker).items():
        before, after = _counted(old, query), _counted(new, query)
        if before != after:
            yield name, (before - after).total(), (after - before).total()


def _counted(tx: Tx, query: Select[Any]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row) for row in tx.execute(query))


def _queries(tracker: Tracker) -> dict[str, Select[Any]]:
    mine = schema.tracker.c.id == tracker.id
    anchors, columns, students = schema.row_anchor, schema.entry_column, schema.student
    rows, entries = schema.row_version, schema.entry_version
    place = (students.c.sourced_id, columns.c.checkpoint, columns.c.metric)
    owned = (schema.tracker_read, schema.column_place, schema.held_state)
    return {
        **{table.name: select(*_said(table)).where(_of(table, tracker)) for table in owned},
        "row_version": select(anchors.c.tab, anchors.c.row_key, *_said(rows))
        .join_from(anchors, rows, rows.c.row_anchor_id == anchors.c.id)
        .where(_of(anchors, tracker)),
        "entry_version": select(*place, *_said(entries))
        .join_from(columns, entries, entries.c.entry_column_id == columns.c.id)
        .join(students, entries.c.student_id == students.c.id)
        .where(_of(columns, tracker)),
        "cell_issue": select(*place, *_said(schema.cell_issue))
        .join_from(schema.cell_issue, schema.tracker, mine)
        .outerjoin(columns, schema.cell_issue.c.entry_column_id == columns.c.id)
        .outerjoin(students, schema.cell_issue.c.student_id == students.c.id)
        .where(_of(schema.cell_issue, tracker)),
    }


def _of(table: Table, tracker: Tracker) -> ColumnElement[bool]:
    return table.c.tracker_id == tracker.id


def _said(table: Table) -> list[ColumnElement[Any]]:
    return [column for column in table.c if column.name not in _INSIDE]
