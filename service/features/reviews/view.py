"""What leaders see: whether reviews will stand, and how complete, accurate and timely the data is.

Counts by class and window; no child and no adult is named, and classes stand in the order of the
roster, never by how they do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from service.frame import Frame
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
    """One window: how complete, accurate and timely it is, and how many children it covers."""

    window: Checkpoint
    counts: Completeness
    accurate: Share
    timely: Share
    covered: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassMeasures:
    """One class: what the next review needs of it; `anchor` is its place on the owner's desk."""

    title: str
    anchor: str
    counts: Completeness


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeMeasures:
    """The classes of one grade."""

    title: str
    counts: Completeness
    classes: tuple[ClassMeasures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """The whole page; `grades` are about the next review, empty after the last one."""

    answer: str
    as_of: str
    ahead: tuple[ReviewStanding, ...]
    windows: tuple[WindowMeasures, ...]
    grades: tuple[GradeMeasures, ...]


def reviews_of(overview: Overview, first_seen: FirstSeen, said: Speech) -> Reviews:
    """The page as of the overview's day."""
    ahead = tuple(reviews_ahead(overview))
    return Reviews(
        answer=ahead[0].in_words(said)
        if ahead
        else said.say("No data review is left in this school year."),
        as_of=_as_of(overview, said),
        ahead=ahead,
        windows=tuple(_windows(overview, first_seen)),
        grades=tuple(_grades(overview, ahead[0], said)) if ahead else (),
    )


def _as_of(overview: Overview, said: Speech) -> str:
    """The oldest of the last reads: nothing on the page is of an earlier state."""
    read = [one.last_read_at for one in overview.trackers if one.last_read_at is not None]
    unread = len(overview.trackers) - len(read)
    if not read:
        return said.say("No tracker was read yet, so everything counts as blank.")
    oldest = said.moment(min(read), overview.kept.clock)
    told = said.say("As of the last reads; the oldest is of %(moment)s.", moment=oldest)
    if not unread:
        return told
    never = said.several(
        "%(count)s tracker was never read.", "%(count)s trackers were never read.", unread
    )
    return f"{told} {never}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one tracker adds to a window; `there` are its scores that stand, by their keys."""

    window: Checkpoint
    counts: Completeness
    covered: Share
    there: tuple[EntryKey, ...]


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
    return tuple(
        _Part(
            window=point,
            counts=completeness(some),
            covered=_covered(some),
            there=tuple(key_of(one.expected) for one in some if one.state is EntryState.PRESENT),
        )
        for point, some in windows_of(frame, opened)
    )


def _window(
    overview: Overview, point: Checkpoint, parts: Sequence[_Part], first_seen: FirstSeen
) -> WindowMeasures:
    counts = total(one.counts for one in parts)
    typed = counts.entries + counts.excused + counts.cell_issues
    return WindowMeasures(
        window=point,
        counts=counts,
        accurate=Share(part=typed - counts.cell_issues, whole=typed),
        timely=_timely(overview, point, parts, first_seen),
        covered=Share(
            part=sum(one.covered.part for one in parts),
            whole=sum(one.covered.whole for one in parts),
        ),
    )


def _timely(
    overview: Overview, point: Checkpoint, parts: Sequence[_Part], first_seen: FirstSeen
) -> Share:
    """What is there now and was seen in time: by the end of the night after the due day."""
    ends = overview.kept.clock.begins(point.due_on + timedelta(days=2))
    there = [key for one in parts for key in one.there]
    seen = map(first_seen.get, there)
    return Share(part=sum(at is not None and at < ends for at in seen), whole=len(there))


def _covered(judged: Iterable[JudgedEntry]) -> Share:
    """Children with all their scores of the window, of those of whom any is expected."""
    children = grouped(judged, lambda one: one.expected.student)
    excused = [
        entries
        for entries in children.values()
        if all(one.state is EntryState.EXCUSED for one in entries)
    ]
    done = {EntryState.PRESENT, EntryState.EXCUSED}
    covered = sum(all(one.state in done for one in entries) for entries in children.values())
    return Share(part=covered - len(excused), whole=len(children) - len(excused))


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
            anchor=f"class-{tracker}-{key or 'none'}",
            counts=completeness(judged),
        )
        for key, judged in groups.items()
    ]
    return GradeMeasures(
        title=frame.trackers[tracker].subject.title,
        counts=total(one.counts for one in lines),
        classes=tuple(sorted(lines, key=lambda one: one.title)),
    )


def _class_title(frame: Frame, key: str | None, said: Speech) -> str:
    known = frame.classes.get(key) if key else None
    return known.title if known else said.say("Children without a class")
