"""A store that tells of two children in every table that can: one goes, one stays."""

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import Date, Integer, Table, Text, insert

from sheet_templates.desired.students import student_row_key
from sheet_templates.school import Student
from sync.domain.bundle_rows import BundleRows
from sync.domain.entries import EntryKey, EntryValue, VerbatimRow
from sync.domain.holds import WHOLE_TAB, Hold
from sync.domain.scope import Scope
from sync.store import (
    schema,
    schema_access,
    schema_duties,
    schema_mail,
    schema_notes,
    schema_people,
)
from sync.store.bundle_rows import keep_bundle_rows
from sync.store.columns import AwareDateTime
from sync.store.engine import Store, Tx
from sync.store.entries import apply_entries
from sync.store.holds import replace_holds
from sync.store.issues import replace_issues
from sync.store.kinds import LetterState, RunKind
from sync.store.runs import open_run
from sync.store.whole_schema import metadata
from tests.store.builders import (
    DAYS,
    MAPLE,
    MONDAY,
    TUESDAY,
    enrolled,
    fresh,
    issue,
    make_tracker,
    read,
    save,
)

GONE = Student(sourced_id="c-2", given_name="Zephyrine", family_name="Quill", grade="02")
STAYS = Student(sourced_id="c-10", given_name="Ola", family_name="Marsh", grade="02")
NAME = f"{GONE.given_name} {GONE.family_name}"
BOTH = (STAYS, GONE)
TRACKER = "s-1.2026.02"
BEFORE = replace(MAPLE, students=(*BOTH, *MAPLE.students[2:]))
ROSTER = replace(
    BEFORE,
    enrollments=(enrolled("c-10", "k-2"), enrolled("c-2", "k-2", ends_on=DAYS[1])),
)


def told_of_two(store: Store, *, mentions: bool = True) -> Scope:
    """Fill the store; with `mentions`, others have written of the child who goes, too."""
    with store.writing() as tx:
        scope = save(tx, ROSTER)
        make_tracker(tx, scope)
        _read_twice(tx, scope, NAME if mentions else "others")
        for number, child in enumerate(BOTH, start=1):
            _tell_of(tx, scope, child, number)
        _keep_bundle(tx, scope)
    return scope


def key_of(child: Student) -> str:
    """The key of a child's row."""
    return student_row_key(TRACKER, child.sourced_id)


def label(child: Student) -> str:
    """A child as people pick it from the list."""
    return f"{child.family_name}, {child.given_name} · Ruiz · {child.sourced_id}"


def row(key: str, position: int, tab: str = "students", **cells: str) -> VerbatimRow:
    """A row as it is kept verbatim."""
    content = json.dumps(cells, sort_keys=True, ensure_ascii=False).encode()
    return VerbatimRow(tab=tab, row_key=key, position=position, cells=content)


def _read_twice(tx: Tx, scope: Scope, whom: str) -> None:
    """Rows by key and by what they say, entries, issues, and a state that waits."""
    ours = [row(key_of(one), 9, student_id=one.sourced_id, fall="512") for one in BOTH]
    notes = [
        row("r1", 1, "notes", student=label(GONE), seen="reads alone"),
        row("r2", 2, "notes", student=label(STAYS), seen=f"works with {whom}"),
        row("r3", 3, "notes", student=label(STAYS), partner=label(GONE)),
        row("r4", 4, "notes", student=label(STAYS), seen="sings"),
    ]
    read(tx, fresh(tx, scope), MONDAY, [*ours, *notes])
    tracker = fresh(tx, scope)
    seq = read(tx, tracker, TUESDAY, [*ours[:1], *notes[1:]])
    keys = [EntryKey(one.sourced_id, "fall", "reading") for one in BOTH]
    value = EntryValue(number=512, code=None, a1="H12")
    apply_entries(tx, tracker, seq, opened=dict.fromkeys(keys, value), closed={}, moved={})
    issues = [
        issue("5o2", keys=(None, None), key=keys[1]),
        replace(issue("?", keys=(None, None), key=None), message=f"Row 14 names {label(GONE)}."),
        issue(f"as {whom}", a1="H10", keys=(key_of(STAYS), "fall.reading"), key=keys[0]),
    ]
    replace_issues(tx, tracker, seq, TUESDAY, issues)
    held = Hold(
        tab="students",
        scope=WHOLE_TAB,
        rule="shrunk",
        message="The tab lost rows.",
        changes=dict.fromkeys(keys),
        rows=tuple(ours),
    )
    replace_holds(tx, tracker, seq, None, TUESDAY, found=[held], stopped=())


def _tell_of(tx: Tx, scope: Scope, child: Student, number: int) -> None:
    """A row on the child in each table that reads do not fill; the child's id there is `number`."""
    said = f"{child.given_name} {child.family_name} is here."
    run = open_run(tx, scope, kind=RunKind.MANUAL, night=None, now=MONDAY)
    cells = [["H12", "512", "520", child.sourced_id, "fall", "reading"], [said, "1", "2"]]
    note = {"row_key": f"written {number}", "seen": said}
    for table, given in (
        (schema.tracker_member, {}),
        (schema.caseload_spell, {}),
        (schema_duties.excuse, {"reason": said}),
        (schema_notes.progress_note, note),
        (schema_notes.progress_note_change, {"progress_note_id": number, "seen": said}),
        (schema_notes.restricted_note, {"body": said}),
        (schema_notes.restricted_note_change, {"restricted_note_id": number, "body": said}),
        (schema_notes.note_access, {}),
        (schema_people.not_mine, {}),
        (schema_duties.flag, {"subject": f"t-10.{child.sourced_id}"}),
        (schema_duties.flag_transition, {"flag_id": number}),
        (schema_mail.message, {"staff_member_id": 1, "plain": said, "state": LetterState.QUEUED}),
        (schema.restoration, {"cells": json.dumps(cells), "ended_at": None}),
        (schema.run_tracker, {"run_id": run, "reason": said}),
        (schema_access.audit_finding, {"sentence": said, "key": str(number)}),
        (schema_duties.duty, {"why": said, "checkpoint": str(number)}),
        (schema_duties.duty_change, {"duty_id": number, "reason": said}),
    ):
        _add(tx, table, _ids(table, number) | given)
    if child is GONE:
        _add(tx, metadata.tables["run_trouble"], {"words": said})


def _ids(table: Table, number: int) -> dict[str, Any]:
    called = dict.fromkeys(("public_id", "dedupe_key"), f"{table.name} {number}")
    return {name: one for name, one in called.items() if name in table.c} | {"student_id": number}


def _keep_bundle(tx: Tx, scope: Scope) -> None:
    users = {
        one.sourced_id: {"sourcedId": one.sourced_id, "familyName": one.family_name} for one in BOTH
    }
    agents = {"p-1": {"sourcedId": "p-1", "agentSourcedIds": "c-10,c-2"}}
    rows = {"users": users | agents}
    keep_bundle_rows(tx, scope, BundleRows(version="1.1", sha256="aa", as_of=None, rows=rows))


def _add(tx: Tx, table: Table, given: dict[str, Any]) -> None:
    """A row with what is given; what else must not be empty says something plain."""
    row = {
        column.name: given.get(column.name, _plain(column))
        for column in table.c
        if column.name in given or not (column.nullable or column.name == "id")
    }
    tx.execute(insert(table).values(row))


def _plain(column: Any) -> Any:
    members = getattr(column.type, "enum_class", None)
    if members is not None:
        return next(iter(members))
    kinds = ((AwareDateTime, MONDAY), (Date, DAYS[0]), (Integer, 0), (Text, "plain"))
    if column.foreign_keys:
        return 1
    return next((value for kind, value in kinds if isinstance(column.type, kind)), False)
