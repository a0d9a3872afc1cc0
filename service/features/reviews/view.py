"""What leaders see: whether reviews will stand, and how complete, accurate and timely the data is.

Counts by class and window; no child and no adult is named, and classes stand in the order of the
roster, never by how they do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

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
        windows=tuple(
            _window(overview, point, judged, first_seen)
            for point, judged in windows_of(overview.frame, overview.opened)
        ),
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


def _window(
    overview: Overview, point: Checkpoint, judged: list[JudgedEntry], first_seen: FirstSeen
) -> WindowMeasures:
    counts = completeness(judged)
    typed = counts.entries + counts.excused + counts.cell_issues
    return WindowMeasures(
        window=point,
        counts=counts,
        accurate=Share(part=typed - counts.cell_issues, whole=typed),
        timely=_timely(overview, point, judged, first_seen),
        covered=_covered(judged),
    )


def _timely(
    overview: Overview, point: Checkpoint, judged: list[JudgedEntry], first_seen: FirstSeen
) -> Share:
    """What is there now and was seen in time: by the end of the night after the due day."""
    done = [one for one in judged if one.state is EntryState.PRESENT]
    ends = datetime.combine(point.due_on + timedelta(days=2), time.min, overview.kept.clock.zone)
    seen = (first_seen.get(key_of(one.expected)) for one in done)
    in_time = sum(at is not None and at < ends for at in seen)
    return Share(part=in_time, whole=len(done))


def _covered(judged: list[JudgedEntry]) -> Share:
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


def _grades(overview: Overview, review: ReviewStanding, said: Speech) -> Iterable[GradeMeasures]:
    files = grouped(review.needed, overview.tracker_with)
    for standing in overview.trackers:
        entries = files.get(standing.public_id, [])
        groups = grouped(entries, lambda one: one.expected.school_class)
        lines = (
            ClassMeasures(
                title=_class_title(overview, key, said),
                anchor=f"class-{standing.public_id}-{key or 'none'}",
                counts=completeness(judged),
            )
            for key, judged in groups.items()
        )
        yield GradeMeasures(
            title=standing.title,
            counts=completeness(entries),
            classes=tuple(sorted(lines, key=lambda one: one.title)),
        )


def _class_title(overview: Overview, key: str | None, said: Speech) -> str:
    known = overview.classes.get(key) if key else None
    return known.title if known else said.say("Children without a class")
