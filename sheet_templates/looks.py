"""The looks of a tracker: quiet, few, at least 4.5:1 in contrast, safe for colour-blind readers."""

from dataclasses import replace

from sheet_templates.columns import CellStatus
from sheet_templates.drawing import Look

TITLE = Look(bold=True, color="#1f3a5f", wraps=True)
LABEL = Look(bold=True, wraps=True, on_top=True)
TEXT = Look(wraps=True, on_top=True)
HEADER = Look(bold=True, background="#e8eef5", color="#1f3a5f", wraps=True)
IDENTITY = Look(background="#f5f6f8", number_format="TEXT:@")
IDENTITY_NUMBER = Look(background="#f5f6f8", number_format="NUMBER:0.##")
FACT_TEXT = Look(color="#5f6670", number_format="TEXT:@")
FACT_DATE = Look(color="#5f6670", number_format="DATE:yyyy-mm-dd")
FACT_NUMBER = Look(color="#5f6670", number_format="NUMBER:0")
IDENTITY_DATE = Look(background="#f5f6f8", number_format="DATE:yyyy-mm-dd")
SCORE = Look(number_format="NUMBER:0")
SCORE_WORD = Look()
DERIVED = Look(background="#f5f6f8", color="#374151")
DERIVED_DATE = Look(background="#f5f6f8", color="#374151", number_format="DATE:yyyy-mm-dd")
TO_DO = Look(background="#f5f6f8", color="#374151", wraps=True)
FREE_HEADER = Look(italic=True, color="#5f6670", wraps=True)
FREE = Look(wraps=True)
NOTE_DATE = Look(number_format="DATE:yyyy-mm-dd", on_top=True)
NOTE_TEXT = Look(wraps=True, on_top=True)
CHECKBOX = Look(background="#ffffff")
NOTE_NUMBER = Look(number_format="NUMBER:0.##", on_top=True)

# The states of a cell that is owed (student-data tracker, "Colours"); only what Google knows in a
# conditional format: bold, italic, strikethrough, text and background colour.
NOT_OWED = Look(color="#6b7280")
EXCUSED = Look(background="#e5e7eb", color="#374151", italic=True)
MISSING = Look(background="#f8d0d6", color="#7a0b1d")
LATE = Look(background="#fbdca0", color="#5c3a00", bold=True)
OPEN = Look(background="#fff8cc", color="#4d4300")
OUT_OF_RANGE = Look(color="#b00020")
BELOW_THE_CUT = Look(background="#dbeafe", color="#12356b")

OF_STATUS = {
    CellStatus.NOT_OWED: NOT_OWED,
    CellStatus.EXCUSED: EXCUSED,
    CellStatus.MISSING: MISSING,
    CellStatus.LATE: LATE,
    CellStatus.OPEN: OPEN,
    CellStatus.OUT_OF_RANGE: OUT_OF_RANGE,
    CellStatus.BELOW_THE_CUT: BELOW_THE_CUT,
}


def left(look: Look) -> Look:
    """The look of what the service fills in, in the row of a student who left."""
    return replace(look, background="#eceef1", color="#5f6670", italic=True)


def score_with(decimals: int) -> Look:
    """The look of numbers with so many digits after the point."""
    return Look(number_format=f"NUMBER:0.{'0' * decimals}") if decimals else SCORE


def growth_with(decimals: int) -> Look:
    """The look of a difference, with its sign."""
    digits = f"0.{'0' * decimals}" if decimals else "0"
    pattern = f"NUMBER:+{digits};-{digits};{digits}"
    return Look(background=DERIVED.background, color=DERIVED.color, number_format=pattern)
