"""Whose row is whose: by mark and key cell together, and never by a guess."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheet_templates.snapshot import SnapshotTab
from sync.domain.judging.kept import kept_rows
from sync.domain.judging.rows import RowIdentity, identify_rows
from tests.domain.built_tab import CHILDREN, EXPECTED, BuiltTab, Row, child_row, key_of

FIRST = 9  # the first child's row, from 0
A, B, C = map(key_of, CHILDREN)
WHOLE = tuple(child_row(child) for child in CHILDREN)
SORTED = (  # whole, while their marks stayed behind
    Row(mark=A, values=(B, "st-2", 530)),
    Row(mark=B, values=(A, "st-1", 512)),
    WHOLE[2],
)


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """What is known of children by their keys: what each scored, and in which row it was read."""

    scores: Mapping[str, tuple[SnapshotTab, int]] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)

    def agreement(self, row: int, key: str, _other: str) -> tuple[int, int]:
        if key not in self.scores:
            return 0, 0
        tab, score = self.scores[key]
        return (1, 0) if tab.cell(row, 2).entered == {"numberValue": score} else (0, 1)

    def last_row(self, key: str) -> int | None:
        return self.rows.get(key)


def identify(*rows: Row) -> RowIdentity:
    """Where nothing is known of any score, so that the scores cannot tell."""
    tab = BuiltTab(rows=rows).students()
    return identify_rows(tab, EXPECTED.tabs[0], 0, Remembered())


def rules(identity: RowIdentity) -> list[tuple[int, str]]:
    return [(doubt.row - FIRST, doubt.rule) for doubt in identity.doubts]


def test_rows_stand_where_their_marks_and_keys_say() -> None:
    assert identify(*WHOLE) == RowIdentity(rows={A: FIRST, B: FIRST + 1, C: FIRST + 2})


def test_the_order_of_rows_means_nothing() -> None:
    assert identify(*reversed(WHOLE)).rows == {C: FIRST, B: FIRST + 1, A: FIRST + 2}


def test_rows_of_people_and_headers_are_nobodys() -> None:
    own = Row(mark=None, values=("Average",))
    identity = identify(own, *WHOLE)
    assert identity.rows == {A: FIRST + 1, B: FIRST + 2, C: FIRST + 3}
    assert identity.doubts == ()


def test_scores_in_a_row_of_nobody_are_stated_and_so_is_a_child_typed_again() -> None:
    identity = identify(
        *WHOLE, Row(mark=None, values=("", "", 512)), Row(mark=None, values=("", "st-2", 530))
    )
    assert set(identity.rows) == {A, B, C}
    assert [(doubt.row - FIRST, doubt.rule, doubt.message) for doubt in identity.doubts] == [
        (
            3,
            "row_unknown",
            (
                "Row 13 belongs to no child of this tracker, so nothing of it is counted. A child "
                "that is new comes with the roster; ask the document owner."
            ),
        ),
        (
            4,
            "row_again",
            (
                "Row 14 names st-2, who stands in row 11 already. Type the scores in the "
                "child's own row and remove this one; nothing of it is counted."
            ),
        ),
    ]


def test_names_of_another_child_put_a_row_in_doubt_and_a_corrected_name_is_noted() -> None:
    swapped = Row(mark=A, values=(A, "st-2"))
    identity = identify(swapped, *WHOLE[1:])
    assert (set(identity.rows), rules(identity)) == ({B, C}, [(0, "row_renamed")])
    assert identity.doubts[0].message == (
        "Row 10 belongs to st-1, but its names are those of st-2: names were "
        "sorted or pasted apart from their row. Undo that (File, Version history); nothing of the "
        "row is counted until then."
    )
    renamed = identify(Row(mark=A, values=(A, "Ana B.")), *WHOLE[1:])
    assert (set(renamed.rows), rules(renamed)) == ({A, B, C}, [])
    assert [note.message for note in renamed.notes] == [
        (
            '"Ana B." stands in row 10 where the roster has "st-1". '
            "The row is read as before; names are changed in the roster."
        )
    ]


def test_a_blank_row_gives_its_key_up_to_the_row_to_which_it_was_cut() -> None:
    cut = Row(mark=None, values=(A, "st-1", 512))
    identity = identify(Row(mark=A), *WHOLE[1:], cut)
    assert (identity.rows, identity.doubts) == (
        {A: FIRST + 3, B: FIRST + 1, C: FIRST + 2},
        (),
    )


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


def test_a_child_named_by_a_mark_alone_is_in_doubt_where_another_row_has_its_key() -> None:
    by_mark = Row(mark=A, values=("", "st-1"))
    identity = identify(by_mark, Row(mark=B, values=(A,)), WHOLE[2])
    assert (set(identity.rows), rules(identity)) == ({C}, [(0, "row_parted"), (1, "row_parted")])
    assert identity.doubts[0].message == (
        "Row 10 was sorted or pasted apart: the key of its child stands in another row, too. "
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


def test_a_foreign_text_over_a_key_is_a_doubt_unless_the_names_say_whose_it_is() -> None:
    identity = identify(Row(mark=A, values=("Ana",)), *WHOLE[1:])
    assert (set(identity.rows), rules(identity)) == ({B, C}, [(0, "row_parted")])
    named = identify(Row(mark=A, values=("Ana", "st-1")), *WHOLE[1:])
    assert (set(named.rows), rules(named)) == ({A, B, C}, [])


def test_rows_sorted_whole_without_their_marks_are_told_by_their_scores() -> None:
    tab, wanted = BuiltTab(rows=SORTED).students(), EXPECTED.tabs[0]
    identity = identify_rows(tab, wanted, 0, Remembered(scores={A: (tab, 512), B: (tab, 530)}))
    assert (identity.rows, identity.doubts) == ({B: FIRST, A: FIRST + 1, C: FIRST + 2}, ())
    assert [note.message for note in identity.notes] == [
        (
            "Rows 10 to 11 were sorted, and each child's scores went along. "
            "They are read by the hidden key in each row."
        )
    ]
    other_way = identify_rows(tab, wanted, 0, Remembered(scores={A: (tab, 530), B: (tab, 512)}))
    assert rules(other_way) == [(0, "row_parted"), (1, "row_parted")]


@pytest.mark.parametrize(
    ("scores", "was", "is_told"),
    [
        ({A: 512, B: 701}, {A: FIRST + 1, B: FIRST}, True),
        ({A: 512, B: 701}, {B: FIRST}, True),
        ({A: 512, B: 701}, {A: FIRST, B: FIRST + 1}, False),  # B came from elsewhere
        ({A: 700, B: 701}, {A: FIRST + 1, B: FIRST}, False),  # no score speaks for the keys
        ({A: 512, B: 512}, {A: FIRST + 1, B: FIRST}, False),  # one speaks for a mark
    ],
)
def test_rows_once_told_by_their_keys_stay_so_while_some_of_their_scores_are_corrected(
    scores: Mapping[str, int], was: Mapping[str, int], *, is_told: bool
) -> None:
    tab = BuiltTab(rows=SORTED).students()
    known = {key: (tab, score) for key, score in scores.items()}
    identity = identify_rows(tab, EXPECTED.tabs[0], 0, Remembered(scores=known, rows=was))
    assert ({B, A} <= identity.rows.keys()) == is_told
    assert bool(identity.doubts) != is_told


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
        others = [other for at, other in enumerate(rows) if at != row - FIRST and any(other.values)]
        assert all(other.mark != key for other in others if other.values[0] in {None, "", key})
        assert all(other.values[0] != key for other in others if other.mark is None)
    assert not {doubt.row for doubt in identity.doubts} & set(identity.rows.values())


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        (("n-1", "n-2"), ("n-1", "n-2")),
        (("n-1", "n-1"), ("n-1", None)),  # typed twice: the second is known by its place
        ((A, "n-2"), (None, "n-2")),  # a marked row has that key
        (("", "n-2"), (None, "n-2")),
    ],
)
def test_a_row_without_a_mark_is_known_by_its_key_cell(
    keys: tuple[str, ...], kept: tuple[str | None, ...]
) -> None:
    added = [Row(mark=None, values=(key, "", 512)) for key in keys]
    tab = BuiltTab(rows=(*added, *WHOLE)).students()
    rows = [*kept_rows(EXPECTED.tracker_id, EXPECTED.tabs[0], tab)]
    names = [row.row_key for row in rows[: len(added)]]
    assert [name if name in keys and name else None for name in names] == list(kept)
    assert len({row.row_key for row in rows}) == len(rows)
