"""Taking children out of rows that were kept verbatim, and out of states that wait for a word."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Row, and_, delete, exists, select, update

from sync.domain.entries import VerbatimRow
from sync.domain.erasing import texts_in
from sync.domain.holds import Hold, unpacked
from sync.domain.reading import kept_cells
from sync.store import schema
from sync.store.blobs import add_blobs
from sync.store.erasing_under_way import Erasing, in_parts

_ANCHORS, _VERSIONS, _HELD, _BLOBS = (
    schema.row_anchor,
    schema.row_version,
    schema.held_state,
    schema.blob,
)


def erase_row_versions(erasing: Erasing) -> int:
    """Delete what the children's rows ever held, and what other rows held while about them.

    Where a row of another child, or about one, has their names in it, those cells alone go.
    """
    own = _own_anchors(erasing)
    erasing.anchors.update(own)
    count = sum(
        erasing.tx.execute(delete(_VERSIONS).where(_VERSIONS.c.row_anchor_id.in_(some))).rowcount
        for some in in_parts(sorted(own))
    )
    for row in list(_telling_versions(erasing)):
        count += _erase_version(erasing, row)
    return count


def erase_row_anchors(erasing: Erasing) -> int:
    """Delete the rows that hold nothing any more and never held anything but what is gone."""
    filled = exists().where(_VERSIONS.c.row_anchor_id == _ANCHORS.c.id)
    return sum(
        erasing.tx.execute(delete(_ANCHORS).where(_ANCHORS.c.id.in_(some), ~filled)).rowcount
        for some in in_parts(sorted(erasing.anchors))
    )


def erase_held_states(erasing: Erasing) -> int:
    """Delete the states that wait on the children alone; take them out of the others."""
    count, gone = 0, []
    for row in _telling_holds(erasing):
        held = _hold(row)
        left = _without(erasing, held)
        if left == held:
            continue
        erasing.trackers.add(row.tracker_id)
        count += 1
        if left is None:
            gone.append(row.id)
        else:
            _write_hold(erasing, row.id, left)
    erasing.drop(_HELD, gone)
    return count


def _own_anchors(erasing: Erasing) -> list[int]:
    query = select(_ANCHORS.c.id, _ANCHORS.c.tracker_id, _ANCHORS.c.row_key).where(
        _ANCHORS.c.school_id == erasing.scope.school_id
    )
    found = [row for row in erasing.tx.execute(query).all() if row.row_key in erasing.whom.keys]
    erasing.trackers.update(row.tracker_id for row in found)
    return [row.id for row in found]


def _telling_versions(erasing: Erasing) -> Iterator[Any]:
    query = (
        select(
            _VERSIONS.c.row_anchor_id,
            _VERSIONS.c.from_seq,
            _ANCHORS.c.tracker_id,
            _ANCHORS.c.row_key,
            _BLOBS.c.zbytes,
        )
        .join_from(_VERSIONS, _ANCHORS, _VERSIONS.c.row_anchor_id == _ANCHORS.c.id)
        .join(
            _BLOBS,
            and_(
                _BLOBS.c.school_id == _VERSIONS.c.school_id, _BLOBS.c.sha256 == _VERSIONS.c.sha256
            ),
        )
        .where(_VERSIONS.c.school_id == erasing.scope.school_id)
    )
    for some in in_parts(sorted(erasing.contents)):
        yield from erasing.tx.execute(query.where(_VERSIONS.c.sha256.in_(some))).all()


def _erase_version(erasing: Erasing, row: Any) -> int:
    """Erase what one version says of the children; 1 where it says something."""
    content = zlib.decompress(row.zbytes)
    left = _cells_without(erasing, row.row_key, content)
    if left == content:
        return 0
    erasing.trackers.add(row.tracker_id)
    erasing.anchors.add(row.row_anchor_id)
    this = and_(
        _VERSIONS.c.row_anchor_id == row.row_anchor_id, _VERSIONS.c.from_seq == row.from_seq
    )
    if left is None:
        erasing.tx.execute(delete(_VERSIONS).where(this))
        return 1
    digest = _keep(erasing, left)
    erasing.tx.execute(update(_VERSIONS).where(this).values(sha256=digest))
    return 1


def _cells_without(erasing: Erasing, row_key: str, content: bytes) -> bytes | None:
    """The cells of a row without the children; None where nothing is left that is another's."""
    texts = texts_in(kept_cells(content))
    if not erasing.erased.are_named_by(texts.values()):
        return content
    if row_key not in erasing.whom.other_keys and not erasing.erased.leave_another_in(
        texts.values()
    ):
        return None
    cells: Mapping[str, Any] = orjson.loads(content)
    left = {
        name: cell
        for name, cell in cells.items()
        if not erasing.erased.is_one_of_them(texts.get(name, ""))
    }
    return json.dumps(left, sort_keys=True, ensure_ascii=False).encode() if left else None


def _telling_holds(erasing: Erasing) -> list[Row[Any]]:
    query = select(_HELD, _BLOBS.c.zbytes).join_from(
        _HELD,
        _BLOBS,
        and_(_BLOBS.c.school_id == _HELD.c.school_id, _BLOBS.c.sha256 == _HELD.c.sha256),
    )
    mine = _HELD.c.school_id == erasing.scope.school_id
    return list(erasing.tx.execute(query.where(mine).order_by(_HELD.c.id)).all())


def _hold(row: Row[Any]) -> Hold:
    return unpacked(
        zlib.decompress(row.zbytes),
        tab=row.tab,
        scope=row.scope,
        rule=row.rule,
        message=row.message,
    )


def _without(erasing: Erasing, held: Hold) -> Hold | None:
    """The state without the children; None where it is about them, or nothing of it is left."""
    kind, _, key = held.scope.partition(":")
    if (kind == "row" and key in erasing.whom.keys) or erasing.erased.are_meant_by(held.message):
        return None
    left = replace(
        held,
        changes={
            key: value
            for key, value in held.changes.items()
            if key.student not in erasing.erased.ids
        },
        rows=tuple(filter(None, (_row_without(erasing, row) for row in held.rows))),
    )
    had, has = (bool(one.changes or one.rows) for one in (held, left))
    return None if had and not has else left


def _row_without(erasing: Erasing, row: VerbatimRow) -> VerbatimRow | None:
    if row.row_key in erasing.whom.keys:
        return None
    cells = _cells_without(erasing, row.row_key, row.cells)
    return None if cells is None else replace(row, cells=cells)


def _write_hold(erasing: Erasing, hold_id: int, left: Hold) -> None:
    digest = _keep(erasing, left.packed())
    erasing.tx.execute(update(_HELD).where(_HELD.c.id == hold_id).values(sha256=digest))


def _keep(erasing: Erasing, content: bytes) -> bytes:
    digest = sha256(content).digest()
    add_blobs(erasing.tx, erasing.scope.school_id, {digest: content})
    return digest
