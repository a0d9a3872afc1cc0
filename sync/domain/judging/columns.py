"""Which column is which: the mark and the key that stands in the column must not disagree.

A column is found whatever its header says and wherever it stands. Its mark goes with the column,
the key in the hidden row with its cells: so a column that was cut and pasted is found again, and
one that was pasted over another is a stated issue.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheet_templates.a1 import a1
from sheet_templates.expectation import EntryColumn, ExpectedTab
from sheet_templates.sentences import listed, sentence, several
from sheet_templates.snapshot import SnapshotTab
from sync.domain.entries import CellIssue, Weight
from sync.domain.judging.findings import letters, line_issue, peoples_rows, whole_column


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnIdentity:
    """The columns that are certain, by key, and what is to be said of the others."""

    columns: dict[str, int]
    issues: tuple[CellIssue, ...] = ()


def identify_columns(tab: SnapshotTab, wanted: ExpectedTab) -> ColumnIdentity:
    """Each entry column's place; what is in doubt is not read, and its entries stay."""
    texts = _key_texts(tab, wanted)
    columns: dict[str, int] = {}
    issues: list[CellIssue] = []
    for column in wanted.entry_columns:
        at = _settled(tab, wanted, column, texts)
        if isinstance(at, CellIssue):
            issues.append(at)
        else:
            columns[column.key] = at
    issues += _header_notes(tab, wanted, columns)
    issues += _free_columns(tab, wanted, columns)
    return ColumnIdentity(columns=columns, issues=tuple(issues))


def _key_texts(tab: SnapshotTab, wanted: ExpectedTab) -> dict[int, str]:
    """The entry columns' keys in the hidden key row, by the column in which they stand now."""
    row = _row_marked(tab, wanted.key_row)
    keys = {column.key for column in wanted.entry_columns}
    if row is None or row >= len(tab.cells):
        return {}
    texts = (
        (at, str(cell.entered.get("stringValue", ""))) for at, cell in enumerate(tab.cells[row])
    )
    return {at: text for at, text in texts if text in keys}


def _row_marked(tab: SnapshotTab, mark: str | None) -> int | None:
    if mark is None:
        return None
    return next((at for at, line in enumerate(tab.rows) if mark in line.keys), None)


def _settled(
    tab: SnapshotTab, wanted: ExpectedTab, column: EntryColumn, texts: Mapping[int, str]
) -> int | CellIssue:
    """Where a column stands, or what is wrong with it."""
    marked = [at for at, line in enumerate(tab.columns) if column.key in line.keys]
    named = [at for at, text in texts.items() if text == column.key]
    if not marked and not named:
        return _issue(
            wanted, column, "column_missing", sentence("is gone. Undo its removal"), "1:1"
        )
    places = sorted({*marked, *named})
    if len(places) > 1:
        places = [at for at in places if not _is_empty(tab, wanted, at)] or marked or places
    if len(places) > 1:
        said = sentence(
            "stands in %(columns)s. Remove the copy",
            columns=listed([letters(at) for at in places]),
        )
        return _issue(wanted, column, "column_doubled", said, "1:1")
    (at,) = places
    other = texts.get(at, column.key)
    if other != column.key:
        said = sentence(
            "was pasted over: column %(at)s carries the key of another. Undo that", at=letters(at)
        )
        return _issue(wanted, column, "column_parted", said, whole_column(at))
    return at


def _is_empty(tab: SnapshotTab, wanted: ExpectedTab, column: int) -> bool:
    """Whether nothing stands in a column's rows of people."""
    return all(tab.cell(row, column).is_blank for row in peoples_rows(tab, wanted))


def _issue(wanted: ExpectedTab, column: EntryColumn, rule: str, said: str, place: str) -> CellIssue:
    message = sentence(
        "The column %(column)s %(said)s (File, Version history); its entries stay as they were.",
        column=column.title,
        said=said,
    )
    return line_issue(wanted.key, place, rule, message, column_key=column.key)


def _header_notes(
    tab: SnapshotTab, wanted: ExpectedTab, columns: Mapping[str, int]
) -> Iterator[CellIssue]:
    """Headers that people changed: the column is what it was."""
    row = _row_marked(tab, wanted.header_row)
    for column in wanted.entry_columns if row is not None else ():
        at = columns.get(column.key)
        if at is None or row is None or not column.header:
            continue
        text = _text(tab, row, at)
        if _first_line(text) == _first_line(column.header):
            continue
        said = sentence("A column without a header")
        if text.strip():
            said = sentence('The header "%(text)s"', text=_first_line(text))
        message = sentence(
            "%(said)s in %(row)s stands above %(column)s; it is still that column.",
            said=said,
            row=a1(row, at),
            column=column.title,
        )
        yield line_issue(
            wanted.key,
            a1(row, at),
            "header_changed",
            message,
            column_key=column.key,
            raw=text,
            weight=Weight.NOTED,
        )


def _free_columns(
    tab: SnapshotTab, wanted: ExpectedTab, columns: Mapping[str, int]
) -> Iterator[CellIssue]:
    """Columns that people added and filled: theirs, unless they pass for one of ours."""
    row = _row_marked(tab, wanted.header_row)
    if not wanted.entry_columns:
        return
    lines = tuple(peoples_rows(tab, wanted))
    found = set(columns.values())
    ours = {_first_line(column.header): column for column in wanted.entry_columns if column.header}
    for at in range(max(map(len, tab.cells), default=0)):
        if at in found or _is_marked(tab, at):
            continue
        filled = sum(not tab.cell(line, at).is_blank for line in lines)
        if not filled:
            continue
        header = _text(tab, row, at) if row is not None else ""
        twin = ours.get(_first_line(header))
        yield _copied(wanted, at, twin, columns) if twin else _free(wanted, at, header, filled)


def _is_marked(tab: SnapshotTab, column: int) -> bool:
    return column < len(tab.columns) and bool(tab.columns[column].keys)


def _copied(
    wanted: ExpectedTab, at: int, twin: EntryColumn, columns: Mapping[str, int]
) -> CellIssue:
    there = columns.get(twin.key)
    where = sentence("in the tracker's own column")
    if there is not None:
        where = sentence("in column %(column)s", column=letters(there))
    message = sentence(
        "Column %(at)s has the header of %(twin)s and is a column of your own. Nothing of it "
        "is counted: type the scores %(where)s, or give this one another header.",
        at=letters(at),
        twin=twin.title,
        where=where,
    )
    return line_issue(wanted.key, whole_column(at), "column_copied", message, line=twin.key)


def _free(wanted: ExpectedTab, at: int, header: str, filled: int) -> CellIssue:
    named = f' ("{_first_line(header)}")' if header.strip() else ""
    message = several(
        "Column %(column)s is your own, with %(count)s filled cell: kept as it stands, and not "
        "counted.",
        "Column %(column)s is your own, with %(count)s filled cells: kept as it stands, and not "
        "counted.",
        filled,
        column=f"{letters(at)}{named}",
    )
    return line_issue(wanted.key, whole_column(at), "column_extra", message, weight=Weight.NOTED)


def _text(tab: SnapshotTab, row: int, column: int) -> str:
    cell = tab.cell(row, column)
    return cell.formatted or str(cell.entered.get("stringValue", ""))


def _first_line(text: str) -> str:
    return " ".join(text.split("\n", maxsplit=1)[0].split())
