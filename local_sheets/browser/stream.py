"""The server-sent events of one page: which rows to read again, and who else is there.

Events: `hello` with the number of the last write, `changed` with a difference (see difference.py),
`people`, and `gone` when the person may read the spreadsheet no longer. They hold no cells: the
page reads those over the API, with its own token.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from local_sheets.browser.difference import difference
from local_sheets.browser.rooms import Rooms, Visitor
from local_sheets.clock import Moment
from local_sheets.errors import GoogleError
from local_sheets.formulas.evaluation import with_looks
from local_sheets.storage import Storage
from local_sheets.workbook import Workbook

_QUIET = 5.0
"""After so many seconds without news a comment is sent, so that a page that is gone is noticed."""


class Source(Protocol):
    """What a stream looks at."""

    storage: Storage
    rooms: Rooms

    @property
    def moment(self) -> Moment:
        """The day and time that spreadsheets believe in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One page's events; `check` raises GoogleError once the person may read no longer."""

    source: Source
    file_id: str
    page: str
    visitor: Visitor
    check: Callable[[], Any]

    def events(self) -> Iterator[str]:
        """The events, until the reader goes away or the server ends."""
        rooms = self.source.rooms
        with rooms.visit(self.file_id, self.page, self.visitor):
            shown = self._shown()
            heard, people = -1, None
            yield _event("hello", {"seq": self._seq()})
            while not rooms.closed and shown is not None:
                heard = rooms.wait(heard, _QUIET)
                if not self._may_read():
                    break
                seq = self._seq()  # first: a page may hear of a write twice, but not never
                now = self._shown()
                said = ""
                if now is not None and now is not shown:
                    said = _event("changed", {"seq": seq, **difference(shown, now)})
                shown = now
                others = rooms.others(self.file_id, self.page)
                if others != people:
                    said, people = said + _event("people", others), others
                yield said or ":\n\n"
            if not rooms.closed:
                yield _event("gone", {})

    def _shown(self) -> Workbook | None:
        """The spreadsheet with all that is computed in it; nothing once it is deleted."""
        workbook = self.source.storage.workbook(self.file_id)
        return None if workbook is None else with_looks(workbook, self.source.moment)

    def _seq(self) -> int:
        return last_write(self.source.storage, self.file_id)

    def _may_read(self) -> bool:
        try:
            self.check()
        except GoogleError:
            return False
        return True


def last_write(storage: Storage, file_id: str) -> int:
    """The number of the last write of a spreadsheet; 0 if there is none."""
    change = storage.shelf.changes.get(file_id)
    return change.seq if change else 0


def _event(name: str, content: Any) -> str:
    return f"event: {name}\ndata: {orjson.dumps(content).decode()}\n\n"
