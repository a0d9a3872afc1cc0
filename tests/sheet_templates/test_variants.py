"""Every shipped template is drawn into a spreadsheet, and its formulas say what they should."""

from dataclasses import replace
from typing import Any

import pytest

from service.features.trackers.briefing import Briefing
from sheet_templates.a1 import a1
from sheet_templates.desired import DesiredTab
from sheet_templates.library import shipped_names, shipped_template
from tests.sheet_templates.living import (
    TEACHER,
    LivingServer,
    LivingTracker,
    desired_of,
)
from tests.sheet_templates.spare_rows import with_spare_rows

FIRST_ROW = 9


def drawn(server: LivingServer, school: Briefing, name: str) -> LivingTracker:
    template = with_spare_rows(shipped_template(name), 2)
    return server.draw(desired_of(replace(school, template=template)))


def students(tracker: LivingTracker) -> DesiredTab:
    return next(tab for tab in tracker.desired.tabs if tab.key == "students")


def place(tracker: LivingTracker, column: str) -> str:
    keys = [one.key for one in students(tracker).columns]
    return f"Students!{a1(FIRST_ROW, keys.index(column))}"


def shown(tracker: LivingTracker, column: str) -> Any:
    keys = [one.key for one in students(tracker).columns]
    cell = tracker.tab("students").cell(FIRST_ROW, keys.index(column))
    return next(iter(cell.effective.values()), None)


@pytest.mark.parametrize("name", shipped_names())
def test_a_variant_is_drawn_whole_and_its_second_plan_is_empty(
    server: LivingServer, school: Briefing, name: str
) -> None:
    tracker = drawn(server, school, name)
    assert tracker.plan().is_empty
    titles = [tab.title for tab in tracker.read().tabs]
    assert titles == [
        "Start here",
        "Students",
        "Supports",
        "Progress notes",
        "Contacts with home",
        "Goals",
        "Planning forward",
        "Lists",
    ]


def test_levels_growth_and_to_do_follow_what_is_typed(
    server: LivingServer, school: Briefing
) -> None:
    tracker = drawn(server, school, "k5_reading")
    assert shown(tracker, "to_do") == "9 missing"  # after the last window, nothing typed
    tracker.type(TEACHER, place(tracker, "fall.fluency"), [40, 79, "Meeting"])
    tracker.type(TEACHER, place(tracker, "winter.fluency"), [66, 80, "ABS"])
    assert shown(tracker, "fall.vocabulary.level") == "Nearly"
    assert shown(tracker, "winter.vocabulary.level") == "Mastered"
    assert shown(tracker, "winter.fluency.growth") == 26
    assert shown(tracker, "spring.fluency.growth") in {None, ""}
    assert shown(tracker, "to_do") == "3 missing"
    tracker.type(TEACHER, place(tracker, "spring.fluency"), ["EX", 90, "Exceeding"])
    assert shown(tracker, "to_do") == "complete"
