"""Spreadsheets as text files: written as CSV and TSV, and read from CSV."""

import csv
import io

from local_sheets.areas import whole
from local_sheets.rendering import FORMATTED, show_row_by
from local_sheets.value_reads import values_in
from local_sheets.workbook import Workbook


def as_csv(workbook: Workbook, delimiter: str = ",") -> bytes:
    """The first tab as it shows: UTF-8, CRLF between the lines, all lines equally wide."""
    tab = workbook.tabs[0]
    options = {"valueRenderOption": FORMATTED}
    rows = values_in(tab, whole(tab), show_row_by(options, workbook.locale))
    width = max((len(row) for row in rows), default=0)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return text.getvalue().removesuffix("\r\n").encode()


def rows_of_csv(raw: bytes) -> list[list[str]]:
    """The lines of a CSV file in UTF-8; raises UnicodeDecodeError or csv.Error."""
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
