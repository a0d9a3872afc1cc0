"""A round over duties: facts out of the store -> pure judgement -> changes and flags stored.

    expected entries + entries, issues, excuses | judge | duties_of | keep | raise flags

The nightly round is over everything. In between only those trackers are looked at that were read
or that hold a duty whose next moment has come: the store knows them by an index.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sheet_templates.school import Checkpoint
from sync.domain.completeness import JudgedEntry, judge, key_of
from sync.domain.duties import Duty, DutyChange, duties_of
from sync.domain.entries import EntryKey
from sync.domain.excuses import Excuses, excuses_of
from sync.domain.expected import ExpectedEntry
from sync.domain.milestones_owed import DueMilestone, milestone_duties, milestones_owed
from sync.domain.moments import Moment
from sync.domain.notes_owed import NotesFacts, note_duties, notes_owed
from sync.domain.scope import Scope
from sync.flag_sources import SOURCES, FlagSource, View, raise_flags
from sync.store.duties import entered, keep_duties, trackers_due
from sync.store.engine import Store, Tx
from sync.store.excuses import standing_excuses
from sync.store.issues import current_issues
from sync.store.milestones import words_in
from sync.store.records import record_versions
from sync.store.trackers import Tracker, trackers


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What is expected of a tracker: scores in the windows of its grade, milestones, notes.

    `notes` is what decides about its progress notes, None where nobody owes any.
    """

    expected: tuple[ExpectedEntry, ...]
    checkpoints: tuple[Checkpoint, ...]
    notes: NotesFacts | None = None
    milestones: tuple[DueMilestone, ...] = ()


NOTHING_OWED = Owed(expected=(), checkpoints=())


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReport:
    """What a round did: trackers looked at, changes written, flags that came or went."""

    trackers: int
    changes: tuple[DutyChange, ...]
    flags: int

    @property
    def flips(self) -> int:
        """How many duties have another state than before."""
        return sum(change.is_flip for change in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRound:
    """What a round needs; `owed` gives what is expected of a tracker, by public id.

    A tracker of which nothing is expected any more (of an earlier year, say) keeps its history.
    """

    store: Store
    scope: Scope
    moment: Moment
    owed: Callable[[str], Owed]
    sources: tuple[FlagSource, ...] = SOURCES

    def over_all(self) -> RoundReport:
        """The round over every tracker of the school."""
        return self._run(None)

    def over(self, read: Collection[str]) -> RoundReport:
        """The round over the trackers that were read, and those whose moment has come."""
        with self.store.reading() as tx:
            due = trackers_due(tx, self.scope, self.moment)
        looked_at = {*read, *due}
        if not looked_at:
            return RoundReport(trackers=0, changes=(), flags=0)
        return self._run(looked_at)

    def _run(self, only: Collection[str] | None) -> RoundReport:
        with self.store.writing() as tx:
            excuses = excuses_of(standing_excuses(tx, self.scope))
            changes: list[DutyChange] = []
            owed_by: dict[EntryKey, str] = {}
            tracker_of: dict[str, str] = {}
            looked_at = [
                one for one in trackers(tx, self.scope) if only is None or one.public_id in only
            ]
            for tracker in looked_at:
                judged = self._judged(tx, tracker, excuses)
                tracker_of |= {one.expected.student: tracker.public_id for one in judged}
                owed_by |= {key_of(one.expected): one.expected.owed_by for one in judged}
                changes += self._keep(tx, tracker, judged, excuses)
            view = View(
                tx=tx,
                scope=self.scope,
                moment=self.moment,
                owed_by=owed_by,
                tracker_of=tracker_of,
                trackers=looked_at,
                only=only,
            )
            flags = raise_flags(view, self.sources)
        return RoundReport(trackers=len(looked_at), changes=tuple(changes), flags=flags)

    def _judged(self, tx: Tx, tracker: Tracker, excuses: Excuses) -> tuple[JudgedEntry, ...]:
        owed = self.owed(tracker.public_id)
        if not owed.expected:
            return ()
        entries = entered(tx, tracker)
        issues = {one.issue.key for one in current_issues(tx, self.scope, tracker.id)}
        keys = [key_of(one) for one in owed.expected]
        return judge(
            owed.expected,
            owed.checkpoints,
            entries,
            {key for key in issues if key is not None},
            self.moment.today,
            excuses.excused(keys, self.moment.today),
        )

    def _keep(
        self,
        tx: Tx,
        tracker: Tracker,
        judged: Iterable[JudgedEntry],
        excuses: Excuses,
    ) -> tuple[DutyChange, ...]:
        turns = excuses.turns_after(self.moment.today)
        duties = duties_of(tracker.public_id, judged, self.moment.today, turns)
        notes = self._notes(tx, tracker, excuses)
        milestones = self._milestones(tx, tracker)
        return keep_duties(tx, tracker, (*duties, *notes, *milestones), self.moment)

    def _notes(self, tx: Tx, tracker: Tracker, excuses: Excuses) -> tuple[Duty, ...]:
        facts = self.owed(tracker.public_id).notes
        if facts is None:
            return ()
        tabs = (facts.rule.supports, facts.rule.notes)
        versions = record_versions(tx, self.scope, tabs, self.moment.clock, tracker)
        today = self.moment.today
        owed = notes_owed(facts, versions.get(tracker.public_id, ()), excuses, today)
        return note_duties(tracker.public_id, owed, excuses, today)

    def _milestones(self, tx: Tx, tracker: Tracker) -> tuple[Duty, ...]:
        due, today = self.owed(tracker.public_id).milestones, self.moment.today
        if not due:
            return ()
        owed = milestones_owed(
            tracker.public_id, due, words_in(tx, tracker), self.moment.clock, today
        )
        return milestone_duties(owed, today)
