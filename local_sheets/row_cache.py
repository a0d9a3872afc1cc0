"""Rows of answers as JSON that is made once.

A stored row is never changed, only replaced. So as long as the very same row is shown in the same
way, its JSON is the same bytes: identity is the test, and a write costs the rows that it replaced.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import orjson

from local_sheets.json_text import pack
from local_sheets.workbook import Row

Fragment = orjson.Fragment
_OVERHEAD = 300  # bytes that a remembered row costs besides its JSON, roughly


@dataclass(frozen=True, slots=True)
class _Made:
    row: Row
    json: Fragment | None
    size: int


class RowCache:
    """The JSON of rows by the way they are shown; least recently used ways go first.

    `limit` is in bytes, roughly. Safe for many threads.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._ways: OrderedDict[Hashable, dict[int, _Made]] = OrderedDict()
        self._lock = Lock()

    @property
    def size(self) -> int:
        """How much is remembered, in bytes, roughly."""
        return self._size

    def shown(
        self, way: Hashable, rows: Iterable[tuple[int, Row | None]], show: Callable[[Row], Any]
    ) -> list[Fragment | None]:
        """Each row's JSON, None where there is nothing to show; blank rows at the end dropped.

        `rows` are ids with their cells. `way` must tell everything that `show` depends on besides
        the row; `show` gives something empty for a row of which nothing is seen.
        """
        known = self._ways.get(way, {})
        fresh: dict[int, _Made] = {}
        shown: list[Fragment | None] = []
        for row_id, row in rows:
            if row is None:
                shown.append(None)
                continue
            made = known.get(row_id)
            if made is None or made.row is not row:
                made = fresh[row_id] = _make(row, show)
            shown.append(made.json)
        self._remember(way, fresh)
        while shown and shown[-1] is None:
            shown.pop()
        return shown

    def _remember(self, way: Hashable, fresh: dict[int, _Made]) -> None:
        with self._lock:
            known = self._ways.setdefault(way, {})
            self._ways.move_to_end(way)
            for row_id, made in fresh.items():
                before = known.get(row_id)
                self._size += made.size - (before.size if before else 0)
                known[row_id] = made
            while self._size > self._limit:
                _, dropped = self._ways.popitem(last=False)
                self._size -= sum(made.size for made in dropped.values())


def _make(row: Row, show: Callable[[Row], Any]) -> _Made:
    seen = show(row)
    if not seen:
        return _Made(row, None, _OVERHEAD)
    text = pack(seen)
    return _Made(row, Fragment(text), len(text) + _OVERHEAD)


ROWS = RowCache(64 * 1024 * 1024)
"""The rows of this process: a pure memory, so it may be shared by every server in it."""
