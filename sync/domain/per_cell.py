"""What is made of cells, made once for each different one."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from sheet_templates.snapshot import ReadCell

Made = TypeVar("Made")


class PerCell(Generic[Made]):
    """A function of a cell, remembered by the cell itself: alike cells of a snapshot are one.

    It keeps the cells that it was asked for, so it is to live no longer than their snapshot.
    """

    __slots__ = ("_cells", "_made", "_make")

    def __init__(self, make: Callable[[ReadCell], Made]) -> None:
        self._make = make
        self._made: dict[int, Made] = {}
        self._cells: list[ReadCell] = []  # kept, so that no other cell gets the id of one of them

    def __call__(self, cell: ReadCell) -> Made:
        """What is made of this cell."""
        (made,) = self.of((cell,))
        return made

    def of(self, cells: Iterable[ReadCell]) -> list[Made]:
        """What is made of each of these cells."""
        listed, made = tuple(cells), self._made
        try:
            return [made[id(cell)] for cell in listed]
        except KeyError:
            for cell in listed:
                if id(cell) not in made:
                    made[id(cell)] = self._make(cell)
                    self._cells.append(cell)
        return [made[id(cell)] for cell in listed]
