"""The colours of a cell as sorts and filters ask for them."""

from collections.abc import Mapping
from typing import Any

from local_sheets.formats import merged
from local_sheets.formulas.evaluation import LOOK
from local_sheets.workbook import Cell

Json = Mapping[str, Any]

BACKGROUND, FOREGROUND = "backgroundColorStyle", "foregroundColorStyle"
_WHITE = {"rgbColor": {"red": 1, "green": 1, "blue": 1}}
_BLACK: Json = {"rgbColor": {}}


def has_colour(cell: Cell, name: str, style: Json) -> bool:
    """Whether the cell's ground or its letters (`name`) have a colour (a ColorStyle).

    A rule that colours the cell counts as well; a cell without colours is black on white.
    """
    shape = merged(cell.get("userEnteredFormat") or {}, cell.get(LOOK) or {})
    if name == BACKGROUND:
        return bool(shape.get(BACKGROUND, _WHITE) == style)
    return bool(shape.get("textFormat", {}).get(FOREGROUND, _BLACK) == style)
