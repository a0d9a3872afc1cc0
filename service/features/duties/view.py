"""What one person owes, until when, and what they have done; no framework in here."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.access import Action, OneTracker, Person, may
from service.answers import own_answer
from service.as_of import as_of
from service.milestone_lines import MilestoneLine, milestone_lines
from service.overview import Overview, TrackerStanding
from service.speech import ENGLISH, Speech
from service.standing import next_review
from service.student_notes import notes_link
from service.to_do import (
    ChildToDo,
    MetricDone,
    NoteToDo,
    children_to_do,
    metrics_done,
    notes_to_do,
    window_dates,
    windows_of,
)
from sheet_templates.school import Checkpoint
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
    """A tracker that a person works in; `notes_link` leads to its notes who types them there."""

    standing: TrackerStanding
    notes_link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """The whole page of one person; `review` says when the next data review is, if any is left."""

    person: str
    name: str
    answer: str
    review: str
    as_of: str
    windows: tuple[WindowDuty, ...]
    notes: tuple[NoteToDo, ...]
    milestones: tuple[MilestoneLine, ...]
    trackers: tuple[SharedTracker, ...]


def duties_of(overview: Overview, person: Person, said: Speech = ENGLISH) -> Duties:
    """The duties of one person as of the overview's day, in a language."""
    judged = overview.judged_for(person.sourced_id)
    seen = [
        one
        for one in overview.trackers
        if may(person, Action.SEE_TRACKER, OneTracker(one.public_id)).allowed
    ]
    return Duties(
        person=person.sourced_id,
        name=person.name,
        answer=own_answer(overview, person, said),
        review=next_review(overview, seen, said),
        as_of=as_of(overview, said, seen),
        windows=tuple(
            _window(overview, point, entries, said)
            for point, entries in windows_of(overview.frame, judged)
        ),
        notes=_notes(overview, person),
        milestones=milestone_lines(overview, overview.milestones_for(person.sourced_id), said),
        trackers=tuple(
            SharedTracker(
                standing=one,
                notes_link=notes_link(overview, person, one.public_id),
            )
            for one in seen
        ),
    )


def _notes(overview: Overview, person: Person) -> tuple[NoteToDo, ...]:
    """The notes on every support of this person, also those that are not awaited yet."""
    notes = overview.notes_for(person.sourced_id)
    return notes_to_do(overview, sorted(notes, key=lambda one: one.window.due_on))


def _window(
    overview: Overview, window: Checkpoint, judged: Sequence[JudgedEntry], said: Speech
) -> WindowDuty:
    # What is not open yet is no list of things to do; unreadable cells are told at any time.
    return WindowDuty(
        window=window,
        sentence=window_dates(window, overview.today, said),
        counts=completeness(judged),
        children=children_to_do(overview.frame, overview.kept.places, judged),
        done=metrics_done(overview, judged),
    )
