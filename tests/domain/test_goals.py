"""Goals: read from their rows, and judged by the latest score against the line to the target."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from service.goals import year_scores
from sheet_templates.library import shipped_template
from sync.domain.authors import Certainty
from sync.domain.goals import (
    Goal,
    GoalState,
    Score,
    Standing,
    UnclearGoal,
    goal_values,
    goals_in,
    standing,
)
from sync.domain.moments import SchoolClock
from sync.store.history import PastEntry
from tests.domain.test_notes_owed import row

TEMPLATE = shipped_template("k5_reading")
SET_ON, HALFWAY, BY_WHEN = date(2026, 10, 1), date(2027, 1, 19), date(2027, 5, 9)
CHILD = "Quill, Mara · Ruiz · c-1"
WHOLE: dict[str, Any] = {
    "tab": "goals", "student": CHILD, "seen": SET_ON,
    "metric": "Oral reading", "start": 20, "target": 60, "by_when": BY_WHEN,
}  # fmt: skip


def goal(start: float = 20, target: float = 60) -> Goal:
    return Goal(
        key="g-1", student="c-1", metric="fluency",
        start=start, target=target, since=SET_ON, by_when=BY_WHEN,
    )  # fmt: skip


def test_a_whole_row_is_a_goal_from_the_day_on_which_it_was_first_seen() -> None:
    assert list(goals_in([row("g-1", **WHOLE)], TEMPLATE)) == [goal()]


def test_who_changes_the_target_keeps_the_day_and_who_changes_the_child_begins_anew() -> None:
    later: dict[str, Any] = WHOLE | {"seen": HALFWAY}
    (raised,) = goals_in([row("g-1", **WHOLE), row("g-1", **later | {"target": 70})], TEMPLATE)
    assert isinstance(raised, Goal)
    assert (raised.target, raised.since) == (70, SET_ON)
    other = later | {"student": "Reed, Ola · Ruiz · c-2"}
    (another,) = goals_in([row("g-1", **WHOLE), row("g-1", **other)], TEMPLATE)
    assert isinstance(another, Goal)
    assert (another.student, another.since) == ("c-2", HALFWAY)


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ({"metric": ""}, ["it does not say what it is measured by"]),
        ({"metric": "Chess"}, ["Chess is no metric of this tracker"]),
        ({"metric": "Comprehension"}, ["Comprehension is not scored in numbers"]),
        ({"start": "low", "target": ""}, ["its start is no number", "its target is no number"]),
        ({"target": 20}, ["its start and its target are the same"]),
        ({"by_when": "soon"}, ["the day by which to reach it cannot be read"]),
        (
            {"by_when": SET_ON},
            ["its day is not after Thursday 1 October 2026, when a sync first saw it"],
        ),
    ],
)
def test_what_a_row_lacks_is_said_all_at_once(said: dict[str, Any], problems: list[str]) -> None:
    (unclear,) = goals_in([row("g-1", **WHOLE | said)], TEMPLATE)
    assert isinstance(unclear, UnclearGoal)
    assert list(unclear.problems) == problems


def test_a_row_without_a_child_and_a_template_without_goals_have_none() -> None:
    assert list(goals_in([row("g-1", **WHOLE | {"student": ""})], TEMPLATE)) == []
    assert list(goals_in([row("g-1", **WHOLE | {"tab": "planning"})], TEMPLATE)) == []


def test_the_line_is_straight_and_ends_at_the_target() -> None:
    up = goal()
    days = (SET_ON - timedelta(days=9), SET_ON, HALFWAY, BY_WHEN, BY_WHEN + timedelta(days=9))
    assert [up.aimline(day) for day in days] == [20, 20, 40, 60, 60]


@pytest.mark.parametrize(
    ("start", "target", "score", "state"),
    [
        (20, 60, 39, GoalState.OFF_TRACK),
        (20, 60, 40, GoalState.ON_TRACK),
        (20, 60, 60, GoalState.REACHED),
        (60, 20, 41, GoalState.OFF_TRACK),
        (60, 20, 40, GoalState.ON_TRACK),
        (60, 20, 19, GoalState.REACHED),
    ],
)
def test_the_latest_score_since_the_goal_was_set_decides(
    start: float, target: float, score: float, state: GoalState
) -> None:
    before = Score(on=SET_ON, number=target)
    earlier = Score(on=HALFWAY - timedelta(days=7), number=start - (target - start))
    stands = standing(goal(start, target), [Score(on=HALFWAY, number=score), earlier, before])
    assert stands.state is state
    assert (stands.latest, stands.aim) == (Score(on=HALFWAY, number=score), 40)


def test_without_a_score_since_then_nothing_is_judged() -> None:
    assert standing(goal(), [Score(on=SET_ON, number=60)]).state is GoalState.UNSCORED


def stands(number: float | None, child: str = "c-1") -> Standing:
    one = Goal(
        key=child, student=child, metric="fluency",
        start=20, target=60, since=SET_ON, by_when=BY_WHEN,
    )  # fmt: skip
    return standing(one, [] if number is None else [Score(on=HALFWAY, number=number)])


def test_a_childs_row_says_what_most_needs_somebody() -> None:
    several = [stands(60), stands(39), stands(None), stands(30)]
    alone = [stands(None, "c-2"), stands(45, "c-3"), stands(70, "c-4")]
    assert goal_values([*several, *alone]) == {
        ("c-1", "on_track"): "not on track (2 of 4)",
        ("c-2", "on_track"): "no score yet",
        ("c-3", "on_track"): "on track",
        ("c-4", "on_track"): "reached",
    }


def past(window: str, seen: int, number: float | None, gone: int | None = None) -> PastEntry:
    return PastEntry(
        student="c-1", tracker="t", checkpoint=window, metric="fluency",
        number=number, text=None, code=None if number is not None else "ABS", typed_as=None, a1="",
        from_at=datetime(2027, 1, seen, 18, tzinfo=UTC),
        to_at=None if gone is None else datetime(2027, 1, gone, 18, tzinfo=UTC),
        run_id=None, author=None, certainty=Certainty.NOT_KNOWN,
    )  # fmt: skip


def test_a_score_counts_for_the_day_it_was_first_seen_at_the_latest_its_windows_due_day() -> None:
    due = {"fall": date(2027, 1, 10), "winter": date(2027, 1, 25), "spring": date(2027, 1, 30)}
    found = year_scores(
        [
            past("fall", 20, 31),  # handed in late
            past("gone", 5, 99),  # of a window that this year does not have
            past("spring", 28, None),
            past("winter", 12, 21, gone=14),
            past("winter", 14, 12),  # put right
        ],
        due,
        SchoolClock(zone=ZoneInfo("America/Chicago")),
    )
    assert found == {
        ("c-1", "fluency"): [
            Score(on=date(2027, 1, 10), number=31),
            Score(on=date(2027, 1, 12), number=12),
        ]
    }
