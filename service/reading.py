"""Reads a school out of the store for pages, reports and lists, in one consistent state."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from zoneinfo import ZoneInfo

from service.overview import Kept, Overview, overview_of
from sheet_templates.access_rules import NO_RULES, AccessRules, roster_as_of
from sheet_templates.model import NotesRule, TrackerTemplate
from sync.domain.excuses import excuses_of
from sync.domain.places import CellPlaces
from sync.domain.scope import Scope
from sync.store.calendars import calendar
from sync.store.engine import Store, Tx
from sync.store.entries import current_entries
from sync.store.excuses import standing_excuses
from sync.store.issues import current_issues
from sync.store.people import choices, said_not_mine
from sync.store.records import record_versions
from sync.store.school import SchoolRow, roster, school
from sync.store.trackers import trackers


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolReader:
    """The school of one data folder, read anew whenever the store or the day has changed.

    `template` gives the one that its trackers follow, `today` the school day that rules and pages
    go by; `is_demo` says that it is a demo's date and not the real one. `places` gives where the
    last reads found students and scores.
    """

    store: Store
    template: Callable[[Tx, Scope], TrackerTemplate]
    today: Callable[[], date]
    is_demo: bool
    places: Callable[[Tx, Scope], CellPlaces]
    rules: Callable[[Tx, Scope], AccessRules] = lambda _tx, _scope: NO_RULES
    _judged: dict[tuple[Hashable, date], Overview] = field(default_factory=dict)
    _turn: Lock = field(default_factory=Lock, repr=False)

    def overview(self) -> Overview | None:
        """The school judged as of today, None while no roster has been imported."""
        with self._turn:  # many ask at once after a change: one judges, the others wait for it
            state = (self.store.version(), self.today())
            found = self._judged.get(state)
            if found is None:
                found = self._judge(state[1])
                if found is not None:
                    self._judged.clear()  # nobody asks for an earlier state again
                    self._judged[state] = found
            return found

    def _judge(self, today: date) -> Overview | None:
        with self.store.reading() as tx:
            known = school(tx)
            if known is None:
                return None
            template = self.template(tx, known.scope)
            kept = self._kept(tx, known, template.cadence.notes)
        return overview_of(kept, template, today)

    def _kept(self, tx: Tx, known: SchoolRow, notes: NotesRule | None) -> Kept:
        scope, zone = known.scope, ZoneInfo(known.zone)
        tabs = (notes.supports, notes.notes) if notes else ()
        people = roster_as_of(roster(tx, scope), self.rules(tx, scope))
        year = people.school_year.begins_on.year  # the trackers of earlier ones are kept, too
        return Kept(
            roster=people,
            calendar=calendar(tx, scope),
            zone=zone,
            trackers=trackers(tx, scope),
            entries=current_entries(tx, scope, year=year),
            issues=current_issues(tx, scope, year=year),
            excuses=excuses_of(standing_excuses(tx, scope)),
            places=self.places(tx, scope),
            records=record_versions(tx, scope, tabs, zone) if tabs else {},
            choices=choices(tx, scope),
            not_mine=frozenset((one.person, one.student) for one in said_not_mine(tx, scope)),
        )
