"""What the store holds of a school, as pages, reports and lists are made from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from service.owed import Own
from sheet_templates.school import Roster
from sync.domain.excuses import Excuses
from sync.domain.flags import UnreadableCell
from sync.domain.milestones_owed import MilestoneWord
from sync.domain.moments import SchoolClock
from sync.domain.places import CellPlaces
from sync.domain.record_rows import RecordVersion
from sync.domain.school_calendar import SchoolCalendar
from sync.domain.telling_people import PersonChoice
from sync.store.entries import StoredEntry
from sync.store.issues import StoredIssue
from sync.store.tracker_entries import TrackerEntries
from sync.store.trackers import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the store holds of a school in one consistent state.

    `own` is what trackers have of their own, `by_tracker` are the entries, and `records` the rows
    of supports, progress notes and contacts with home with their history, all by tracker;
    `choices` what people chose for themselves; `not_mine` the persons and children who, by the
    person's word, do not belong together; `milestones` all that was said of these, by tracker.
    """

    roster: Roster
    calendar: SchoolCalendar
    clock: SchoolClock
    trackers: Sequence[Tracker]
    by_tracker: Mapping[str, TrackerEntries]
    issues: Sequence[StoredIssue]
    excuses: Excuses
    places: CellPlaces
    records: Mapping[str, Sequence[RecordVersion]] = field(default_factory=dict)
    choices: Mapping[str, PersonChoice] = field(default_factory=dict)
    not_mine: frozenset[tuple[str, str]] = frozenset()
    own: Mapping[str, Own] = field(default_factory=dict)
    milestones: Mapping[str, Sequence[MilestoneWord]] = field(default_factory=dict)

    @property
    def entries(self) -> tuple[StoredEntry, ...]:
        """All that stands in the trackers, by tracker and key."""
        return tuple(chain.from_iterable(one.entries for one in self.by_tracker.values()))

    @property
    def unreadable(self) -> list[UnreadableCell]:
        """The cells that somebody has to see to, each since the school day it was found on."""
        return [
            UnreadableCell(
                tracker=one.tracker,
                issue=one.issue,
                since=self.clock.day(one.seen_at),
            )
            for one in self.issues
        ]
