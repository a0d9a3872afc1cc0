"""Entries held column by column are those of a dictionary, whatever came twice or was left."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.domain.entries import EntryKey, EntryValue
from sync.domain.entry_columns import FoundColumn, FoundEntries, columns_of

_KEYS = st.builds(EntryKey, *[st.sampled_from(few) for few in ("abc", "xy", "mn")])
_VALUES = st.builds(
    EntryValue,
    st.sampled_from([1.0, 2.5, None]),
    st.sampled_from(["ABS", None]),
    st.sampled_from(["B2", "C3"]),
    st.sampled_from(["2,5", None]),
    st.sampled_from(["high", None]),
)


@st.composite
def _columns(draw: st.DrawFn) -> FoundColumn:
    """A column of the metrics x and y at m and n; a child may stand in it twice."""
    held = draw(st.lists(st.tuples(st.sampled_from("abc"), _VALUES), min_size=1, max_size=4))
    students, values = zip(*held, strict=True)
    return FoundColumn(
        checkpoint=draw(st.sampled_from("xy")),
        metric=draw(st.sampled_from("mn")),
        student=students,
        **dict(zip(EntryValue._fields, zip(*values, strict=True), strict=True)),
    )


_STEPS = st.one_of(
    st.tuples(st.just("add"), _columns()),
    st.tuples(st.just("leave"), st.lists(_KEYS, max_size=2)),
    st.tuples(st.just("take"), st.lists(_columns(), max_size=3)),
    st.tuples(st.just("ask"), _KEYS),
)


@given(st.lists(_STEPS, max_size=6))
@settings(max_examples=60)
def test_columns_say_what_a_dictionary_would(steps: list[tuple[str, Any]]) -> None:
    """After each step: the same places, values and size, and columns that name no place twice."""
    found, model = FoundEntries(), dict[EntryKey, EntryValue]()
    for kind, what in steps:
        if kind == "ask":
            assert found.get(what) == model.get(what)
        elif kind == "leave":
            found.leave(what)
            for key in what:
                model.pop(key, None)
        else:
            columns = [what] if kind == "add" else what
            _take(found, columns, at_once=kind == "take")
            for column in columns:
                model |= _by_place(column)
        assert len(found) == len(model)
        assert _of_columns(found) == model
    assert found == model
    assert _of_columns(model) == model


def test_entries_found_in_columns_stay_columns() -> None:
    """What the store takes as it was found was never put together by place."""
    found, whole = FoundEntries(), FoundEntries()
    column = FoundColumn(
        checkpoint="x",
        metric="m",
        student="ab",
        number=(1.0, 2.0),
        code=(None, None),
        a1=("B2", "B3"),
        normalised_from=(None, None),
        text=(None, None),
    )
    found.add(column)
    whole.take(found)
    assert len(whole) == 2
    assert [one is column for one in columns_of(whole)] == [True]


def _take(found: FoundEntries, columns: list[FoundColumn], *, at_once: bool) -> None:
    """Add them one by one, or as what another tab holds."""
    if not at_once:
        for column in columns:
            found.add(column)
        return
    others = FoundEntries()
    for column in columns:
        others.add(column)
    found.take(others)


def _by_place(column: FoundColumn) -> dict[EntryKey, EntryValue]:
    """The column row by row, as the definition has it."""
    values = zip(
        column.number, column.code, column.a1, column.normalised_from, column.text, strict=True
    )
    return {
        EntryKey(student, column.checkpoint, column.metric): EntryValue(*value)
        for student, value in zip(column.student, values, strict=True)
    }


def _of_columns(entries: FoundEntries | dict[EntryKey, EntryValue]) -> dict[EntryKey, EntryValue]:
    """What their columns say, if they name no place twice."""
    said: dict[EntryKey, EntryValue] = {}
    for column in columns_of(entries):
        each = _by_place(column)
        assert len(each) == len(column.student)
        assert not said.keys() & each.keys()
        said |= each
    return said
