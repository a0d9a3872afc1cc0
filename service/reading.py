"""Reads a school out of the store for pages, reports and lists, in one consistent state.

After a change only that is read anew which it touched: a sync of one tracker asks for entries and
leaves roster, calendar and what follows from them as they were.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from service.derived import Derived
from service.kept import Kept
from service.overview import Overview, overview_of
from service.owed import Own
from sheet_templates.access_rules import NO_RULES, AccessRules, roster_as_of
from sheet_templates.model import TrackerTemplate
from sheet_templates.school import Roster
from sync.domain.contacts import contacts_tab
from sync.domain.excuses import excuses_of
from sync.domain.milestones_owed import MilestoneWord
from sync.domain.moments import SchoolClock
from sync.domain.places import CellPlaces
from sync.domain.scope import Scope
from sync.store.calendars import calendar
from sync.store.engine import Store, Tx
from sync.store.excuses import standing_excuses
from sync.store.issues import current_issues
from sync.store.milestones import words_of_school
from sync.store.people import choices, said_not_mine
from sync.store.records import record_versions
from sync.store.remembered import Readings, Remembered
from sync.store.school import SchoolRow, roster, school
from sync.store.tracker_entries import TrackerEntries, tracker_entries
from sync.store.trackers import Tracker, trackers


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What trackers are drawn from: the children, this year's trackers, the school's template.

    `own` is what each tracker has of its own, as the template that it follows.
    """

    roster: Roster
    trackers: tuple[Tracker, ...]
    template: TrackerTemplate
    own: Mapping[str, Own]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolReader:
    """The school of one data folder, read anew whenever the store or the day has changed.

    `template` gives the one that its trackers follow, `today` the school day that rules and pages
    go by; `is_demo` says that it is a demo's date and not the real one. `places` gives where the
    last reads found students and scores, `own` what each tracker has of its own. `ahead` is how far
    a demo's day lies from the real one.
    """

    store: Store
    template: Callable[[Tx, Scope], TrackerTemplate]
    today: Callable[[], date]
    is_demo: bool
    places: Callable[[Tx, Scope, Drawn], CellPlaces]
    rules: Callable[[Tx, Scope], AccessRules] = lambda _tx, _scope: NO_RULES
    own: Callable[[Tx, Scope, Sequence[Tracker]], Mapping[str, Own]] = lambda *_: {}
    ahead: Callable[[], timedelta] = timedelta
    _judged: dict[tuple[Hashable, date, timedelta], Overview] = field(
        default_factory=dict, init=False
    )
    _remembered: Remembered = field(default_factory=Remembered, init=False, repr=False)
    _derived: Derived = field(default_factory=Derived, init=False, repr=False)
    _entries_before: dict[str, TrackerEntries] = field(default_factory=dict, init=False, repr=False)
    _turn: Lock = field(default_factory=Lock, init=False, repr=False)

    def overview(self) -> Overview | None:
        """The school judged as of today, None while no roster has been imported."""
        with self._turn:  # many ask at once after a change: one judges, the others wait for it
            state = (self.store.version(), self.today(), self.ahead())
            found = self._judged.get(state)
            if found is None:
                found = self._judge(*state[1:])
                if found is not None:
                    self._judged.clear()  # nobody asks for an earlier state again
                    self._judged[state] = found
            return found

    def _judge(self, today: date, ahead: timedelta) -> Overview | None:
        with self.store.reading() as tx:
            readings = self._remembered.of(tx)
            known = readings.get("school", lambda: school(tx))
            if known is None:
                return None
            template = readings.get("template", lambda: self.template(tx, known.scope))
            clock = SchoolClock(zone=ZoneInfo(known.zone), ahead=ahead)
            kept = self._kept(readings, known, template, clock, today)
        return overview_of(kept, template, today, self._derived)

    def _kept(
        self,
        readings: Readings,
        known: SchoolRow,
        template: TrackerTemplate,
        clock: SchoolClock,
        today: date,
    ) -> Kept:
        tx, scope, get = readings.tx, known.scope, readings.get
        everybody = get("roster", lambda: roster(tx, scope))
        rules = get("rules", lambda: self.rules(tx, scope), today)
        people = self._derived.get("people", roster_as_of, everybody, rules)
        year = people.school_year.begins_on.year  # the trackers of earlier ones are kept, too
        made = trackers(tx, scope, year=year)
        own = get("own", lambda: self.own(tx, scope, made), _followed(made))
        drawn = Drawn(roster=people, trackers=tuple(made), template=template, own=own)
        tabs = _tabs_of_records([template, *(one.template for one in own.values())])
        return Kept(
            roster=people,
            calendar=get("calendar", lambda: calendar(tx, scope)),
            clock=clock,
            trackers=made,
            by_tracker=get("entries", lambda: self._entries(tx, scope, year), year),
            issues=get("issues", lambda: current_issues(tx, scope, year=year), year),
            excuses=get("excuses", lambda: excuses_of(standing_excuses(tx, scope))),
            places=get("places", lambda: self.places(tx, scope, drawn), drawn),
            records=get(
                "records",
                lambda: record_versions(tx, scope, tabs, clock, year=year),
                *(tabs, year, clock),
            )
            if tabs
            else {},
            choices=get("choices", lambda: choices(tx, scope)),
            not_mine=get("not mine", lambda: _not_mine(tx, scope)),
            own=own,
            milestones=_by_tracker(made, get("milestones", lambda: words_of_school(tx, scope))),
        )

    def _entries(self, tx: Tx, scope: Scope, year: int) -> dict[str, TrackerEntries]:
        found = tracker_entries(tx, scope, year, self._entries_before)
        self._entries_before.clear()
        self._entries_before.update(found)
        return found


def _by_tracker(
    made: Iterable[Tracker], words: Mapping[int, tuple[MilestoneWord, ...]]
) -> dict[str, tuple[MilestoneWord, ...]]:
    return {one.public_id: words[one.id] for one in made if one.id in words}


def _followed(made: Iterable[Tracker]) -> frozenset[tuple[str, str, int]]:
    return frozenset((one.public_id, one.template_key, one.template_version) for one in made)


def _tabs_of_records(templates: Iterable[TrackerTemplate | None]) -> tuple[str, ...]:
    """The tabs of supports, progress notes and contacts with home, of whichever tracker."""
    return tuple(
        dict.fromkeys(tab for one in templates if one is not None for tab in _told_from(one))
    )


def _told_from(template: TrackerTemplate) -> Iterator[str]:
    rule, contacts = template.cadence.notes, contacts_tab(template)
    if rule is not None:
        yield from (rule.supports, rule.notes)
    if contacts is not None:
        yield contacts.key


def _not_mine(tx: Tx, scope: Scope) -> frozenset[tuple[str, str]]:
    return frozenset((one.person, one.student) for one in said_not_mine(tx, scope))
