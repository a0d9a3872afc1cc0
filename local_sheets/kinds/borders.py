"""The kind that draws borders (Google: UpdateBordersRequest).

A side that the request leaves out stays; the style NONE takes a border away. An inner line is kept
on both cells that it parts (expected).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from local_sheets.areas import Area, area_of
from local_sheets.cell_blocks import tab_at
from local_sheets.cell_writes import Change, with_cells
from local_sheets.errors import invalid
from local_sheets.formats import canonical
from local_sheets.kinds.kind import Applied, Kind, Turn, part_of
from local_sheets.protection import Footprint
from local_sheets.workbook import Cell

Json = Mapping[str, Any]

_WIDTHS = {"SOLID_MEDIUM": 2, "SOLID_THICK": 3, "DOUBLE": 3}
_LINES = ("top", "bottom", "left", "right", "innerHorizontal", "innerVertical")


def _footprint(turn: Turn) -> Footprint:
    return Footprint(writes=(area_of(turn.workbook, part_of(turn.body, "range")),))


def _apply(turn: Turn) -> Applied:
    area = area_of(turn.workbook, part_of(turn.body, "range"))
    lines = {name: _kept(turn.body[name]) for name in _LINES if name in turn.body}
    tab = tab_at(turn.workbook, area)
    changes = [
        (
            row,
            {
                column: _drawing(dict(_sides(area, row, column, lines)))
                for column in range(area.left, area.right)
            },
        )
        for row in range(area.top, area.bottom)
    ]
    return Applied(workbook=turn.workbook.with_tab(with_cells(tab, changes)))


def _kept(border: Json) -> Json | None:
    """A Border as it is kept, with its width in pixels; None takes it away."""
    style = border.get("style", "STYLE_UNSPECIFIED")
    if style == "STYLE_UNSPECIFIED":
        raise invalid("A border needs a style.")
    if style == "NONE":
        return None
    kept: dict[str, Any] = canonical({"color": {}, **border, "width": _WIDTHS.get(style, 1)})
    return kept


def _sides(
    area: Area, row: int, column: int, lines: Mapping[str, Json | None]
) -> Iterator[tuple[str, Json | None]]:
    """The sides of one cell that a request draws."""
    named = (
        ("top", "top" if row == area.top else "innerHorizontal"),
        ("bottom", "bottom" if row == area.bottom - 1 else "innerHorizontal"),
        ("left", "left" if column == area.left else "innerVertical"),
        ("right", "right" if column == area.right - 1 else "innerVertical"),
    )
    for side, line in named:
        if line in lines:
            yield side, lines[line]


def _drawing(sides: Mapping[str, Json | None]) -> Change:
    def draw(cell: Cell) -> Cell:
        shape = dict(cell.get("userEnteredFormat", {}))
        drawn = {**shape.pop("borders", {}), **sides}
        borders = {side: border for side, border in drawn.items() if border is not None}
        if borders:
            shape["borders"] = borders
        rest = {name: part for name, part in cell.items() if name != "userEnteredFormat"}
        return {**rest, "userEnteredFormat": shape} if shape else rest

    return draw


KINDS = (Kind(name="updateBorders", footprint=_footprint, apply=_apply),)
