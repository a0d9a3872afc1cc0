"""A CSV file of a bundle as a table of text that remembers on which line each row stands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from service.features.roster.findings import Findings, Place, shown
from service.features.roster.layout import FileLayout
from service.features.roster.lines import Line, read_lines
from sheet_templates.sentences import sentence

LINE = "line of the file"
VENDOR = ("ext_", "ext:", "ext.", "metadata.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file's rows, every cell as text; the column `LINE` holds where a row begins.

    `unread` are ids of rows whose cells do not fit the header: something may refer to them, but
    nothing else is known. `given` are the columns that the file has. `is_whole` is false where
    reading broke off.
    """

    layout: FileLayout
    frame: pd.DataFrame
    given: frozenset[str]
    unread: frozenset[str]
    is_whole: bool

    @property
    def has_all_ids(self) -> bool:
        """Whether a row that is not here is not in the file either."""
        return self.is_whole and "sourcedId" in self.given

    @property
    def file(self) -> str:
        """The file's name."""
        return self.layout.file

    def place(self, line: int | None = None, column: str | None = None) -> Place:
        """A place in this file."""
        return Place(self.file, line, column)


def read_table(layout: FileLayout, content: bytes, findings: Findings) -> Table:
    """The file as a table with all columns of its layout; a column that is not there is empty."""
    lines = read_lines(layout.file, content, findings)
    is_whole = not any(one.file == layout.file for one in findings.errors)
    if not lines and is_whole:
        findings.error(
            Place(layout.file), sentence("is empty"), sentence("export it with its header line")
        )
    header = _header(layout, lines[0], findings) if lines else []
    fitting, unread = _fitting(layout, header, lines[1:], findings)
    frame = _frame(layout, header, fitting)
    known = frozenset(column.name for column in layout.columns)
    return Table(
        layout=layout,
        frame=frame,
        given=known.intersection(header),
        unread=unread,
        is_whole=is_whole and bool(lines),
    )


def _frame(layout: FileLayout, header: list[str], lines: list[Line]) -> pd.DataFrame:
    frame = pd.DataFrame([line.cells for line in lines], columns=header, dtype="str")
    known = [column.name for column in layout.columns]
    frame = frame.loc[:, ~frame.columns.duplicated()].reindex(columns=known, fill_value="")
    frame = frame.astype("str")
    frame[LINE] = [line.number for line in lines]
    return frame


def _header(layout: FileLayout, line: Line, findings: Findings) -> list[str]:
    """The column names as the standard writes them."""
    standard = {column.name.casefold(): column.name for column in layout.columns}
    header = [standard.get(name.casefold(), name) for name in line.cells]
    place = Place(layout.file, line.number)
    recased = [name for name, ours in zip(line.cells, header, strict=True) if name != ours]
    if recased:
        findings.notice(
            place,
            sentence("columns in other case: %(names)s", names=shown(recased)),
            sentence("write them as the standard does"),
        )
    for name, count in Counter(name for name in header if name).items():
        if count > 1:
            findings.error(
                Place(layout.file, line.number, name),
                sentence("the column stands %(count)s times in the header", count=count),
                sentence("leave one of them"),
            )
    _notice_strangers(place, [name for name in header if name.casefold() not in standard], findings)
    return header


def _notice_strangers(place: Place, strangers: Iterable[str], findings: Findings) -> None:
    vendor = [name for name in strangers if name.startswith(VENDOR)]
    unknown = [name or "(no name)" for name in strangers if not name.startswith(VENDOR)]
    if vendor:
        said = sentence("columns of a vendor are not read: %(names)s", names=shown(vendor))
        findings.notice(place, said, sentence("nothing to do"))
    if unknown:
        said = sentence("unknown columns are not read: %(names)s", names=shown(unknown))
        findings.notice(place, said, sentence("nothing to do"))


def _fitting(
    layout: FileLayout, header: list[str], lines: list[Line], findings: Findings
) -> tuple[list[Line], frozenset[str]]:
    """The rows that fit the header, and the ids of those that do not.

    Empty cells beyond the header are ignored where every row has them; in one row alone they mean
    that its cells are shifted by a comma without quotes.
    """
    width = len(header)
    lines = _without_surplus(layout, width, lines, findings)
    fitting: list[Line] = []
    unread: set[str] = set()
    for line in lines:
        if len(line.cells) != width:
            unread.add(_identity(header, line))
            findings.error(
                Place(layout.file, line.number),
                sentence(
                    "has %(count)s cells, the header has %(width)s",
                    count=len(line.cells),
                    width=width,
                ),
                sentence("put text with a comma in quotes, and write empty cells too"),
            )
        else:
            fitting.append(line)
    return fitting, frozenset(unread)


def _without_surplus(
    layout: FileLayout, width: int, lines: list[Line], findings: Findings
) -> list[Line]:
    widths = {len(line.cells) for line in lines}
    is_even = len(widths) == 1 and max(widths) > width
    if not is_even or any(any(line.cells[width:]) for line in lines):
        return lines
    findings.notice(
        Place(layout.file, lines[0].number),
        sentence("every row has empty cells beyond the header; they are not read"),
        sentence("nothing to do"),
    )
    return [Line(line.number, line.cells[:width]) for line in lines]


def _identity(header: list[str], line: Line) -> str:
    """The sourcedId of a row as far as one can tell."""
    position = header.index("sourcedId") if "sourcedId" in header else 0
    return line.cells[position] if position < len(line.cells) else ""
