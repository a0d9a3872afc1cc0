"""A cell as a person left it, for the history that is kept whatever the cell means."""

from typing import Any

from sheet_templates.snapshot import ReadCell


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
