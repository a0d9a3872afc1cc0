"""What an erasure does with each table. A table that is in neither list is refused by a test."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Table, delete, select, update

from sheet_templates.sentences import sentence
from sync.store import (
    schema,
    schema_access,
    schema_bundles,
    schema_calendar,
    schema_changes,
    schema_channels,
    schema_duties,
    schema_erasing,
    schema_mail,
    schema_notes,
    schema_people,
    schema_self_checks,
    schema_templates,
)
from sync.store.erasing_rows import erase_held_states, erase_row_anchors, erase_row_versions
from sync.store.erasing_under_way import Erasing
from sync.store.kinds import LetterState

Rule = Callable[[Erasing], int]
"""Takes the children out of one table; how many rows it took away or wrote anew."""

_CELL_OF_ENTRY = 3  # place, before, after; then student, checkpoint, metric
_GONE = sentence("Something was said here of a child whose data has been erased.")
_NOT_GONE_OUT = (LetterState.HELD, LetterState.QUEUED)


def _of_child(table: Table) -> Rule:
    """Rows that belong to a child."""
    return lambda erasing: erasing.drop_where(table, table.c.student_id.in_(erasing.whom.students))


def _of_note(changes: Table, notes: Table) -> Rule:
    """What an author said anew in a note on a child."""

    def rule(erasing: Erasing) -> int:
        mine = select(notes.c.id).where(notes.c.student_id.in_(erasing.whom.students))
        return erasing.drop_where(changes, changes.c[f"{notes.name}_id"].in_(mine))

    return rule


def _sentences(table: Table, column: str) -> Rule:
    """Sentences that the program made of something else: one about a child says less."""

    def rule(erasing: Erasing) -> int:
        mine = select(*table.primary_key.columns, table.c[column]).where(
            table.c.school_id == erasing.scope.school_id, table.c[column].is_not(None)
        )
        found = [
            row
            for row in erasing.tx.execute(mine).mappings().all()
            if erasing.erased.are_meant_by(row[column])
        ]
        for row in found:
            this = [one == row[one.name] for one in table.primary_key.columns]
            erasing.tx.execute(update(table).where(*this).values({column: _GONE}))
        return len(found)

    return rule


def _flags(erasing: Erasing) -> list[int]:
    table = schema_duties.flag
    return [
        row.id
        for row in erasing.rows(table, table.c.subject, table.c.words)
        if _is_about(erasing, row.subject, row.words)
    ]


def _is_about(erasing: Erasing, subject: str, words: str) -> bool:
    parts = frozenset(subject.split("."))
    ends = tuple(f".{one}" for one in erasing.erased.ids)
    return (
        not parts.isdisjoint(erasing.whom.keys)
        or subject.endswith(ends)
        or erasing.erased.are_meant_by(words)
    )


def _flag_transitions(erasing: Erasing) -> int:
    table, gone = schema_duties.flag_transition, set(_flags(erasing))
    found = erasing.rows(table, table.c.flag_id)
    return erasing.drop(table, [row.id for row in found if row.flag_id in gone])


def _cell_issues(erasing: Erasing) -> int:
    table = schema.cell_issue
    columns = [table.c[name] for name in ("tracker_id", "student_id", "row_key", "raw")]
    told = [table.c[name] for name in ("message", "readings", "suggestion")]
    gone = [
        row
        for row in erasing.rows(table, *columns, *told)
        if row.student_id in erasing.whom.students
        or row.row_key in erasing.whom.keys
        or _issue_names(erasing, row)
    ]
    erasing.trackers.update(row.tracker_id for row in gone)
    return erasing.drop(table, [row.id for row in gone])


def _issue_names(erasing: Erasing, row: Any) -> bool:
    """Whether we ourselves say in an issue whom it is about; what is typed in a cell is quoted."""
    if erasing.erased.are_named_by([row.raw]):
        return True
    said = " \n".join((row.message, row.readings, row.suggestion or ""))
    return erasing.erased.are_meant_by(said) and not erasing.erased.are_mentioned_in(row.raw)


def _entry_versions(erasing: Erasing) -> int:
    versions, columns = schema.entry_version, schema.entry_column
    mine = versions.c.student_id.in_(erasing.whom.students)
    held = select(columns.c.tracker_id).join_from(
        versions, columns, versions.c.entry_column_id == columns.c.id
    )
    erasing.trackers.update(erasing.tx.scalars(held.where(mine).distinct()))
    return erasing.drop_where(versions, mine)


def _restorations(erasing: Erasing) -> int:
    """The cells that somebody had put back, each with its child; older ones name it only."""
    table, count = schema.restoration, 0
    for row in erasing.rows(table, table.c.cells):
        cells = json.loads(row.cells)
        left = [one for one in cells if not _is_put_back_for(erasing, one)]
        if left != cells:
            count += 1
            packed = json.dumps(left, ensure_ascii=False)
            erasing.tx.execute(update(table).where(table.c.id == row.id).values(cells=packed))
    return count


def _is_put_back_for(erasing: Erasing, cell: list[str]) -> bool:
    if len(cell) > _CELL_OF_ENTRY:
        return cell[_CELL_OF_ENTRY] in erasing.erased.ids
    return erasing.erased.are_meant_by(cell[0])


def _letters(erasing: Erasing) -> int:
    """Letters that name a child lose their text; one that has not gone out does not go out.

    The row stays: it says that this person was told of this occasion, once.
    """
    table = schema_mail.message
    told = [table.c[name] for name in ("subject", "plain", "html", "trouble")]
    count = 0
    for row in erasing.rows(table, table.c.state, *told):
        if any(text and erasing.erased.are_meant_by(text) for text in row[2:]):
            count += 1
            values = dict.fromkeys(("subject", "plain", "html"), str(_GONE)) | {"trouble": None}
            if row.state in _NOT_GONE_OUT:
                values["state"] = LetterState.WITHDRAWN
            erasing.tx.execute(update(table).where(table.c.id == row.id).values(values))
    return count


def _bundle_rows(erasing: Erasing) -> int:
    """The rows about a child, and its id in lists that stand in rows about others."""
    table = schema_bundles.bundle_row
    mine = table.c.school_id == erasing.scope.school_id
    own = mine & table.c.person.in_(erasing.erased.ids)
    count = erasing.tx.execute(delete(table).where(own)).rowcount
    for row in erasing.tx.execute(select(table).where(mine)).mappings().all():
        cells = json.loads(row["cells"])
        left = {name: _without_ids(erasing, text) for name, text in cells.items()}
        if left != cells:
            count += 1
            this = [one == row[one.name] for one in table.primary_key.columns]
            packed = json.dumps(left, ensure_ascii=False)
            erasing.tx.execute(update(table).where(*this).values(cells=packed))
    return count


def _without_ids(erasing: Erasing, listed: str) -> str:
    ids = [one.strip() for one in listed.split(",")]
    if erasing.erased.ids.isdisjoint(ids):
        return listed
    return ",".join(one for one in ids if one not in erasing.erased.ids)


def _students(erasing: Erasing) -> int:
    return erasing.drop(schema.student, erasing.whom.students)


RULES: Mapping[str, Rule] = {
    "row_version": erase_row_versions,
    "row_anchor": erase_row_anchors,
    "held_state": erase_held_states,
    "cell_issue": _cell_issues,
    "entry_version": _entry_versions,
    "flag_transition": _flag_transitions,
    "flag": lambda erasing: erasing.drop(schema_duties.flag, _flags(erasing)),
    "excuse": _of_child(schema_duties.excuse),
    "progress_note_change": _of_note(schema_notes.progress_note_change, schema_notes.progress_note),
    "progress_note": _of_child(schema_notes.progress_note),
    "restricted_note_change": _of_note(
        schema_notes.restricted_note_change, schema_notes.restricted_note
    ),
    "restricted_note": _of_child(schema_notes.restricted_note),
    "note_access": _of_child(schema_notes.note_access),
    "not_mine": _of_child(schema_people.not_mine),
    "restoration": _restorations,
    "message": _letters,
    "run_tracker": _sentences(schema.run_tracker, "reason"),
    "run_trouble": _sentences(schema.metadata.tables["run_trouble"], "words"),
    "audit_finding": _sentences(schema_access.audit_finding, "sentence"),
    "duty": _sentences(schema_duties.duty, "why"),
    "duty_change": _sentences(schema_duties.duty_change, "reason"),
    "bundle_row": _bundle_rows,
    "tracker_member": _of_child(schema.tracker_member),
    "caseload_spell": _of_child(schema.caseload_spell),
    "enrollment": _of_child(schema.enrollment),
    "student": _students,
}
"""By table, in this order: what refers to a child goes before the child."""

FOLLOWING = frozenset({"tracker_input", "log_beginning", "blob"})
"""Tables that follow from the others: logs begin anew, and contents that nothing needs go."""

SILENT = frozenset(
    table.name
    for table in (
        schema.school,
        schema.roster_import,
        schema.school_year,
        schema.grading_period,
        schema.instructional_day,
        schema.staff_member,
        schema.leader,
        schema.school_class,
        schema.assignment,
        schema.tracker,
        schema.apply_attempt,
        schema.template_version,
        schema.tracker_share,
        schema.document_owner,
        schema.minted_rows,
        schema.tracker_read,
        schema.column_place,
        schema.entry_column,
        schema.run,
        schema.run_check,
        schema.drive_cursor,
        schema.drive_state,
        schema.lease,
        schema.access_log,
        schema_access.access_end,
        schema_access.stand_in,
        schema_access.role_group,
        schema_access.google_address,
        schema_access.audit_look,
        schema_access.audit_night,
        schema_bundles.roster_bundle,
        schema_calendar.calendar_version,
        schema_calendar.calendar_band,
        schema_calendar.calendar_period,
        schema_calendar.calendar_window,
        schema_calendar.calendar_day,
        schema_changes.table_change,
        schema_channels.drive_channel,
        schema_duties.milestone_word,
        schema_erasing.unswept,
        schema_people.person_choice,
        schema_people.column_problem,
        schema_self_checks.self_check,
        schema_self_checks.self_check_answer,
        schema_templates.template_choice,
        schema_templates.template_author,
        schema_templates.template_step,
        schema_templates.template_past,
    )
)
"""Tables that hold nothing of a child, but for what somebody may have written freely."""


def undeclared(tables: Iterable[str]) -> set[str]:
    """The tables of which nobody has said what an erasure does with them."""
    return {*tables} - RULES.keys() - FOLLOWING - SILENT
