"""What a read was judged from, as bytes that give the same judgement again.

A snapshot is packed row by row: one edit makes one new row, and a row can be taken out of the log
where the law asks for it. The structure is all the rest: tabs, their lines, merges, protections.
What the judgement never looks at (looks, validations) is not kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import chain, islice
from typing import Any

import orjson
from pydantic import TypeAdapter

from sheet_templates.expectation import Expectation
from sheet_templates.snapshot import BLANK, ReadCell, Snapshot, SnapshotTab
from sync.domain.per_cell import PerCell
from sync.domain.reading import plain, shown

_DIGEST = 32  # bytes of a SHA-256


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedSnapshot:
    """A snapshot as bytes.

    `structure` is all but the cells, and the same from read to read as long as no line comes or
    goes; `names` are the SHA-256 of every row, tab after tab; `rows` are the rows by that.
    """

    structure: bytes
    names: bytes
    rows: Mapping[bytes, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedRead:
    """All that a read is judged from, as bytes, and the SHA-256 of each part by its name."""

    expectation: bytes
    snapshot: PackedSnapshot
    digests: Mapping[str, bytes]


def pack_read(expectation: Expectation, snapshot: Snapshot) -> PackedRead:
    """A read as bytes."""
    said, packed = pack_expectation(expectation), pack_snapshot(snapshot)
    parts = {"expectation": said, "structure": packed.structure, "row_names": packed.names}
    digests = {name: sha256(part).digest() for name, part in parts.items()}
    return PackedRead(expectation=said, snapshot=packed, digests=digests)


def pack_expectation(expectation: Expectation) -> bytes:
    """An expectation as JSON; what has no order is put into one, so equal ones look alike."""
    return orjson.dumps(expectation, default=_in_order)


def unpack_expectation(packed: bytes) -> Expectation:
    """The expectation that was packed."""
    return _expectations().validate_json(packed)


def pack_snapshot(snapshot: Snapshot) -> PackedSnapshot:
    """What the judgement looks at in a snapshot."""
    contents = [
        [f"[{','.join(_PACKED.of(row))}]".encode() for row in tab.cells] for tab in snapshot.tabs
    ]
    names = [[sha256(row).digest() for row in tab] for tab in contents]
    tabs = tuple(map(_bare, snapshot.tabs))
    bare = replace(snapshot, tabs=tabs, permissions=(), permission_ids={})
    structure = {"rows": [len(tab) for tab in names], "bare": bare}
    return PackedSnapshot(
        structure=orjson.dumps(structure, default=_in_order),
        names=b"".join(chain.from_iterable(names)),
        rows=dict(zip(chain.from_iterable(names), chain.from_iterable(contents), strict=True)),
    )


def row_names(names: bytes) -> list[bytes]:
    """The SHA-256 of each row, in order."""
    return [names[at : at + _DIGEST] for at in range(0, len(names), _DIGEST)]


def unpack_snapshot(structure: bytes, names: bytes, rows: Mapping[bytes, bytes]) -> Snapshot:
    """The snapshot that was packed; `rows` are its rows, and maybe others, by their SHA-256."""
    held = orjson.loads(structure)
    bare = _snapshots().validate_python(held["bare"])
    order = iter(row_names(names))
    tabs = (
        replace(tab, cells=tuple(_unpacked(rows[name]) for name in islice(order, count)))
        for tab, count in zip(bare.tabs, held["rows"], strict=True)
    )
    return replace(bare, tabs=tuple(tabs))


def _unpacked(packed: bytes) -> tuple[ReadCell, ...]:
    return tuple(_read(cell) for cell in orjson.loads(packed))


def _cell(cell: ReadCell) -> str:
    """A cell as JSON.

    As text: the bytes that orjson gives hold on to the kilobyte in which it made them.
    """
    if cell is BLANK:
        return "null"
    held = cell.entered
    if cell.effective == held and cell.number_format is None and cell.note is None:
        value = plain(cell)
        if value is not None:
            return orjson.dumps(value).decode()
    said = [cell.entered, cell.effective, cell.formatted, cell.number_format, cell.note]
    return orjson.dumps(said).decode()


_PACKED = PerCell(_cell)


def _as_it_is(value: str | float) -> ReadCell:
    """A cell in which that stands, shown as it is."""
    held = {"stringValue" if isinstance(value, str) else "numberValue": value}
    return ReadCell(entered=held, effective=held, formatted=shown(value))


def _read(packed: list[Any] | str | float | None) -> ReadCell:
    if packed is None:
        return BLANK
    if not isinstance(packed, list):
        return _as_it_is(packed)
    entered, effective, formatted, number_format, note = packed
    return ReadCell(
        entered=entered,
        effective=effective,
        formatted=formatted,
        number_format=number_format,
        note=note,
    )


def _in_order(held: frozenset[object]) -> list[object]:
    return sorted(held, key=str)


def _bare(tab: SnapshotTab) -> SnapshotTab:
    """A tab without its cells, and without what only the planner looks at."""
    return replace(tab, cells=(), conditional_formats=(), marks=(), groups=(), filter_views=())


@cache
def _expectations() -> TypeAdapter[Expectation]:
    return TypeAdapter(Expectation)


@cache
def _snapshots() -> TypeAdapter[Snapshot]:
    return TypeAdapter(Snapshot)
