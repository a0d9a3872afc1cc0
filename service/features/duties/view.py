"""What one person owes, until when, and what they have done; no framework in here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from service import wording
from service.access import Action, OneTracker, Person, may
from service.overview import Overview, TrackerStanding
from service.to_do import (
    TO_DO,
    ChildToDo,
    MetricDone,
    children_to_do,
    metrics_done,
    window_dates,
    windows_of,
)
from sheet_templates.desired.records import NOTES_TAB
from sheet_templates.school import Checkpoint, Role
from sync.domain.completeness import Completeness, JudgedEntry, completeness


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowDuty:
    """What a person owes of one window: the sentence, the cells to fill, what is done."""

    window: Checkpoint
    sentence: str
    counts: Completeness
    children: tuple[ChildToDo, ...]
    done: tuple[MetricDone, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTracker:
    """A tracker that a person works in, with its links where they are known."""

    standing: TrackerStanding
    notes_link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """The whole page of one person."""

    name: str
    answer: str
    windows: tuple[WindowDuty, ...]
    trackers: tuple[SharedTracker, ...]
    writes_notes: bool


def duties_of(overview: Overview, person: Person) -> Duties:
    """The duties of one person as of the overview's day."""
    judged = overview.judged_for(person.sourced_id)
    return Duties(
        name=person.name,
        answer=_answer(overview, person, judged),
        windows=tuple(
            _window(overview, point, entries) for point, entries in windows_of(overview, judged)
        ),
        trackers=tuple(
            SharedTracker(
                standing=one,
                notes_link=overview.kept.places.tab_link(one.public_id, NOTES_TAB),
            )
            for one in overview.trackers
            if may(person, Action.SEE_TRACKER, OneTracker(one.public_id)).allowed
        ),
        writes_notes=person.role is Role.INTERVENTION_STAFF,
    )


def _answer(overview: Overview, person: Person, judged: Sequence[JudgedEntry]) -> str:
    if not judged:
        return _no_scores(person)
    left = [(point, _left(entries)) for point, entries in windows_of(overview, judged)]
    total = sum(count for _, count in left)
    if not total:
        return f"Nothing is left to do today. {_ahead(overview, judged)}"
    parts = [_part(point, count, overview.today) for point, count in left if count]
    verb = "is" if total == 1 else "are"
    return f"{wording.counted(total, 'score')} {verb} left to enter: {wording.listed(parts)}."


def _left(judged: Sequence[JudgedEntry]) -> int:
    return sum(one.state in TO_DO for one in judged)


def _part(window: Checkpoint, count: int, today: date) -> str:
    due = "was due" if today > window.due_on else "due"
    when = wording.long_day(window.due_on)
    return f"{wording.number(count)} for {window.title.lower()} ({due} {when})"


def _no_scores(person: Person) -> str:
    if person.role is Role.INTERVENTION_STAFF:
        return "You owe no scores. Your place is the progress notes of the trackers below."
    return "You owe no scores: no class of yours has children in a tracker."


def _ahead(overview: Overview, judged: Sequence[JudgedEntry]) -> str:
    points = [one.checkpoint for one in judged if not one.has_opened(overview.today)]
    if not points:
        return "All scores of this school year are in. Thank you."
    first = min(points, key=lambda point: point.opens_on)
    opens, due = wording.long_day(first.opens_on), wording.long_day(first.due_on)
    return f"The next window, {first.title.lower()}, opens {opens} and is due {due}."


def _window(overview: Overview, window: Checkpoint, judged: Sequence[JudgedEntry]) -> WindowDuty:
    # What is not open yet is no list of things to do; unreadable cells are told at any time.
    return WindowDuty(
        window=window,
        sentence=window_dates(window, overview.today),
        counts=completeness(judged),
        children=children_to_do(overview, judged),
        done=metrics_done(overview, judged),
    )
