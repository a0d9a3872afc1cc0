"""What is told of milestones that make no sense, all at once; and a year without any."""

import copy
from typing import Any

from sheet_templates.library import shipped_template
from sheet_templates.lint import remarks
from sheet_templates.parsing import parse_template
from tests.sheet_templates.broken_templates import SHIPPED, problems

WELL: dict[str, Any] = SHIPPED["cadence"]["milestones"][0]
START = {"grading_period": 1, "edge": "start"}


def told(*milestones: dict[str, Any]) -> list[str]:
    """The problems of a template with these milestones, without the path that all share."""
    source = copy.deepcopy(SHIPPED)
    source["cadence"]["milestones"] = list(milestones)
    return [
        problem.removeprefix("own.toml: cadence.milestones").removeprefix(".")
        for problem in problems(source)
    ]


def milestone(**other: Any) -> dict[str, Any]:
    """A milestone that is well made but for these fields; None takes one out."""
    whole = copy.deepcopy(WELL) | other
    return {name: value for name, value in whole.items() if value is not None}


def after(**other: Any) -> dict[str, Any]:
    return milestone(
        key="after", kind="after assessment", opens=None, due=None, **{"after": "fall"} | other
    )


def test_all_that_is_wrong_with_milestones_is_told_at_once() -> None:
    assert told(
        milestone(),
        milestone(what=" "),
        milestone(key="No key"),
        milestone(key="late", due={**START, "days": -1}),
        milestone(key="zero", opens={**START, "grading_period": 0, "days": 0}),
        milestone(key="days", days=5),
        milestone(key="dayless", opens=None),
        milestone(key="follows", after="fall", days=3, opens=None, due=None),
        milestone(key="both", kind="caregiver contact", after="fall", days=3),
    ) == [
        ': "start" stands 2 times; keep one',
        ': the key "No key" must be small letters, digits, - and _, and begin with a letter',
        "start.what: is empty; people read it among their duties",
        "late.due: lies before it opens; change one of the two",
        "zero.opens.grading_period: counts from 1, or from the last with -1; 0 is neither",
        "days.days: counts from a window; add after, or remove the days",
        "dayless.opens: is missing; add it, or name a window in after",
        "follows.after: is for what follows a window; give opens and due, or another kind",
        "both.opens: follows from the window that it is after; remove it",
        "both.due: follows from the window that it is after; remove it",
    ]


def test_what_follows_a_window_names_one_that_is_there_and_how_long_after() -> None:
    assert told(after(after="summer", days=0)) == [
        'after.after: "summer" is not one of the windows (fall, spring)',
        "after.days: 0 must be 1 or more",
    ]
    assert told(after()) == [
        "after.days: is missing; say how many school days after the window it is due"
    ]
    assert told(after(after=None)) == [
        "after.after: is missing; name the window that it follows, or give it another kind"
    ]


def test_a_year_without_a_moment_to_use_the_data_can_be_drawn_and_is_remarked() -> None:
    source = copy.deepcopy(SHIPPED)
    del source["cadence"]["milestones"]
    assert list(remarks(parse_template(source, "own.toml"))) == [
        (
            "cadence.milestones: nothing is planned for the start of the year, the time after an "
            "assessment and the end of the year; add a milestone that says who does what then"
        )
    ]
    assert not list(remarks(shipped_template()))
