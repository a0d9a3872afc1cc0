"""Which columns a step of the template moves: as few as may be, and no other."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sheet_templates.column_edits import changed, draft_of
from sheet_templates.desired.orders import moved, ordered_like
from sheet_templates.library import shipped_template

KEYS = "abcdefgh"


@given(st.permutations(KEYS), st.permutations(KEYS), st.integers(0, 8))
def test_putting_the_moved_behind_what_precedes_them_gives_the_order(
    now: list[str], before: list[str], fewer: int
) -> None:
    there = before[:fewer]
    keys = moved(now, there)
    wanted = [key for key in now if key in there]
    rest = [key for key in there if key not in keys]
    assert rest == [key for key in wanted if key not in keys]
    line = list(there)
    for above, key in pairwise(wanted):
        if key in keys:
            line.remove(key)
            line.insert(line.index(above) + 1, key)
    if wanted and wanted[0] not in keys:
        assert line == wanted


def test_one_column_that_goes_elsewhere_is_one_move() -> None:
    assert moved("abcde", "abcde") == frozenset()
    assert moved("ebacd", "abecd") == moved("eba", "abe")
    assert moved("bcdea", "abcde") == {"a"}
    assert len(moved("edcba", "abcde")) == 4


def test_a_template_in_the_order_of_before_has_its_new_columns_behind_theirs() -> None:
    before = shipped_template()
    draft = draft_of(before).moved("metrics", "math", -1).moved("supports", "goal", -1)
    after = changed(before, draft)
    assert after.metrics[0].key == "math"
    assert ordered_like(after, before).metrics == before.metrics
    assert ordered_like(after, before).tabs == before.tabs
    assert ordered_like(before, after).metrics == after.metrics
