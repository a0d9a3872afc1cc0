"""The input logs that tell of children who are to go, and contents that nothing needs any more."""

import base64
import json
import zlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select

from sync.store import schema
from sync.store.blobs import blobs
from sync.store.erasing_under_way import Erasing, in_parts
from sync.store.packing import row_names
from sync.store.schema_inputs import log_beginning, tracker_input

_INPUT = tracker_input.c


def telling_logs(erasing: Erasing) -> set[int]:
    """The trackers (by id) that hold one of the children, or whose log has one in any read."""
    members = schema.tracker_member.c
    held = select(members.tracker_id).where(members.student_id.in_(erasing.whom.students))
    return {*erasing.tx.scalars(held), *_read(erasing), *_begun_anew(erasing)}


def drop_unused_contents(erasing: Erasing) -> None:
    """Delete the contents that neither a log nor a row nor a held state refers to."""
    table, mine = schema.blob, schema.blob.c.school_id == erasing.scope.school_id
    used = set(_used(erasing))
    there = erasing.tx.scalars(select(table.c.sha256).where(mine)).all()
    for some in in_parts([one for one in there if one not in used]):
        erasing.tx.execute(delete(table).where(mine, table.c.sha256.in_(some)))


def _read(erasing: Erasing) -> Iterator[int]:
    telling = {
        digest
        for digest, content in _contents(erasing, erasing.contents).items()
        if erasing.erased.are_told_of_in(content.decode(errors="replace"))
    }
    for tracker, wholes, rows in _logged(erasing):
        if not telling.isdisjoint(wholes) or not telling.isdisjoint(rows):
            yield tracker


def _begun_anew(erasing: Erasing) -> Iterator[int]:
    table = log_beginning
    query = select(table.c.tracker_id, table.c.content).where(
        table.c.school_id == erasing.scope.school_id
    )
    for tracker, packed in erasing.tx.execute(query).all():
        kept = zlib.decompress(packed).decode()
        held = (base64.b64decode(one).decode() for one in json.loads(kept)["blobs"].values())
        if any(erasing.erased.are_told_of_in(one) for one in (kept, *held)):
            yield tracker


def _used(erasing: Erasing) -> Iterator[bytes]:
    for _, wholes, rows in _logged(erasing):
        yield from wholes
        yield from rows
    for table in (schema.row_version, schema.held_state):
        mine = table.c.school_id == erasing.scope.school_id
        yield from erasing.tx.scalars(select(table.c.sha256).where(mine).distinct())


def _logged(erasing: Erasing) -> Iterator[tuple[int, tuple[bytes, ...], list[bytes]]]:
    """Each read of a log: its tracker, the digests of its wholes, and those of its rows."""
    query = select(_INPUT.tracker_id, _INPUT.expectation, _INPUT.structure, _INPUT.row_names).where(
        _INPUT.school_id == erasing.scope.school_id, _INPUT.seq.is_not(None)
    )
    reads: list[Any] = list(erasing.tx.execute(query).all())
    names = _contents(erasing, {one.row_names for one in reads})
    for tracker, *wholes in reads:
        yield tracker, tuple(wholes), row_names(names[wholes[-1]])


def _contents(erasing: Erasing, digests: set[bytes] | frozenset[bytes]) -> dict[bytes, bytes]:
    return blobs(erasing.tx, erasing.scope.school_id, digests)
