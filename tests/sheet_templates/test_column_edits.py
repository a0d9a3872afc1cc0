"""Columns that are changed one by one make the template that is wanted, or are refused whole."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheet_templates.column_edits import (
    METRICS,
    Added,
    Draft,
    Line,
    changed,
    draft_of,
    free_key,
    keys_of,
    refused,
)
from sheet_templates.column_wishes import Wish, granted
from sheet_templates.dictionary import dictionary
from sheet_templates.errors import TemplateError
from sheet_templates.library import shipped_template
from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import parse_template, template_text
from sheet_templates.revision import revision

BEFORE = shipped_template()
TAKEN = keys_of([BEFORE])
PACE = Wish(
    title="Reading pace",
    kind="number",
    lowest="0",
    highest="250",
    windows=("spring",),
    roles=("teacher",),
    why="A child that reads fast enough understands more.",
    reached_at="60",
)


def with_line(draft: Draft, place: str, key: str, *, title: str = "", shown: bool = True) -> Draft:
    def other(line: Line) -> Line:
        if (line.place, line.key) != (place, key):
            return line
        return replace(line, title=title or line.title, is_shown=shown)

    return replace(draft, lines=tuple(map(other, draft.lines)))


def with_wish(draft: Draft, wish: Wish) -> Draft:
    added, problems = granted(wish, BEFORE, TAKEN)
    assert added, problems
    return draft.with_added(added, wish.title)


def headers(template: TrackerTemplate, tab: str = "Students") -> list[str]:
    return [one.header for one in dictionary(template) if one.tab == tab and not one.is_hidden]


def problems_of(draft: Draft) -> list[str]:
    with pytest.raises(TemplateError) as error:
        changed(BEFORE, draft)
    return list(error.value.problems)


def test_nothing_changed_is_the_same_template_one_version_on() -> None:
    made = changed(BEFORE, draft_of(BEFORE))
    assert made == replace(BEFORE, version=BEFORE.version + 1)
    assert revision(BEFORE, made) == ()


def test_scores_are_renamed_added_and_put_into_another_order_by_their_key() -> None:
    draft = with_line(draft_of(BEFORE), METRICS, "math", title="Numbers")
    draft = with_wish(draft.moved(METRICS, "math", -1), PACE)
    made = changed(BEFORE, draft)
    assert [one.key for one in made.metrics] == ["math", "reading", "reading_pace"]
    assert [one for one in headers(made) if one.startswith("Spring")] == [
        "Spring numbers",
        "Spring reading",
        "Spring reading pace",
        "Spring numbers: growth",
        "Spring reading: growth",
        "Spring reading pace: level",
    ]
    pace = made.metrics[-1]
    assert made.scale_of(pace).in_words == "0 to 250"
    assert (pace.windows, pace.mastery, pace.cuts[0].at_least) == (("spring",), "On track", 60)
    assert set(revision(BEFORE, made)) == {
        "scales: add Reading pace",
        "metrics: add Reading pace",
        'metrics Mathematics: rename "Mathematics" to "Numbers"',
        "metrics: another order",
    }


def test_a_column_of_a_tab_is_added_with_its_range_and_who_types() -> None:
    wish = Wish(title="Days late", place="students", kind="number", lowest="0", roles=("teacher",))
    made = changed(BEFORE, with_wish(draft_of(BEFORE), wish))
    column = made.students.columns[-1]
    assert (column.key, column.lowest, column.highest) == ("days_late", 0, None)
    assert [one.value for one in column.edited_by] == ["teacher"]
    wish = Wish(title="Mood", place="supports", kind="choice", words="low, fair, high")
    made = changed(BEFORE, with_wish(draft_of(BEFORE), wish))
    (mood,) = (one for tab in made.tabs for one in tab.columns if one.key == "mood")
    assert mood.choices == ("low", "fair", "high")
    assert mood.edited_by == ()


def test_a_hidden_column_is_kept_and_its_filter_views_go_and_come_with_it() -> None:
    hidden = changed(BEFORE, with_line(draft_of(BEFORE), "students", "talk_about", shown=False))
    assert "Talk about at the next review" not in headers(hidden)
    views = {view.key: view.off for view in hidden.filter_views if view.column == "talk_about"}
    assert set(views.values()) == {"Its column is hidden."}
    again = changed(hidden, with_line(draft_of(hidden), "students", "talk_about", shown=True))
    assert replace(again, version=BEFORE.version) == BEFORE


def test_all_problems_are_told_at_once_in_the_words_of_the_format() -> None:
    draft = with_line(draft_of(BEFORE), METRICS, "reading", shown=False)
    draft = with_line(draft, "students", "attendance", shown=True)
    draft = with_line(draft, "students", "to_do", shown=True, title=" ")
    found = problems_of(draft)
    assert (
        "metrics.reading: the primary metric is owed for every student; it cannot be off" in found
    )
    assert any(
        one.startswith("tabs.students.columns.attendance.kind: nothing fills") for one in found
    )
    assert any("to_do.header: is empty; people need a word" in one for one in found)


def test_what_holds_entries_is_neither_taken_out_nor_made_of_another_kind() -> None:
    whole = draft_of(BEFORE)
    fewer = replace(whole, lines=tuple(one for one in whole.lines if one.key != "talk_about"))
    (problem,) = problems_of(fewer)
    assert problem.startswith("tabs.students.columns.talk_about: cannot be taken out")
    assert problem.endswith("hide it, and it is kept with all that is in it")
    source = json.loads(template_text(BEFORE))
    (tab,) = (one for one in source["tabs"] if one["key"] == "supports")
    tab["columns"] = [one for one in tab["columns"] if one["key"] != "setting"]
    next(one for one in tab["columns"] if one["key"] == "goal")["kind"] = "date"
    source["scales"][0] |= {"kind": "percent", "lowest": 0, "highest": 100}
    told = list(refused(BEFORE, parse_template(source, "other")))
    assert [one.partition(":")[0] for one in told] == [
        "metrics.reading",
        "metrics.math",
        "tabs.supports.columns.setting",
        "tabs.supports.columns.goal",
    ]
    assert "add another column and hide this one" in told[0]
    stranger = Added(place="supports", part={"key": "goal", "kind": "date", "header": "Goal"})
    draft = replace(whole, added=(stranger,))
    assert any("its kind is text and cannot become date" in one for one in problems_of(draft))


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (
            replace(PACE, title=" ", lowest="low"),
            ["Heading: is empty", 'Lowest: "low" is no number'],
        ),
        (replace(PACE, kind="date"), ['"date" cannot be there']),
        (replace(PACE, place="elsewhere"), ["Where: choose one"]),
    ],
)
def test_a_wish_that_cannot_be_written_says_why(wish: Wish, words: list[str]) -> None:
    added, problems = granted(wish, BEFORE, TAKEN)
    assert added is None
    assert all(any(word in one for one in problems) for word in words)


def test_a_fourth_supporting_metric_is_refused_unless_one_is_hidden() -> None:
    draft = draft_of(BEFORE)
    for number in range(3):
        added, _ = granted(replace(PACE, title=f"Pace {number}"), BEFORE, TAKEN)
        assert added
        draft = draft.with_added(added, f"Pace {number}")
    assert any("4 supporting metrics; keep at most 3" in one for one in problems_of(draft))
    made = changed(BEFORE, with_line(draft, METRICS, "math", shown=False))
    assert len(made.drawn_metrics) == 4


def test_a_key_is_never_used_again() -> None:
    assert free_key("2nd Reading: pace!", TAKEN) == "nd_reading_pace"
    assert free_key("Tier", {*TAKEN, "tier_2"}) == "tier_3"
    assert free_key("Lesen", ["lesen"]) == "lesen_2"
    assert free_key("读", ()) == "column"


moves = st.lists(
    st.tuples(st.sampled_from(draft_of(BEFORE).lines), st.sampled_from([-1, 1, "hide", "Other"])),
    max_size=12,
)


@settings(max_examples=30)
@given(moves)
def test_whatever_is_pressed_no_column_is_lost_and_none_means_something_else(
    pressed: list[tuple[Line, int | str]],
) -> None:
    draft = draft_of(BEFORE)
    for line, what in pressed:
        if isinstance(what, int):
            draft = draft.moved(line.place, line.key, what)
        elif what == "hide":
            draft = with_line(draft, line.place, line.key, shown=False)
        else:
            draft = with_line(draft, line.place, line.key, title=f"{what} {line.key}")
    try:
        made = changed(BEFORE, draft)
    except TemplateError:
        return
    assert not list(refused(BEFORE, made))
    assert keys_of([made]) == TAKEN
    for place in {line.place for line in draft.lines}:
        assert [one.key for one in draft_of(made).lines if one.place == place] == [
            one.key for one in draft.lines if one.place == place
        ]
