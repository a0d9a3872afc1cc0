"""What can happen to a tracker between two plans, as batchUpdate requests of a person.

A drift looks at the tab as it is (an earlier drift may have moved everything) and gives the
requests, or none where there is nothing left for it to spoil.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from sheet_templates.desired.students import FIRST_STUDENT_ROW
from sheet_templates.snapshot import SnapshotTab
from sync.errors import GoogleError
from tests.sheet_templates.living import AIDE, OWNER, SERVICE, TEACHER, LivingTracker

Json = dict[str, Any]
Requests = Sequence[Json]


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that a person (or "", the service) does to a tab."""

    name: str
    person: str
    tab: str
    requests: Callable[[SnapshotTab, int], Requests]
    number: int

    def happen(self, tracker: LivingTracker) -> None:
        """Do it; what Google refuses them has not happened."""
        actual = tracker.read().tab(tracker.sheet_id(self.tab))
        wanted = self.requests(actual, self.number) if actual else ()
        if wanted:
            with suppress(GoogleError):
                tracker.edit(self.person, wanted)

    def __repr__(self) -> str:
        return f"{self.name}({self.tab}, {self.number}) by {self.person or 'the service'}"


def _area(tab: SnapshotTab, row: int, column: int, rows: int = 1, columns: int = 1) -> Json:
    return {
        "sheetId": tab.sheet_id,
        "startRowIndex": row,
        "endRowIndex": min(row + rows, tab.row_count),
        "startColumnIndex": column,
        "endColumnIndex": min(column + columns, tab.column_count),
    }


def _lines(tab: SnapshotTab, dimension: str, first: int, end: int) -> Json:
    return {
        "sheetId": tab.sheet_id,
        "dimension": dimension,
        "startIndex": first,
        "endIndex": end,
    }


def _write(tab: SnapshotTab, row: int, column: int, text: str) -> Json:
    return {
        "updateCells": {
            "start": {"sheetId": tab.sheet_id, "rowIndex": row, "columnIndex": column},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": text}}]}],
            "fields": "userEnteredValue",
        }
    }


def _lose_protection(tab: SnapshotTab, n: int) -> Requests:
    held = tab.protections
    ids = [held[n % len(held)].protected_range_id] if held else []
    return [{"deleteProtectedRange": {"protectedRangeId": one}} for one in ids]


def _widen_protection(tab: SnapshotTab, n: int) -> Requests:
    if not tab.protections:
        return ()
    held = tab.protections[n % len(tab.protections)]
    users = sorted(held.editors | {AIDE}) if n % 2 else [OWNER]
    protected = {"protectedRangeId": held.protected_range_id, "editors": {"users": users}}
    return [{"updateProtectedRange": {"protectedRange": protected, "fields": "editors"}}]


def _move_protection(tab: SnapshotTab, n: int) -> Requests:
    if not tab.protections:
        return ()
    held = tab.protections[n % len(tab.protections)].protected_range_id
    protected = {"protectedRangeId": held, "range": _area(tab, n % tab.row_count, 0)}
    return [{"updateProtectedRange": {"protectedRange": protected, "fields": "range"}}]


def _rename_header(tab: SnapshotTab, n: int) -> Requests:
    return [_write(tab, tab.frozen_rows - 1, n % tab.column_count, f"Renamed {n}")]


def _change_name(tab: SnapshotTab, n: int) -> Requests:
    row = FIRST_STUDENT_ROW + n % 3
    return [_write(tab, row, 4 + n % 4, f"Nickname {n}")] if row < tab.row_count else ()


def _drop_colour(tab: SnapshotTab, n: int) -> Requests:
    count = len(tab.conditional_formats)
    body = {"sheetId": tab.sheet_id, "index": n % count if count else 0}
    return [{"deleteConditionalFormatRule": body}] if count else ()


def _move_colour(tab: SnapshotTab, n: int) -> Requests:
    count = len(tab.conditional_formats)
    body = {"sheetId": tab.sheet_id, "index": n % max(count, 1), "newIndex": 0}
    return [{"updateConditionalFormatRule": body}] if count else ()


def _own_colour(tab: SnapshotTab, n: int) -> Requests:
    rule = {
        "ranges": [_area(tab, 9, 4, rows=20, columns=2)],
        "booleanRule": {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": f"=E10={n}"}]},
            "format": {"textFormat": {"bold": True}},
        },
    }
    index = n % (len(tab.conditional_formats) + 1)
    return [{"addConditionalFormatRule": {"index": index, "rule": rule}}]


def _double_colour(tab: SnapshotTab, n: int) -> Requests:
    if not tab.conditional_formats:
        return ()
    held = tab.conditional_formats[n % len(tab.conditional_formats)]
    background = {"red": 0.2, "green": 1}
    look = {"textFormat": {"italic": True}, "backgroundColor": background}
    rule = {
        "ranges": [_area(tab, held.area.first_row, held.area.first_column, rows=2)],
        "booleanRule": {
            "condition": {
                "type": "CUSTOM_FORMULA",
                "values": [{"userEnteredValue": held.formula}],
            },
            "format": look,
        },
    }
    return [{"addConditionalFormatRule": {"index": 0, "rule": rule}}]


def _clear_validation(tab: SnapshotTab, n: int) -> Requests:
    return [{"setDataValidation": {"range": _area(tab, n % tab.row_count, 0, 3, 12)}}]


def _paste_looks(tab: SnapshotTab, n: int) -> Requests:
    look = {
        "backgroundColor": {"red": n % 10 / 10},
        "textFormat": {"bold": True},
        "numberFormat": {"type": "PERCENT", "pattern": "0%"},
    }
    return [
        {
            "repeatCell": {
                "range": _area(tab, n % tab.row_count, n % tab.column_count, 3, 3),
                "cell": {"userEnteredFormat": look},
                "fields": "userEnteredFormat",
            }
        }
    ]


def _teachers_paste(tab: SnapshotTab, n: int) -> Requests:
    protection = next((p for p in tab.protections if TEACHER in p.editors), None)
    if protection is None or protection.area.first_row >= tab.row_count:
        return ()
    area = protection.area
    look = {"backgroundColor": {"blue": 1}, "numberFormat": {"type": "DATE"}}
    return [
        {
            "repeatCell": {
                "range": _area(tab, area.first_row, area.first_column, 1 + n % 3, 2),
                "cell": {"userEnteredFormat": look},
                "fields": "userEnteredFormat,dataValidation",
            }
        }
    ]


def _insert_row(tab: SnapshotTab, n: int) -> Requests:
    at = n % tab.row_count
    lines = _lines(tab, "ROWS", at, at + 1 + n % 2)
    return [{"insertDimension": {"range": lines, "inheritFromBefore": n % 3 == 0 and at > 0}}]


def _insert_column(tab: SnapshotTab, n: int) -> Requests:
    at = n % tab.column_count
    lines = _lines(tab, "COLUMNS", at, at + 1)
    return [
        {"insertDimension": {"range": lines}},
        _write(tab, tab.frozen_rows - 1, at, f"My column {n}"),
        _write(tab, tab.row_count - 1, at, f"mine {n}"),
    ]


def _add_column_at_the_end(tab: SnapshotTab, n: int) -> Requests:
    return [
        {"appendDimension": {"sheetId": tab.sheet_id, "dimension": "COLUMNS", "length": 1}},
        _write(tab, tab.frozen_rows - 1, tab.column_count, f"My column {n}"),
        _write(tab, tab.row_count - 1, tab.column_count, f"mine {n}"),
    ]


def _delete_row(tab: SnapshotTab, n: int) -> Requests:
    at = n % tab.row_count
    return [{"deleteDimension": {"range": _lines(tab, "ROWS", at, at + 1)}}]


def _cut_row(tab: SnapshotTab, n: int) -> Requests:
    """A whole row below the last one, where nothing stands."""
    at = tab.frozen_rows + n % max(1, tab.row_count - tab.frozen_rows)
    source = {"sheetId": tab.sheet_id, "startRowIndex": at, "endRowIndex": at + 1}
    below = {"sheetId": tab.sheet_id, "rowIndex": tab.row_count, "columnIndex": 0}
    return [
        {"appendDimension": {"sheetId": tab.sheet_id, "dimension": "ROWS", "length": 1}},
        {"cutPaste": {"source": source, "destination": below, "pasteType": "PASTE_NORMAL"}},
    ]


def _delete_column(tab: SnapshotTab, n: int) -> Requests:
    at = n % tab.column_count
    return [{"deleteDimension": {"range": _lines(tab, "COLUMNS", at, at + 1)}}]


def _move_column(tab: SnapshotTab, n: int) -> Requests:
    """A score one to three columns on: within the scores, or across their edge."""
    at = next((i for i, line in enumerate(tab.columns) if "." in (line.key or "")), 0) + n % 7
    to = at + 2 + n % 3
    if to > tab.column_count:
        return ()
    return [
        {"moveDimension": {"source": _lines(tab, "COLUMNS", at, at + 1), "destinationIndex": to}}
    ]


def _delete_free_column(tab: SnapshotTab, n: int) -> Requests:
    free = [at for at, line in enumerate(tab.columns) if (line.key or "").startswith("my.")]
    at = free[n % len(free)] if free else 0
    return [{"deleteDimension": {"range": _lines(tab, "COLUMNS", at, at + 1)}}] if free else ()


def _delete_own_column(tab: SnapshotTab, n: int) -> Requests:
    """A column that somebody has put in earlier."""
    own = [at for at, line in enumerate(tab.columns) if line.key is None]
    at = own[n % len(own)] if own else 0
    return [{"deleteDimension": {"range": _lines(tab, "COLUMNS", at, at + 1)}}] if own else ()


def _rename_tab(tab: SnapshotTab, n: int) -> Requests:
    properties: Json = {"sheetId": tab.sheet_id, "title": f"Renamed {n}", "hidden": n % 2 == 0}
    properties["gridProperties"] = {"frozenRowCount": n % 3}
    fields = "title,hidden,gridProperties.frozenRowCount"
    return [{"updateSheetProperties": {"properties": properties, "fields": fields}}]


def _unhide(tab: SnapshotTab, n: int) -> Requests:
    dimension = "ROWS" if n % 2 else "COLUMNS"
    return [
        {
            "updateDimensionProperties": {
                "range": _lines(tab, dimension, 0, 1 + n % 4),
                "properties": {"hiddenByUser": False},
                "fields": "hiddenByUser",
            }
        }
    ]


def _lose_marks(tab: SnapshotTab, n: int) -> Requests:
    lost = tab.marks[n % 3 :: 1 + n % 4]
    return [
        {
            "deleteDeveloperMetadata": {
                "dataFilter": {"developerMetadataLookup": {"metadataId": mark.metadata_id}}
            }
        }
        for mark in lost
    ]


def _clear_ours(tab: SnapshotTab, n: int) -> Requests:
    return [
        {
            "repeatCell": {
                "range": _area(tab, n % tab.row_count, 4, 2, 4),
                "cell": {},
                "fields": "userEnteredValue,userEnteredFormat,note",
            }
        }
    ]


def _own_protection(tab: SnapshotTab, n: int) -> Requests:
    protected = {
        "range": _area(tab, n % tab.row_count, 0),
        "description": f"Mine {n}",
        "editors": {"users": [OWNER, SERVICE]},
    }
    return [{"addProtectedRange": {"protectedRange": protected}}]


def _own_tab(_: SnapshotTab, n: int) -> Requests:
    properties = {"title": f"My tab {n}", "sheetId": 1_000_000 + n, "index": 0}
    cells = {"values": [{"userEnteredValue": {"stringValue": f"kept {n}"}}]}
    start = {"sheetId": 1_000_000 + n, "rowIndex": 0, "columnIndex": 0}
    write = {"start": start, "rows": [cells], "fields": "userEnteredValue"}
    return [{"addSheet": {"properties": properties}}, {"updateCells": write}]


def _delete_tab(tab: SnapshotTab, _: int) -> Requests:
    return [{"deleteSheet": {"sheetId": tab.sheet_id}}]


_GRIDS = ("students", "notes")
KINDS: Sequence[tuple[Callable[[SnapshotTab, int], Requests], str, Sequence[str]]] = (
    (_lose_protection, OWNER, ("start", "students", "notes", "lists")),
    (_widen_protection, OWNER, _GRIDS),
    (_move_protection, OWNER, _GRIDS),
    (_rename_header, OWNER, _GRIDS),
    (_change_name, OWNER, ("students",)),
    (_drop_colour, OWNER, ("students",)),
    (_move_colour, OWNER, ("students",)),
    (_own_colour, OWNER, ("students",)),
    (_double_colour, OWNER, ("students",)),
    (_clear_validation, OWNER, _GRIDS),
    (_paste_looks, OWNER, ("start", "students", "notes", "lists")),
    (_teachers_paste, TEACHER, ("students",)),
    (_insert_row, OWNER, ("start", "students", "notes")),
    (_insert_row, AIDE, ("notes",)),
    (_insert_column, OWNER, _GRIDS),
    (_add_column_at_the_end, OWNER, _GRIDS),
    (_move_column, OWNER, ("students",)),
    (_delete_free_column, OWNER, ("students",)),
    (_delete_row, OWNER, ("start", "students", "notes")),
    (_cut_row, OWNER, _GRIDS),
    (_delete_column, OWNER, _GRIDS),
    (_rename_tab, OWNER, ("start", "students", "notes", "lists")),
    (_unhide, OWNER, _GRIDS),
    (_lose_marks, "", ("start", "students", "notes")),
    (_clear_ours, OWNER, _GRIDS),
    (_own_protection, OWNER, _GRIDS),
    (_own_tab, OWNER, ("start",)),
    (_delete_tab, OWNER, ("notes", "lists")),
)

NO_MARK_IN_NOTES = Drift(name="lose_marks", person="", tab="notes", requests=_lose_marks, number=0)
"""A note that had been seen was taken for removed by somebody."""

PARTING: Sequence[tuple[Callable[[SnapshotTab, int], Requests], str, Sequence[str]]] = (
    (_insert_column, OWNER, ("students",)),
    (_move_column, OWNER, ("students",)),
    (_delete_free_column, OWNER, ("students",)),
    (_delete_own_column, OWNER, ("students",)),
    (_insert_row, OWNER, ("students",)),
)
"""What parts columns and rows that a formula or a colour looks at together."""


def _of(kinds: Sequence[tuple[Callable[[SnapshotTab, int], Requests], str, Sequence[str]]]) -> Any:
    return st.sampled_from(kinds).flatmap(
        lambda kind: st.builds(
            Drift,
            name=st.just(kind[0].__name__.strip("_")),
            person=st.just(kind[1]),
            tab=st.sampled_from(kind[2]),
            requests=st.just(kind[0]),
            number=st.integers(min_value=0, max_value=40),
        )
    )


drifts: st.SearchStrategy[Drift] = _of(KINDS)
parting: st.SearchStrategy[Drift] = _of(PARTING)
