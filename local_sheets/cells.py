"""What a cell and a row are: plain JSON messages, never mutated, always replaced."""

from collections.abc import Mapping
from typing import Any

Cell = Mapping[str, Any]
"""Google's CellData as stored: userEnteredValue, userEnteredFormat, note, dataValidation.

What Google computes (effectiveValue, formattedValue) is computed when it is shown.
"""
Row = Mapping[int, Cell]
"""Cells by the id of their column."""
