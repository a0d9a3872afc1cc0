"""The rules that every file of a bundle must keep, whatever the school."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from service.features.roster.findings import Findings, rows_in_words, shown
from service.features.roster.layout import SPANS, Column, Need
from service.features.roster.tables import LINE, Table
from sheet_templates.sentences import Sentence, sentence

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
LEFT_OUT = ("tobedeleted", "inactive")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it begins, and its cells by column."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def sourced_id(self) -> str:
        """The row's id."""
        return self.cells["sourcedId"]


def rows_of(table: Table) -> list[Row]:
    """The rows of a table in order of their ids."""
    columns = {str(name): table.frame[name].tolist() for name in table.frame.columns}
    rows = [
        Row(line=int(line), cells=dict(zip(columns, map(str, cells), strict=True)))
        for line, cells in zip(columns[LINE], zip(*columns.values(), strict=True), strict=True)
    ]
    return sorted(rows, key=lambda row: row.sourced_id)


def split_ids(cell: str) -> list[str]:
    """The ids of a cell that holds a list."""
    return [part for one in cell.split(",") if (part := one.strip())]


def checked(tables: Mapping[str, Table], findings: Findings) -> dict[str, Table]:
    """The tables in the standard's own spelling, without rows marked to be deleted.

    What breaks a rule is found; a wrong value stands as empty afterwards, so that later checks
    need not look at it again.
    """
    spelled = {name: _spelled(table, findings) for name, table in tables.items()}
    kept = {name: _kept(table, findings) for name, table in spelled.items()}
    for table in kept.values():
        _check_references(table, spelled, kept, findings)
        _find_cycles(table, findings)
    return kept


def _spelled(table: Table, findings: Findings) -> Table:
    frame = table.frame.copy()
    missing = [one for one in table.layout.columns if one.name not in table.given]
    _find_missing_columns(table, missing, findings)
    for column in table.layout.columns:
        if column.name not in table.given:
            continue
        _find_empty(table, column, findings)
        if column.words:
            frame[column.name] = pd.array(_words(table, column, findings), dtype="str")
        elif column.is_date:
            frame[column.name] = pd.array(_dates(table, column, findings), dtype="str")
    spelled = replace(table, frame=frame)
    _find_reversed_spans(spelled, findings)
    return replace(spelled, frame=_without_doubles(spelled, findings))


def _find_missing_columns(table: Table, missing: list[Column], findings: Findings) -> None:
    if not table.given:
        return  # the file could not be read at all, which is told already
    needed = [one.name for one in missing if _is_needed(table, one)]
    for name in needed:
        findings.error(
            table.place(1, name),
            sentence("the column is missing"),
            sentence("export it, a tracker cannot do without"),
        )
    others = [one.name for one in missing if one.name not in needed]
    if others:
        findings.notice(
            table.place(1),
            sentence("columns of OneRoster are missing: %(names)s", names=shown(others)),
            sentence("nothing to do"),
        )


def _is_needed(table: Table, column: Column) -> bool:
    """Whether nothing can be made without the column; never so in a file that may be absent."""
    return column.need is Need.REQUIRED and not table.layout.is_optional


def _find_empty(table: Table, column: Column, findings: Findings) -> None:
    empty = [line for line, text in _cells(table.frame, column.name) if not text]
    if not empty:
        return
    if _is_needed(table, column):
        for line in empty:
            findings.error(
                table.place(line, column.name), sentence("is empty"), sentence("fill it in")
            )
    elif column.need in {Need.ASKED, Need.REQUIRED}:
        findings.notice(
            table.place(empty[0], column.name),
            sentence(
                "is empty in %(rows)s, and OneRoster wants it filled", rows=rows_in_words(empty)
            ),
            sentence("nothing to do, a tracker does not need it"),
        )


def _words(table: Table, column: Column, findings: Findings) -> list[str]:
    """A column with a closed vocabulary, in the vocabulary's own case; unknown words are empty."""
    said = _cells(table.frame, column.name)
    standard = {word.casefold(): word for word in column.words}
    spelled = [standard.get(word.casefold(), "") for _, word in said]
    recased: dict[str, list[int]] = {}
    for (line, word), right in zip(said, spelled, strict=True):
        if right not in {"", word}:
            recased.setdefault(word, []).append(line)
    for word, lines in sorted(recased.items()):
        right = standard[word.casefold()]
        findings.notice(
            table.place(lines[0], column.name),
            sentence(
                '"%(word)s" in %(rows)s is read as %(right)s',
                word=word,
                rows=rows_in_words(lines),
                right=right,
            ),
            sentence("write %(right)s", right=right),
        )
    tell = findings.error if column.need.is_used else findings.notice
    for line, word in (one for one, right in zip(said, spelled, strict=True) if not right):
        if word:
            tell(
                table.place(line, column.name),
                sentence('"%(word)s" is not a word of OneRoster here', word=word),
                sentence("write one of %(words)s", words=", ".join(column.words)),
            )
    return spelled


def _dates(table: Table, column: Column, findings: Findings) -> list[str]:
    """A column of days; what is none is empty."""
    said = _cells(table.frame, column.name)
    for line, text in said:
        if text and not is_iso_date(text):
            findings.error(
                table.place(line, column.name),
                sentence('"%(text)s" is not a date in ISO form', text=text),
                sentence("write it as YYYY-MM-DD"),
            )
    return [text if is_iso_date(text) else "" for _, text in said]


def is_iso_date(text: str) -> bool:
    """Whether the text is a day that exists, written YYYY-MM-DD."""
    if not ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _find_reversed_spans(table: Table, findings: Findings) -> None:
    if table.layout.name not in SPANS:
        return
    begins, ends = SPANS[table.layout.name]
    last = table.frame[ends].tolist()
    for (line, begin), end in zip(_cells(table.frame, begins), last, strict=True):
        if begin and end and begin > end:
            findings.error(
                table.place(line, begins),
                sentence("%(begin)s is after %(ends)s", begin=begin, ends=ends),
                sentence("correct one of the two dates"),
            )


def _without_doubles(table: Table, findings: Findings) -> pd.DataFrame:
    """The rows with an id, each id once: its first row."""
    first: dict[str, int] = {}
    is_first = []
    for line, sourced_id in _cells(table.frame, "sourcedId"):
        is_first.append(bool(sourced_id) and sourced_id not in first)
        if is_first[-1]:
            first[sourced_id] = line
        elif sourced_id:
            findings.error(
                table.place(line, "sourcedId"),
                sentence(
                    '"%(id)s" stands already in line %(line)s',
                    id=sourced_id,
                    line=first[sourced_id],
                ),
                sentence("give each row an id of its own, or take one of the two out"),
            )
    return table.frame.loc[is_first]


def _kept(table: Table, findings: Findings) -> Table:
    """The table without the rows that are marked as gone."""
    said = _cells(table.frame, "status")
    gone: dict[str, list[int]] = {}
    for line, word in said:
        if word in LEFT_OUT:
            gone.setdefault(word, []).append(line)
    for word, lines in sorted(gone.items()):
        findings.notice(
            table.place(lines[0], "status"),
            sentence("left out, marked %(word)s: %(rows)s", word=word, rows=rows_in_words(lines)),
            sentence("nothing to do if they are gone; a bulk file needs no status"),
        )
    if not gone:
        return table
    return replace(table, frame=table.frame.loc[[word not in LEFT_OUT for _, word in said]])


def _check_references(
    table: Table, spelled: Mapping[str, Table], kept: Mapping[str, Table], findings: Findings
) -> None:
    for column in table.layout.columns:
        if column.refers_to is None or column.refers_to not in spelled:
            continue
        if not spelled[column.refers_to].has_all_ids:
            continue  # told already; every reference to it would only repeat that
        target, all_rows = kept[column.refers_to], spelled[column.refers_to]
        there = frozenset(target.frame["sourcedId"]) | target.unread
        marked = frozenset(all_rows.frame["sourcedId"]) - there
        for line, wanted in _references(table, column):
            if wanted not in there:
                findings.error(
                    table.place(line, column.name),
                    _not_there(wanted, target, is_marked=wanted in marked),
                    sentence("add the row there, or correct or take out this one"),
                )


def _not_there(wanted: str, target: Table, *, is_marked: bool) -> Sentence:
    if is_marked:
        return sentence(
            '"%(id)s" is left out of %(file)s by its status', id=wanted, file=target.file
        )
    return sentence('"%(id)s" is not in %(file)s', id=wanted, file=target.file)


def _references(table: Table, column: Column) -> list[tuple[int, str]]:
    """Each id in the column with the line of its row."""
    pairs = [(line, cell) for line, cell in _cells(table.frame, column.name) if cell]
    if not column.is_list:
        return pairs
    return [(line, one) for line, cell in pairs for one in split_ids(cell)]


def _find_cycles(table: Table, findings: Findings) -> None:
    if "parentSourcedId" not in table.given:
        return
    parents = dict(zip(table.frame["sourcedId"], table.frame["parentSourcedId"], strict=True))
    for row in rows_of(table):
        above = ancestors(row.sourced_id, parents)
        if row.sourced_id in above:
            findings.error(
                table.place(row.line, "parentSourcedId"),
                sentence(
                    "%(id)s is its own ancestor by way of %(above)s",
                    id=row.sourced_id,
                    above=shown(above),
                ),
                sentence("correct or empty the parent of one of them"),
            )


def ancestors(sourced_id: str, parents: Mapping[str, str]) -> list[str]:
    """The ids above one, nearest first; in a cycle each id once."""
    above: list[str] = []
    parent = parents.get(sourced_id, "")
    while parent and parent not in above:
        above.append(parent)
        parent = parents.get(parent, "")
    return above


def _cells(frame: pd.DataFrame, column: str) -> list[tuple[int, str]]:
    """The cells of a column, each with the line of its row."""
    return [
        (int(line), str(text))
        for line, text in zip(frame[LINE].tolist(), frame[column].tolist(), strict=True)
    ]
