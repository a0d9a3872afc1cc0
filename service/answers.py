"""The first sentence of a page or a card: what somebody owes, and how a school stands."""

from collections.abc import Iterable, Sequence
from datetime import date

from service import wording
from service.access import Person
from service.overview import Overview
from service.to_do import TO_DO, windows_of
from sheet_templates.school import Checkpoint, Role
from sync.domain.completeness import Completeness, JudgedEntry


def own_answer(overview: Overview, person: Person) -> str:
    """What this person owes, until when; or what lies ahead."""
    judged = overview.judged_for(person.sourced_id)
    if not judged:
        return _no_scores(person)
    left = [(point, _left(entries)) for point, entries in windows_of(overview, judged)]
    total = sum(count for _, count in left)
    if not total:
        return f"Nothing is left to do today. {_ahead(overview, judged)}"
    parts = [_part(point, count, overview.today) for point, count in left if count]
    verb = "is" if total == 1 else "are"
    return f"{wording.counted(total, 'score')} {verb} left to enter: {wording.listed(parts)}."


def school_answer(overview: Overview, counts: Completeness) -> str:
    """How complete the opened windows of the school are; `counts` are theirs."""
    if not counts.expected:
        return f"Nothing is due yet. {_next_window(overview)}"
    if counts.missing:
        of = wording.number(counts.expected)
        verb = "is" if counts.missing == 1 else "are"
        return f"{wording.number(counts.missing)} of {of} scores {verb} missing."
    if counts.late or counts.open:
        return f"Nothing is missing. {awaited(counts)}"
    return f"Nothing is missing: {wording.percent(counts.done, counts.expected)} is done."


def awaited(counts: Completeness) -> str:
    """How many scores are late and how many not yet due."""
    parts = [f"{wording.number(counts.late)} are late"] if counts.late else []
    parts += [f"{wording.number(counts.open)} are not yet due"] if counts.open else []
    return f"Of {wording.number(counts.expected)} scores {wording.listed(parts)}."


def _left(judged: Iterable[JudgedEntry]) -> int:
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


def _next_window(overview: Overview) -> str:
    ahead = [point for point in overview.checkpoints if point.opens_on > overview.today]
    if not ahead:
        return "No window is left in this school year."
    first = min(ahead, key=lambda point: point.opens_on)
    return f"The next window, {first.title.lower()}, opens {wording.long_day(first.opens_on)}."
