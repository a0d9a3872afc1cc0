"""Notes written in a page or card, as the planner puts them among those that people type."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from service.features.trackers.briefing import Briefing
from sheet_templates.desired import DesiredTracker, Projections, WrittenNote
from sheet_templates.edits import InsertLines
from sheet_templates.errors import DriftError
from sheet_templates.plan import plan
from sheet_templates.spare import more_rows, more_rows_than
from sheet_templates.wording import Words, sentences
from tests.conftest import is_ci
from tests.sheet_templates.drifts import NO_MARK_IN_NOTES, Drift, drifts
from tests.sheet_templates.living import AIDE, LivingTracker, desired_of
from tests.sheet_templates.peoples_cells import typed_values
from tests.sheet_templates.test_planner_laws import (
    assert_kept,
    assert_writes_only_what_it_makes,
    settle,
)

pytestmark = pytest.mark.slow

Draw = Callable[[], LivingTracker]
TRACKER = "s-1.2026.01"
NOTE = WrittenNote(
    tab="notes",
    row_key="note-one--",
    student="st-2-1",
    noted_on=date(2027, 5, 24),
    support="=1+1",
    seen='\'=HYPERLINK("http://x") 5/6 TRUE',
    strengths="Asks.",
    author="Cal Cole",
    was_seen=False,
)
OTHER = replace(NOTE, row_key="note-two--", seen="Reads on.", support="")


@pytest.fixture(scope="module")
def with_notes(school: Briefing) -> Callable[..., DesiredTracker]:
    """Give the tracker as it should be with these notes."""

    def with_notes(*notes: WrittenNote) -> DesiredTracker:
        known = {TRACKER: Projections(notes=notes)}
        return desired_of(replace(school, projections=known))

    return with_notes


def wanting(tracker: LivingTracker, desired: DesiredTracker) -> LivingTracker:
    return replace(tracker, desired=desired)


def notes_of(tracker: LivingTracker) -> list[list[Any]]:
    """The rows of the tab below its header that say something, each with its key first."""
    tab = tracker.tab("notes")
    keys = [tab.row_key(at) for at in range(len(tab.cells))]
    return [
        [key, *(next(iter(cell.entered.values()), "") for cell in row[1:])]
        for key, row in list(zip(keys, tab.cells, strict=True))[1:]
        if any(not cell.is_blank for cell in row[1:])
    ]


def test_a_note_comes_right_below_the_header_in_one_batch_as_text(
    draw: Draw, with_notes: Callable[..., DesiredTracker]
) -> None:
    tracker = wanting(draw(), with_notes(NOTE))
    tracker.type(AIDE, "'Progress notes'!B2:E2", [46_000, "somebody", "", "typed by the aide"])
    edits = tracker.plan()
    said = list(sentences(tracker.desired, edits, tracker.read(), Words()))
    assert said == ["write 1 note from pages and cards into Progress notes"]
    assert edits.marked == ()
    assert [edit.index for edit in edits.drawing if isinstance(edit, InsertLines)] == [1]
    settle(tracker, edits)
    written, typed = notes_of(tracker)
    assert typed[1:5] == [46_000, "somebody", "", "typed by the aide"]
    assert written[:2] == [NOTE.row_key, 46_531]
    assert written[2] == "Ellis, Ada · Flores · st-2-1"
    assert written[3:6] == [NOTE.support, NOTE.seen, NOTE.strengths]
    assert written[-1] == "Cal Cole"
    tracker.type(AIDE, "'Progress notes'!E2", ["may still be typed here"])


TEXTS = (
    "=1+1",
    "'quoted",
    "+5",
    "-2026-01-05",
    "1/2",
    "TRUE",
    "<b>&amp;</b>",
    "\u202eevil\u202c \U0001f469\u200d\U0001f3eb",
    "two\nlines",
    "x" * 2_000,
)


def test_whatever_is_written_stands_in_the_spreadsheet_as_that_very_text(
    draw: Draw, with_notes: Callable[..., DesiredTracker]
) -> None:
    notes = [
        replace(NOTE, row_key=f"note-{at:05}", seen=text, support=text[:50])
        for at, text in enumerate(TEXTS)
    ]
    tracker = wanting(draw(), with_notes(*notes))
    settle(tracker, tracker.plan())
    assert [(row[3], row[4]) for row in notes_of(tracker)] == [(t[:50], t) for t in TEXTS]
    cells = tracker.tab("notes").cells[1 : len(TEXTS) + 1]
    assert all([*row[4].entered] == ["stringValue"] for row in cells)


def test_what_people_make_of_it_stays_and_a_newer_one_stands_above(
    draw: Draw, with_notes: Callable[..., DesiredTracker]
) -> None:
    tracker = wanting(draw(), with_notes(NOTE))
    settle(tracker, tracker.plan())
    tracker.type(AIDE, "'Progress notes'!E2", ["put right by the aide"])
    assert tracker.plan().is_empty
    later = wanting(tracker, with_notes(OTHER, replace(NOTE, was_seen=True)))
    settle(later, later.plan())
    assert [(row[0], row[4]) for row in notes_of(later)] == [
        (OTHER.row_key, "Reads on."),
        (NOTE.row_key, "put right by the aide"),
    ]


def remove_row(tracker: LivingTracker, at: int) -> None:
    span = {"sheetId": tracker.sheet_id("notes"), "dimension": "ROWS"}
    delete = {"range": span | {"startIndex": at, "endIndex": at + 1}}
    tracker.edit(AIDE, [{"deleteDimension": delete}])


def test_a_note_that_was_seen_and_removed_does_not_come_back_and_one_never_seen_does(
    draw: Draw, with_notes: Callable[..., DesiredTracker]
) -> None:
    tracker = wanting(draw(), with_notes(NOTE))
    settle(tracker, tracker.plan())
    remove_row(tracker, 1)
    settle(tracker, tracker.plan())
    assert [row[0] for row in notes_of(tracker)] == [NOTE.row_key]
    remove_row(tracker, 1)
    seen = wanting(tracker, with_notes(replace(NOTE, was_seen=True)))
    assert seen.plan().is_empty
    assert list(sentences(seen.desired, seen.plan(), seen.read(), Words())) == []


def test_of_a_tab_that_is_gone_as_a_whole_every_note_comes_back(
    draw: Draw, with_notes: Callable[..., DesiredTracker]
) -> None:
    tracker = wanting(draw(), with_notes(replace(NOTE, was_seen=True)))
    tracker.edit("", [{"deleteSheet": {"sheetId": tracker.sheet_id("notes")}}])
    settle(tracker, tracker.plan())
    assert [row[0] for row in notes_of(tracker)] == [NOTE.row_key]


def test_that_a_note_was_seen_is_no_reason_to_look_again(
    with_notes: Callable[..., DesiredTracker], desired: DesiredTracker
) -> None:
    once = with_notes(NOTE)
    assert once.digest() == with_notes(replace(NOTE, was_seen=True)).digest()
    assert once.digest() != desired.digest()
    assert once.lines() == desired.lines()


def test_notes_take_none_of_the_blank_rows(
    draw: Draw, with_notes: Callable[..., DesiredTracker]
) -> None:
    tracker = wanting(draw(), with_notes(NOTE, OTHER))
    after = settle(tracker, tracker.plan())
    assert more_rows(tracker.desired, after) == {}
    assert more_rows_than(tracker.desired, {"notes": 2}) == {}
    assert more_rows_than(tracker.desired, {"notes": 3}) == {"notes": 7}


@given(happened=st.lists(drifts, max_size=3), seen=st.booleans())
@example(happened=[NO_MARK_IN_NOTES], seen=True)
@settings(
    max_examples=15 if is_ci() else 10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_from_any_drift_a_note_is_written_once_and_people_keep_their_cells(
    filled: Draw,
    with_notes: Callable[..., DesiredTracker],
    happened: Sequence[Drift],
    seen: bool,  # noqa: FBT001
) -> None:
    tracker = wanting(filled(), with_notes(NOTE))
    settle(tracker, tracker.plan())
    tracker = wanting(tracker, with_notes(OTHER, replace(NOTE, was_seen=seen)))
    for drift in happened:
        drift.happen(tracker)
    before = tracker.read()
    try:
        edits = plan(tracker.desired, before)
    except DriftError:
        return
    assert_writes_only_what_it_makes(tracker.desired, edits)
    after = settle(tracker, edits)
    assert_kept(typed_values(before, tracker), typed_values(after, tracker))
    keys = [row[0] for row in notes_of(tracker)]
    assert keys.count(OTHER.row_key) == 1
    assert keys.count(NOTE.row_key) <= 1
