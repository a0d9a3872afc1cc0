"""What the store holds of trackers besides entries, as pages read it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.child import ChildRecord, child_record
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import sentence
from sync.domain.entries import EntryKey
from sync.domain.flag_life import HeldFlag
from sync.domain.moments import SchoolClock
from sync.domain.scope import Scope
from sync.store.audit import StoredFinding, StoredLook, all_looked_at, last_look, open_findings
from sync.store.engine import Store, Tx
from sync.store.flags import column_problems
from sync.store.history import PastEntry, changed_in_run, first_seen, past_entries, restorations
from sync.store.holds import StoredHold, holds
from sync.store.run_trouble import RunTrouble, trouble
from sync.store.runs import RunRow, RunTally, TrackerOutcome, outcomes, run_of, tallies
from sync.store.school import school
from sync.store.templates import last_pasts, template_versions
from sync.store.trackers import Tracker, trackers


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerRecord:
    """One tracker: what waits for a word, what the audit found, who has which rights.

    `look` is None while nobody has looked; `written` are who had which cells written from here;
    `problems` what people say of its columns.
    """

    holds: tuple[StoredHold, ...]
    findings: tuple[StoredFinding, ...]
    look: StoredLook | None
    written: tuple[tuple[str, tuple[str, ...]], ...]
    problems: tuple[HeldFlag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVersion:
    """A kept version of a template, and the public ids of the trackers that follow it.

    `author` is the sourcedId of who made it on the page of columns; None for one of a file.
    """

    key: str
    n: int
    body: str
    added_at: datetime
    author: str | None
    followers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The records of the one school in a store, which must have a roster; `now` is the clock."""

    store: Store
    now: Callable[[], datetime]

    def tracker(self, public_id: str) -> TrackerRecord:
        """All that is recorded of one tracker and still matters."""
        with self.store.reading() as tx:
            scope = _scope(tx)
            return TrackerRecord(
                holds=tuple(one for one in holds(tx, scope) if one.tracker == public_id),
                findings=tuple(one for one in open_findings(tx, scope) if one.tracker == public_id),
                look=last_look(tx, scope, public_id),
                written=tuple(
                    (
                        who,
                        tuple(
                            sentence(
                                "%(place)s: %(was)s became %(now)s", place=place, was=was, now=now
                            )
                            for place, was, now in cells
                        ),
                    )
                    for tracker, who, ended, cells in restorations(tx, scope)
                    if tracker == public_id and ended is not None
                ),
                problems=tuple(column_problems(tx, scope, public_id)),
            )

    def looked_at(self, year: int) -> datetime | None:
        """Since when the rights of every tracker of that school year have been looked at."""
        with self.store.reading() as tx:
            return all_looked_at(tx, _scope(tx), year)

    def past(self, tracker: str, student: str) -> Sequence[PastEntry]:
        """All versions of a child's entries in a tracker, oldest first."""
        with self.store.reading() as tx:
            return past_entries(tx, _scope(tx), student=student, tracker=tracker)

    def changed_in_run(self, run_id: int, tracker: str) -> Sequence[PastEntry]:
        """What a run found new in a tracker's entries, or gone."""
        with self.store.reading() as tx:
            return changed_in_run(tx, _scope(tx), run_id, tracker)

    def child(
        self, student: str, clock: SchoolClock, now: Mapping[str, TrackerTemplate]
    ) -> ChildRecord:
        """All that trackers of this and earlier years hold of a student; see `child_record`."""
        with self.store.reading() as tx:
            return child_record(tx, _scope(tx), student, clock, now)

    def first_seen(self, year: int) -> Mapping[EntryKey, datetime]:
        """When a read first found something typed where each entry belongs.

        Of the school year that began in `year`.
        """
        with self.store.reading() as tx:
            return first_seen(tx, _scope(tx), year)

    def template_versions(self, year: int) -> Sequence[KeptVersion]:
        """Every kept version, oldest first, with its followers of the year that began in `year`."""
        with self.store.reading() as tx:
            scope = _scope(tx)
            there = trackers(tx, scope, year=year)
            return [
                KeptVersion(
                    key=one.key,
                    n=one.n,
                    body=one.body,
                    added_at=one.added_at,
                    author=one.author,
                    followers=frozenset(
                        each.public_id
                        for each in there
                        if (each.template_key, each.template_version) == (one.key, one.n)
                    ),
                )
                for one in template_versions(tx, scope)
            ]

    def has_step_to_undo(self, year: int) -> bool:
        """Whether a tracker of that school year has taken a step that can be undone."""
        with self.store.reading() as tx:
            scope = _scope(tx)
            pasts = last_pasts(tx, scope)
            return any(one.id in pasts for one in trackers(tx, scope, year=year))

    def earlier(self, year: int) -> Sequence[Tracker]:
        """The trackers of school years that began before `year`, the latest year first."""
        with self.store.reading() as tx:
            there = [one for one in trackers(tx, _scope(tx)) if one.year_begins < year]
        return sorted(there, key=lambda one: -one.year_begins)

    def runs(self, most: int) -> Sequence[RunTally]:
        """The latest runs, the newest first."""
        with self.store.reading() as tx:
            return tallies(tx, _scope(tx), most)

    def trouble(self) -> RunTrouble | None:
        """What kept the last run from coming to its end, None where it did."""
        with self.store.reading() as tx:
            return trouble(tx, _scope(tx))

    def run(self, run_id: int) -> tuple[RunRow, Sequence[TrackerOutcome]] | None:
        """One run and what it did with each tracker."""
        with self.store.reading() as tx:
            found = run_of(tx, _scope(tx), run_id)
            return None if found is None else (found, outcomes(tx, run_id))


def _scope(tx: Tx) -> Scope:
    known = school(tx)
    assert known is not None, "only a school has records"
    return known.scope
