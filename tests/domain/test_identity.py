"""Whose row is whose: by mark and key cell together, and never by a guess."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.domain.identity import RowIdentity, identify_rows
from tests.domain.built_tab import CHILDREN, BuiltTab, Row, child_row, key_of

FIRST = 9  # the first child's row, from 0
A, B, C = map(key_of, CHILDREN)
WHOLE = tuple(child_row(child) for child in CHILDREN)


def identify(*rows: Row) -> RowIdentity:
    return identify_rows(BuiltTab(rows=rows).students(), {A, B, C}, 0)


def rules(identity: RowIdentity) -> list[tuple[int, str]]:
    return [(doubt.row - FIRST, doubt.rule) for doubt in identity.doubts]


def test_rows_stand_where_their_marks_and_keys_say() -> None:
    assert identify(*WHOLE) == RowIdentity(rows={A: FIRST, B: FIRST + 1, C: FIRST + 2}, doubts=())


def test_the_order_of_rows_means_nothing() -> None:
    assert identify(*reversed(WHOLE)).rows == {C: FIRST, B: FIRST + 1, A: FIRST + 2}


def test_rows_of_people_and_headers_are_nobodys() -> None:
    own = Row(mark=None, values=("Average", "", 512))
    assert identify(own, *WHOLE).rows == {A: FIRST + 1, B: FIRST + 2, C: FIRST + 3}


@pytest.mark.parametrize(
    "row", [Row(mark=A), Row(mark=A, values=("",)), Row(mark=None, values=(A,))]
)
def test_a_mark_or_a_key_alone_is_enough(row: Row) -> None:
    identity = identify(row, *WHOLE[1:])
    assert (identity.rows[A], identity.doubts) == (FIRST, ())


def test_two_keys_that_changed_places_put_both_rows_in_doubt() -> None:
    identity = identify(Row(mark=A, values=(B,)), Row(mark=B, values=(A,)), WHOLE[2])
    assert (identity.rows, rules(identity)) == (
        {C: FIRST + 2},
        [(0, "row_parted"), (1, "row_parted")],
    )
    assert identity.doubts[0].message == (
        "Row 10 was sorted or pasted apart: its hidden key names another child. "
        "Undo that (File, Version history), or ask the document owner to repair the tracker."
    )


def test_a_pasted_copy_of_a_row_puts_both_in_doubt() -> None:
    identity = identify(*WHOLE, Row(mark=None, values=(A, "st-1", 512)))
    assert (set(identity.rows), rules(identity)) == (
        {B, C},
        [(0, "row_doubled"), (3, "row_doubled")],
    )
    assert identity.doubts[1].message == (
        "Row 13 carries the key of a child that stands in another row too. "
        "Remove the copy; nothing of either row is counted until then."
    )


def test_a_row_pasted_over_another_childs_is_in_doubt_and_the_original_is_not() -> None:
    identity = identify(WHOLE[0], Row(mark=B, values=(A,)), WHOLE[2])
    assert (set(identity.rows), rules(identity)) == ({A, C}, [(1, "row_parted")])


def test_a_foreign_text_over_a_key_is_a_doubt() -> None:
    identity = identify(Row(mark=A, values=("Ana",)), *WHOLE[1:])
    assert (set(identity.rows), rules(identity)) == ({B, C}, [(0, "row_parted")])


def test_a_missing_row_is_simply_not_there() -> None:
    assert set(identify(*WHOLE[:2]).rows) == {A, B}


marks = st.sampled_from([A, B, C, None, "header", "zz"])
texts = st.sampled_from([A, B, C, "", "Ana", None])


@given(rows=st.lists(st.builds(Row, mark=marks, values=texts.map(lambda key: (key,))), max_size=8))
def test_a_row_that_counts_is_contradicted_by_nothing(rows: Sequence[Row]) -> None:
    identity = identify(*rows)
    for key, row in identity.rows.items():
        mine = rows[row - FIRST]
        assert key in {mine.mark, mine.values[0]}
        assert mine.mark in {None, key}
        assert mine.values[0] in {None, "", key}
        others = [other for at, other in enumerate(rows) if at != row - FIRST]
        assert all(other.mark != key for other in others if other.values[0] in {None, "", key})
        assert all(other.values[0] != key for other in others if other.mark is None)
    assert not {doubt.row for doubt in identity.doubts} & set(identity.rows.values())
