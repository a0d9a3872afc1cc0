"""Columns and rows of people's own between ours: every figure and colour stays with its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from local_sheets.clock import Moment
from local_sheets.formulas.evaluation import LOOK, with_looks
from service.features.trackers.briefing import Briefing
from sheet_templates.desired import Projections, desired_tracker
from sheet_templates.errors import DriftError
from sheet_templates.plan import plan
from sheet_templates.stretches import in_stretches
from tests.conftest import is_ci
from tests.sheet_templates.drifts import Drift, parting
from tests.sheet_templates.living import OWNER, SERVICE, TEACHER, LivingServer, LivingTracker
from tests.sheet_templates.peoples_cells import Kept, typed_values

Told = Mapping[tuple[str, str], Any]
FIRST_ROW, FALL_MATH = 9, 10  # counted from 0


class Excused:
    """A tracker with scores, blanks, a score out of range, and excuses given elsewhere."""

    def __init__(self, server: LivingServer, school: Briefing) -> None:
        excuses = {("st-2-1", "spring.math"): "ABS", ("st-2-3", "fall.math"): "EX"}
        brief = replace(school.brief("01", SERVICE), projections=Projections(excuses=excuses))
        self._tracker = server.draw(desired_tracker(brief))
        self._tracker.type(TEACHER, "Students!J10:K12", [512, ""], [9999, 430], ["", ""])
        self._kept = self._tracker.kept()
        self._day = Moment(today=brief.checkpoints[-1].due_on)
        self.undisturbed = self.told(self._tracker)

    def tracker(self) -> LivingTracker:
        """As it was drawn and typed into."""
        self._tracker.put_back(self._kept)
        return self._tracker

    def told(self, tracker: LivingTracker) -> Told:
        """What each cell that we name says on the last day of spring and how it is coloured."""
        workbook = tracker.server.app.storage.workbook(tracker.spreadsheet_id)
        assert workbook is not None
        sheet_id = tracker.sheet_id("students")
        tabs = with_looks(workbook, self._day).tabs
        shown = next(tab for tab in tabs if tab.sheet_id == sheet_id)
        read = tracker.tab("students")
        return {
            (row.key, column.key): (
                _said(shown.cell(down, across)),
                shown.cell(down, across).get(LOOK),
            )
            for down, row in enumerate(read.rows)
            for across, column in enumerate(read.columns)
            if row.key and column.key and not column.key.startswith("my.")
        }


def _said(cell: Mapping[str, Any]) -> Any:
    """What a cell shows; of a formula only what it gives, for its letters may be others."""
    entered = cell.get("userEnteredValue", {})
    return cell.get("effectiveValue") if "formulaValue" in entered else entered


@pytest.fixture(scope="module")
def excused(server: LivingServer, school: Briefing) -> Excused:
    return Excused(server, school)


def to_do(told: Told) -> list[str]:
    return [
        said["stringValue"]
        for (_, column), (said, _) in told.items()
        if column == "to_do" and "stringValue" in (said or {})
    ]


def insert_column(tracker: LivingTracker, at: int) -> None:
    lines = {"sheetId": tracker.sheet_id("students"), "dimension": "COLUMNS"}
    span = lines | {"startIndex": at, "endIndex": at + 1}
    tracker.edit(OWNER, [{"insertDimension": {"range": span}}])


def test_a_column_put_into_a_window_takes_no_figure_and_no_colour_away(excused: Excused) -> None:
    assert "1 missing, 2 due Fri 7 May" in to_do(excused.undisturbed)
    tracker = excused.tracker()
    insert_column(tracker, FALL_MATH)
    assert excused.told(tracker) != excused.undisturbed, "there is something to put right"
    tracker.carry_out(tracker.plan())
    assert tracker.plan().is_empty
    assert excused.told(tracker) == excused.undisturbed


def test_a_column_of_ones_own_among_the_scores_needs_no_rule_of_theirs(excused: Excused) -> None:
    tracker = excused.tracker()
    insert_column(tracker, FALL_MATH)
    tracker.carry_out(tracker.plan())
    own = {"sheetId": tracker.sheet_id("students"), "startColumnIndex": FALL_MATH}
    own["endColumnIndex"] = FALL_MATH + 1
    tracker.edit(OWNER, [{"setDataValidation": {"range": own}}])
    tracker.type(OWNER, "Students!K10", ["my word"])
    assert tracker.plan().is_empty
    for beside in (FALL_MATH - 1, FALL_MATH + 1):
        assert tracker.tab("students").cell(FIRST_ROW, beside).validation is not None


@pytest.mark.slow
@settings(
    max_examples=20 if is_ci() else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(happened=st.lists(parting, min_size=1, max_size=4))
def test_whatever_parts_our_columns_figures_and_colours_are_put_right(
    excused: Excused, happened: Sequence[Drift]
) -> None:
    tracker = excused.tracker()
    for drift in happened:
        drift.happen(tracker)
    before = tracker.read()
    try:
        edits = plan(tracker.desired, before)
    except DriftError:  # moved across the edge of what people fill
        event("refused")
        return
    tracker.carry_out(edits)
    assert tracker.plan().is_empty
    assert excused.told(tracker) == excused.undisturbed
    assert _mine(before, tracker) <= _mine(tracker.read(), tracker)


def _mine(snapshot: Any, tracker: LivingTracker) -> set[Kept]:
    return {replace(one, row=None, column=None) for one in typed_values(snapshot, tracker)}


ORDER = ("a", "b", "c", "a.excused", "b.excused", "c.excused")
COUNT = "=LET([[,|sc~,{a}:{c},ex~,{a.excused}:{c.excused}]],[[+|SUM(sc~)]],[[min|MAX(ex~)]])"


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (
            range(6),
            "=LET(sc,{a}:{c},ex,{a.excused}:{c.excused},SUM(sc),MAX(ex))",
        ),
        (
            (0, 2, 3, 4, 5, 6),
            (
                "=LET(sc,{a}:{a},ex,{a.excused}:{a.excused},"
                "sc_,{b}:{c},ex_,{b.excused}:{c.excused},SUM(sc)+SUM(sc_),"
                "MIN(IF(MAX(ex)=0,99999,MAX(ex)),IF(MAX(ex_)=0,99999,MAX(ex_))))"
            ),
        ),
    ],
    ids=["together", "a column between the first two"],
)
def test_what_is_repeated_stands_once_for_each_stretch(places: Sequence[int], said: str) -> None:
    assert in_stretches(COUNT, ORDER, dict(zip(ORDER, places, strict=True))) == said


def test_a_range_whose_end_was_not_read_is_left_to_whoever_asked() -> None:
    assert in_stretches(COUNT, ORDER, {"a": 0}) == COUNT
