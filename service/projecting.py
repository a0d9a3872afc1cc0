"""What the service knows besides roster, calendar and template, for the trackers to be drawn with.

Read anew each time: a tracker is behind as soon as what is known of it differs from what it says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from service.bootstrap import Installation
from service.duty_facts import DutyFacts
from service.features.trackers.briefing import Briefing
from service.goals import standings, year_scores
from sheet_templates.drawing import Value
from sheet_templates.filled import OF_SUPPORTS, ON_TRACK
from sheet_templates.model import TrackerTemplate
from sync.domain.excuses import Excuses, excuses_of
from sync.domain.goals import goal_values
from sync.domain.moments import SchoolClock
from sync.domain.notes_owed import notes_owed
from sync.domain.progress_notes import as_written
from sync.domain.projections import TrackerFacts, projections_of
from sync.domain.record_rows import RecordVersion
from sync.domain.scope import Scope
from sync.domain.support_columns import note_values, support_values
from sync.duty_round import Owed
from sync.store.engine import Tx
from sync.store.excuses import standing_excuses
from sync.store.history import past_entries
from sync.store.notes import written_notes
from sync.store.records import record_versions
from sync.store.tracker_facts import tracker_facts

_Values = dict[tuple[str, str], Value]


def projected(installation: Installation) -> Briefing:
    """The briefing with what is known of each of this year's trackers, as of today."""
    briefing, scope = installation.briefing(), installation.scope()
    today, clock = installation.today(), installation.school_clock()
    owed = DutyFacts(briefing).owed
    with installation.store.reading() as tx:
        notes = written_notes(tx, scope)
        excuses = excuses_of(standing_excuses(tx, scope))
        facts = {
            public_id: replace(
                tracker_facts(tx, scope, held.tracker, clock.zone), is_demo=installation.is_demo
            )
            for public_id, held in briefing.known.items()
            if held.tracker.year_begins == briefing.year_begins
        }
        kept = _Kept(tx=tx, scope=scope, briefing=briefing, clock=clock)
        values = {
            public_id: _values(kept, public_id, owed(public_id), excuses, today)
            for public_id in facts
        }
    projections = {
        public_id: replace(
            projections_of(
                owed(public_id).expected,
                owed(public_id).checkpoints,
                facts.get(public_id, TrackerFacts()),
                excuses,
                today,
            ),
            notes=tuple(as_written(one) for one in notes if one.tracker == public_id),
            values=values.get(public_id, {}),
        )
        for public_id in briefing.tracker_ids().values()
    }
    return replace(briefing, projections=projections, today=today)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """Where what is kept of a tracker is read."""

    tx: Tx
    scope: Scope
    briefing: Briefing
    clock: SchoolClock

    def rows(self, public_id: str, tabs: Sequence[str]) -> Sequence[RecordVersion]:
        """The rows of some of its tabs of records."""
        tracker = self.briefing.known[public_id].tracker
        found = record_versions(self.tx, self.scope, tabs, self.clock, tracker) if tabs else {}
        return found.get(public_id, ())


def _values(kept: _Kept, public_id: str, owed: Owed, excuses: Excuses, today: date) -> _Values:
    """What stands in the columns that the tracker's template has the service fill."""
    template = kept.briefing.template_of(public_id)
    versions = kept.rows(public_id, tuple(_tabs_told_of(template)))
    values = _goal_values(kept, public_id, owed, template, versions)
    if owed.notes is not None and versions:
        rule, students = owed.notes.rule, owed.notes.students
        values |= support_values(versions, rule, students, today)
        values |= note_values(notes_owed(owed.notes, versions, excuses, today))
    return values


def _tabs_told_of(template: TrackerTemplate) -> Iterator[str]:
    drawn = {one.key for one in template.students.drawn_columns}
    notes, goals = template.cadence.notes, template.goals
    if notes is not None and drawn.intersection(OF_SUPPORTS):
        yield from (notes.supports, notes.notes)
    if goals is not None and ON_TRACK in drawn:
        yield goals.tab


def _goal_values(
    kept: _Kept,
    public_id: str,
    owed: Owed,
    template: TrackerTemplate,
    versions: Sequence[RecordVersion],
) -> _Values:
    """How the goals of each child stand; scores are read only where somebody has set goals."""
    if template.goals is None or all(one.tab != template.goals.tab for one in versions):
        return {}
    past = past_entries(kept.tx, kept.scope, tracker=public_id)
    due = {one.key: one.due_on for one in owed.checkpoints}
    clear, _ = standings(template, versions, year_scores(past, due, kept.clock))
    return dict(goal_values(clear))
