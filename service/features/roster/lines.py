"""The rows of a CSV file as lists of text, each with the line on which it begins."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from service.features.roster.findings import Findings, Place
from sheet_templates.sentences import sentence

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one row, and the line of the file on which it begins (counted from 1)."""

    number: int
    cells: list[str]


def read_lines(file: str, content: bytes, findings: Findings) -> list[Line]:
    """The rows of a CSV file, blank lines left out; what cannot be read is an error.

    Line numbers hold also after a cell that has a line break in it.
    """
    if content.startswith(BOM):
        findings.notice(
            Place(file),
            sentence("begins with a UTF-8 byte order mark"),
            sentence("export it as UTF-8 without BOM"),
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        findings.error(
            Place(file, line),
            sentence("is not UTF-8 here"),
            sentence("export it as UTF-8, not in another code page"),
        )
        return []
    return list(_parsed(file, text, findings))


def _parsed(file: str, text: str, findings: Findings) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            if cells:
                yield Line(begins, [cell.strip() for cell in cells])
            begins = reader.line_num + 1
    except csv.Error as error:
        findings.error(
            Place(file, begins),
            sentence("the rows from here on cannot be read (%(error)s)", error=str(error)),
            sentence("close every quote and write a quote inside a cell twice"),
        )
