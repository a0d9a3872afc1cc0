"""The classes on the desk: how complete each window is in each, and what is wanted; pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.frame import Frame
from service.overview import Overview
from service.speech import Speech
from service.to_do import OVERDUE, ChildToDo, children_to_do, windows_of
from sheet_templates.school import Checkpoint, StaffMember
from sync.domain.completeness import Completeness, JudgedEntry, completeness, grouped
from sync.domain.places import CellPlaces


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """One class in one window; `counts` is None where nothing is expected."""

    window: Checkpoint
    counts: Completeness | None

    @property
    def depth(self) -> int:
        """How deep the colour of a gap is: 1 below a tenth missing, 2 below a quarter, else 3."""
        if self.counts is None or not self.counts.expected:
            return 1
        share = self.counts.missing / self.counts.expected
        return 1 if share < 0.1 else 2 if share < 0.25 else 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLine:
    """One class of a grade: who owes its entries, its windows, its children with a gap.

    `anchor` names it inside the page, `key` among classes.
    """

    anchor: str
    key: str
    title: str
    owed_by: tuple[StaffMember, ...]
    cells: tuple[HeatCell, ...]
    children: tuple[ChildToDo, ...]

    @property
    def needed(self) -> int:
        """How many scores are wanted."""
        return sum(len(child.cells) for child in self.children)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeClasses:
    """The classes of one grade, and the public id of its tracker."""

    tracker: str
    title: str
    classes: tuple[ClassLine, ...]


def classes_of(overview: Overview, said: Speech) -> Iterator[GradeClasses]:
    """Those of each tracker; those of one in which nothing changed are at hand."""
    for public_id, judged in overview.judged_in.items():
        places = overview.kept.places.only(public_id)
        yield overview.derived.get(
            ("classes on the desk", said.language, public_id),
            _grade_classes,
            *(judged, overview.frame, places, public_id, said),
        )


def _grade_classes(
    judged: Sequence[JudgedEntry], frame: Frame, places: CellPlaces, tracker: str, said: Speech
) -> GradeClasses:
    groups = grouped(judged, lambda one: one.expected.school_class)
    lines = [
        ClassLine(
            anchor=f"class-{tracker}-{key or 'none'}",
            key=key or "none",
            title=_title(frame, key, said),
            owed_by=_owing(frame, some),
            cells=_cells(frame, some),
            children=children_to_do(frame, places, some, OVERDUE),
        )
        for key, some in groups.items()
    ]
    return GradeClasses(
        tracker=tracker,
        title=frame.trackers[tracker].subject.title,
        classes=tuple(sorted(lines, key=lambda one: one.title)),
    )


def _title(frame: Frame, school_class: str | None, said: Speech) -> str:
    known = frame.classes.get(school_class) if school_class else None
    return known.title if known else said.say("Children without a class")


def _cells(frame: Frame, judged: Sequence[JudgedEntry]) -> tuple[HeatCell, ...]:
    windows = dict(windows_of(frame, judged))
    return tuple(
        HeatCell(
            window=point,
            counts=completeness(windows[point]) if point in windows else None,
        )
        for point in frame.checkpoints
    )


def _owing(frame: Frame, judged: Iterable[JudgedEntry]) -> tuple[StaffMember, ...]:
    """Who owes what is overdue here; by name, never by how much."""
    people = {one.expected.owed_by for one in judged if one.state in OVERDUE}
    return tuple(sorted((frame.staff[one] for one in people), key=lambda one: one.name))
