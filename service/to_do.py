"""What is left to do and what is done, child by child, as pages show it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from service.frame import Frame
from service.overview import Overview
from service.own_views import OwnView
from service.speech import ENGLISH, Speech
from sheet_templates.school import Checkpoint
from sync.domain.completeness import (
    Completeness,
    EntryState,
    JudgedEntry,
    completeness,
    grouped,
    key_of,
)
from sync.domain.notes_owed import OwedNote
from sync.domain.places import CellPlaces

OVERDUE = frozenset({EntryState.MISSING, EntryState.UNREADABLE, EntryState.LATE})
TO_DO = OVERDUE | {EntryState.OPEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellToDo:
    """One score that is wanted: its window and metric, how it stands, the link to its cell.

    `link` is None where the last read did not find the cell.
    """

    window: str
    metric: str
    state: EntryState
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildToDo:
    """One child's (sourcedId) scores that are wanted."""

    student: str
    name: str
    cells: tuple[CellToDo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteToDo:
    """One progress note that is wanted: for whom, on what, until when; the link to its tab."""

    name: str
    support: str
    state: EntryState
    window: Checkpoint
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricDone:
    """How far one metric of a window has come."""

    key: str
    title: str
    counts: Completeness


def children_to_do(
    frame: Frame,
    places: CellPlaces,
    judged: Iterable[JudgedEntry],
    states: Collection[EntryState] = TO_DO,
    *,
    view: OwnView = lambda _: None,
) -> tuple[ChildToDo, ...]:
    """The children with a score in one of `states`, by name; `view` is that of their links."""
    wanted = [one for one in judged if one.state in states]
    names = frame.student_names
    lines = (
        ChildToDo(
            student=student,
            name=names[student],
            cells=tuple(_cell(frame, places, one, view(one)) for one in entries),
        )
        for student, entries in grouped(wanted, lambda one: one.expected.student).items()
    )
    return tuple(sorted(lines, key=lambda line: line.name))


def notes_to_do(overview: Overview, notes: Iterable[OwedNote]) -> tuple[NoteToDo, ...]:
    """Progress notes with the child's name and a link, in the order given."""
    names = overview.student_names
    return tuple(
        NoteToDo(
            name=names[one.support.student],
            support=one.support.what,
            state=one.state,
            window=one.window,
            link=_notes_link(overview, one.support.student),
        )
        for one in notes
    )


def _notes_link(overview: Overview, student: str) -> str | None:
    tracker = overview.tracker_of[student]
    rule = overview.template_in(tracker).cadence.notes
    assert rule is not None, "without the rule nobody owes notes"
    return overview.kept.places.tab_link(tracker, rule.notes)


def metrics_done(overview: Overview, judged: Iterable[JudgedEntry]) -> tuple[MetricDone, ...]:
    """The counts of each metric, the primary one first as the template has them."""
    groups = grouped(judged, lambda one: one.expected.metric)
    return tuple(
        MetricDone(key=metric.key, title=metric.title, counts=completeness(groups[metric.key]))
        for metric in overview.frame.metrics.values()
        if metric.key in groups
    )


def windows_of(
    frame: Frame, judged: Iterable[JudgedEntry]
) -> list[tuple[Checkpoint, list[JudgedEntry]]]:
    """The entries by window, in the order of the year."""
    groups: dict[Checkpoint, list[JudgedEntry]] = {}
    for some in grouped(judged, lambda one: id(one.checkpoint)).values():  # few, and quickly told
        groups.setdefault(some[0].checkpoint, []).extend(some)
    return [(point, groups[point]) for point in frame.checkpoints if point in groups]


def window_dates(window: Checkpoint, today: date, speech: Speech = ENGLISH) -> str:
    """A window's days as they stand to `today`, and why its due date moved where it did."""
    dates = _dates(window, today, speech)
    return f"{dates} {speech.tell(window.why)}" if window.why else dates


def _dates(window: Checkpoint, today: date, speech: Speech) -> str:
    days = {
        "opens": speech.day(window.opens_on),
        "due": speech.day(window.due_on),
        "missing": speech.day(window.missing_from),
    }
    if today < window.opens_on:
        return speech.say("Opens %(opens)s, due %(due)s.", **days)
    if today <= window.due_on:
        return speech.say("Open since %(opens)s, due %(due)s.", **days)
    if today < window.missing_from:
        return speech.say(
            "Was due %(due)s; what is blank counts as missing from %(missing)s.", **days
        )
    return speech.say("Was due %(due)s; what is blank has been missing since %(missing)s.", **days)


def _cell(frame: Frame, places: CellPlaces, judged: JudgedEntry, view: int | None) -> CellToDo:
    key = key_of(judged.expected)
    return CellToDo(
        window=judged.checkpoint.title,
        metric=frame.metric_title(key.metric),
        state=judged.state,
        link=places.entry_link(frame.tracker_of[key.student], key, view),
    )
