"""An erasure under way: who is to go, by all that the store calls them."""

import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, or_, select

from sheet_templates.desired.students import student_row_key
from sheet_templates.school import Student
from sync.domain.erasing import Erased
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.engine import Tx
from sync.store.ids import ids_of
from sync.store.schema_notes import progress_note
from sync.store.school import students_ever

_AT_ONCE = 500  # both engines limit the number of bound values in one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Children who are to go.

    `students` are their ids in the store, `keys` those of their rows in any tracker, `other_keys`
    those of the children that stay.
    """

    erased: Erased
    students: frozenset[int]
    keys: frozenset[str]
    other_keys: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """Children that are being taken out of the store.

    `contents` are the digests of contents worth looking into. Found on the way: `trackers` whose
    log tells of them, `anchors` of rows that lost a version.
    """

    tx: Tx
    scope: Scope
    whom: Whom
    contents: frozenset[bytes]
    trackers: set[int] = field(default_factory=set)
    anchors: set[int] = field(default_factory=set)

    @property
    def erased(self) -> Erased:
        """The children, and who stays."""
        return self.whom.erased

    def rows(self, table: Table, *columns: ColumnElement[Any]) -> Sequence[Any]:
        """What these columns hold in all rows of the school, after the table's own id."""
        query = select(table.c.id, *columns).where(table.c.school_id == self.scope.school_id)
        return self.tx.execute(query.order_by(table.c.id)).all()

    def drop(self, table: Table, ids: Iterable[int]) -> int:
        """Delete the rows with these ids; how many."""
        return sum(
            self.tx.execute(delete(table).where(table.c.id.in_(some))).rowcount
            for some in in_parts(sorted(ids))
        )

    def drop_where(self, table: Table, *conditions: ColumnElement[bool]) -> int:
        """Delete the rows of which any of these is true; how many."""
        return self.tx.execute(delete(table).where(or_(*conditions))).rowcount


def whom(tx: Tx, scope: Scope, ids: Collection[str]) -> Whom:
    """The children with these sourcedIds, by all that the store and the trackers call them."""
    everybody = students_ever(tx, scope)
    erased = Erased(
        children=tuple(one for one in everybody if one.sourced_id in ids),
        others=tuple(one for one in everybody if one.sourced_id not in ids),
    )
    inside = ids_of(tx, scope.school_id, schema.student)
    students = frozenset(inside[one.sourced_id] for one in erased.children)
    known = select(schema.tracker.c.public_id).where(schema.tracker.c.school_id == scope.school_id)
    trackers = tx.scalars(known).all()
    written = select(progress_note.c.row_key).where(progress_note.c.student_id.in_(students))
    return Whom(
        erased=erased,
        students=students,
        keys=frozenset(tx.scalars(written)) | _keys(trackers, erased.children),
        other_keys=_keys(trackers, erased.others),
    )


def begun(tx: Tx, scope: Scope, ids: Collection[str]) -> Erasing:
    """An erasure of the children with these sourcedIds, before anything is gone."""
    those = whom(tx, scope, ids)
    contents = frozenset(_worth_a_look(tx, scope, those.erased))
    return Erasing(tx=tx, scope=scope, whom=those, contents=contents)


def _keys(trackers: Iterable[str], students: Iterable[Student]) -> frozenset[str]:
    ids = [one.sourced_id for one in students]
    return frozenset(student_row_key(name, one) for name in trackers for one in ids)


def in_parts(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """So many at once as one statement takes."""
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))


def _worth_a_look(tx: Tx, scope: Scope, erased: Erased) -> Iterator[bytes]:
    table = schema.blob
    query = select(table.c.sha256, table.c.zbytes).where(table.c.school_id == scope.school_id)
    for digest, packed in tx.execute(query.execution_options(yield_per=_AT_ONCE)):
        if erased.may_tell(zlib.decompress(packed).decode(errors="replace")):
            yield digest
