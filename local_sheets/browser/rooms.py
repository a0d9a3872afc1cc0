"""Who looks at which spreadsheet, and the bell that wakes their pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Condition
from typing import Any

from local_sheets.shelf import Shelf

_MOST_VISITORS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One open page: who looks at it, and the cell that is chosen in it."""

    email: str
    name: str
    sheet_id: int = 0
    cell: str = ""


class Rooms:
    """One room per spreadsheet; `ring` is called after each commit and when somebody moves."""

    def __init__(self) -> None:
        self._bell = Condition()
        self._rung = 0
        self._closed = False
        self._rooms: dict[str, dict[str, Visitor]] = {}

    @property
    def closed(self) -> bool:
        """Whether the server is ending: streams end too."""
        return self._closed

    def heard(self, _before: Shelf, _after: Shelf) -> None:
        """Ring after a commit; never waits and never fails."""
        self.ring()

    def ring(self) -> None:
        """Wake every stream; each finds out by itself whether it has something to say."""
        with self._bell:
            self._rung += 1
            self._bell.notify_all()

    def wait(self, heard: int, seconds: float) -> int:
        """The number of the last ring, as soon as it is not `heard` or the time is over."""
        with self._bell:
            self._bell.wait_for(lambda: self._rung != heard, seconds)
            return self._rung

    @contextmanager
    def visit(self, file_id: str, page: str, visitor: Visitor) -> Iterator[None]:
        """Be in a room; a page that comes again takes its own place over."""
        with self._bell:
            room = self._rooms.setdefault(file_id, {})
            if len(room) < _MOST_VISITORS:
                room[page] = visitor
        self.ring()
        try:
            yield
        finally:
            self.leave(file_id, page, visitor.email)

    def move(self, file_id: str, page: str, moved: Visitor) -> bool:
        """Note which cell is chosen; False for a page that is not there or not this person's."""
        with self._bell:
            found = self._rooms.get(file_id, {}).get(page)
            if found is None or found.email != moved.email:
                return False
            self._rooms[file_id][page] = replace(moved, name=found.name)
        self.ring()
        return True

    def leave(self, file_id: str, page: str, email: str) -> None:
        """Be gone; twice is no harm."""
        with self._bell:
            room = self._rooms.get(file_id, {})
            if page in room and room[page].email == email:
                del room[page]
            if not room:
                self._rooms.pop(file_id, None)
        self.ring()

    def others(self, file_id: str, page: str) -> list[dict[str, Any]]:
        """Who else looks at a spreadsheet, in the order in which they came."""
        with self._bell:
            room = dict(self._rooms.get(file_id, {}))
        return [
            {"page": key, "name": one.name, "sheetId": one.sheet_id, "cell": one.cell}
            for key, one in room.items()
            if key != page
        ]

    def close(self) -> None:
        """End all streams."""
        self._closed = True
        self.ring()
