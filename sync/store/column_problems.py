"""What people say is amiss with a column: kept in their words, with who said it and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, insert, select

from sheet_templates.sentences import sentence
from sync.domain.scope import Scope
from sync.domain.short_ids import short_id
from sync.errors import NoteError
from sync.store import schema
from sync.store.engine import Tx
from sync.store.ids import id_of, id_of_tracker
from sync.store.schema_people import column_problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProblem:
    """What `by` (a sourcedId) says is amiss with the column of a metric in a window of a tracker.

    `once` names the asking, which may reach us more than once.
    """

    tracker: str
    checkpoint: str
    metric: str
    by: str
    reason: str
    once: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidProblem:
    """The same as stored; `name` is whoever said it."""

    public_id: str
    tracker: str
    checkpoint: str
    metric: str
    name: str
    reason: str
    said_at: datetime


def say_problem(tx: Tx, scope: Scope, said: ColumnProblem, at: datetime) -> None:
    """Store it, once; NoteError for a tracker or a person that the store does not know."""
    table = column_problem
    tracker_id = id_of_tracker(tx, scope, said.tracker)
    person_id = id_of(tx, scope, schema.staff_member, said.by)
    if tracker_id is None or person_id is None:
        raise NoteError(
            sentence("The tracker is not set up yet, or you are not on its staff list.")
        )
    public_id = short_id("column problem", scope.school_id, said.by, said.once)
    if not tx.scalar(select(exists().where(table.c.public_id == public_id))):
        tx.execute(
            insert(table).values(
                school_id=scope.school_id,
                public_id=public_id,
                tracker_id=tracker_id,
                checkpoint=said.checkpoint,
                metric=said.metric,
                staff_member_id=person_id,
                reason=said.reason,
                said_at=at,
            )
        )


def said_problems(tx: Tx, scope: Scope) -> list[SaidProblem]:
    """All that was said, the first first."""
    table, trackers, people = column_problem, schema.tracker, schema.staff_member
    query = (
        select(
            table.c.public_id,
            trackers.c.public_id.label("tracker"),
            table.c.checkpoint,
            table.c.metric,
            (people.c.given_name + " " + people.c.family_name).label("name"),
            table.c.reason,
            table.c.said_at,
        )
        .join_from(table, trackers, table.c.tracker_id == trackers.c.id)
        .join(people, table.c.staff_member_id == people.c.id)
        .where(table.c.school_id == scope.school_id)
        .order_by(table.c.id)
    )
    return [SaidProblem(**row) for row in tx.execute(query).mappings()]
