"""What authors say anew in their notes, or that they withdraw them; nothing is written over."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, Table, bindparam, exists, insert, select

from sync.domain.progress_notes import NoteSays, ProgressNote, RestrictedNote
from sync.domain.scope import Scope
from sync.domain.short_ids import short_id
from sync.store.engine import Tx
from sync.store.schema_notes import (
    progress_note,
    progress_note_change,
    restricted_note,
    restricted_note_change,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """One asking of `by` (a sourcedId) about the note `note` (a public id).

    It may reach us more than once, each time with the same `asking`.
    """

    note: str
    by: str
    asking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteChange:
    """What the author of a note says now; a withdrawn one says what it said last."""

    once: Once
    says: NoteSays
    is_withdrawn: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictedChange:
    """The same of a restricted note."""

    once: Once
    noted_on: date
    body: str
    is_withdrawn: bool
    source: str


def keep_change(tx: Tx, scope: Scope, change: NoteChange, at: datetime) -> bool:
    """Store what is said anew; False where this asking was answered before."""
    return _keep(tx, scope, (progress_note, progress_note_change), change, at, asdict(change.says))


def keep_restricted_change(tx: Tx, scope: Scope, change: RestrictedChange, at: datetime) -> bool:
    """Likewise of a restricted note."""
    said = {"noted_on": change.noted_on, "body": change.body}
    return _keep(tx, scope, (restricted_note, restricted_note_change), change, at, said)


def is_kept(tx: Tx, scope: Scope, once: Once) -> bool:
    """Whether this asking was answered before."""
    public_id = _id_of(scope, once)
    tables = (progress_note_change, restricted_note_change)
    asked = (select(exists().where(one.c.public_id == public_id)) for one in tables)
    return any(tx.scalar(one) for one in asked)


def _id_of(scope: Scope, once: Once) -> str:
    return short_id("note change", scope.school_id, once.by, once.asking, once.note)


def changed(tx: Tx, scope: Scope, notes: Sequence[ProgressNote]) -> list[ProgressNote]:
    """The notes as their authors said them last, with what they said before."""
    changes = _changes(tx, scope, _SAID) if notes else {}
    return [_followed(one, changes.get(one.public_id, ())) for one in notes]


def restricted_changed(
    tx: Tx, scope: Scope, notes: Sequence[RestrictedNote]
) -> list[RestrictedNote]:
    """Likewise the restricted notes."""
    changes = _changes(tx, scope, _RESTRICTED_SAID) if notes else {}
    return [_restricted_followed(one, changes.get(one.public_id, ())) for one in notes]


def _keep(
    tx: Tx,
    scope: Scope,
    tables: tuple[Table, Table],
    change: NoteChange | RestrictedChange,
    at: datetime,
    said: Mapping[str, Any],
) -> bool:
    note, table = tables
    if is_kept(tx, scope, change.once):
        return False
    known = select(note.c.id).where(
        note.c.school_id == scope.school_id, note.c.public_id == change.once.note
    )
    tx.execute(
        insert(table).values(
            school_id=scope.school_id,
            public_id=_id_of(scope, change.once),
            is_withdrawn=change.is_withdrawn,
            source=change.source,
            recorded_at=at,
            **{f"{note.name}_id": tx.scalar(known)},
            **said,
        )
    )
    return True


def _changes(tx: Tx, scope: Scope, query: Select[Any]) -> dict[str, list[Row[Any]]]:
    """The changes by note, in the order in which they were said."""
    found: dict[str, list[Row[Any]]] = {}
    for row in tx.execute(query, {"school": scope.school_id}):
        found.setdefault(row.note, []).append(row)
    return found


def _said(note: Table, table: Table) -> Select[Any]:
    return (
        select(note.c.public_id.label("note"), table)
        .join_from(table, note, table.c[f"{note.name}_id"] == note.c.id)
        .where(table.c.school_id == bindparam("school"))
        .order_by(table.c.id)
    )


def _followed(note: ProgressNote, changes: Sequence[Row[Any]]) -> ProgressNote:
    for one in changes:
        note = replace(
            note,
            earlier=(*note.earlier, note.says),
            noted_on=one.noted_on,
            support=one.support,
            seen=one.seen,
            strengths=one.strengths,
            changed_at=one.recorded_at,
            is_withdrawn=one.is_withdrawn,
        )
    return note


def _restricted_followed(note: RestrictedNote, changes: Sequence[Row[Any]]) -> RestrictedNote:
    for one in changes:
        note = replace(
            note,
            earlier=(*note.earlier, note.body),
            noted_on=one.noted_on,
            body=one.body,
            changed_at=one.recorded_at,
            is_withdrawn=one.is_withdrawn,
        )
    return note


_SAID = _said(progress_note, progress_note_change)  # put together once, as those of the notes
_RESTRICTED_SAID = _said(restricted_note, restricted_note_change)
