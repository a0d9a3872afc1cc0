"""What waits for a word waits on while the spreadsheet says it, whatever was taken over beside."""

import random

import pytest

from sync.domain.decide import Decision
from sync.domain.known import Known
from tests.domain.built_class import BuiltClass, Scores, key, numbers
from tests.domain.taken_over import taken_over

READING, SPRING, MATH = "fall.reading", "spring.reading", "fall.math"
SMALL = BuiltClass(
    scores={f"c{n:02}": (400 + 5 * n if n < 44 else None, None) for n in range(56)},
    columns=(READING, SPRING),
)
REPLACED = {f"c{n:02}": (780 + n, None) for n in range(12)}  # of 44
BESIDE = {f"c{n:02}": (700 + n, None) for n in range(44, 56)}  # 12 of 56: too few
SHIFTED = BuiltClass(
    scores={
        "ann": (500, 501, 502),
        "ben": (510, 511, 512),
        "cat": (520, 521, 522),
        "dan": (530, 531, 532),
    },
    columns=(READING, SPRING, MATH),
)


def held(decision: Decision) -> list[tuple[str, str, str]]:
    return [(one.scope, one.rule, one.digest()) for one in decision.holds]


def typed_beside(decision: Decision) -> Known:
    """What is known once all is taken that does not wait."""
    assert [one.scope for one in decision.holds] == [f"column:{READING}"]
    return taken_over(SMALL.known(), decision)


def test_a_list_that_waits_waits_on_though_others_were_typed_beside_it() -> None:
    once = SMALL.then(REPLACED | BESIDE)
    known = typed_beside(once)
    assert len(once.opened) == len(BESIDE)
    laters: list[Scores] = [{}, {"c30": (555, 777)}]  # nothing else, and a correction elsewhere
    for later in laters:
        again = SMALL.then({**REPLACED, **BESIDE, **later}, known)
        assert held(again) == held(once)
        assert again.opened.keys() <= {key("c30", READING), key("c30", SPRING)}
        assert not again.closed
        known = taken_over(known, again)


@pytest.mark.parametrize("undone", [12, 5])
def test_it_is_judged_anew_once_what_waits_says_something_else(undone: int) -> None:
    known = typed_beside(SMALL.then(REPLACED | BESIDE))
    back = {child: SMALL.scores[child] for child in list(REPLACED)[:undone]}
    decision = SMALL.then(REPLACED | BESIDE | back, known)
    assert decision.holds == ()
    assert len(decision.opened) == len(REPLACED) - undone


def test_what_was_accepted_waits_no_more() -> None:
    once = SMALL.then(REPLACED | BESIDE)
    (hold,) = once.holds
    known = typed_beside(once)
    accepted = Known(entries=known.entries, rows=known.rows, confirmed=hold.changes)
    decision = SMALL.then(REPLACED | BESIDE, accepted)
    assert decision.holds == ()
    assert set(numbers(decision.opened).values()) == {780 + n for n in range(12)}


def test_it_tells_the_row_in_which_it_stands_now() -> None:
    moved_left = {"cat": (521, 522, None)}
    once = SHIFTED.then(moved_left)
    (hold,) = once.holds
    assert (hold.rule, "row 12 " in hold.message) == ("row_shifted", True)
    again = SHIFTED.then(
        moved_left, taken_over(SHIFTED.known(), once), ["cat", "ann", "ben", "dan"]
    )
    (found,) = again.holds
    assert found.digest() == hold.digest()
    assert "row 10 " in found.message


def test_a_column_that_waits_by_two_rules_waits_once() -> None:
    """The end of a list is new and slipped by a row, and its beginning was replaced."""
    fall = random.Random(5).sample(range(400, 700), 40)
    scores = {f"c{n:02}": (one, one + 2 if n < 20 else None) for n, one in enumerate(fall)}
    built = BuiltClass(scores=scores, columns=(READING, SPRING))
    replaced = {f"c{n:02}": (fall[n], 800 + n) for n in range(12)}
    slipped = {f"c{n:02}": (fall[n], fall[n - 1] + 2) for n in range(21, 40)}
    decision = built.then(replaced | slipped)
    (hold,) = decision.holds
    assert (hold.scope, len(hold.changes)) == (f"column:{SPRING}", 31)
    assert not decision.opened
