"""The colours that a tracker shows are the states that the service judges, on every day."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from local_sheets.clock import Moment
from local_sheets.formulas.evaluation import LOOK, with_looks
from local_sheets.locales import day_of
from local_sheets.workbook import Tab, Workbook
from sheet_templates import looks
from sheet_templates.desired.students import FACT_ROWS, FIRST_STUDENT_ROW
from sheet_templates.drawing import Look
from sheet_templates.google_json import color_text
from sheet_templates.school import Checkpoint
from sync.domain.completeness import EntryState, state_of
from sync.domain.entries import EntryValue
from tests.school_bundles import write_bundle
from tests.small_installation import END_OF_YEAR, Opened, keep_date, opened

FIRST_SCORE = 9  # column J
TYPED: tuple[str | float, ...] = ("", 10_000_000, 550, "EX", " abs ", -3, "Se mudo")
LOOKS = {
    EntryState.NOT_OPEN: looks.NOT_OWED,
    EntryState.OPEN: looks.OPEN,
    EntryState.LATE: looks.LATE,
    EntryState.MISSING: looks.MISSING,
    EntryState.EXCUSED: looks.EXCUSED,
    EntryState.UNREADABLE: looks.OUT_OF_RANGE,
    EntryState.PRESENT: None,
}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder: Path = tmp_path_factory.mktemp("colours")
    bundle = write_bundle(folder / "school.zip", classes=1, students_per_class=8, grades=("01",))
    keep_date(folder / "school", END_OF_YEAR)
    with opened(folder / "school") as made:
        made.run("import_roster", path=str(bundle))
        made.run("provision")
        yield made


@pytest.fixture(scope="module")
def tracker(school: Opened) -> Workbook:
    """The tracker after somebody typed something of each kind into every score column."""
    (spreadsheet,) = school.spreadsheets().values()
    http = school.gateway().http
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{spreadsheet}/values/Students!J10"
    width = len(_checkpoints(_students(_stored(school, spreadsheet))))
    body = {"values": [[value] * width for value in TYPED]}
    http.request("put", url, params={"valueInputOption": "RAW"}, json=body)
    return _stored(school, spreadsheet)


def _stored(school: Opened, spreadsheet: str) -> Workbook:
    workbook = school.app.storage.workbook(spreadsheet)
    assert workbook is not None
    return workbook


def _students(workbook: Workbook) -> Tab:
    return next(tab for tab in workbook.tabs if tab.title == "Students")


def _value(tab: Tab, row: int, column: int) -> Any:
    return next(iter(tab.cell(row, column).get("userEnteredValue", {"": None}).values()))


def _checkpoints(tab: Tab) -> list[Checkpoint]:
    """The window of each score column, by the dates that stand over it."""
    rows = {name: FACT_ROWS.index(name) for name in ("opens", "due", "missing_from")}
    found = []
    for column in range(FIRST_SCORE, tab.column_count):
        if _value(tab, rows["opens"], column) is None:
            break
        days = {name: day_of(_value(tab, row, column)) for name, row in rows.items()}
        found.append(
            Checkpoint(
                key=f"window {column}",
                title="",
                opens_on=days["opens"],
                due_on=days["due"],
                missing_from=days["missing_from"],
            )
        )
    return found


def _judged(checkpoint: Checkpoint, today: date, typed: str | float, scale: range) -> EntryState:
    value = None
    if isinstance(typed, str) and typed:
        value = EntryValue(number=None, code=typed.strip().upper(), a1="")
    elif isinstance(typed, int | float):
        value = EntryValue(number=float(typed), code=None, a1="")
    outside = isinstance(typed, int) and typed not in scale
    return state_of(checkpoint, today, value=None if outside else value, is_unreadable=outside)


def _colours(look: Look | None) -> Any:
    if look is None:
        return None
    return (look.background, look.color, look.bold, look.italic)


def _shown(cell: Any) -> Any:
    look = cell.get(LOOK)
    if look is None:
        return None
    text = look.get("textFormat", {})
    return (
        color_text(look, "backgroundColor"),
        color_text(text, "foregroundColor"),
        bool(text.get("bold")),
        bool(text.get("italic")),
    )


def _days(checkpoints: list[Checkpoint]) -> list[date]:
    """Each side of every boundary of every window."""
    edges = {day for one in checkpoints for day in (one.opens_on, one.due_on, one.missing_from)}
    return sorted(edge + timedelta(days=step) for edge in edges for step in (-1, 0, 1))


def test_every_score_cell_has_the_colour_of_its_state(tracker: Workbook) -> None:
    checkpoints = _checkpoints(_students(tracker))
    seen = set()
    for today in _days(checkpoints):
        tab = _students(with_looks(tracker, Moment(today=today)))
        for at, checkpoint in enumerate(checkpoints):
            column = FIRST_SCORE + at
            low, high = (
                _value(tab, FACT_ROWS.index(name), column) for name in ("lowest", "highest")
            )
            for down, typed in enumerate((*TYPED, "")):
                state = _judged(checkpoint, today, typed, range(low, high + 1))
                shown = _shown(tab.cell(FIRST_STUDENT_ROW + down, column))
                assert shown == _colours(LOOKS[state]), (today, column, down, typed, state)
                seen.add(state)
    assert seen == set(LOOKS)
