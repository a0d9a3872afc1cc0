"""The part of a comparison of stores about calendars, duties, excuses, milestones and flags."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, select

from sync.store import schema, schema_calendar, schema_duties

_SILENT = frozenset({"id", "position"})


def duty_queries() -> dict[str, Select[Any]]:
    """What each of these tables says, by natural keys and in a fixed order."""
    version = schema_calendar.calendar_version
    return {
        "calendar_version": _of_version(version, version.c.published_at.is_not(None)),
        **{table.name: _of_version(table) for table in _PARTS},
        "duty": _duties(),
        "excuse": _excuses(),
        "flag": _flags(),
        "milestone_word": _milestone_words(),
    }


_PARTS = (
    schema_calendar.calendar_band,
    schema_calendar.calendar_period,
    schema_calendar.calendar_window,
    schema_calendar.calendar_day,
)


def _said(table: Table) -> list[ColumnElement[Any]]:
    """The columns that say something: no ids, no times."""
    return [
        column
        for column in table.c
        if not (column.name in _SILENT or column.name.endswith(("_id", "_at")))
    ]


def _of_version(table: Table, *more: ColumnElement[Any]) -> Select[Any]:
    versions, years = schema_calendar.calendar_version, schema.school_year
    columns = select(years.c.sourced_id, versions.c.n, *_said(table), *more)
    query = columns.join_from(versions, years, versions.c.school_year_id == years.c.id)
    if table is not versions:
        query = query.join(table, table.c.calendar_version_id == versions.c.id)
    return query.order_by(years.c.sourced_id, versions.c.n, *table.primary_key.columns)


def _duties() -> Select[Any]:
    duties, trackers = schema_duties.duty, schema.tracker
    staff, classes = schema.staff_member, schema.school_class
    key = (
        trackers.c.public_id,
        func.coalesce(classes.c.sourced_id, "").label("school_class"),  # NULL sorts by database
        staff.c.sourced_id,
        duties.c.checkpoint,
        duties.c.column_group,
    )
    query = (
        select(*key, *(column for column in _said(duties) if column.name not in _OF_THE_KEY))
        .join_from(duties, trackers, duties.c.tracker_id == trackers.c.id)
        .join(staff, duties.c.staff_member_id == staff.c.id)
        .outerjoin(classes, duties.c.school_class_id == classes.c.id)
    )
    return query.order_by(*key, duties.c.id)


_OF_THE_KEY = frozenset({"checkpoint", "column_group"})


def _excuses() -> Select[Any]:
    table, students, staff = schema_duties.excuse, schema.student, schema.staff_member
    return (
        select(
            students.c.sourced_id,
            staff.c.sourced_id.label("by"),
            *_said(table),
            table.c.withdrawn_at.is_not(None).label("is_over"),
        )
        .join_from(table, students, table.c.student_id == students.c.id)
        .join(staff, table.c.staff_member_id == staff.c.id)
        .order_by(students.c.sourced_id, table.c.id)
    )


def _milestone_words() -> Select[Any]:
    table, trackers = schema_duties.milestone_word, schema.tracker
    staff, classes = schema.staff_member, schema.school_class
    said_by = staff.alias()
    key = (
        trackers.c.public_id,
        classes.c.sourced_id.label("school_class"),
        staff.c.sourced_id,
        said_by.c.sourced_id.label("by"),
    )
    return (
        select(*key, *_said(table))
        .join_from(table, trackers, table.c.tracker_id == trackers.c.id)
        .join(staff, table.c.staff_member_id == staff.c.id)
        .join(said_by, table.c.said_by_id == said_by.c.id)
        .outerjoin(classes, table.c.school_class_id == classes.c.id)
        .order_by(trackers.c.public_id, table.c.id)
    )


def _flags() -> Select[Any]:
    table = schema_duties.flag
    over = table.c.gone_at.is_not(None).label("is_over")
    return select(*_said(table), over).order_by(table.c.kind, table.c.subject, table.c.id)
