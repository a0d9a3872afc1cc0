"""What is left to do and what is done, child by child, as pages show it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from service.overview import Overview
from sheet_templates.school import Checkpoint
from sync.domain.completeness import (
    Completeness,
    EntryState,
    JudgedEntry,
    address,
    completeness,
    grouped,
)

NEEDS_SOMEBODY = (EntryState.MISSING, EntryState.UNREADABLE, EntryState.LATE, EntryState.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellToDo:
    """One score that is wanted: its name, how it stands, the link to its cell if known."""

    title: str
    state: EntryState
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildToDo:
    """One child's scores that are wanted."""

    name: str
    cells: tuple[CellToDo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricDone:
    """How far one metric of a window has come."""

    title: str
    counts: Completeness


def children_to_do(overview: Overview, judged: Iterable[JudgedEntry]) -> tuple[ChildToDo, ...]:
    """The children with a score in one of the states that need somebody, by name."""
    wanted = [one for one in judged if one.state in NEEDS_SOMEBODY]
    names = student_names(overview)
    lines = (
        ChildToDo(name=names[student], cells=tuple(_cell(overview, one) for one in entries))
        for student, entries in grouped(wanted, lambda one: one.expected.student).items()
    )
    return tuple(sorted(lines, key=lambda line: line.name))


def metrics_done(overview: Overview, judged: Iterable[JudgedEntry]) -> tuple[MetricDone, ...]:
    """The counts of each metric, the primary one first as the template has them."""
    groups = grouped(judged, lambda one: one.expected.metric)
    return tuple(
        MetricDone(title=metric.title, counts=completeness(groups[metric.key]))
        for metric in overview.template.metrics
        if metric.key in groups
    )


def student_names(overview: Overview) -> dict[str, str]:
    """Each child as "Morales, Ana"; two of one name are told apart by their ids."""
    plain = {
        one.sourced_id: f"{one.family_name}, {one.given_name}" for one in overview.students.values()
    }
    times = Counter(plain.values())
    return {
        student: name if times[name] == 1 else f"{name} ({student})"
        for student, name in plain.items()
    }


def windows_of(
    overview: Overview, judged: Iterable[JudgedEntry]
) -> list[tuple[Checkpoint, list[JudgedEntry]]]:
    """The entries by window, in the order of the year."""
    groups = grouped(judged, lambda one: one.checkpoint.key)
    return [(point, groups[point.key]) for point in overview.checkpoints if point.key in groups]


def _cell(overview: Overview, judged: JudgedEntry) -> CellToDo:
    return CellToDo(
        title=f"{judged.checkpoint.title} {overview.metric_title(judged.expected.metric)}",
        state=judged.state,
        link=overview.entry_link(address(judged.expected)),
    )
