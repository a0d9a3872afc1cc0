"""What is made of cells, made once for each different one."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from sheet_templates.snapshot import ReadCell

Made = TypeVar("Made")
_MOST = 10_000


class PerCell(dict[ReadCell, Made]):
    """A function of a cell that remembers what it gave: alike cells of snapshots are one.

    It forgets all when that has become much; so it may be kept for as long as one likes.
    """

    def __init__(self, make: Callable[[ReadCell], Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, cell: ReadCell) -> Made:
        made = self._make(cell)
        if len(self) >= _MOST:
            self.clear()
        self[cell] = made
        return made

    def of(self, cells: Iterable[ReadCell]) -> list[Made]:
        """What is made of each of these cells."""
        return list(map(self.__getitem__, cells))
