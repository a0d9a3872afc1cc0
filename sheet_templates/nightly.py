"""The nightly read's answer, from its bytes: what stands often is read once.

A spreadsheet's cells are nearly all of its answer, and most of them say what others say. So the
answer is taken apart as far as its rows only; a cell is looked up by its bytes, in memory of what
earlier answers had too.
"""

from typing import Any, TypedDict

import msgspec

from sheet_templates.snapshot import NIGHTLY_FACETS, Cells, Snapshot, snapshot_of


class _Row(TypedDict, total=False):
    values: list[msgspec.Raw]


class _Grid(TypedDict, total=False):
    rowData: list[_Row]
    rowMetadata: list[dict[str, Any]]
    columnMetadata: list[dict[str, Any]]


class _Sheet(TypedDict, total=False):
    properties: dict[str, Any]
    merges: list[dict[str, Any]]
    protectedRanges: list[dict[str, Any]]
    data: list[_Grid]


class _Answer(TypedDict, total=False):
    properties: dict[str, Any]
    sheets: list[_Sheet]


_ANSWERS = msgspec.json.Decoder(_Answer)
_CELLS = Cells(0, bytes)


def parse_nightly(body: bytes) -> Snapshot:
    """The snapshot in an answer under NIGHTLY_FIELDS, the same that `parse_snapshot` gives of it.

    msgspec.DecodeError for what is no such answer.
    """
    return snapshot_of(_ANSWERS.decode(body), NIGHTLY_FACETS, _CELLS)
