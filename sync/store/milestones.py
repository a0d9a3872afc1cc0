"""What people said of milestones: every word is kept, and the latest of each counts."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, insert, select

from sync.domain.milestones_owed import MilestoneWord
from sync.domain.scope import Scope
from sync.store import schema, schema_duties
from sync.store.engine import Tx
from sync.store.ids import id_of
from sync.store.trackers import Tracker

_TABLE = schema_duties.milestone_word


def keep_word(tx: Tx, scope: Scope, tracker: Tracker, word: MilestoneWord) -> None:
    """Keep a word; LookupError for a class or a person whom no roster of the school ever had."""
    tx.execute(
        insert(_TABLE).values(
            school_id=scope.school_id,
            tracker_id=tracker.id,
            milestone=word.milestone,
            school_class_id=_id(tx, scope, schema.school_class, word.school_class),
            staff_member_id=_id(tx, scope, schema.staff_member, word.person),
            said=word.said,
            note=word.note,
            said_by_id=_id(tx, scope, schema.staff_member, word.by),
            source=word.source,
            day=word.day,
            said_at=word.at,
        )
    )


def words_in(tx: Tx, tracker: Tracker) -> tuple[MilestoneWord, ...]:
    """All that was said of the milestones of one tracker, the first first."""
    rows = tx.execute(_query().where(_TABLE.c.tracker_id == tracker.id))
    return tuple(_word(row) for row in rows)


def words_of_school(tx: Tx, scope: Scope) -> dict[int, tuple[MilestoneWord, ...]]:
    """The same of all trackers of whichever school year, by the id of their row.

    Trackers themselves are not asked for: they change with each read, and words seldom.
    """
    found: dict[int, list[MilestoneWord]] = {}
    for row in tx.execute(_of_school(), {"school": scope.school_id}):
        found.setdefault(row.tracker_id, []).append(_word(row))
    return {tracker: tuple(words) for tracker, words in found.items()}


@cache  # to put it together takes longer than to answer it
def _of_school() -> Select[Any]:
    return _query().where(_TABLE.c.school_id == bindparam("school"))


def _query() -> Select[Any]:
    classes = schema.school_class
    person, by = schema.staff_member, schema.staff_member.alias("said_by")
    return (
        select(
            _TABLE.c.tracker_id,
            _TABLE.c.milestone,
            classes.c.sourced_id.label("school_class"),
            person.c.sourced_id.label("person"),
            _TABLE.c.said,
            _TABLE.c.note,
            by.c.sourced_id.label("by"),
            _TABLE.c.source,
            _TABLE.c.day,
            _TABLE.c.said_at,
        )
        .join_from(_TABLE, person, _TABLE.c.staff_member_id == person.c.id)
        .join(by, _TABLE.c.said_by_id == by.c.id)
        .outerjoin(classes, _TABLE.c.school_class_id == classes.c.id)
        .order_by(_TABLE.c.id)
    )


def _word(row: Any) -> MilestoneWord:
    at: datetime = row.said_at
    return MilestoneWord(
        milestone=row.milestone,
        school_class=row.school_class,
        person=row.person,
        said=row.said,
        note=row.note,
        by=row.by,
        source=row.source,
        day=row.day,
        at=at,
    )


def _id(tx: Tx, scope: Scope, table: Any, sourced_id: str | None) -> int | None:
    if sourced_id is None:
        return None
    found = id_of(tx, scope, table, sourced_id)
    if found is None:
        raise LookupError(f"no roster has {sourced_id}")
    return found
