"""Whom trackers hold, and whom they were opened to: kept for as long as the trackers are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, bindparam, exists, func, insert, select, update

from sheet_templates.school import Student
from sheet_templates.team import Leaver, Place
from sync.domain.scope import Scope
from sync.store import schema, schema_notes
from sync.store.engine import Tx
from sync.store.ids import ids_of
from sync.store.trackers import Tracker


def keep_members(tx: Tx, tracker: Tracker, present: Sequence[Place], on: date) -> None:
    """Write down which children the tracker holds; whoever is no longer `present` left on `on`.

    Nobody is ever taken off: the row and its entries stay. Who comes back is present again.
    """
    table = schema.tracker_member
    ids = ids_of(tx, tracker.school_id, schema.student)
    stored = {
        row.student_id: row
        for row in tx.execute(select(table).where(table.c.tracker_id == tracker.id))
    }
    wanted = {ids[place.student.sourced_id]: _membership(place) for place in present}
    added = [
        {"school_id": tracker.school_id, "tracker_id": tracker.id, "student_id": key, **values}
        for key, values in wanted.items()
        if key not in stored
    ]
    changed = [
        {"this_id": key, **values}
        for key, values in wanted.items()
        if key in stored and any(getattr(stored[key], name) != v for name, v in values.items())
    ]
    gone = [key for key in stored if key not in wanted and stored[key].left_on is None]
    this = update(table).where(
        table.c.tracker_id == tracker.id, table.c.student_id == bindparam("this_id")
    )
    if added:
        tx.execute(insert(table), added)
    if changed:
        tx.execute(this, changed)
    if gone:
        tx.execute(this, [{"this_id": key, "left_on": on} for key in gone])


def _membership(place: Place) -> dict[str, str | date | None]:
    held = place.enrollment
    return {
        "school_class": held.school_class if held else None,
        "begins_on": place.begins_on,
        "left_on": None,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A child in a tracker (by its id): since when, and when it left; None where it did not."""

    tracker_id: int
    begins_on: date | None
    left_on: date | None


def memberships(tx: Tx, scope: Scope, student: str) -> list[Membership]:
    """Every tracker that holds or held a student (sourcedId), of whichever school year."""
    table, students = schema.tracker_member, schema.student
    query = (
        select(table.c.tracker_id, table.c.begins_on, table.c.left_on)
        .join_from(table, students, table.c.student_id == students.c.id)
        .where(table.c.school_id == scope.school_id, students.c.sourced_id == student)
        .order_by(table.c.tracker_id)
    )
    return [Membership(**row) for row in tx.execute(query).mappings()]


def leavers(tx: Tx, scope: Scope) -> Mapping[int, tuple[Leaver, ...]]:
    """The children that left each tracker, by the tracker's id; names as last known."""
    table, students = schema.tracker_member, schema.student
    query = (
        select(
            table.c.tracker_id,
            table.c.school_class,
            table.c.begins_on,
            table.c.left_on,
            students.c.sourced_id,
            students.c.given_name,
            students.c.family_name,
            students.c.grade,
        )
        .join_from(table, students, table.c.student_id == students.c.id)
        .where(table.c.school_id == scope.school_id, table.c.left_on.is_not(None))
        .order_by(students.c.sourced_id)
    )
    found: defaultdict[int, list[Leaver]] = defaultdict(list)
    for row in tx.execute(query):
        student = Student(
            sourced_id=row.sourced_id,
            given_name=row.given_name,
            family_name=row.family_name,
            grade=row.grade,
        )
        found[row.tracker_id].append(
            Leaver(
                student=student,
                school_class=row.school_class,
                begins_on=row.begins_on,
                left_on=row.left_on,
            )
        )
    return {tracker_id: tuple(those) for tracker_id, those in found.items()}


def keep_shares(tx: Tx, tracker: Tracker, emails: Iterable[str]) -> None:
    """Write down to whom the file is about to be opened, before Google hears of it."""
    table = schema.tracker_share
    mine = table.c.tracker_id == tracker.id
    known = set(tx.scalars(select(table.c.email).where(mine)))
    new = sorted({email.lower() for email in emails} - known)
    if new:
        owned = {"school_id": tracker.school_id, "tracker_id": tracker.id}
        tx.execute(insert(table), [{**owned, "email": email} for email in new])


def shares(tx: Tx, scope: Scope) -> Mapping[int, frozenset[str]]:
    """Every address that each tracker was ever opened to, by the tracker's id."""
    return _grouped(tx, scope, schema.tracker_share, "email")


def _grouped(tx: Tx, scope: Scope, table: Table, column: str) -> dict[int, frozenset[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    query = select(table.c.tracker_id, table.c[column]).where(table.c.school_id == scope.school_id)
    for tracker_id, value in tx.execute(query):
        found[tracker_id].add(value)
    return {tracker_id: frozenset(values) for tracker_id, values in found.items()}


def keep_minted(tx: Tx, tracker: Tracker, minted: Mapping[str, int]) -> None:
    """Write down how many rows each tab people add to has keys for; never fewer than before."""
    table = schema.minted_rows
    mine = table.c.tracker_id == tracker.id
    known = {row.tab: row.made for row in tx.execute(select(table).where(mine))}
    for tab, count in minted.items():
        if tab not in known:
            tx.execute(
                insert(table).values(
                    school_id=tracker.school_id, tracker_id=tracker.id, tab=tab, made=count
                )
            )
        elif count > known[tab]:
            tx.execute(update(table).where(mine, table.c.tab == tab).values(made=count))


def minted(tx: Tx, scope: Scope) -> Mapping[int, Mapping[str, int]]:
    """How many rows of each tab have keys, by the tracker's id and the tab's key."""
    table = schema.minted_rows
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for row in tx.execute(select(table).where(table.c.school_id == scope.school_id)):
        found[row.tracker_id][row.tab] = row.made
    return dict(found)


def used_rows(tx: Tx, scope: Scope) -> Mapping[int, Mapping[str, int]]:
    """How many rows of each tab people had begun when last read, by the tracker's id and the tab.

    Rows that came with a note in them are not among them.
    """
    anchors, versions, notes = schema.row_anchor, schema.row_version, schema_notes.progress_note
    came_with_a_note = exists().where(
        notes.c.tracker_id == anchors.c.tracker_id,
        notes.c.tab == anchors.c.tab,
        notes.c.row_key == anchors.c.row_key,
    )
    query = (
        select(anchors.c.tracker_id, anchors.c.tab, func.count().label("used"))
        .join_from(versions, anchors, versions.c.row_anchor_id == anchors.c.id)
        .where(
            anchors.c.school_id == scope.school_id, versions.c.to_seq.is_(None), ~came_with_a_note
        )
        .group_by(anchors.c.tracker_id, anchors.c.tab)
    )
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for row in tx.execute(query):
        found[row.tracker_id][row.tab] = row.used
    return dict(found)
