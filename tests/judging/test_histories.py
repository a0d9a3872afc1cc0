"""Random histories of people at one tracker, against a model that knows what each of them meant.

The model is keyed by child and column and knows nothing of rows, marks or rules. After every sync
an entry is what was meant, or something is said and the entry is what it was before. Values that
were typed since the last sync and moved before it are left out: nothing could tell.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheet_templates.expectation import Expectation
from sheet_templates.snapshot import Snapshot
from sync.domain.decide import Decision, decide
from sync.domain.known import Known
from tests.judging.watched import FIRST_COLUMN, FIRST_ROW, Watched, kept_texts

CHILDREN, COLUMNS = 5, 4
TYPED = (480, 512, 533, 601, 777, 250, 899, "ABS", "ex", "", "?", "12")
MEANT: dict[Any, Any] = {"ABS": "ABS", "ex": "EX"}
UNREADABLE: tuple[dict[str, Any], ...] = ({"stringValue": "?"}, {"numberValue": 12})
PAIRS = (  # every two of the switches in every combination
    (True, True, True, True),
    (True, False, False, False),
    (False, True, False, True),
    (False, False, True, True),
    (False, True, True, False),
    (True, False, True, True),
)
NAMES = (
    "sort_moves_metadata",
    "shift_moves_metadata",
    "cut_moves_metadata",
    "duplicate_keeps_metadata",
)


@dataclass(slots=True, kw_only=True)
class History:
    """People at work, and what they meant: by child and column; None for what cannot be read."""

    watched: Watched
    meant: dict[tuple[str, str], Any] = field(default_factory=dict)

    def lines(self, dimension: str, first: int, end: int) -> dict[str, Any]:
        """A range of whole rows or columns."""
        return {
            "sheetId": self.watched.sheet_id,
            "dimension": dimension,
            "startIndex": first,
            "endIndex": end,
        }

    def area(self, rows: tuple[int, int], columns: tuple[int, int]) -> dict[str, Any]:
        """A range of cells."""
        return {
            "sheetId": self.watched.sheet_id,
            "startRowIndex": rows[0],
            "endRowIndex": rows[1],
            "startColumnIndex": columns[0],
            "endColumnIndex": columns[1],
        }

    # ---- where things stand, as anybody sees it who looks at the names ----

    def children(self) -> dict[str, int]:
        """Each child's row by the id that is visible in it."""
        tab = self.watched.tracker.tab("students")
        at = tab.column_of("student_id")
        assert at is not None
        ids = set(self.watched.expectation.tabs[0].rows.values())
        return {
            text: row
            for row in range(tab.row_count)
            if (text := tab.cell(row, at).entered.get("stringValue", "")) in ids
        }

    def columns(self) -> dict[str, int]:
        """Each score column by its key."""
        tab = self.watched.tracker.tab("students")
        wanted = [column.key for column in self.watched.expectation.tabs[0].entry_columns]
        return {key: at for key in wanted if (at := tab.column_of(key)) is not None}

    # ---- what people do ----

    def type(self, one: int, other: int) -> None:
        """A teacher types beside a name."""
        children, columns = sorted(self.children().items()), sorted(self.columns().items())
        student, row = children[one % len(children)]
        column, at = columns[other % len(columns)]
        value = TYPED[(one + 7 * other) % len(TYPED)]
        self.watched.type(f"{chr(65 + at)}{row + 1}", [value])
        meant = MEANT.get(value, value if isinstance(value, int) else None)
        self.meant.pop((student, column), None)
        if meant is not None:
            self.meant[student, column] = meant

    def insert(self, one: int, other: int) -> None:
        """The owner inserts a row or a column."""
        dimension, first = ("ROWS", FIRST_ROW) if one % 2 else ("COLUMNS", FIRST_COLUMN)
        at = first + other % 5
        self.watched.edit(
            {
                "insertDimension": {
                    "range": self.lines(dimension, at, at + 1),
                    "inheritFromBefore": True,
                }
            }
        )

    def move(self, one: int, other: int) -> None:
        """The owner drags a whole row or column elsewhere."""
        dimension, first = ("ROWS", FIRST_ROW) if one % 2 else ("COLUMNS", FIRST_COLUMN)
        at = first + other % 4
        to = first if at > first + 1 else first + 4
        source = self.lines(dimension, at, at + 1)
        self.watched.edit({"moveDimension": {"source": source, "destinationIndex": to}})

    def hide(self, one: int, other: int) -> None:
        """The owner hides a row."""
        at = FIRST_ROW + (one + other) % CHILDREN
        change = {"properties": {"hiddenByUser": bool(other % 2)}, "fields": "hiddenByUser"}
        rows = self.lines("ROWS", at, at + 1)
        self.watched.edit({"updateDimensionProperties": {"range": rows} | change})

    def duplicate(self, one: int, other: int) -> None:
        """The owner copies the tab."""
        name = f"Copy {one} {other} of Students"
        request = {"sourceSheetId": self.watched.sheet_id, "newSheetName": name}
        self.watched.edit({"duplicateSheet": request})

    def sort_whole(self, one: int, other: int) -> None:
        """The owner sorts whole rows by a column."""
        rows = self.children().values()
        width = self.watched.tracker.tab("students").column_count
        spec = {"dimensionIndex": FIRST_COLUMN + other % COLUMNS, "sortOrder": _order(one)}
        area = self.area((min(rows), max(rows) + 1), (0, width))
        self.watched.edit({"sortRange": {"range": area, "sortSpecs": [spec]}})

    # ---- what puts scores beside other names ----

    def sort_scores(self, one: int, other: int) -> None:
        """A teacher sorts the scores alone."""
        rows, columns = self.children().values(), sorted(self.columns().values())
        spec = {"dimensionIndex": columns[other % len(columns)], "sortOrder": _order(one)}
        area = self.area((min(rows), max(rows) + 1), (columns[0], columns[-1] + 1))
        self.watched.edit({"sortRange": {"range": area, "sortSpecs": [spec]}})

    def sort_column(self, one: int, other: int) -> None:
        """Somebody sorts one column of scores."""
        rows, columns = self.children().values(), sorted(self.columns().values())
        at = columns[other % len(columns)]
        spec = {"dimensionIndex": at, "sortOrder": _order(one)}
        area = self.area((min(rows), max(rows) + 1), (at, at + 1))
        self.watched.edit({"sortRange": {"range": area, "sortSpecs": [spec]}})

    def sort_names(self, one: int, other: int) -> None:
        """The owner sorts the names alone, hidden keys and all."""
        rows = self.children().values()
        first = 0 if one % 2 else 4
        spec = {"dimensionIndex": 5 + other % 2, "sortOrder": _order(one // 2)}
        area = self.area((min(rows), max(rows) + 1), (first, FIRST_COLUMN))
        self.watched.edit({"sortRange": {"range": area, "sortSpecs": [spec]}})

    def cut_row(self, one: int, other: int) -> None:
        """The owner cuts a whole row and pastes it below the last."""
        del other
        tab = self.watched.tracker.tab("students")
        row = sorted(self.children().values())[one % CHILDREN]
        below = self.lines("ROWS", tab.row_count, tab.row_count + 1)
        target = {
            "sheetId": self.watched.sheet_id,
            "rowIndex": tab.row_count,
            "columnIndex": 0,
        }
        cut = {
            "source": self.area((row, row + 1), (0, tab.column_count)),
            "destination": target,
            "pasteType": "PASTE_NORMAL",
        }
        append = {"sheetId": below["sheetId"], "dimension": "ROWS", "length": 1}
        self.watched.edit({"appendDimension": append}, {"cutPaste": cut})

    def visible(self) -> dict[tuple[str, str], str]:
        """What stands beside each name, as anybody sees it."""
        tab, columns = self.watched.tracker.tab("students"), self.columns()
        return {
            (child, column): str(entered)
            for child, row in self.children().items()
            for column, at in columns.items()
            if (entered := dict(tab.cell(row, at).entered)) and entered not in UNREADABLE
        }

    def follow_one(self, before: dict[tuple[str, str], str]) -> None:
        """One score alone that moved to a blank cell: nobody can tell it from a correction."""
        after = self.visible()
        left, come = [*before.keys() - after.keys()], [*after.keys() - before.keys()]
        stays = all(before[place] == after[place] for place in before.keys() & after.keys())
        if len(left) == len(come) == 1 and stays and left[0] in self.meant:
            self.meant[come[0]] = self.meant.pop(left[0])

    # ---- what a sync has to make of it ----

    def check(self) -> Decision:
        """Sync: what was meant is known, or something is said and nothing else has changed."""
        before = self.watched.values()
        typed = {
            f'{{"numberValue": {value}}}' for value in self.meant.values() if isinstance(value, int)
        }
        decision = self.watched.sync()
        now = self.watched.values()
        wrong = {
            place: (now.get(place), self.meant.get(place), before.get(place))
            for place in {*now, *self.meant, *before}
            if now.get(place) != self.meant.get(place)
        }
        kept = set(kept_texts(decision))
        assert typed <= kept, f"lost: {typed - kept}"
        assert not wrong or decision.doubts, f"in silence: {wrong}"
        assert all(is_now == was for is_now, _, was in wrong.values()), f"wrong: {wrong}"
        again = self.watched.judge(
            self.watched.expectation, self.watched.snapshot(), self.watched.known
        )
        assert again.changes == 0, "the same read changed something"
        assert again.issues == decision.issues
        return decision


def _order(number: int) -> str:
    return "ASCENDING" if number % 2 else "DESCENDING"


CALM = (History.insert, History.move, History.hide, History.duplicate, History.sort_whole)
APART = (History.sort_scores, History.sort_column, History.sort_names, History.cut_row)
numbers = st.integers(0, 30)
histories = st.tuples(
    st.sampled_from(PAIRS),
    st.lists(st.tuples(numbers, numbers), min_size=4, max_size=14),
    st.lists(st.tuples(st.sampled_from(CALM), numbers, numbers), max_size=3),
    st.lists(st.tuples(numbers, numbers), max_size=3),
    st.tuples(st.sampled_from(APART), numbers, numbers),
)


def live_through(open_tracker: Callable[..., Watched], history: Any, judge: Any = decide) -> None:
    """One history: people type, reshape, type again, and at last somebody puts things apart."""
    switches, typed, reshaped, typed_again, apart = history
    watched = open_tracker(**dict(zip(NAMES, switches, strict=True)))
    watched.judge = judge
    people = History(watched=watched)
    for one, other in typed:
        people.type(one, other)
    assert not [doubt for doubt in people.check().doubts if doubt.key is None]
    for act, one, other in reshaped:
        act(people, one, other)
        people.check()
    for one, other in typed_again:
        people.type(one, other)
    people.check()
    act, one, other = apart
    before = people.visible()
    act(people, one, other)
    if act in {History.sort_scores, History.sort_column}:
        people.follow_one(before)
    people.check()


@settings(max_examples=3)
@given(history=histories)
def test_every_entry_is_what_was_meant_or_something_is_said(
    open_tracker: Callable[..., Watched], history: Any
) -> None:
    live_through(open_tracker, history)


@pytest.mark.endurance
@settings(max_examples=3000)
@given(history=histories)
def test_for_a_long_time(open_tracker: Callable[..., Watched], history: Any) -> None:
    live_through(open_tracker, history)


def believes_everything(expectation: Expectation, snapshot: Snapshot, known: Known) -> Decision:
    """A bug planted on purpose: values are never compared with where they stood before."""
    fresh = decide(expectation, snapshot, Known())
    return decide(
        expectation,
        snapshot,
        Known(entries=known.entries, rows=known.rows, confirmed=fresh.opened),
    )


def test_a_planted_bug_is_found(open_tracker: Callable[..., Watched]) -> None:
    typed = [(n, column) for n in range(CHILDREN) for column in (0, 1)]
    history: Any = (PAIRS[0], typed, [], [], (History.sort_scores, 1, 0))
    live_through(open_tracker, history)
    with pytest.raises(AssertionError, match=r"in silence|wrong"):
        live_through(open_tracker, history, believes_everything)
