"""What raises flags: each source says what holds now, of the kinds of flag that are its own.

Another part that finds something for people to act on (an audit of rights, say) adds a source: a
function from the store to conditions. Everything else, one flag a thing, its life, its end, is
the same for all.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sheet_templates.dates import short_day
from sheet_templates.sentences import sentence
from sync.domain.audit import FindingKind
from sync.domain.completeness import EntryState, blank_state
from sync.domain.duties import MILESTONE, NOTES, SCORES, HeldDuty
from sync.domain.entries import EntryKey, Weight
from sync.domain.flag_life import (
    CELL_UNREADABLE,
    COLUMN_PROBLEM,
    DUTY_LATE,
    DUTY_MISSING,
    MILESTONE_LATE,
    MILESTONE_MISSING,
    NOT_SYNCED,
    NOT_THEIRS,
    NOTE_LATE,
    NOTE_MISSING,
    SHARED_WRONGLY,
    STATE_HELD,
    UNPROTECTED,
    Condition,
    KindOfFlag,
    issue_subject,
)
from sync.domain.moments import Moment
from sync.domain.scope import Scope
from sync.store.audit import StoredFinding, open_findings
from sync.store.column_problems import said_problems
from sync.store.duties import held_duties
from sync.store.engine import Tx
from sync.store.flags import keep_conditions
from sync.store.issues import StoredIssue, current_issues
from sync.store.kinds import Outcome
from sync.store.people import said_not_mine
from sync.store.trackers import Tracker

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a source may look at; `owed_by` gives who owes an entry of `trackers`.

    `tracker_of` gives a child's tracker.

    `only` are the trackers of a round that looks at a few; None means all of the school.
    """

    tx: Tx
    scope: Scope
    moment: Moment
    owed_by: Mapping[EntryKey, str]
    tracker_of: Mapping[str, str]
    trackers: Sequence[Tracker]
    only: Collection[str] | None

    def sees(self, tracker: str) -> bool:
        """Whether a tracker is looked at."""
        return self.only is None or tracker in self.only


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagSource:
    """Some kinds of flag, and what raises them now."""

    kinds: tuple[KindOfFlag, ...]
    conditions: Callable[[View], Iterable[Condition]]


def raise_flags(view: View, sources: Iterable[FlagSource]) -> int:
    """Bring the flags up to what all sources say; how many came or went."""
    asked = tuple(sources)
    return keep_conditions(
        view.tx,
        view.scope,
        [kind for source in asked for kind in source.kinds],
        [condition for source in asked for condition in source.conditions(view)],
        view.moment,
        view.only,
    )


_OVERDUE = {
    (SCORES, EntryState.LATE): DUTY_LATE,
    (SCORES, EntryState.MISSING): DUTY_MISSING,
    (NOTES, EntryState.LATE): NOTE_LATE,
    (NOTES, EntryState.MISSING): NOTE_MISSING,
    (MILESTONE, EntryState.LATE): MILESTONE_LATE,
    (MILESTONE, EntryState.MISSING): MILESTONE_MISSING,
}


def _overdue_duties(view: View) -> Iterator[Condition]:
    for duty in held_duties(view.tx, view.scope, view.only):
        state = blank_state(duty.window, view.moment.today)
        kind = _OVERDUE.get((duty.key.column_group, state))
        if kind is not None and duty.counts.blank:
            yield _overdue(duty, kind)


def _overdue(duty: HeldDuty, kind: KindOfFlag) -> Condition:
    key, window = duty.key, duty.window
    is_late = kind in {DUTY_LATE, NOTE_LATE, MILESTONE_LATE}
    since = window.due_on + _ONE_DAY if is_late else window.missing_from
    blank = _NOT_DONE.get(
        key.column_group, f"{duty.counts.blank} of {duty.counts.expected} scores are blank"
    )
    after = "within the days of grace" if is_late else f"missing since {short_day(since)}"
    return Condition(
        kind=kind,
        subject=key.subject,
        tracker=key.tracker,
        person=key.person,
        since=since,
        words=(f"{window.title}: {blank}; due {short_day(window.due_on)}, {after}."),
    )


_NOT_DONE = {NOTES: "it is not written", MILESTONE: "nobody has said that it is done"}


def _unreadable_cells(view: View) -> Iterator[Condition]:
    for stored in current_issues(view.tx, view.scope):
        if view.sees(stored.tracker) and stored.issue.weight is not Weight.STOPPED:
            yield _unreadable(stored, view)


def _unreadable(stored: StoredIssue, view: View) -> Condition:
    issue = stored.issue
    return Condition(
        kind=CELL_UNREADABLE,
        subject=issue_subject(stored.tracker, issue),
        tracker=stored.tracker,
        person=view.owed_by.get(issue.key) if issue.key else None,
        since=view.moment.clock.day(stored.seen_at),
        words=f"Cell {issue.a1}: {issue.message}",
    )


def _held_states(view: View) -> Iterator[Condition]:
    """Tabs that wait, each for the document owner."""
    for stored in current_issues(view.tx, view.scope):
        if view.sees(stored.tracker) and stored.issue.weight is Weight.STOPPED:
            yield Condition(
                kind=STATE_HELD,
                subject=issue_subject(stored.tracker, stored.issue),
                tracker=stored.tracker,
                person=None,
                since=view.moment.clock.day(stored.seen_at),
                words=stored.issue.message,
            )


def _not_theirs(view: View) -> Iterator[Condition]:
    """Children whom a person owes scores for, and says are not theirs; for the document owner."""
    owes = {(person, key.student) for key, person in view.owed_by.items()}
    for said in said_not_mine(view.tx, view.scope):
        if (said.person, said.student) in owes:
            yield Condition(
                kind=NOT_THEIRS,
                subject=f"{said.person}.{said.student}",
                tracker=view.tracker_of[said.student],
                person=None,
                since=view.moment.clock.day(said.said_at),
                words=f"{said.person} says that student {said.student} is not theirs.",
            )


def _column_problems(view: View) -> Iterator[Condition]:
    """What people say is amiss with a column, for as long as something is expected in it."""
    asked = {
        (view.tracker_of[key.student], key.checkpoint, key.metric)
        for key in view.owed_by
        if key.student in view.tracker_of
    }
    for said in said_problems(view.tx, view.scope):
        if (said.tracker, said.checkpoint, said.metric) in asked:
            yield Condition(
                kind=COLUMN_PROBLEM,
                subject=said.public_id,
                tracker=said.tracker,
                person=None,
                since=view.moment.clock.day(said.said_at),
                words=sentence(
                    "%(name)s on %(window)s %(score)s: %(reason)s",
                    name=said.name,
                    window=said.checkpoint,
                    score=said.metric,
                    reason=said.reason,
                ),
            )


def _failed_syncs(view: View) -> Iterator[Condition]:
    for tracker in view.trackers:
        if tracker.last_outcome is Outcome.FAILED:
            read = tracker.last_read_at
            day = view.moment.clock.day(read) if read else None
            last = f"last read {short_day(day)}" if day else "never read"
            yield Condition(
                kind=NOT_SYNCED,
                subject=tracker.public_id,
                tracker=tracker.public_id,
                person=None,
                since=view.moment.today,
                words=f"The last sync did not read it ({last}): {tracker.why_failed}",
            )


def _audit_findings(view: View) -> Iterator[Condition]:
    """A flag for each tracker that others can reach, and each with open cells; not one a finding.

    Each finding has a repair of its own in the audit, where whoever has the flag looks.
    """
    found: defaultdict[tuple[str, KindOfFlag], list[StoredFinding]] = defaultdict(list)
    for one in open_findings(view.tx, view.scope):
        kind = _AUDITED.get(FindingKind(one.kind))
        if kind is not None and view.sees(one.tracker):
            found[one.tracker, kind].append(one)
    for (tracker, kind), those in found.items():
        first = min(one.first_seen_at for one in those)
        sentences = sorted(one.sentence for one in those)
        more = f" And {len(those) - 1} more." if len(those) > 1 else ""
        yield Condition(
            kind=kind,
            subject=tracker,
            tracker=tracker,
            person=None,
            since=view.moment.clock.day(first),
            words=f"{sentences[0]}{more}",
        )


_AUDITED = {kind: SHARED_WRONGLY for kind in FindingKind if kind.is_outside} | {
    kind: UNPROTECTED for kind in FindingKind if kind.is_protection
}

COLUMNS = FlagSource(kinds=(COLUMN_PROBLEM,), conditions=_column_problems)
"""What people say of columns; raised also as soon as they have said it."""

AUDIT = FlagSource(kinds=(SHARED_WRONGLY, UNPROTECTED), conditions=_audit_findings)
"""What the audit has found; raised also right after it has looked."""

SOURCES = (
    FlagSource(kinds=tuple(_OVERDUE.values()), conditions=_overdue_duties),
    FlagSource(kinds=(CELL_UNREADABLE,), conditions=_unreadable_cells),
    FlagSource(kinds=(STATE_HELD,), conditions=_held_states),
    FlagSource(kinds=(NOT_THEIRS,), conditions=_not_theirs),
    COLUMNS,
    FlagSource(kinds=(NOT_SYNCED,), conditions=_failed_syncs),
    AUDIT,
)
"""All that raises flags."""
