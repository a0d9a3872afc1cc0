"""The laws of the planner, over random states of a real spreadsheet on the local server."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import (
    HealthCheck,
    Phase,
    currently_in_test_context,
    event,
    given,
    note,
    settings,
)
from hypothesis import strategies as st

from sheet_templates.a1 import a1
from sheet_templates.desired import DesiredTab, DesiredTracker
from sheet_templates.drawing import Facet
from sheet_templates.edits import AddTab, InsertLines, Plan, Validate, WriteBlock
from sheet_templates.errors import DriftError
from sheet_templates.plan import PartialSnapshotError, plan
from sheet_templates.sentences import Sentence
from sheet_templates.snapshot import NIGHTLY_FACETS, Snapshot, just_created
from sheet_templates.wording import Words, sentences
from tests.conftest import is_ci
from tests.sheet_templates.drifts import Drift, drifts
from tests.sheet_templates.living import AIDE, OWNER, TEACHER, LivingServer, LivingTracker
from tests.sheet_templates.peoples_cells import Kept, type_everything, typed_values

Draw = Callable[[], LivingTracker]
laws = settings(
    max_examples=50 if is_ci() else 8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)


def drawn(tracker: LivingTracker, key: str) -> DesiredTab:
    """A tab as it should be."""
    return next(tab for tab in tracker.desired.tabs if tab.key == key)


def settle(tracker: LivingTracker, edits: Plan) -> Snapshot:
    """Carry a plan out; the second plan must be empty, after moves of columns the third."""
    if edits.moves_columns:
        tracker.carry_out(edits)
        edits = plan(tracker.desired, tracker.read())
        assert not edits.moves_columns
    if currently_in_test_context():
        note(f"first: {edits}")
    tracker.carry_out(edits)
    after = tracker.read()
    second = plan(tracker.desired, after)
    assert second.is_empty, second
    return after


def assert_kept(before: set[Kept], after: set[Kept]) -> None:
    """Every value of people still stands in its row and in its column, where these had names.

    A line that had lost its name may have got it back, so there only what had one is compared.
    """
    for one in before:
        nameless: dict[str, Any] = {
            line: None for line in ("row", "column") if getattr(one, line) is None
        }
        assert one in {replace(kept, **nameless) for kept in after}


def assert_writes_only_what_it_makes(desired: DesiredTracker, edits: Plan) -> None:
    """By position, values go into lines that the same batch makes, and into new or service tabs."""
    made: dict[int, set[int]] = {}
    keyed = {tab.sheet_id for tab in desired.tabs if tab.is_keyed}
    new = {edit.shape.sheet_id for edit in edits.drawing if isinstance(edit, AddTab)}
    for edit in edits.drawing:
        if isinstance(edit, InsertLines) and edit.dimension.value == "ROWS":
            made.setdefault(edit.sheet_id, set()).update(range(edit.index, edit.index + edit.count))
        if isinstance(edit, WriteBlock) and edit.with_values and edit.sheet_id in keyed - new:
            rows = set(range(edit.row, edit.row + len(edit.rows)))
            assert rows <= made.get(edit.sheet_id, set())


@laws
@given(happened=st.lists(drifts, min_size=1, max_size=4))
def test_a_plan_reaches_the_desired_state_from_any_drift_and_people_keep_their_cells(
    filled: Draw, happened: Sequence[Drift]
) -> None:
    tracker = filled()
    for drift in happened:
        drift.happen(tracker)
    before = tracker.read()
    try:
        edits = plan(tracker.desired, before)
    except DriftError as error:
        event(f"refused: {error.reason[:40]}")
        return
    assert_writes_only_what_it_makes(tracker.desired, edits)
    said = list(sentences(tracker.desired, edits, before, Words()))
    assert bool(said) is not edits.is_empty, "a plan says what it does, and only what it does"
    assert all(isinstance(one, Sentence) for one in said), "each in any language"
    after = settle(tracker, edits)
    assert_kept(typed_values(before, tracker), typed_values(after, tracker))
    assert {tab.title for tab in before.tabs if tab.title.startswith("My tab")} <= {
        tab.title for tab in after.tabs
    }
    mine = [p for tab in before.tabs for p in tab.protections if p.description.startswith("Mine")]
    held = {p.protected_range_id for tab in after.tabs for p in tab.protections}
    assert {p.protected_range_id for p in mine} <= held


def _someone_types(tracker: LivingTracker) -> None:
    tracker.type(TEACHER, "Students!J12:M12", [333, None, 334, None])
    tracker.type(AIDE, "'Progress notes'!E3", ["seen a moment ago"])


def _someone_inserts_a_note(tracker: LivingTracker) -> None:
    lines = {"sheetId": tracker.sheet_id("notes"), "dimension": "ROWS"}
    span = lines | {"startIndex": 1, "endIndex": 2}
    tracker.edit(AIDE, [{"insertDimension": {"range": span}}])
    tracker.type(AIDE, "'Progress notes'!E2", ["seen a moment ago"])


def _the_owner_inserts_a_child(tracker: LivingTracker) -> None:
    lines = {"sheetId": tracker.sheet_id("students"), "dimension": "ROWS"}
    tracker.edit(OWNER, [{"insertDimension": {"range": lines | {"startIndex": 9, "endIndex": 10}}}])
    tracker.type(TEACHER, "Students!J13", [333])


@pytest.mark.slow
@laws
@given(
    happened=st.lists(drifts, max_size=2),
    meanwhile=st.sampled_from(
        [_someone_types, _someone_inserts_a_note, _the_owner_inserts_a_child]
    ),
)
def test_an_edit_between_reading_and_applying_stays_with_its_child(
    filled: Draw, happened: Sequence[Drift], meanwhile: Callable[[LivingTracker], None]
) -> None:
    tracker = filled()
    tracker.type(OWNER, "Students!F10", ["Changed"])
    harmless = [d for d in happened if d.name not in {"rename_tab", "delete_tab", "lose_marks"}]
    harmless = [d for d in harmless if not d.name.startswith(("insert", "delete"))]
    for drift in harmless:
        drift.happen(tracker)
    try:
        stale = tracker.plan()
    except DriftError:
        return
    meanwhile(tracker)
    before = typed_values(tracker.read(), tracker)
    tracker.carry_out(stale)
    assert_kept(before, typed_values(tracker.read(), tracker))
    try:
        edits = tracker.plan()
    except DriftError:  # the edit made work where somebody's own protection shuts the service out
        return
    assert_kept(before, typed_values(settle(tracker, edits), tracker))


@given(shared=st.integers(min_value=0, max_value=4))
@settings(max_examples=5, deadline=None)
def test_a_half_made_file_is_finished(
    server: LivingServer, desired: DesiredTracker, shared: int
) -> None:
    whole = plan(desired, just_created(desired.title))
    half = LivingTracker(
        server=server, desired=desired, spreadsheet_id=server.new_file(desired.title)
    )
    half.carry_out(replace(whole, sharing=whole.sharing[:shared], drawing=(), marked=()))
    edits = half.plan()
    assert len(edits.sharing) == len(whole.sharing) - shared
    settle(half, edits)


def test_a_new_tracker_is_one_batch_and_its_plan_is_then_empty(tracker: LivingTracker) -> None:
    whole = plan(tracker.desired, just_created(tracker.desired.title))
    assert whole.marked == ()
    assert tracker.plan().is_empty


def test_a_marked_write_that_was_lost_is_planned_again(tracker: LivingTracker) -> None:
    tracker.type(OWNER, "Students!F10", ["Changed"])
    edits = tracker.plan()
    assert (edits.drawing, len(edits.marked)) == ((), 1)
    tracker.carry_out(replace(edits, marked=()))
    assert tracker.plan() == edits
    settle(tracker, edits)


def test_rows_sorted_apart_are_never_named_anew(tracker: LivingTracker) -> None:
    type_everything(tracker)
    first, second = (row.key for row in drawn(tracker, "students").rows[9:11])
    tracker.type(OWNER, "Students!A10:A11", [second], [first])
    with pytest.raises(DriftError) as refused:
        tracker.plan()
    assert refused.value.reason == (
        "In the tab Students, rows 10, 11 were sorted or pasted apart: their hidden keys name "
        "other children. Undo that (File, Version history), then run it again; nothing was written."
    )


def test_notes_that_an_aide_sorted_stay_as_they_are(tracker: LivingTracker) -> None:
    type_everything(tracker)
    first, second = (row.key for row in drawn(tracker, "notes").rows[1:3])
    tracker.type(AIDE, "'Progress notes'!A2:A3", [second], [first])
    assert tracker.plan().is_empty


def test_a_childs_row_that_nothing_names_is_not_made_a_second_time(tracker: LivingTracker) -> None:
    type_everything(tracker)
    lookup = {"locationType": "ROW", "metadataKey": "rid"}
    forget = {"dataFilter": {"developerMetadataLookup": lookup}}
    tracker.edit("", [{"deleteDeveloperMetadata": forget}])
    tracker.type(OWNER, "Students!A11", [""])
    with pytest.raises(DriftError, match=r"In the tab Students, rows 11 hold entries"):
        tracker.plan()


def test_a_lost_column_is_known_by_its_fact_row_and_not_made_a_second_time(
    tracker: LivingTracker,
) -> None:
    type_everything(tracker)
    before = typed_values(tracker.read(), tracker)
    lookup = {"locationType": "COLUMN", "metadataKey": "cid"}
    forget = {"dataFilter": {"developerMetadataLookup": lookup}}
    tracker.edit("", [{"deleteDeveloperMetadata": forget}])
    tracker.type(OWNER, "Students!J9", ["My own words"])
    edits = tracker.plan()
    assert not [edit for edit in edits.drawing if isinstance(edit, InsertLines)]
    assert_kept(before, typed_values(settle(tracker, edits), tracker))


def test_a_service_that_was_locked_out_says_so(tracker: LivingTracker) -> None:
    protection = tracker.tab("students").protections[0]
    body = {
        "protectedRangeId": protection.protected_range_id,
        "editors": {"users": [OWNER]},
    }
    change = {"updateProtectedRange": {"protectedRange": body, "fields": "editors"}}
    tracker.edit(OWNER, [change])
    with pytest.raises(DriftError, match="no longer has the service among its editors"):
        tracker.plan()


def _protect_own(tracker: LivingTracker, editors: Sequence[str], **more: Any) -> None:
    area = {"sheetId": tracker.sheet_id("students"), "startRowIndex": 9, "endRowIndex": 12}
    body = {"range": area, "description": "Ada's", **more}
    if editors:
        body["editors"] = {"users": list(editors)}
    tracker.edit(OWNER, [{"addProtectedRange": {"protectedRange": body}}])


def test_an_owners_own_protection_without_the_service_is_named_where_there_is_work(
    tracker: LivingTracker,
) -> None:
    _protect_own(tracker, [OWNER])
    assert tracker.plan().is_empty
    tracker.type(OWNER, "Students!F10", ["Changed"])
    with pytest.raises(DriftError) as refused:
        tracker.plan()
    assert refused.value.reason == (
        "In the tab Students, the protection \"Ada's\" is somebody's own and shuts the service "
        "out. Whoever made it: add the service there (Data, Protect sheets and ranges) or delete "
        "it, then run it again; nothing was written."
    )


def test_a_protection_that_warns_only_stops_nobody_and_one_of_ours_is_put_back(
    tracker: LivingTracker,
) -> None:
    _protect_own(tracker, [], warningOnly=True)
    ours = tracker.tab("students").protections[0]
    weak = {"protectedRangeId": ours.protected_range_id, "warningOnly": True}
    change = {"updateProtectedRange": {"protectedRange": weak, "fields": "warningOnly"}}
    tracker.edit(OWNER, [change])
    settle(tracker, tracker.plan())
    assert ours in tracker.tab("students").protections


@pytest.mark.parametrize("formula", ["=I10>1", '=OR(I10="X",I10>5)', "=TRUE"])
def test_another_formula_in_the_rule_of_one_score_is_put_back(
    tracker: LivingTracker, formula: str
) -> None:
    tab = tracker.tab("students")
    rule = tab.cell(10, 9).validation
    assert rule is not None
    area = {
        "sheetId": tab.sheet_id,
        "startRowIndex": 10,
        "endRowIndex": 11,
        "startColumnIndex": 9,
        "endColumnIndex": 10,
    }
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
    body = {"condition": condition, "inputMessage": rule.message}
    tracker.edit(TEACHER, [{"setDataValidation": {"range": area, "rule": body}}])
    edits = tracker.plan()
    assert [type(edit) for edit in edits.drawing] == [Validate]
    settle(tracker, edits)
    assert tracker.tab("students").cell(10, 9).validation == rule


def test_own_columns_have_no_colours_no_rule_and_no_protection(tracker: LivingTracker) -> None:
    sheet_id = tracker.sheet_id("students")
    more = {"sheetId": sheet_id, "dimension": "COLUMNS", "length": 1}
    tracker.edit(OWNER, [{"appendDimension": more}])
    end = len(drawn(tracker, "students").columns)
    for at in range(end - 3, end + 1):  # three free columns, and the one just added
        tracker.type(AIDE, f"Students!{a1(8, at)}:{a1(9, at)}", ["My column"], ["mine"])
        assert tracker.tab("students").cell(9, at).validation is None
    assert tracker.plan().is_empty


def test_a_note_that_the_owner_put_on_a_name_stays(tracker: LivingTracker) -> None:
    start = {"sheetId": tracker.sheet_id("students"), "rowIndex": 9, "columnIndex": 5}
    cell = {"note": "says Annie", "userEnteredFormat": {"textFormat": {"bold": True}}}
    write = {"start": start, "rows": [{"values": [cell]}], "fields": "note,userEnteredFormat"}
    tracker.edit(OWNER, [{"updateCells": write}])
    settle(tracker, tracker.plan())
    assert tracker.tab("students").cell(9, 5).note == "says Annie"


def test_nothing_is_made_from_a_read_that_does_not_show_enough(tracker: LivingTracker) -> None:
    nightly = replace(tracker.read(), facets=NIGHTLY_FACETS, tabs=())
    with pytest.raises(PartialSnapshotError):
        plan(tracker.desired, nightly)


def test_only_the_facets_that_were_read_are_compared(tracker: LivingTracker) -> None:
    read = tracker.read()
    bare = tuple(replace(tab, conditional_formats=(), protections=()) for tab in read.tabs)
    facets = frozenset({Facet.VALUES, Facet.STRUCTURE})
    assert plan(tracker.desired, replace(read, tabs=bare, facets=facets)).is_empty
