"""What the service knows besides roster, calendar and template, for the trackers to be drawn with.

Read anew each time: a tracker is behind as soon as what is known of it differs from what it says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from service.bootstrap import Installation
from service.duty_facts import DutyFacts
from service.features.trackers.briefing import Briefing
from sheet_templates.drawing import Value
from sheet_templates.filled import FILLED
from sync.domain.excuses import Excuses, excuses_of
from sync.domain.moments import SchoolClock
from sync.domain.notes_owed import NotesFacts, notes_owed
from sync.domain.progress_notes import as_written
from sync.domain.projections import TrackerFacts, projections_of
from sync.domain.record_rows import RecordVersion
from sync.domain.scope import Scope
from sync.domain.support_columns import note_values, support_values
from sync.store.engine import Tx
from sync.store.excuses import standing_excuses
from sync.store.notes import written_notes
from sync.store.records import record_versions
from sync.store.tracker_facts import tracker_facts


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
        values = {
            public_id: _support_values(versions, owed(public_id).notes, excuses, today)
            for public_id in facts
            for versions in (_versions(tx, scope, briefing, public_id, clock),)
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


def _versions(
    tx: Tx, scope: Scope, briefing: Briefing, public_id: str, clock: SchoolClock
) -> Sequence[RecordVersion]:
    """The rows of supports and notes, where the tracker's template has a column for them."""
    template, tracker = briefing.template_of(public_id), briefing.known[public_id].tracker
    rule = template.cadence.notes
    if rule is None or not {one.key for one in template.students.drawn_columns} & set(FILLED):
        return ()
    tabs = (rule.supports, rule.notes)
    return record_versions(tx, scope, tabs, clock, tracker).get(public_id, ())


def _support_values(
    versions: Sequence[RecordVersion], notes: NotesFacts | None, excuses: Excuses, today: date
) -> Mapping[tuple[str, str], Value]:
    """What supports and notes say of each child, and which note it is owed next."""
    if notes is None or not versions:
        return {}
    return {
        **support_values(versions, notes.rule, notes.students, today),
        **note_values(notes_owed(notes, versions, excuses, today)),
    }
