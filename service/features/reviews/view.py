"""What leaders see: whether reviews will stand, and how complete, accurate and timely the data is.

Counts by class and window; no child and no adult is named, and classes stand in the order of the
roster, never by how they do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from service.as_of import as_of
from service.frame import Frame
from service.milestone_lines import MilestoneGroup, groups_to_do
from service.overview import Overview
from service.speech import Speech
from service.standing import ReviewStanding, reviews_ahead
from service.to_do import windows_of
from sheet_templates.school import Checkpoint
from sync.domain.completeness import (
    Completeness,
    EntryState,
    JudgedEntry,
    completeness,
    grouped,
    key_of,
    total,
)
from sync.domain.entries import EntryKey

FirstSeen = Mapping[EntryKey, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A figure as a part of a whole."""

    part: int
    whole: int

    def in_words(self, said: Speech) -> str:
        """The share with its counts."""
        if not self.whole:
            return said.say("nothing yet")
        return said.percent(self.part, self.whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowMeasures:
    """One window: how complete, accurate and timely it is, and how many children it covers.

    `shares` are by the words of `service.measures`.
    """

    window: Checkpoint
    counts: Completeness
    shares: Mapping[str, Share]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassMeasures:
    """One class: what the next review needs of it; `key` names it among classes."""

    title: str
    key: str
    counts: Completeness


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeMeasures:
    """The classes of one grade, and the public id of its tracker."""

    tracker: str
    title: str
    counts: Completeness
    classes: tuple[ClassMeasures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """The whole page; `grades` are about the next review, empty after the last one.

    `milestones` are those of which something is left to do.
    """

    answer: str
    as_of: str
    ahead: tuple[ReviewStanding, ...]
    windows: tuple[WindowMeasures, ...]
    grades: tuple[GradeMeasures, ...]
    milestones: tuple[MilestoneGroup, ...]


def reviews_of(overview: Overview, first_seen: FirstSeen, said: Speech) -> Reviews:
    """The page as of the overview's day."""
    ahead = tuple(reviews_ahead(overview))
    return Reviews(
        answer=ahead[0].in_words(said)
        if ahead
        else said.say("No data review is left in this school year."),
        as_of=as_of(overview, said),
        ahead=ahead,
        windows=tuple(_windows(overview, first_seen)),
        grades=tuple(_grades(overview, ahead[0], said)) if ahead else (),
        milestones=groups_to_do(overview),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one tracker adds to a window: `there` are its scores that stand, by their keys.

    `covered` are those of each child who has all of its scores; `children` are all who owe any,
    without those who are excused from all of it.
    """

    window: Checkpoint
    counts: Completeness
    there: tuple[EntryKey, ...]
    covered: tuple[tuple[EntryKey, ...], ...]
    children: int


def _windows(overview: Overview, first_seen: FirstSeen) -> Iterator[WindowMeasures]:
    parts: dict[Checkpoint, list[_Part]] = {}
    for part in chain.from_iterable(_parts(overview)):
        parts.setdefault(part.window, []).append(part)
    for point in overview.checkpoints:
        if point in parts:
            yield _window(overview, point, parts[point], first_seen)


def _parts(overview: Overview) -> Iterator[tuple[_Part, ...]]:
    """Those of each tracker, of opened windows; where nothing changed they are at hand."""
    for public_id, judged in overview.judged_in.items():
        key, of = ("parts of windows", public_id), (judged, overview.frame, overview.today)
        yield overview.derived.get(key, _parts_of, *of)


def _parts_of(judged: Iterable[JudgedEntry], frame: Frame, today: date) -> tuple[_Part, ...]:
    opened = (one for one in judged if one.has_opened(today))
    return tuple(_part(point, some) for point, some in windows_of(frame, opened))


def _part(window: Checkpoint, judged: Sequence[JudgedEntry]) -> _Part:
    covered, children = _covered(judged)
    return _Part(
        window=window,
        counts=completeness(judged),
        there=_there(judged),
        covered=covered,
        children=children,
    )


def _there(judged: Iterable[JudgedEntry]) -> tuple[EntryKey, ...]:
    return tuple(key_of(one.expected) for one in judged if one.state is EntryState.PRESENT)


def _window(
    overview: Overview, point: Checkpoint, parts: Sequence[_Part], first_seen: FirstSeen
) -> WindowMeasures:
    counts = total(one.counts for one in parts)
    typed = counts.entries + counts.excused + counts.cell_issues
    # What is there now and was seen in time: by the end of the night after the due day.
    ends = overview.kept.clock.begins(point.due_on + timedelta(days=2))

    def in_time(key: EntryKey) -> bool:
        at = first_seen.get(key)
        return at is not None and at < ends

    there = [key for one in parts for key in one.there]
    covered = [keys for one in parts for keys in one.covered]
    children = sum(one.children for one in parts)
    return WindowMeasures(
        window=point,
        counts=counts,
        shares={
            "complete": Share(part=counts.done, whole=counts.expected),
            "accurate": Share(part=typed - counts.cell_issues, whole=typed),
            "timely": Share(part=sum(map(in_time, there)), whole=len(there)),
            "covered": Share(part=len(covered), whole=children),
            "covered-in-time": Share(
                part=sum(all(map(in_time, keys)) for keys in covered), whole=children
            ),
        },
    )


def _covered(judged: Iterable[JudgedEntry]) -> tuple[tuple[tuple[EntryKey, ...], ...], int]:
    """The scores of each child who has all of them, and how many children there are.

    Who is excused from all is left out.
    """
    children = [
        entries
        for entries in grouped(judged, lambda one: one.expected.student).values()
        if any(one.state is not EntryState.EXCUSED for one in entries)
    ]
    done = {EntryState.PRESENT, EntryState.EXCUSED}
    covered = (one for one in children if all(each.state in done for each in one))
    return tuple(map(_there, covered)), len(children)


def _grades(overview: Overview, review: ReviewStanding, said: Speech) -> Iterator[GradeMeasures]:
    """What the review needs of each tracker; of one in which nothing changed it is at hand."""
    for public_id, due in review.due_in.items():
        yield overview.derived.get(
            ("next review", said.language, public_id),
            _grade,
            *(due.needed, overview.frame, public_id, said),
        )


def _grade(
    needed: Iterable[JudgedEntry], frame: Frame, tracker: str, said: Speech
) -> GradeMeasures:
    groups = grouped(needed, lambda one: one.expected.school_class)
    lines = [
        ClassMeasures(
            title=_class_title(frame, key, said),
            key=key or "none",
            counts=completeness(judged),
        )
        for key, judged in groups.items()
    ]
    return GradeMeasures(
        tracker=tracker,
        title=frame.trackers[tracker].subject.title,
        counts=total(one.counts for one in lines),
        classes=tuple(sorted(lines, key=lambda one: one.title)),
    )


def _class_title(frame: Frame, key: str | None, said: Speech) -> str:
    known = frame.classes.get(key) if key else None
    return known.title if known else said.say("Children without a class")
