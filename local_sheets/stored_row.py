"""Rows as they came from disk: their JSON, read when somebody looks inside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson

from local_sheets.cells import Cell, Row

_number = lru_cache(maxsize=4096)(int)  # the same few column ids stand in every row


@lru_cache(maxsize=64)
def _texts(columns: Sequence[int]) -> tuple[str, ...]:
    return tuple(map(str, columns))


def by_id(stored: Mapping[str, Any]) -> dict[int, Any]:
    """A mapping with the whole numbers as keys that JSON made texts of."""
    return {_number(key): value for key, value in stored.items()}


class StoredRow(Mapping[int, Cell]):
    """A row, never empty, that takes the room of its JSON until it is looked into.

    A spreadsheet is loaded whole when it is first asked for, mostly to read it once from end to
    end (`cells_of`, which keeps nothing) or to change a few rows of it.
    """

    __slots__ = ("_cells", "_json")

    def __init__(self, json: bytes) -> None:
        self._json = json
        self._cells: dict[int, Cell] | None = None

    def read(self) -> Row:
        """The cells, for one reading."""
        return self._cells if self._cells is not None else by_id(orjson.loads(self._json))

    def picked(self, columns: Sequence[int]) -> Iterable[Cell | None]:
        """The cells of some columns in their order, None where there is none, for one reading."""
        if self._cells is not None:
            return map(self._cells.get, columns)
        return map(orjson.loads(self._json).get, _texts(columns))

    def _kept(self) -> dict[int, Cell]:
        cells = self._cells
        if cells is None:
            cells = self._cells = by_id(orjson.loads(self._json))
        return cells

    def __getitem__(self, key: int) -> Cell:
        return self._kept()[key]

    def __iter__(self) -> Iterator[int]:
        return iter(self._kept())

    def __len__(self) -> int:
        return len(self._kept())

    def __bool__(self) -> bool:
        return True

    def mentions(self, *fields: str) -> bool:
        """Whether a field of one of these names may stand in a cell; False is certain."""
        return any(f'"{field}"'.encode() in self._json for field in fields)


def cells_of(row: Row) -> Row:
    """The cells of a row for whoever reads each of them once."""
    return row.read() if isinstance(row, StoredRow) else row


def picked(row: Row, columns: Sequence[int]) -> Iterable[Cell | None]:
    """The cells of some columns (a tuple of ids) for whoever reads each of them once."""
    return row.picked(columns) if isinstance(row, StoredRow) else map(row.get, columns)
