"""What the pages of entry show, out of the overview: whose scores, what stands there. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.access import Action, DutiesOf, Person, may
from service.features.entry.unlikely import NewScore, most_unlikely
from service.overview import Overview
from service.score_words import score_in_words
from service.speech import ENGLISH, Speech
from sheet_templates.expectation import measure_of
from sheet_templates.measures import plain
from sheet_templates.model import TrackerTemplate
from sheet_templates.school import Checkpoint
from sheet_templates.snapshot import ReadCell
from sync.domain.completeness import EntryState, JudgedEntry, grouped
from sync.domain.decide import USUAL_LOCALE
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.reading.cell import read_entry
from sync.domain.reading.codes import CodeTable
from sync.domain.reading.outcomes import Doubt, Reading
from sync.domain.telling import shown

BLANK = shown(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The scores of one metric in one window of one class, which somebody may enter."""

    school_class: str
    window: str
    metric: str
    where: str
    what: str
    point: Checkpoint
    students: tuple[str, ...]
    blank: int

    @property
    def title(self) -> str:
        """It as people say it."""
        return f"{self.where}, {self.what}"

    @property
    def arguments(self) -> dict[str, str]:
        """What names it in an address."""
        return {"school_class": self.school_class, "window": self.window, "metric": self.metric}


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """One child of the column: what stands there, and what was typed now."""

    student: str
    name: str
    stands: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A score to be written, with what is to be said of it."""

    child: Child
    becomes: str
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All that would be written: the least likely first, then the others; what would not be."""

    unlikely: tuple[Change, ...]
    others: tuple[Change, ...]
    problems: tuple[str, ...]
    replaced: int

    @property
    def count(self) -> int:
        """How many scores would be written."""
        return len(self.unlikely) + len(self.others)


def columns_of(overview: Overview, person: Person, said: Speech = ENGLISH) -> tuple[Column, ...]:
    """What the person may enter, in windows that have opened: the latest first, then by class."""
    mine = [
        one
        for one in overview.judged
        if one.expected.school_class is not None
        and one.has_opened(overview.today)
        and may(person, Action.ENTER, DutiesOf(one.expected.owed_by)).allowed
    ]
    made = [_column(overview, entries, said) for entries in grouped(mine, _place).values()]
    order = {metric.key: at for at, metric in enumerate(overview.frame.metrics.values())}
    made.sort(key=lambda one: (one.where, order[one.metric]))
    return tuple(sorted(made, key=lambda one: one.point.due_on, reverse=True))


def children_of(overview: Overview, column: Column, typed: Mapping[str, str]) -> tuple[Child, ...]:
    """The children of the column by name, with what was typed so far."""
    return tuple(
        Child(
            student=student,
            name=overview.student_names[student],
            stands=shown(_value(overview, column, student)),
            typed=typed.get(student, ""),
        )
        for student in column.students
    )


def in_words(overview: Overview, column: Column, says: str, said: Speech) -> str:
    """A score of the column as it is shown; forms send it back as it is kept."""
    return score_in_words(says, column.metric, _template(overview, column), said)


def doubt_of(overview: Overview, column: Column, text: str) -> str:
    """Why a text cannot be taken as a score of the column; empty where it can, or says nothing."""
    read = _read(overview, column, text)
    return read.message if isinstance(read, Doubt) else ""


def review_of(
    overview: Overview,
    column: Column,
    children: Sequence[Child],
    problems: Sequence[str],
    said: Speech = ENGLISH,
) -> Review:
    """What would be written, and why the rest would not."""
    changes, wrong = {}, list(problems)
    for child in children:
        read = _read(overview, column, child.typed)
        if isinstance(read, Doubt):
            wrong.append(f"{child.name}, {child.typed!r}: {read.message}")
        elif read is not None:
            value = EntryValue(number=read.number, code=read.code, text=read.text, a1="")
            if shown(value) != child.stands:
                changes[child.student] = (child, value)
    new = [
        NewScore(student=student, number=value.number, before=_before(overview, column, student))
        for student, (_, value) in changes.items()
        if value.number is not None
    ]
    first = {one.student: one for one in most_unlikely(new)}
    return Review(
        unlikely=tuple(
            Change(
                child=changes[student][0],
                becomes=shown(changes[student][1]),
                remark=said.say(
                    "about %(score)s would be usual", score=plain(round(one.expected, 1))
                ),
            )
            for student, one in first.items()
        ),
        others=tuple(
            Change(child=child, becomes=shown(value))
            for student, (child, value) in changes.items()
            if student not in first
        ),
        problems=tuple(wrong),
        replaced=sum(child.stands != BLANK for child, _ in changes.values()),
    )


def _place(judged: JudgedEntry) -> tuple[str, str, str]:
    entry = judged.expected
    return entry.school_class or "", entry.checkpoint, entry.metric


def _column(overview: Overview, entries: Sequence[JudgedEntry], said: Speech) -> Column:
    first = entries[0]
    names, known = overview.student_names, overview.classes.get(first.expected.school_class or "")
    where = known.title if known else said.say("Without a class")
    what = f"{first.checkpoint.title} {overview.metric_title(first.expected.metric)}"
    students = {one.expected.student for one in entries}
    return Column(
        school_class=first.expected.school_class or "",
        window=first.expected.checkpoint,
        metric=first.expected.metric,
        where=where,
        what=what,
        point=first.checkpoint,
        students=tuple(sorted(students, key=lambda one: names[one])),
        blank=sum(one.state not in _THERE for one in entries),
    )


_THERE = frozenset({EntryState.PRESENT, EntryState.EXCUSED})


def _template(overview: Overview, column: Column) -> TrackerTemplate:
    return overview.template_in(overview.tracker_of[column.students[0]])


def _read(overview: Overview, column: Column, text: str) -> Reading | Doubt | None:
    template = _template(overview, column)
    metric = next(one for one in template.metrics if one.key == column.metric)
    entered = {"stringValue": text} if text.strip() else {}
    return read_entry(
        ReadCell(entered=entered, effective=entered, formatted=text),
        measure_of(template.scale_of(metric)),
        CodeTable.of(template.excuse_codes),
        USUAL_LOCALE,
    )


def _value(overview: Overview, column: Column, student: str) -> EntryValue | None:
    key = EntryKey(student=student, checkpoint=column.window, metric=column.metric)
    return _values(overview, student).get(key)


def _before(overview: Overview, column: Column, student: str) -> float | None:
    """The child's last number of the metric in the windows before."""
    earlier = (
        value.number
        for point in _earlier(overview, column)
        for value in (
            _values(overview, student).get(
                EntryKey(student=student, checkpoint=point.key, metric=column.metric)
            ),
        )
        if value is not None and value.number is not None
    )
    return next(earlier, None)


def _earlier(overview: Overview, column: Column) -> Iterator[Checkpoint]:
    before = (one for one in overview.checkpoints if one.opens_on < column.point.opens_on)
    return iter(sorted(before, key=lambda one: one.opens_on, reverse=True))


def _values(overview: Overview, student: str) -> Mapping[EntryKey, EntryValue]:
    found = overview.kept.by_tracker.get(overview.tracker_of[student])
    return found.values if found else {}
