"""What a store says, without how it came to say it: to compare a broken-off run with a calm one.

Everything is named by natural keys. Left out: integers that the store made up, times, read
numbers, nonces, Drive's ids and tokens, and the ledgers, which tell how often something was
tried. Of histories the order of what was so is kept, and whether it still is.
"""

import zlib
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, select

from sync.store import (
    schema,
    schema_access,
    schema_bundles,
    schema_notes,
    schema_people,
    schema_self_checks,
    schema_templates,
)
from sync.store.columns import STILL, Until
from sync.store.comparison_duties import duty_queries
from sync.store.engine import Store
from sync.store.told import person as person_of_row
from sync.store.told import with_people

LEDGERS = frozenset(
    {
        "run",
        "run_tracker",
        "run_check",
        "run_trouble",
        "apply_attempt",
        "roster_import",
        "tracker_read",
        "tracker_input",
        "log_beginning",
        "unswept",
        "drive_cursor",
        "drive_channel",
        "message",
        "drive_state",
        "lease",
        "access_log",
        "note_access",
        "restoration",
        "duty_change",  # one for each time that somebody looked: a crash makes it look more often
        "flag_transition",
        "audit_look",
        "audit_night",
        "audit_finding",
        "table_change",
    }
)
"""Tables that tell how it went, not what is so."""

INSIDE_OTHERS = frozenset({"blob", "row_anchor", "entry_column"})
"""Tables whose content is shown with that of the tables that refer to them."""

_MADE_UP = frozenset({"id", "position", "nonce", "spreadsheet_id", "changes_token"})
_COUNTED = frozenset({"from_seq", "to_seq", "dirty_seq", "read_seq"})


def natural_state(store: Store) -> dict[str, list[dict[str, Any]]]:
    """The content of every table but the ledgers, by table name; rows in a fixed order."""
    with store.reading() as tx:
        return {
            name: [_unpacked(row) for row in tx.execute(query).mappings()]
            for name, query in _queries().items()
        }


def _unpacked(row: Any) -> dict[str, Any]:
    return {
        name: zlib.decompress(value) if name == "zbytes" else value for name, value in row.items()
    }


def _queries() -> dict[str, Select[Any]]:
    years, classes = schema.school_year, schema.school_class
    return {
        "school": select(*_said_by(schema.school)),
        "school_year": select(*_said_by(years)).order_by(years.c.sourced_id),
        **{table.name: _of_a_year(table) for table in _YEARLY},
        **{table.name: _by_sourced_id(table) for table in _MEMBERS},
        "enrollment": _tie(schema.enrollment, schema.student, classes),
        "assignment": _tie(schema.assignment, schema.staff_member, classes),
        "caseload_spell": _tie(schema.caseload_spell, schema.student, schema.staff_member),
        "tracker": _trackers(),
        "column_place": _column_places(),
        "template_version": _template_versions(),
        "template_choice": select(*_said_by(schema_templates.template_choice)),
        "tracker_member": _tracker_members(),
        "tracker_share": _of_trackers(schema.tracker_share, schema.tracker_share.c.email),
        "template_step": _of_trackers(
            schema_templates.template_step,
            schema_templates.template_step.c.key,
            schema_templates.template_step.c.n,
        ),
        "template_past": _of_trackers(
            schema_templates.template_past, schema_templates.template_past.c.place
        ),
        "document_owner": _document_owners(),
        "minted_rows": _of_trackers(schema.minted_rows, schema.minted_rows.c.tab),
        "row_version": _row_versions(),
        "entry_version": _entry_versions(),
        "cell_issue": _cell_issues(),
        **duty_queries(),
        **{table.name: _by_all_it_says(table) for table in _PLAIN},
        "person_choice": _person_choices(),
        "not_mine": _not_mine(),
        "column_problem": _column_problems(),
        "progress_note": _notes(schema_notes.progress_note),
        "restricted_note": _notes(schema_notes.restricted_note),
        **{
            change.name: _note_changes(change, note)
            for change, note in (
                (schema_notes.progress_note_change, schema_notes.progress_note),
                (schema_notes.restricted_note_change, schema_notes.restricted_note),
            )
        },
        "self_check": _self_checks(),
        "self_check_answer": _self_check_answers(),
        "held_state": _held_states(),
    }


_YEARLY = (schema.grading_period, schema.instructional_day)
_PLAIN = (
    schema_access.access_end,
    schema_access.stand_in,
    schema_access.role_group,
    schema_access.google_address,
    schema_bundles.roster_bundle,
    schema_bundles.bundle_row,
    schema_templates.template_author,
)
_MEMBERS = (schema.staff_member, schema.leader, schema.student, schema.school_class)


def _said_by(table: Table) -> list[ColumnElement[Any]]:
    """The columns that say something: no ids, no times; of an end only whether there is one."""
    silent = _MADE_UP | _COUNTED
    said: list[ColumnElement[Any]] = [
        column
        for column in table.c
        if column.name == "sourced_id"
        or not (column.name in silent or column.name.endswith(("_id", "_at")))
    ]
    ends = [table.c[name] for name in ("gone_at", "to_seq") if name in table.c]
    return said + [_is_past(end).label("is_over") for end in ends]


def _is_past(end: Column[Any]) -> ColumnElement[bool]:
    return end != STILL if isinstance(end.type, Until) else end.is_not(None)


def _by_all_it_says(table: Table) -> Select[Any]:
    """A table whose rows name people by their addresses, so that it needs no other one."""
    said = _said_by(table)
    ends = [table.c[name] for name in ("recalled_at", "ended_at") if name in table.c]
    return select(*said, *(end.is_not(None).label("is_over") for end in ends)).order_by(
        *(one.nulls_first() for one in said)
    )


def _named(table: Table, name: str = "sourced_id") -> ColumnElement[Any]:
    return table.c[name].label(f"{table.name}_{name}")


def _of_a_year(table: Table) -> Select[Any]:
    years = schema.school_year
    return (
        select(_named(years), *_said_by(table))
        .join_from(table, years, table.c.school_year_id == years.c.id)
        .order_by(years.c.sourced_id, table.c.begins_on if "begins_on" in table.c else table.c.day)
    )


def _by_sourced_id(table: Table) -> Select[Any]:
    return select(*_said_by(table)).order_by(table.c.sourced_id)


def _tie(table: Table, person: Table, other: Table) -> Select[Any]:
    return (
        select(_named(person), _named(other), *_said_by(table))
        .join_from(table, person, table.c[f"{person.name}_id"] == person.c.id)
        .join(other, table.c[f"{other.name}_id"] == other.c.id)
        .order_by(
            person.c.sourced_id,
            other.c.sourced_id,
            table.c.begins_on.nulls_first(),  # the databases differ in where they put them
            table.c.ends_on.nulls_first(),
            table.c.gone_at.is_not(None),
        )
    )


def _trackers() -> Select[Any]:
    table = schema.tracker
    return select(
        table.c.public_id,
        *_said_by(table),
        table.c.spreadsheet_id.is_not(None).label("is_adopted"),
        (table.c.dirty_seq > table.c.read_seq).label("is_dirty"),
    ).order_by(table.c.public_id)


def _person_choices() -> Select[Any]:
    table = schema_people.person_choice
    said = [*(_said_by(table)), table.c.feed_sha256.is_not(None).label("has_feed")]
    return (
        select(person_of_row().label("person"), *(one for one in said if one.key != "feed_sha256"))
        .select_from(with_people(table))
        .order_by(person_of_row())
    )


def _self_checks() -> Select[Any]:
    table = schema_self_checks.self_check
    return (
        select(person_of_row().label("person"), *_said_by(table))
        .select_from(with_people(table))
        .order_by(person_of_row(), table.c.answered_on, table.c.public_id)
    )


def _self_check_answers() -> Select[Any]:
    table, checks = schema_self_checks.self_check_answer, schema_self_checks.self_check
    return (
        select(_named(checks, "public_id"), *_said_by(table))
        .join_from(table, checks, table.c.self_check_id == checks.c.id)
        .order_by(checks.c.public_id, table.c.statement)
    )


def _not_mine() -> Select[Any]:
    table, people, students = schema_people.not_mine, schema.staff_member, schema.student
    return (
        select(_named(people), _named(students))
        .join_from(table, people, table.c.staff_member_id == people.c.id)
        .join(students, table.c.student_id == students.c.id)
        .order_by(people.c.sourced_id, students.c.sourced_id)
    )


def _column_problems() -> Select[Any]:
    table, people = schema_people.column_problem, schema.staff_member
    return (
        select(_named(people), *_said_by(table))
        .join_from(table, people, table.c.staff_member_id == people.c.id)
        .order_by(table.c.public_id)
    )


def _notes(table: Table) -> Select[Any]:
    people, students = schema.staff_member, schema.student
    return (
        select(_named(people), _named(students), *_said_by(table))
        .join_from(table, people, table.c.staff_member_id == people.c.id)
        .join(students, table.c.student_id == students.c.id)
        .order_by(table.c.public_id)
    )


def _note_changes(table: Table, note: Table) -> Select[Any]:
    return (
        select(note.c.public_id.label("note"), *_said_by(table))
        .join_from(table, note, table.c[f"{note.name}_id"] == note.c.id)
        .order_by(table.c.public_id)
    )


def _row_versions() -> Select[Any]:
    trackers, anchors = schema.tracker, schema.row_anchor
    versions, blobs = schema.row_version, schema.blob
    same_blob = (blobs.c.school_id == versions.c.school_id) & (blobs.c.sha256 == versions.c.sha256)
    return (
        select(
            _named(trackers, "public_id"),
            anchors.c.tab,
            anchors.c.row_key,
            anchors.c.position,
            *_said_by(versions),
            blobs.c.zbytes,
        )
        .join_from(versions, anchors, versions.c.row_anchor_id == anchors.c.id)
        .join(trackers, anchors.c.tracker_id == trackers.c.id)
        .join(blobs, same_blob)
        .order_by(trackers.c.public_id, anchors.c.tab, anchors.c.row_key, versions.c.from_seq)
    )


def _place() -> list[ColumnElement[Any]]:
    columns = schema.entry_column
    return [_named(schema.student), columns.c.checkpoint, columns.c.metric]


def _entry_versions() -> Select[Any]:
    trackers, students = schema.tracker, schema.student
    columns, versions = schema.entry_column, schema.entry_version
    return (
        select(_named(trackers, "public_id"), *_place(), *_said_by(versions))
        .join_from(versions, columns, versions.c.entry_column_id == columns.c.id)
        .join(trackers, columns.c.tracker_id == trackers.c.id)
        .join(students, versions.c.student_id == students.c.id)
        .order_by(
            trackers.c.public_id,
            students.c.sourced_id,
            columns.c.checkpoint,
            columns.c.metric,
            versions.c.from_seq,
        )
    )


def _cell_issues() -> Select[Any]:
    trackers, students = schema.tracker, schema.student
    columns, issues = schema.entry_column, schema.cell_issue
    return (
        select(_named(trackers, "public_id"), *_place(), *_said_by(issues))
        .join_from(issues, trackers, issues.c.tracker_id == trackers.c.id)
        .outerjoin(columns, issues.c.entry_column_id == columns.c.id)
        .outerjoin(students, issues.c.student_id == students.c.id)
        .order_by(trackers.c.public_id, issues.c.tab, issues.c.a1, issues.c.rule, issues.c.from_seq)
    )


def _column_places() -> Select[Any]:
    trackers, places = schema.tracker, schema.column_place
    return (
        select(trackers.c.public_id, places.c.column_key, places.c.position)
        .join_from(places, trackers, places.c.tracker_id == trackers.c.id)
        .order_by(trackers.c.public_id, places.c.column_key)
    )


def _template_versions() -> Select[Any]:
    table = schema.template_version
    return select(*_said_by(table)).order_by(table.c.key, table.c.n)


def _of_trackers(table: Table, *order: ColumnElement[Any]) -> Select[Any]:
    trackers = schema.tracker
    return (
        select(trackers.c.public_id, *_said_by(table))
        .join_from(table, trackers, table.c.tracker_id == trackers.c.id)
        .order_by(trackers.c.public_id, *order)
    )


def _tracker_members() -> Select[Any]:
    table, students = schema.tracker_member, schema.student
    return (
        _of_trackers(table, students.c.sourced_id)
        .add_columns(_named(students))
        .join(students, table.c.student_id == students.c.id)
    )


def _document_owners() -> Select[Any]:
    table, staff = schema.document_owner, schema.staff_member
    return (
        _of_trackers(table, staff.c.sourced_id, table.c.to_at.is_(None))
        .add_columns(_named(staff), table.c.to_at.is_(None).label("is_present"))
        .join(staff, table.c.staff_member_id == staff.c.id)
    )


def _held_states() -> Select[Any]:
    trackers, held, blobs = schema.tracker, schema.held_state, schema.blob
    same_blob = (blobs.c.school_id == held.c.school_id) & (blobs.c.sha256 == held.c.sha256)
    return (
        select(_named(trackers, "public_id"), *_said_by(held), blobs.c.zbytes)
        .join_from(held, trackers, held.c.tracker_id == trackers.c.id)
        .join(blobs, same_blob)
        .order_by(trackers.c.public_id, held.c.tab, held.c.scope, held.c.from_seq)
    )
