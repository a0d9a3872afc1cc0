"""A template's next version in trackers that are in use, and the way back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from service.features.trackers.briefing import Briefing
from sheet_templates.desired import DesiredTracker, desired_tracker
from sheet_templates.errors import DriftError
from sheet_templates.format_words import FIELDS, VALUES
from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import template_schema
from sheet_templates.revision import revision
from sheet_templates.sentences import Sentence
from sheet_templates.snapshot import ReadCell, Snapshot
from sheet_templates.wording import Words, sentences
from tests.conftest import is_ci
from tests.sheet_templates.drifts import Drift, drifts
from tests.sheet_templates.living import SERVICE, TEACHER, LivingTracker
from tests.sheet_templates.peoples_cells import type_everything, typed_values
from tests.sheet_templates.revising import STEPS, revised
from tests.sheet_templates.test_planner_laws import assert_kept, settle

pytestmark = pytest.mark.slow

Draw = Callable[[], LivingTracker]
laws = settings(
    max_examples=20 if is_ci() else 6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)


def following(
    school: Briefing, template: TrackerTemplate, before: TrackerTemplate | None = None
) -> DesiredTracker:
    """What a tracker should be that follows a version, on its way from the one `before`."""
    brief = school.brief("01", SERVICE, template)
    return desired_tracker(replace(brief, before=(before,) if before else ()))


def _said(cell: ReadCell) -> Any:
    """What a cell says: of a formula its result, as the letters in it follow moved columns."""
    return cell.effective if "formulaValue" in cell.entered else cell.entered


def shown(tracker: LivingTracker, desired: DesiredTracker) -> list[Any]:
    """What people see and may do: per column of the desired tabs its texts, its hiding, its cells,
    and the protections."""
    read = tracker.read()
    found: list[Any] = []
    for tab in desired.tabs:
        actual = read.tab(tab.sheet_id)
        assert actual is not None
        ours = {one.protected_range_id for one in tab.protections}
        found.append([one.editors for one in actual.protections if one.protected_range_id in ours])
        keys = {column.key for column in tab.columns}
        found.append([line.key for line in actual.columns if line.key in keys])
        for column in tab.columns:
            at = actual.column_of(column.key) if tab.is_keyed else None
            if at is not None:
                cells = [_said(actual.cell(row, at)) for row in range(actual.row_count)]
                found.append((column.key, actual.columns[at].is_hidden, cells))
    return found


def assert_in_order(desired: DesiredTracker, there: Snapshot) -> None:
    """The columns stand as they are asked for."""
    for tab in desired.tabs:
        actual = there.tab(tab.sheet_id)
        assert actual is not None
        places = [actual.column_of(column.key) for column in tab.columns if tab.is_keyed]
        assert places == sorted(places, key=lambda at: -1 if at is None else at)


@laws
@given(names=st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=3))
@example(names=["put_scores_in_another_order", "take_out_a_window"])
def test_a_step_keeps_what_people_typed_and_undone_shows_what_was_before(
    draw: Draw, school: Briefing, names: Sequence[str]
) -> None:
    tracker = draw()
    type_everything(tracker)
    first, before = tracker.desired, tracker.read()
    seen = shown(tracker, first)
    template = revised(school.template, names)
    next_one = replace(tracker, desired=following(school, template, school.template))
    after = settle(next_one, next_one.plan())
    assert_kept(typed_values(before, tracker), typed_values(after, next_one))
    assert_in_order(next_one.desired, after)
    undone = replace(tracker, desired=following(school, school.template, template))
    settled = settle(undone, undone.plan())
    assert_kept(typed_values(before, tracker), typed_values(settled, tracker))
    assert shown(undone, first) == seen


@laws
@given(
    names=st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=2),
    happened=st.lists(drifts, min_size=1, max_size=2),
)
def test_a_step_is_taken_also_where_people_have_changed_things(
    draw: Draw, school: Briefing, names: Sequence[str], happened: Sequence[Drift]
) -> None:
    tracker = draw()
    type_everything(tracker)
    for drift in happened:
        drift.happen(tracker)
    before = tracker.read()
    next_one = replace(tracker, desired=following(school, revised(school.template, names)))
    try:
        edits = next_one.plan()
    except DriftError:
        return
    after = settle(next_one, edits)
    assert_kept(typed_values(before, tracker), typed_values(after, next_one))


def said(tracker: LivingTracker, before: Snapshot) -> list[str]:
    return list(sentences(tracker.desired, tracker.plan(), before, Words()))


@pytest.fixture
def without_math(tracker: LivingTracker, school: Briefing) -> LivingTracker:
    template = STEPS["take_out_a_column"](school.template)
    return replace(tracker, desired=following(school, template))


def test_a_column_that_is_taken_out_is_hidden_and_locked_with_its_entries(
    tracker: LivingTracker, without_math: LivingTracker
) -> None:
    type_everything(tracker)
    steps = said(without_math, tracker.read())
    assert [one for one in steps if one.startswith("hide") and "entries" in one] == [
        'hide the column "Fall mathematics due Fri 25 Sep", whose 3 entries are kept',
        'hide the column "Spring mathematics due Fri 7 May", whose 3 entries are kept',
    ]
    settle(without_math, without_math.plan())
    tab = tracker.tab("students")
    at = tab.column_of("spring.math")
    assert at is not None
    assert tab.columns[at].is_hidden
    assert [tab.cell(row, at).entered for row in (9, 10)] == [
        {"numberValue": 213},
        {"numberValue": 263},
    ]
    with pytest.raises(Exception, match="protected cell"):
        tracker.type(TEACHER, "Students!M10", [400])
    back = said(tracker, tracker.read())
    column = "Spring mathematics due Fri 7 May"
    assert f'show the column "{column}" again, with what stands in it' in back
    settle(tracker, tracker.plan())
    tracker.type(TEACHER, "Students!M10", [400])


def test_a_column_that_people_hid_for_themselves_stays_hidden(
    tracker: LivingTracker, without_math: LivingTracker
) -> None:
    hide = {
        "range": {
            "sheetId": tracker.sheet_id("students"),
            "dimension": "COLUMNS",
            "startIndex": 8,
            "endIndex": 9,
        },
        "properties": {"hiddenByUser": True},
        "fields": "hiddenByUser",
    }
    tracker.edit("", [{"updateDimensionProperties": hide}])
    settle(without_math, without_math.plan())
    settle(tracker, tracker.plan())
    assert [tracker.tab("students").columns[at].is_hidden for at in (8, 9)] == [True, False]


@pytest.mark.parametrize("name", sorted(STEPS))
def test_the_words_of_a_step_name_what_changes_and_nothing_for_no_change(
    school: Briefing, name: str
) -> None:
    after = STEPS[name](school.template)
    steps = revision(school.template, after)
    assert steps
    assert all(isinstance(one, Sentence) for one in steps)
    assert revision(after, after) == ()


def test_the_words_of_steps(school: Briefing) -> None:
    words = [
        line
        for name in ("rename_a_column", "split_a_column", "change_a_scale", "rename_a_window")
        for line in revision(school.template, STEPS[name](school.template))
    ]
    assert words == [
        'metrics Reading: rename "Reading" to "Reading total"',
        "metrics: take out Reading; what was typed is hidden and kept",
        "metrics: add Reading 1 and Reading 2",
        "scales Stanford Achievement Test scale score: highest: 900 becomes 1000",
        'cadence: windows Fall: rename "Fall" to "Early fall"',
    ]


def test_every_field_and_word_of_the_format_has_a_name_in_the_catalogue() -> None:
    schema = template_schema()
    parts = [schema, *schema["$defs"].values()]
    assert {name for part in parts for name in part.get("properties", ())} == set(FIELDS)
    assert {name.replace("_", " ") for name in FIELDS} == set(FIELDS.values())
    kinds = (one for name, one in schema["$defs"].items() if name not in STANDARDS)
    assert {word for one in kinds for word in one.get("enum", ())} == set(VALUES)


STANDARDS = {"EdFiReason", "ScoreStatus"}
