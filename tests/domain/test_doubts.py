"""States of a whole tab that are not taken over without a word, and those that are."""

import random
from dataclasses import replace
from typing import Any

import pytest

from sheet_templates.desired.students import student_row_key
from sheet_templates.expectation import Measure
from sync.domain.decide import Decision, decide
from sync.domain.entries import Ending, VerbatimRow, Weight
from sync.domain.holds import Hold, unpacked
from sync.domain.judging.lost import shrunk_records
from sync.domain.known import Known
from tests.domain.built_class import BuiltClass, key, numbers
from tests.domain.built_tab import EXPECTED, TRACKER, Row, built_tab_of

FOUR = BuiltClass(
    scores={
        "ann": (500, 501, 502, 503),
        "ben": (510, 511, 512, 513),
        "cat": (520, 521, 522, 523),
        "dan": (530, 531, 532, 533),
    }
)


def held(decision: Decision) -> list[tuple[str, str]]:
    return [(hold.scope, hold.rule) for hold in decision.holds]


def with_column(built: BuiltClass, at: int, values: list[float | None]) -> dict[str, list[float]]:
    """The class with another column."""
    rows = {child: list(scores) for child, scores in built.scores.items()}
    for child, value in zip(rows, values, strict=True):
        rows[child][at] = value
    return rows


def large(size: int, columns: int = 2) -> BuiltClass:
    chance = random.Random(5)
    return BuiltClass(
        scores={
            f"c{n:02}": tuple(
                350 + 7 * n + 13 * column + chance.randint(0, 3) for column in range(columns)
            )
            for n in range(size)
        },
        columns=("fall.reading", "spring.reading", "fall.math", "spring.math")[:columns],
    )


# ---- scores sorted apart from their names -----------------------------------------------------


def test_a_column_sorted_apart_from_the_names_stops_the_tab_and_nothing_changes() -> None:
    decision = FOUR.then(with_column(FOUR, 0, [530, 520, 510, 500]))
    assert held(decision) == [("", "sorted_apart")]
    assert (decision.opened, decision.closed, decision.moved) == ({}, {}, {})
    assert decision.stopped == {"students"}
    (issue,) = decision.doubts
    assert (issue.rule, issue.weight) == ("sorted_apart", Weight.STOPPED)
    assert issue.message == (
        "4 scores of Fall reading that were known under other children stand in other rows now: "
        "they were sorted, pasted or shifted apart from their names. The earlier scores stay. If "
        "the new places are right, accept them; else undo it "
        "(File, Version history)."
    )
    (hold,) = decision.holds
    assert {one: value and value.number for one, value in hold.changes.items()} == {
        key("ann", "fall.reading"): 530,
        key("ben", "fall.reading"): 520,
        key("cat", "fall.reading"): 510,
        key("dan", "fall.reading"): 500,
    }
    assert [row.position for row in hold.rows] == [9, 10, 11, 12]


@pytest.mark.parametrize(
    "column",
    [
        [510, 500, 520, 530],  # two children's scores changed places
        [510, 520, 530, None],  # cells deleted, the rest moved up
        [None, 500, 510, 520],  # cells inserted, the rest moved down
        [520, 500, 510, 530],
        [500, 530, 520, None],
        [500, 520, None, 530],  # one moved over another and left a blank
        [500, 520, "?", 530],  # or what cannot be read
        [510, 520, 530, 530],  # the list copied one row higher
        [500, 500, 510, 520],
    ],
)
def test_known_scores_under_other_keys_are_held(column: list[float | None]) -> None:
    assert held(FOUR.then(with_column(FOUR, 0, column))) == [("", "sorted_apart")]


def test_a_sort_is_seen_through_scores_typed_the_same_day() -> None:
    built = large(12, columns=1)
    values = [scores[0] for scores in built.scores.values()]
    shuffled = [*reversed(values[:-2]), 777, 778]
    assert held(built.then(with_column(built, 0, shuffled))) == [("", "sorted_apart")]


@pytest.mark.parametrize(
    ("column", "changed"),
    [
        ([505, 510, 520, 530], 1),  # a correction
        ([None, 510, 520, 530], 1),  # a score taken away
        ([510, 510, 520, 530], 1),  # the same score as another child's
        ([505, 515, 525, 535], 4),  # all corrected
    ],
)
def test_what_people_correct_is_taken(column: list[float | None], changed: int) -> None:
    decision = FOUR.then(with_column(FOUR, 0, column))
    assert (held(decision), decision.changes) == ([], changed)


def test_a_score_moved_to_the_child_it_was_meant_for_is_taken() -> None:
    """Typed beside the wrong name, cut and pasted beside the right one, which was blank."""
    built = BuiltClass(scores={"ann": (500,), "ben": (None,)}, columns=("fall.reading",))
    decision = built.then({"ann": (None,), "ben": (500,)})
    assert (held(decision), numbers(decision.opened)) == ([], {key("ben", "fall.reading"): 500})
    assert decision.closed == {key("ann", "fall.reading"): Ending.CLEARED}


def test_a_score_that_moved_while_another_vanished_is_asked_about() -> None:
    """A cell between them was deleted, and the one below moved up."""
    built = BuiltClass(
        scores={"ann": (500,), "ben": (None,), "cat": (520,)}, columns=("fall.reading",)
    )
    decision = built.then({"ann": (None,), "ben": (520,), "cat": (None,)})
    assert held(decision) == [("", "sorted_apart")]


@pytest.mark.parametrize(
    ("was", "now", "is_held"),
    [
        ((500, None, None, 520), (None, None, 520, 520), True),  # the list copied one row higher
        ((500, 510, None, 520), (None, 510, 520, 520), False),  # what stands between stayed
        ((500, None, None, 520), (None, None, 530, 520), False),
        ((None, None, 500, 520), (None, 500, None, 520), False),  # the one score moved alone
    ],
)
def test_a_list_of_one_score_copied_one_row_off_over_another_is_asked_about(
    was: tuple[float | None, ...], now: tuple[float | None, ...], *, is_held: bool
) -> None:
    def scores(values: tuple[float | None, ...]) -> dict[str, tuple[float | None, ...]]:
        return {child: (value,) for child, value in zip(FOUR.scores, values, strict=True)}

    expected = [("", "sorted_apart")] if is_held else []
    for order in (1, -1):  # the same upside down
        built = BuiltClass(scores=scores(was[::order]), columns=("fall.reading",))
        assert held(built.then(scores(now[::order]))) == expected


def test_one_score_beside_a_blank_may_move_in_one_row_but_not_in_several() -> None:
    built = BuiltClass(
        scores={"ann": (None, 501), "ben": (None, 511)}, columns=("fall.reading", "fall.math")
    )
    one = built.then({"ann": (501, None), "ben": (None, 511)})
    assert (held(one), one.changes) == ([], 2)
    gap = BuiltClass(scores={"ann": (None, 501), "ben": (510, None)}, columns=built.columns)
    told = gap.then({"ann": (501, None), "ben": (None, None)})
    assert [rule for _, rule in held(told)] == ["row_shifted", "row_shifted"]
    assert told.holds[1].message == (
        "Scores are gone from row 11, and in other rows cells were deleted or inserted at the same "
        "time. The earlier scores stay. If they are to be gone, accept that; else undo it "
        "(File, Version history)."
    )
    assert told.changes == 0
    both = built.then({"ann": (501, None), "ben": (511, None)})
    assert [rule for _, rule in held(both)] == ["row_shifted", "row_shifted"]
    assert both.changes == 0


def test_a_childs_scores_that_moved_together_are_asked_about() -> None:
    built = BuiltClass(
        scores={"ann": (500, 501), "ben": (None, None)}, columns=("fall.reading", "fall.math")
    )
    decision = built.then({"ann": (None, None), "ben": (500, 501)})
    assert held(decision) == [("", "sorted_apart")]
    assert decision.doubts[0].message.startswith("2 scores of Fall reading and Fall math that")


# ---- a row shifted sideways -------------------------------------------------------------------


@pytest.mark.parametrize(
    "row", [(501, 502, 503, None), (None, 500, 501, 502), (500, 502, 503, None)]
)
def test_a_row_whose_cells_were_shifted_sideways_waits_alone(row: tuple[float | None, ...]) -> None:
    decision = FOUR.then({"ann": row, "ben": (510, 511, 512, 599)})
    assert [(scope.split(":")[0], rule) for scope, rule in held(decision)] == [
        ("row", "row_shifted")
    ]
    assert numbers(decision.opened) == {key("ben", "spring.math"): 599}
    assert (decision.closed, decision.stopped) == ({}, frozenset())
    assert decision.doubts[0].message == (
        "The scores in row 10 stand one column beside where they were known: cells were deleted or "
        "inserted. The earlier scores stay. If the new places are right, accept them; else undo "
        "it (File, Version history)."
    )


@pytest.mark.parametrize(
    ("was", "now", "is_held"),
    [
        ((500, None, None), (None, None, "=J9"), True),
        ((None, 500, "?"), (None, "?", "=J9"), True),
        ((500, 501, None), ("=J9", 501, None), False),
        ((500, 501, None), ("=J9", "=J9", None), False),
    ],
)
def test_a_formula_beside_a_lost_score_was_drawn_in_and_one_in_its_place_was_typed(
    was: tuple[Any, ...], now: tuple[Any, ...], *, is_held: bool
) -> None:
    columns = ("fall.reading", "fall.math", "spring.reading")
    decision = BuiltClass(scores={"ann": was}, columns=columns).then({"ann": now})
    assert [rule for _, rule in held(decision)] == ["row_shifted"] * is_held
    assert is_held or set(decision.closed.values()) == {Ending.DOUBTED}


# ---- rows beside rows in doubt ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "is_held"),
    [
        ((530, 531, 532, 533), True),
        ((530, None, None, None), True),
        ((600, 601, 602, 603), False),
        ((530, 531, 532, 603), False),
    ],
)
def test_scores_of_a_child_whose_row_is_in_doubt_wait_where_they_turn_up(
    typed: tuple[int | None, ...], *, is_held: bool
) -> None:
    built = BuiltClass(scores={**FOUR.scores, "ben": (None,) * 4})
    keys = {child: student_row_key(TRACKER, child) for child in built.scores}
    rows = tuple(
        Row(mark=key, values=(says, *scores))
        for child, key in keys.items()
        for says in (keys["dan"] if child == "ann" else key,)
        for scores in (typed if child == "ben" else built.scores[child],)
    )
    read = built_tab_of(rows, ("key", *built.columns))
    decision = decide(built.expectation, read, built.known())
    told = "The new scores in row 11 are those of a child whose own row is in doubt: "
    assert [one.message.startswith(told) for one in decision.doubts] == [True, False][not is_held :]
    assert {one.student for one in decision.opened} == (set() if is_held else {"ben"})


# ---- bulk changes, losses -----------------------------------------------------------------------


def test_find_and_replace_over_a_column_holds_that_column() -> None:
    built = large(20)
    replaced = [scores[0] + 1 for scores in built.scores.values()]
    decision = built.then(with_column(built, 0, [*replaced[:-1], None]))
    assert held(decision) == [("column:fall.reading", "replaced")]
    assert (decision.opened, set(decision.closed)) == ({}, {key("c19", "fall.reading")})
    assert decision.doubts[0].message == (
        "19 of 20 scores of Fall reading were changed at once, as by find and replace. The earlier "
        "scores stay. If that is right, accept it; else undo it "
        "(File, Version history)."
    )
    few = [*replaced[:10], *(scores[0] for scores in list(built.scores.values())[10:])]
    assert held(built.then(with_column(built, 0, few))) == []


@pytest.mark.parametrize(("size", "lost", "waits"), [(20, 10, False), (20, 11, True)])
def test_more_than_ten_entries_and_a_tenth_may_not_vanish_unasked(
    size: int, lost: int, *, waits: bool
) -> None:
    built = large(size, columns=1)
    values = [None if n < lost else s[0] for n, s in enumerate(built.scores.values())]
    decision = built.then(with_column(built, 0, values))
    assert held(decision) == ([("", "shrunk")] if waits else [])
    assert len(decision.closed) == (0 if waits else lost)


def test_eleven_of_many_may_go_since_they_are_no_tenth() -> None:
    built = large(60)
    values = [None if n < 11 else s[0] for n, s in enumerate(built.scores.values())]
    assert held(built.then(with_column(built, 0, values))) == []


def test_scores_that_cannot_be_read_any_more_count_as_lost() -> None:
    built = large(20)
    spoilt = {child: ("n.n.", scores[1]) for child, scores in built.scores.items()}
    decision = built.then(spoilt)
    assert (held(decision), decision.closed) == ([("", "shrunk")], {})
    assert decision.doubts[0].message == (
        "20 of 40 scores in Students are gone or cannot be read any more. The earlier scores stay. "
        "If that is right, accept it; else undo it (File, "
        "Version history)."
    )


def test_a_tab_in_which_no_child_is_found_any_more_is_an_error() -> None:
    empty = BuiltClass(scores={}, columns=FOUR.columns).snapshot()
    decision = decide(FOUR.expectation, empty, FOUR.known())
    assert held(decision) == [("", "tab_lost")]
    assert not decision.holds[0].can_be_accepted
    assert decision.errors == (
        (
            "s-1.2026.01: No row in Students can be told to be a child's any more. All entries "
            "stay as they were. Undo what was done (File, Version history)."
        ),
    )
    assert (decision.opened, decision.closed) == ({}, {})


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (20, 10, None),
        (20, 9, "rows_lost"),
        (120, 109, None),
        (3, 0, "tab_empty"),
        (0, 0, None),
        (0, 5, None),
    ],
)
def test_records_may_not_vanish_unasked(before: int, after: int, rule: str | None) -> None:
    rows = tuple(
        VerbatimRow(tab="notes", row_key=f"r{n}", position=n, cells=b"{}") for n in range(after)
    )
    known = Known(rows={"notes": frozenset(f"r{n}" for n in range(before))})
    hold = shrunk_records(EXPECTED.tabs[1], rows, known)
    assert (hold.rule if hold else None) == rule
    confirmed = replace(known, confirmed_tabs=frozenset({"notes"}))
    assert shrunk_records(EXPECTED.tabs[1], rows, confirmed) is None


# ---- a list that slipped by a row ---------------------------------------------------------------


def _class_with_history(size: int, seed: int) -> tuple[BuiltClass, list[float]]:
    chance = random.Random(seed)
    fall = [chance.randint(380, 620) for _ in range(size)]
    spring = [score + 25 + chance.randint(-15, 15) for score in fall]
    return (
        BuiltClass(
            scores={f"c{n:02}": (score, None) for n, score in enumerate(fall)},
            columns=("fall.reading", "spring.reading"),
        ),
        list(map(float, spring)),
    )


@pytest.mark.parametrize(("step", "where"), [(1, "lower"), (-1, "higher")])
def test_a_list_pasted_one_row_off_is_held_and_asked_about(step: int, where: str) -> None:
    built, spring = _class_with_history(18, seed=3)
    pasted = [*spring[1:], None] if step == 1 else [None, *spring[:-1]]
    decision = built.then(with_column(built, 1, pasted))
    assert held(decision) == [("column:spring.reading", "slipped")]
    assert decision.opened == {}
    assert decision.doubts[0].message == (
        "17 new scores of Spring reading fit the children's own earlier scores clearly better one "
        f"row {where}: the list may have been pasted one row off. They are not taken yet. If they "
        "are right, accept them; else paste the list again."
    )


def test_scores_that_stood_there_are_corrected_and_no_list_that_slipped() -> None:
    """Ten of eighteen, as many as would tell of a list; each becomes what its neighbour's was."""
    built, spring = _class_with_history(18, seed=3)
    stood: list[float | None] = [score + 90 for score in spring]
    there = replace(built, scores=with_column(built, 1, stood))
    corrected = [*spring[1:11], *stood[10:]]
    assert held(there.then(with_column(there, 1, corrected))) == []


def test_a_list_in_its_place_is_taken_and_so_is_one_that_nothing_is_known_of() -> None:
    built, spring = _class_with_history(18, seed=3)
    assert held(built.then(with_column(built, 1, list(spring)))) == []
    slipped = with_column(built, 1, [*spring[1:], None])
    assert held(built.then(slipped, Known())) == []


# ---- a word that was given ----------------------------------------------------------------------


def test_what_was_accepted_is_taken_over_by_the_next_read() -> None:
    sorted_column = with_column(FOUR, 0, [530, 520, 510, 500])
    (hold,) = FOUR.then(sorted_column).holds
    accepted = replace(FOUR.known(), confirmed=hold.changes)
    decision = FOUR.then(sorted_column, accepted)
    assert held(decision) == []
    assert set(numbers(decision.opened).values()) == {500, 510, 520, 530}


def test_what_was_accepted_covers_nothing_else() -> None:
    (hold,) = FOUR.then(with_column(FOUR, 0, [530, 520, 510, 500])).holds
    accepted = replace(FOUR.known(), confirmed=hold.changes)
    again = FOUR.then(with_column(FOUR, 1, [531, 521, 511, 501]), accepted)
    assert held(again) == [("", "sorted_apart")]


def test_a_hold_is_packed_without_loss_and_the_same_whenever_it_is_found() -> None:
    (hold,) = FOUR.then(with_column(FOUR, 0, [530, 520, 510, 500])).holds
    back: Hold = unpacked(
        hold.packed(), tab=hold.tab, scope=hold.scope, rule=hold.rule, message=hold.message
    )
    assert back == hold
    (again,) = FOUR.then(with_column(FOUR, 0, [530, 520, 510, 500])).holds
    assert again.digest() == hold.digest()
    (other,) = FOUR.then(with_column(FOUR, 0, [520, 530, 510, 500])).holds
    assert other.digest() != hold.digest()


def test_a_hold_is_the_same_wherever_its_rows_stand_and_not_with_another_word_in_them() -> None:
    (hold,) = FOUR.then(with_column(FOUR, 0, [530, 520, 510, 500])).holds
    changes = {
        key: value and value._replace(a1=f"Z{at}")
        for at, (key, value) in enumerate(hold.changes.items())
    }
    first, *others = (replace(row, position=row.position + 3) for row in hold.rows)
    lower = replace(hold, changes=changes, rows=(*others, replace(first, row_key="by its place")))
    assert (lower.digest(), lower.packed() == hold.packed()) == (hold.digest(), False)
    said = replace(lower, rows=(*others, replace(first, cells=b'{"H": 7}')))
    assert said.digest() != hold.digest()
    shown = replace(first, cells=b'{"H": {"entered": {"numberValue": 7}, "shown": "7.0"}}')
    assert replace(lower, rows=(*others, shown)).digest() == said.digest()
    sums = replace(first, cells=b'{"K": {"entered": {"formulaValue": "=H9"}, "shown": "7"}}')
    assert replace(lower, rows=(*lower.rows, sums)).digest() == hold.digest()


def test_a_percent_column_is_judged_by_what_its_values_mean() -> None:
    percent = Measure(title="Percent", lowest=0, highest=100)
    built = BuiltClass(
        scores={"ann": (50,), "ben": (60,)},
        columns=("fall.reading",),
        measures={"fall.reading": percent},
    )
    assert held(built.then({"ann": (60,), "ben": (50,)})) == [("", "sorted_apart")]
