"""The lines of a list that people keep themselves: CSV, or the first sheet of an Excel workbook."""

import io
from pathlib import Path

from service.features.roster.findings import Findings, Place, refused
from service.features.roster.lines import read_lines
from sheet_templates.sentences import sentence
from sync.errors import RosterError

SUFFIXES = (".csv", ".xlsx")


def refuse(path: Path, findings: Findings) -> None:
    """RosterError with every problem that was found, if there is one."""
    problems = [one.said for one in findings.errors]
    if problems:
        raise RosterError(refused(path.name, len(problems)), problems)


def lines_of(path: Path, content: bytes, findings: Findings) -> list[tuple[int, list[str]]]:
    """The lines with their numbers; short ones are filled up, blank ones left out."""
    if path.suffix.lower() == ".csv":
        lines = [(one.number, one.cells) for one in read_lines(path.name, content, findings)]
    else:
        lines = _of_excel(path, content, findings)
    width = max((len(cells) for _, cells in lines), default=0)
    filled = ((number, cells + [""] * (width - len(cells))) for number, cells in lines)
    return [(number, cells) for number, cells in filled if any(cell.strip() for cell in cells)]


def _of_excel(path: Path, content: bytes, findings: Findings) -> list[tuple[int, list[str]]]:
    import openpyxl  # noqa: PLC0415 - a slow import, for those who bring a workbook

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception:  # noqa: BLE001 - a broken file fails inside zip, XML or openpyxl itself
        findings.error(
            Place(path.name),
            sentence("is no Excel workbook"),
            sentence("save it as .xlsx, or as CSV"),
        )
        return []
    sheet = book.worksheets[0]
    lines = [
        (number, [_text(cell) for cell in row])
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1)
    ]
    book.close()
    return lines


def _text(cell: object) -> str:
    """A cell as one would type it: Excel makes numbers of ids and grades."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
