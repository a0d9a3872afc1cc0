"""What one person owes, until when, and what they have done; no framework in here."""

from collections.abc import Sequence
from dataclasses import dataclass

from service import wording
from service.access import Person
from service.overview import Overview, TrackerStanding
from service.to_do import (
    ChildToDo,
    MetricDone,
    children_to_do,
    metrics_done,
    windows_of,
)
from sheet_templates.school import Checkpoint, Role
from sync.domain.completeness import Completeness, JudgedEntry, completeness

NOTES_TAB = "notes"


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
            if one.public_id in person.trackers
        ),
        writes_notes=person.role is Role.INTERVENTION_STAFF,
    )


def _answer(overview: Overview, person: Person, judged: Sequence[JudgedEntry]) -> str:
    if not judged:
        return _no_scores(person)
    counts = completeness(one for one in judged if one.has_opened(overview.today))
    parts = []
    if counts.missing:
        parts.append(f"{wording.counted(counts.missing, 'score')} missing")
    if counts.cell_issues:
        parts.append(f"{wording.counted(counts.cell_issues, 'cell')} to type again")
    if counts.late:
        parts.append(f"{wording.counted(counts.late, 'score')} late")
    if counts.open:
        parts.append(f"{wording.counted(counts.open, 'score')} to enter{_until(judged, overview)}")
    if parts:
        return f"Here is what is left: {wording.listed(parts)}."
    return f"Nothing is left to do today. {_ahead(overview, judged)}".strip()


def _no_scores(person: Person) -> str:
    if person.role is Role.INTERVENTION_STAFF:
        return "You owe no scores. Your place is the progress notes of the trackers below."
    return "You owe no scores: no class of yours has children in a tracker."


def _until(judged: Sequence[JudgedEntry], overview: Overview) -> str:
    open_now = {
        one.checkpoint.due_on
        for one in judged
        if one.has_opened(overview.today) and overview.today <= one.checkpoint.due_on
    }
    return f" by {wording.long_day(min(open_now))}" if open_now else ""


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
        sentence=_dates(overview, window),
        counts=completeness(judged),
        children=children_to_do(overview, judged),
        done=metrics_done(overview, judged),
    )


def _dates(overview: Overview, window: Checkpoint) -> str:
    opens, due = wording.long_day(window.opens_on), wording.long_day(window.due_on)
    missing = wording.long_day(window.missing_from)
    if overview.today < window.opens_on:
        return f"Opens {opens}, due {due}."
    if overview.today <= window.due_on:
        return f"Open since {opens}, due {due}."
    if overview.today < window.missing_from:
        return f"Was due {due}; what is blank counts as missing from {missing}."
    return f"Was due {due}; what is blank has been missing since {missing}."
