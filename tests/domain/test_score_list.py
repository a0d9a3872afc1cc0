"""Scores of another program's list: what is read of them, and what a tracker is to say."""

from collections.abc import Mapping

from sync.domain.decide import decide
from sync.domain.entries import EntryKey
from sync.domain.known import Known
from sync.domain.score_list import ListedScore, ReadList, State, Taking, read_list, taking
from tests.domain.built_tab import EXPECTED, TRACKER, BuiltTab, Row, child_row


def key(child: str, metric: str = "reading") -> EntryKey:
    return EntryKey(student=child, checkpoint="spring", metric=metric)


def listed(*lines: tuple[str, str], metric: str = "reading") -> ReadList:
    """The list as it is read; its first score stands in line 2."""
    scores = [
        ListedScore(line=line, student=student, text=text)
        for line, (student, text) in enumerate(lines, start=2)
    ]
    return read_list([EXPECTED], "spring", metric, scores)


def said(state: State) -> Mapping[EntryKey, float | str | None]:
    return {key: value.number if value.code is None else value.code for key, value in state.items()}


def test_scores_and_codes_are_read_for_the_column_that_was_named_and_blanks_say_nothing() -> None:
    found = listed(("st-1", "512"), ("st-9", "500"), ("st-2", "abs"), ("st-3", " "), metric="math")
    assert {tracker: said(state) for tracker, state in found.values.items()} == {
        TRACKER: {key("st-1", "math"): 512, key("st-2", "math"): "ABS"}
    }
    assert (found.strangers, found.problems) == (("st-9",), ())


def test_a_child_may_stand_twice_with_one_score_and_not_with_two() -> None:
    assert listed(("st-1", "512"), ("st-1", "512")).problems == ()
    assert listed(("st-1", "512"), ("st-2", "500"), ("st-1", "521")).problems == (
        "line 4: st-1 stands in line 2 already, with another score; keep one",
    )


def test_what_is_no_score_is_named_with_its_line() -> None:
    (problem,) = listed(("st-1", "512"), ("st-2", "5120")).problems
    assert problem.startswith("line 3: 5120 is outside Stanford Achievement Test scale score.")


def test_a_column_that_no_tracker_has_is_named_by_its_keys() -> None:
    assert listed(("st-1", "512"), metric="chess") == ReadList(
        values={},
        problems=(
            (
                "no tracker has a column for the metric 'chess' in the window 'spring'; name both "
                "by their keys in the template (tracksheet template show)"
            ),
        ),
    )


def taken(*rows: Row, replaces: bool = False, metric: str = "reading") -> Taking:
    """What the list changes where these rows stand: 512 for the first child and 500 for others."""
    found = listed(("st-1", "512"), ("st-2", "500"), ("st-3", "500"), metric=metric)
    wanted = found.values[TRACKER]
    decision = decide(EXPECTED, BuiltTab(rows=rows).snapshot(), Known())
    return taking(EXPECTED, wanted, decision.opened, decision, replaces=replaces)


def test_blanks_are_filled_and_another_score_is_replaced_on_the_owners_word_alone() -> None:
    rows = (child_row("st-1", 512), child_row("st-2", 490), child_row("st-3"))
    filled = taken(*rows)
    assert said(filled.then) == {key("st-3"): 500}
    assert filled.now == {}
    assert filled.left == ("Name of st-2, Spring reading: 490 stands there, the list says 500",)
    replaced = taken(*rows, replaces=True)
    assert said(replaced.then) == {key("st-1"): 512, key("st-2"): 500, key("st-3"): 500}
    assert said(replaced.now) == {key("st-1"): 512, key("st-2"): 490}
    assert replaced.left == ()


def test_what_is_in_doubt_stays_as_it_is() -> None:
    rows = (child_row("st-1", "?"), child_row("st-2"), child_row("st-3"))
    unreadable = taken(*rows, replaces=True)
    assert said(unreadable.then) == {key("st-2"): 500, key("st-3"): 500}
    assert taken(*rows, metric="math").left == (), "a cell beside it is in no doubt"
    gone = taken(child_row("st-1"), replaces=True)
    assert said(gone.then) == {key("st-1"): 512}
    why = "what stands there is in doubt; see to it first"
    assert [*unreadable.left, *gone.left] == [
        f"Name of {child}, Spring reading: {why}" for child in ("st-1", "st-2", "st-3")
    ]
