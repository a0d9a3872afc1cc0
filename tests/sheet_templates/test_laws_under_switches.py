"""The laws of the planner in every pair of assumptions about Google that nobody has proved."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from pathlib import Path

import pytest

from local_sheets.wire import create_app
from service.features.trackers.briefing import Briefing
from sheet_templates.errors import DriftError
from tests.sheet_templates.drifts import KINDS, Drift
from tests.sheet_templates.living import (
    TODAY,
    URL,
    LivingServer,
    LivingTracker,
    desired_of,
    write_people,
)
from tests.sheet_templates.peoples_cells import type_everything, typed_values
from tests.sheet_templates.revising import revised
from tests.sheet_templates.test_planner_laws import assert_kept, settle
from tests.sheet_templates.test_revisions import following

SWITCHES = (
    "strict_service_accounts",
    "organizers_bypass_protections",
    "tab_titles_ignore_case",
    "sort_moves_metadata",
    "protected_columns_stop_new_rows",
    "location_shows_sheet_zero",
    "protections_guard_themselves",
    "protected_editors_need_access",
    "drive_hides_files",
    "strict_rules_refuse_writes",
    "every_protection_counts",
)
Setting = dict[str, bool]


def covering(names: Sequence[str]) -> list[Setting]:
    """Settings in which every two switches stand in each of their four combinations."""
    left = {
        (a, x, b, y) for a, b in combinations(names, 2) for x, y in product((False, True), repeat=2)
    }
    found = []
    while left:
        a, x, b, y = min(left)
        setting = {a: x, b: y}
        for name in names:
            if name not in setting:
                on, off = setting | {name: True}, setting | {name: False}
                setting = on if len(left & _pairs(on)) > len(left & _pairs(off)) else off
        left -= _pairs(setting)
        found.append(setting)
    return found


def _pairs(setting: Setting) -> set[tuple[str, bool, str, bool]]:
    order = [name for name in SWITCHES if name in setting]
    return {(a, setting[a], b, setting[b]) for a, b in combinations(order, 2)}


def test_every_pair_of_switches_is_covered_by_few_settings() -> None:
    settings = covering(SWITCHES)
    assert len(settings) < 16
    covered = set[tuple[str, bool, str, bool]]().union(*map(_pairs, settings))
    assert len(covered) == 4 * len(list(combinations(SWITCHES, 2)))


@pytest.fixture(params=covering(SWITCHES), ids=lambda one: "".join("01"[v] for v in one.values()))
def switched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LivingServer]:
    write_people(tmp_path)
    app = create_app(tmp_path, today=TODAY, base_url=URL, switches=request.param)
    yield LivingServer(app=app, folder=tmp_path)
    app.close()


@pytest.mark.slow
def test_a_tracker_is_drawn_put_right_revised_and_brought_back_under_any_two_assumptions(
    switched: LivingServer, school: Briefing
) -> None:
    tracker = switched.draw(desired_of(school))
    assert tracker.plan().is_empty
    type_everything(tracker)
    for kind, person, tabs in KINDS[::2]:
        _drift_and_settle(tracker, Drift(kind.__name__, person, tabs[-1], kind, 5))
    before = typed_values(tracker.read(), tracker)
    template = revised(school.template, ["take_out_a_column", "rename_a_column", "add_a_column"])
    next_one = LivingTracker(
        server=switched,
        desired=following(school, template),
        spreadsheet_id=tracker.spreadsheet_id,
    )
    try:
        after = settle(next_one, next_one.plan())
        assert_kept(before, typed_values(after, next_one))
        assert_kept(before, typed_values(settle(tracker, tracker.plan()), tracker))
    except DriftError:
        assert_kept(before, typed_values(tracker.read(), tracker))


def _drift_and_settle(tracker: LivingTracker, drift: Drift) -> None:
    drift.happen(tracker)
    before = tracker.read()
    try:
        edits = tracker.plan()
    except DriftError:
        return
    assert_kept(typed_values(before, tracker), typed_values(settle(tracker, edits), tracker))
