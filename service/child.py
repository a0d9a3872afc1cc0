"""What the store holds of one child, in the trackers of this and of earlier school years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sheet_templates.columns import TabKind
from sheet_templates.errors import TemplateError
from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import template_of_text
from sync.domain.excuses import Excuse
from sync.domain.moments import SchoolClock
from sync.domain.progress_notes import ProgressNote
from sync.domain.record_rows import RecordVersion
from sync.domain.scope import Scope
from sync.store.engine import Tx
from sync.store.excuses import excuses_on
from sync.store.history import PastEntry, past_entries
from sync.store.members import Membership, memberships
from sync.store.notes import written_on
from sync.store.records import record_versions
from sync.store.templates import template_versions
from sync.store.trackers import Tracker, trackers


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildInTracker:
    """What one tracker holds of a child, who was in it from `begins_on` until `left_on`.

    `template` is the one that the tracker follows; None where another version of the program kept
    it. `past` are all versions of the child's entries, oldest first, `versions` those of all rows
    of the tabs of records.
    """

    tracker: Tracker
    template: TrackerTemplate | None
    begins_on: date | None
    left_on: date | None
    past: tuple[PastEntry, ...]
    versions: tuple[RecordVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildRecord:
    """All that is kept of a child: by tracker, in the order of the years; notes latest first."""

    student: str
    trackers: tuple[ChildInTracker, ...]
    written: tuple[ProgressNote, ...]
    excuses: tuple[Excuse, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What is read of a child once for all trackers; entries by tracker, spells by its id."""

    student: str
    past: Mapping[str, Sequence[PastEntry]]
    spells: Mapping[int, Membership]
    bodies: Mapping[tuple[str, int], str]


def child_record(
    tx: Tx, scope: Scope, student: str, clock: SchoolClock, now: Mapping[str, TrackerTemplate]
) -> ChildRecord:
    """All that is kept of a student (sourcedId); days are those of `clock`.

    `now` are the trackers of the present school year that hold the child, with their templates.
    """
    past: dict[str, list[PastEntry]] = {}
    for one in past_entries(tx, scope, student=student):
        past.setdefault(one.tracker, []).append(one)
    kept = _Kept(
        student=student,
        past=past,
        spells={one.tracker_id: one for one in memberships(tx, scope, student)},
        bodies={(one.key, one.n): one.body for one in template_versions(tx, scope)},
    )
    mine = [
        _in_tracker(tx, scope, one, kept, clock, now.get(one.public_id))
        for one in trackers(tx, scope)
        if one.id in kept.spells or one.public_id in {*past, *now}
    ]
    return ChildRecord(
        student=student,
        trackers=tuple(sorted(mine, key=lambda one: (one.tracker.year_begins, one.tracker.id))),
        written=tuple(written_on(tx, scope, student)),
        excuses=tuple(excuses_on(tx, scope, student)),
    )


def _in_tracker(
    tx: Tx,
    scope: Scope,
    tracker: Tracker,
    kept: _Kept,
    clock: SchoolClock,
    template: TrackerTemplate | None,
) -> ChildInTracker:
    followed = (tracker.template_key, tracker.template_version)
    template = template or _template(kept.bodies.get(followed))
    tabs = [one.key for one in template.tabs if one.kind is TabKind.RECORDS] if template else []
    versions = record_versions(tx, scope, tabs, clock, tracker) if tabs else {}
    spell = kept.spells.get(tracker.id)
    return ChildInTracker(
        tracker=tracker,
        template=template,
        begins_on=spell.begins_on if spell else None,
        left_on=spell.left_on if spell else None,
        past=tuple(kept.past.get(tracker.public_id, ())),
        versions=tuple(versions.get(tracker.public_id, ())),
    )


def _template(body: str | None) -> TrackerTemplate | None:
    """The template of a kept text; None where another version of the program kept it."""
    try:
        return template_of_text(body) if body is not None else None
    except TemplateError:
        return None
