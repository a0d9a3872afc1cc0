"""What is made of cells, made once for each different one."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from sheet_templates.snapshot import ReadCell

Made = TypeVar("Made")


class PerCell(dict[ReadCell, Made]):
    """A function of a cell that remembers what it gave: alike cells of a snapshot are one.

    It keeps the cells that it was asked for, so it is to live no longer than their snapshot.
    """

    def __init__(self, make: Callable[[ReadCell], Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, cell: ReadCell) -> Made:
        made = self[cell] = self._make(cell)
        return made

    def of(self, cells: Iterable[ReadCell]) -> list[Made]:
        """What is made of each of these cells."""
        return list(map(self.__getitem__, cells))
