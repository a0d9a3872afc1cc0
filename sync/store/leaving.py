"""Which children have left the school, and when, as the rosters have it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from sheet_templates.school import Student
from sync.domain.moments import SchoolClock
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.engine import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """A child that a roster ever had: whether it is enrolled, today or later, else since when not.

    `left_on` is the last day of its last enrollment; None where it is enrolled or nobody knows.
    `is_listed`: the newest roster still has the child.
    """

    student: Student
    is_enrolled: bool
    is_listed: bool
    left_on: date | None


def whereabouts(tx: Tx, scope: Scope, clock: SchoolClock, today: date) -> list[Whereabouts]:
    """All children of the school, in the order of their ids."""
    students, enrollments = schema.student, schema.enrollment
    spells: defaultdict[int, list[Any]] = defaultdict(list)
    mine = enrollments.c.school_id == scope.school_id
    for row in tx.execute(select(enrollments).where(mine)):
        spells[row.student_id].append(row)
    those = select(students).where(students.c.school_id == scope.school_id)
    return [
        _whereabouts(row, spells[row.id], clock, today)
        for row in tx.execute(those.order_by(students.c.sourced_id))
    ]


def _whereabouts(row: Any, spells: Sequence[Any], clock: SchoolClock, today: date) -> Whereabouts:
    is_listed = row.gone_at is None
    standing = [one for one in spells if one.gone_at is None]
    is_enrolled = is_listed and any(one.ends_on is None or one.ends_on >= today for one in standing)
    return Whereabouts(
        student=Student(
            sourced_id=row.sourced_id,
            given_name=row.given_name,
            family_name=row.family_name,
            grade=row.grade,
        ),
        is_enrolled=is_enrolled,
        is_listed=is_listed,
        left_on=None if is_enrolled else _last_day(row, standing or spells, clock),
    )


def _last_day(row: Any, spells: Sequence[Any], clock: SchoolClock) -> date | None:
    """The last day of these enrollments; one that an import took away ended then at the latest."""
    ends = [_end(one, clock) for one in spells]
    known = [one for one in ends if one is not None]
    if known:
        return max(known)
    return None if row.gone_at is None else clock.day(row.gone_at)


def _end(spell: Any, clock: SchoolClock) -> date | None:
    days = [spell.ends_on, None if spell.gone_at is None else clock.day(spell.gone_at)]
    return min((day for day in days if day is not None), default=None)
