"""Scores of a list that another program made -> what a tracker should say. Pure.

A number that exists elsewhere is taken over, not typed again. Only blanks are filled unless the
document owner says that the list is right; a cell in doubt is somebody's, and stays as it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheet_templates.counting import some
from sheet_templates.expectation import EntryColumn, Expectation, ExpectedTab
from sheet_templates.snapshot import ReadCell
from sync.domain.decide import USUAL_LOCALE, Decision
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.reading.cell import read_entry
from sync.domain.reading.codes import CodeTable
from sync.domain.reading.outcomes import Doubt
from sync.domain.telling import Names, shown

State = Mapping[EntryKey, EntryValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedScore:
    """A line of the list (counted from 1): the student's id and what stands beside it."""

    line: int
    student: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadList:
    """A list as its trackers understand it.

    `values` are by tracker; `strangers` are ids that no tracker has, in order. `problems` name
    their lines: with any of them nothing may be written.
    """

    values: Mapping[str, State]
    strangers: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What a tracker is to say, what it says there now, and what is left as it is, in words."""

    then: State
    now: State
    left: tuple[str, ...] = ()


def read_list(
    expectations: Iterable[Expectation], window: str, metric: str, scores: Sequence[ListedScore]
) -> ReadList:
    """What the list says for that window and metric; blank scores say nothing."""
    places = {
        student: (expectation, column)
        for expectation in expectations
        for tab, column in _columns(expectation, window, metric)
        for student in tab.rows.values()
    }
    if not places:
        return ReadList(values={}, problems=(_no_column(window, metric),))
    values: dict[str, dict[EntryKey, EntryValue]] = {}
    problems, first = list(_doubled(scores)), {one.student: one for one in reversed(scores)}
    strangers = tuple(student for student in first if student not in places)
    for one in sorted(first.values(), key=lambda listed: listed.line):
        if one.student not in places or not one.text.strip():
            continue
        expectation, column = places[one.student]
        read = _read(expectation, column, one)
        if isinstance(read, str):
            problems.append(read)
        else:
            key = EntryKey(student=one.student, checkpoint=window, metric=metric)
            values.setdefault(expectation.tracker_id, {})[key] = read
    return ReadList(values=values, strangers=strangers, problems=tuple(problems))


def strangers_sentence(strangers: Sequence[str]) -> str:
    """What is said of ids that no tracker has."""
    return f"no tracker has {some(list(strangers))}: left out"


def taking(
    expectation: Expectation, wanted: State, known: State, decision: Decision, *, replaces: bool
) -> Taking:
    """What the list changes in a tracker of which a read has just been judged.

    A blank is filled; another score that stands there is replaced only if `replaces`; what cannot
    be read, or waits for somebody's word, stays.
    """
    names, doubtful = Names(expectation), set(_doubtful(expectation, decision))
    then: dict[EntryKey, EntryValue] = {}
    now: dict[EntryKey, EntryValue] = {}
    left = []
    for key, value in sorted(wanted.items()):
        there = known.get(key)
        if key in doubtful:
            left.append(f"{names.place(key)}: what stands there is in doubt; see to it first")
        elif there is None or replaces:
            then[key] = value
            if there is not None:
                now[key] = there
        elif there.content != value.content:
            left.append(
                f"{names.place(key)}: {shown(there)} stands there, the list says {shown(value)}"
            )
    return Taking(then=then, now=now, left=tuple(left))


def _columns(
    expectation: Expectation, window: str, metric: str
) -> Iterator[tuple[ExpectedTab, EntryColumn]]:
    for tab in expectation.tabs:
        for column in tab.entry_columns:
            if (column.checkpoint, column.metric) == (window, metric):
                yield tab, column


def _no_column(window: str, metric: str) -> str:
    return (
        f"no tracker has a column for the metric {metric!r} in the window {window!r}; name both by "
        "their keys in the template (tracksheet template show)"
    )


def _doubled(scores: Sequence[ListedScore]) -> Iterator[str]:
    first: dict[str, ListedScore] = {}
    for one in scores:
        before = first.setdefault(one.student, one)
        if before.text != one.text:
            yield (
                f"line {one.line}: {one.student} stands in line {before.line} already, with "
                "another score; keep one"
            )


def _read(expectation: Expectation, column: EntryColumn, one: ListedScore) -> EntryValue | str:
    """The score, or why it cannot be taken."""
    cell = {"stringValue": one.text}
    read = read_entry(
        ReadCell(entered=cell, effective=cell, formatted=one.text),
        column.measure,
        CodeTable.of(expectation.codes),
        USUAL_LOCALE,
    )
    assert read is not None, "blank texts are left out before"
    if isinstance(read, Doubt):
        return f"line {one.line}: {read.message}"
    return EntryValue(number=read.number, code=read.code, text=read.text, a1="")


def _doubtful(expectation: Expectation, decision: Decision) -> Iterator[EntryKey]:
    """Entries whose cell, row or tab is in doubt."""
    rows = {one.row_key for one in decision.doubts if one.key is None and one.row_key}
    yield from (one.key for one in decision.doubts if one.key is not None)
    yield from (key for hold in decision.holds for key in hold.changes)
    for tab in expectation.tabs:
        for row_key, student in tab.rows.items():
            if tab.key in decision.stopped or row_key in rows:
                for column in tab.entry_columns:
                    yield EntryKey(
                        student=student, checkpoint=column.checkpoint, metric=column.metric
                    )
