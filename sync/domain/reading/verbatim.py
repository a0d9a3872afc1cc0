"""A cell as a person left it, for the history that is kept whatever the cell means."""

from typing import Any

import orjson

from sheet_templates.snapshot import ReadCell

_TEXT, _NUMBER = "stringValue", "numberValue"


def verbatim(cell: ReadCell) -> dict[str, Any]:
    """Everything that a person put into a cell, as it stands."""
    kept: dict[str, Any] = {}
    if not cell.is_blank:
        kept["entered"] = dict(cell.entered)
        if cell.formatted:
            kept["shown"] = cell.formatted
    if cell.note:
        kept["note"] = cell.note
    return kept


def plain(cell: ReadCell) -> str | float | None:
    """The number or text of a cell in which nothing else stands, shown as it is; else None.

    Nearly all cells are plain; they are kept as that value alone.
    """
    value: str | float | None = cell.entered.get(_NUMBER, cell.entered.get(_TEXT))
    is_plain = value not in {None, ""} and not cell.note and cell.formatted == shown(value)
    return value if is_plain else None


def shown(value: str | float | None) -> str:
    """A value as Google shows it in a cell without a format of its own."""
    if isinstance(value, int):
        return str(value)
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def kept_cells(packed: bytes) -> dict[str, dict[str, Any]]:
    """The cells of a row that was kept, by column, as `verbatim` gave them."""
    held: dict[str, Any] = orjson.loads(packed)
    return {name: one if isinstance(one, dict) else _whole(one) for name, one in held.items()}


def _whole(value: str | float) -> dict[str, Any]:
    entered = {_TEXT if isinstance(value, str) else _NUMBER: value}
    return {"entered": entered, "shown": shown(value)}
