from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheet_templates.school import Checkpoint
from sync.domain.completeness import (
    Completeness,
    EntryState,
    by,
    by_class,
    by_grade,
    completeness,
    judge,
    key_of,
    state_of,
)
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.expected import ExpectedEntry

FALL = Checkpoint(
    key="fall",
    title="Fall",
    opens_on=date(2026, 8, 31),
    due_on=date(2026, 9, 25),
    missing_from=date(2026, 10, 5),
)
SPRING = Checkpoint(
    key="spring",
    title="Spring",
    opens_on=date(2027, 4, 12),
    due_on=date(2027, 5, 7),
    missing_from=date(2027, 5, 17),
)
A_NUMBER = EntryValue(number=500, code=None, a1="H10")
ABSENT = EntryValue(number=None, code="ABS", a1="H10")


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 8, 30), EntryState.NOT_OPEN),
        (date(2026, 8, 31), EntryState.OPEN),
        (date(2026, 9, 25), EntryState.OPEN),
        (date(2026, 9, 26), EntryState.LATE),
        (date(2026, 10, 4), EntryState.LATE),
        (date(2026, 10, 5), EntryState.MISSING),
        (date(2027, 5, 28), EntryState.MISSING),
    ],
)
def test_a_blank_goes_from_not_open_to_missing_on_the_checkpoints_days(
    today: date, state: EntryState
) -> None:
    assert state_of(FALL, today, value=None, is_unreadable=False) is state


@pytest.mark.parametrize("today", [date(2026, 8, 1), date(2026, 9, 1), date(2027, 5, 24)])
@pytest.mark.parametrize(
    ("typed", "issues", "state"),
    [
        (A_NUMBER, 0, EntryState.PRESENT),
        (ABSENT, 0, EntryState.EXCUSED),
        (None, 1, EntryState.UNREADABLE),
        (A_NUMBER, 1, EntryState.UNREADABLE),
        (ABSENT, 1, EntryState.UNREADABLE),
    ],
)
def test_what_stands_in_a_cell_outweighs_the_date(
    today: date, typed: EntryValue | None, issues: int, state: EntryState
) -> None:
    assert state_of(FALL, today, value=typed, is_unreadable=issues > 0) is state


def key(student: str, checkpoint: str, metric: str = "reading") -> EntryKey:
    return EntryKey(student=student, checkpoint=checkpoint, metric=metric)


def expected_entry(student: str, checkpoint: str, metric: str = "reading") -> ExpectedEntry:
    return ExpectedEntry(
        student=student,
        checkpoint=checkpoint,
        metric=metric,
        school_class=f"class of {student[0]}",
        owed_by=f"teacher of {student[0]}",
    )


def test_what_was_typed_where_nothing_is_expected_is_not_counted() -> None:
    judged = judge([], [FALL], {key("a1", "fall"): A_NUMBER}, set(), date(2027, 1, 1))
    assert completeness(judged).expected == 0


def test_an_expected_entry_of_an_unknown_checkpoint_is_refused() -> None:
    with pytest.raises(KeyError):
        judge([expected_entry("a1", "winter")], [FALL], {}, set(), date(2027, 1, 1))


def test_a_window_has_opened_from_its_first_day_on() -> None:
    (judged,) = judge([expected_entry("a1", "fall")], [FALL], {}, set(), date(2026, 8, 30))
    assert not judged.has_opened(date(2026, 8, 30))
    assert judged.has_opened(date(2026, 8, 31))


def test_counts_are_grouped_by_class_window_and_grade() -> None:
    wanted = [
        expected_entry(student, window, metric)
        for student in ("a1", "a2", "b1")
        for window in ("fall", "spring")
        for metric in ("reading", "math")
    ]
    typed = {key("a1", "fall"): A_NUMBER, key("b1", "spring", "math"): ABSENT}
    judged = judge(wanted, [FALL, SPRING], typed, {key("a2", "fall", "math")}, date(2027, 5, 10))
    classes = by_class(judged)
    assert (classes["class of a"].expected, classes["class of b"].expected) == (8, 4)
    assert classes["class of a"].cell_issues == 1
    windows = by(judged, lambda one: one.expected.checkpoint)
    assert (windows["fall"].missing, windows["spring"].late) == (4, 5)
    assert by_grade(judged, {"a1": "01", "a2": "02", "b1": "02"})["02"].excused == 1


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (EntryState.MISSING, {"missing": 1, "cell_issues": 2, "late": 3, "entries": 4}),
        (EntryState.UNREADABLE, {"cell_issues": 1, "late": 1}),
        (EntryState.LATE, {"late": 1, "open": 5}),
        (EntryState.OPEN, {"open": 1, "not_open": 5, "entries": 9}),
        (EntryState.NOT_OPEN, {"not_open": 1, "entries": 1}),
        (EntryState.PRESENT, {"entries": 1, "excused": 5}),
        (EntryState.EXCUSED, {"excused": 5}),
    ],
)
def test_the_state_of_many_is_the_one_that_needs_somebody_most(
    state: EntryState, counts: dict[str, int]
) -> None:
    names = ("entries", "excused", "cell_issues", "missing", "late", "open", "not_open")
    full = dict.fromkeys(names, 0) | counts
    assert Completeness(expected=sum(full.values()), **full).state is state


DAYS = st.integers(min_value=-40, max_value=330).map(lambda n: date(2026, 8, 1) + timedelta(n))
CELLS = st.sampled_from(["blank", "number", "code", "issue"])


def naive_state(checkpoint: Checkpoint, today: date, cell: str) -> str:
    """The words of the tracker's legend, walked day by day."""
    if cell != "blank":
        return {"number": "present", "code": "excused", "issue": "unreadable"}[cell]
    word, day = "not open", date(2026, 6, 1)
    while day <= today:
        if day == checkpoint.opens_on:
            word = "open"
        if day - timedelta(days=1) == checkpoint.due_on:
            word = "late"
        if day == checkpoint.missing_from:
            word = "missing"
        day += timedelta(days=1)
    return word


@given(
    today=DAYS,
    cells=st.dictionaries(
        st.builds(
            key,
            st.sampled_from(["a1", "a2", "b1", "b2"]),
            st.sampled_from(["fall", "spring"]),
            st.sampled_from(["reading", "math"]),
        ),
        CELLS,
    ),
)
def test_counts_equal_those_of_a_naive_day_loop(today: date, cells: dict[EntryKey, str]) -> None:
    checkpoints = {"fall": FALL, "spring": SPRING}
    typed = {key: A_NUMBER if cell == "number" else ABSENT for key, cell in cells.items()
             if cell in {"number", "code"}}  # fmt: skip
    issues = {key for key, cell in cells.items() if cell == "issue"}
    wanted = [expected_entry(one.student, one.checkpoint, one.metric) for one in cells]
    judged = judge(wanted, [FALL, SPRING], typed, issues, today)
    naive = Counter(
        naive_state(checkpoints[one.checkpoint], today, cell) for one, cell in cells.items()
    )
    counts = completeness(judged)
    assert counts.expected == len(cells)
    assert counts.done == naive["present"] + naive["excused"]
    assert {
        "present": counts.entries,
        "excused": counts.excused,
        "unreadable": counts.cell_issues,
        "missing": counts.missing,
        "late": counts.late,
        "open": counts.open,
        "not open": counts.not_open,
    } == {state.value: naive[state.value] for state in EntryState}
    assert [key_of(one.expected) for one in judged] == list(cells)
