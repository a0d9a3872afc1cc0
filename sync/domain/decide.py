"""Snapshot of a tracker + what is known of it -> what to store. Pure: the sync's one judgement.

In order: find the tabs, the columns and the rows by identity; read each cell where an entry
belongs; ask of the tab as a whole whether it can be believed; compare with what is known; keep
everything that people own verbatim. What cannot be found or read becomes an issue, what cannot be
believed without a word is held: neither ever changes an entry of a child it may not belong to.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sheet_templates.expectation import Expectation, ExpectedTab
from sheet_templates.sentences import about, sentence
from sheet_templates.snapshot import Snapshot, SnapshotTab
from sync.domain.entries import CellIssue, Ending, EntryKey, EntryValue, VerbatimRow, Weight
from sync.domain.entry_columns import FoundEntries
from sync.domain.holds import TAB_EMPTY, TAB_LOST, WHOLE_TAB, Hold
from sync.domain.judging.cells import Grid, read_cells, readers_of
from sync.domain.judging.columns import identify_columns
from sync.domain.judging.differences import Differences
from sync.domain.judging.findings import Found, line_issue
from sync.domain.judging.kept import kept_rows
from sync.domain.judging.lines import named_lines
from sync.domain.judging.lost import replaced_columns, shrunk_records, shrunk_tab
from sync.domain.judging.moved import sorted_apart
from sync.domain.judging.notes import line_notes
from sync.domain.judging.rows import RowIdentity, identify_rows
from sync.domain.judging.settled import KnownRows
from sync.domain.judging.shifted import shifted_rows
from sync.domain.judging.slipped import slipped_columns
from sync.domain.judging.strayed import strayed_rows, unsettled_rows
from sync.domain.judging.tabs import extra_tabs, missing_tab
from sync.domain.judging.waiting import Waiting
from sync.domain.known import Known

USUAL_LOCALE = "en_US"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a read changes: entries to open and close, cells that moved, issues, verbatim rows.

    `closed` says why each ends. `columns` are where the entry columns stand now, by key, counted
    from 0. `holds` wait for somebody's word. Tabs in `stopped` stay as they were: no row, no issue
    and no entry of theirs changes. `errors` are what the run must fail with, once all is stored.
    """

    opened: Mapping[EntryKey, EntryValue]
    closed: Mapping[EntryKey, Ending]
    moved: Mapping[EntryKey, str]
    issues: tuple[CellIssue, ...]
    rows: tuple[VerbatimRow, ...]
    columns: Mapping[str, int]
    structure_sha: str
    holds: tuple[Hold, ...] = ()
    stopped: frozenset[str] = frozenset()
    errors: tuple[str, ...] = ()

    @property
    def changes(self) -> int:
        """How many entries have another value than before."""
        return len(self.opened) + len(self.closed)

    @property
    def doubts(self) -> tuple[CellIssue, ...]:
        """The issues that somebody has to see to."""
        return tuple(one for one in self.issues if one.weight is not Weight.NOTED)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A decision while tab after tab is judged."""

    values: FoundEntries = field(default_factory=FoundEntries)
    gone: dict[EntryKey, Ending] = field(default_factory=dict)
    issues: list[CellIssue] = field(default_factory=list)
    rows: list[VerbatimRow] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def take(self, found: Found, rows: tuple[VerbatimRow, ...]) -> None:
        """Take over what was found in a tab that can be believed."""
        self.values.take(found.values)
        self.gone |= dict.fromkeys(found.blank, Ending.CLEARED)
        self.gone |= dict.fromkeys(found.unreadable, Ending.DOUBTED)
        self.issues += (*found.issues, *found.unreadable.values())
        self.rows += rows


def decide(expectation: Expectation, snapshot: Snapshot, known: Known) -> Decision:
    """What this read means for the store; `known` is what earlier reads left behind."""
    draft = _Draft()
    readers = readers_of(expectation.codes, snapshot.locale or USUAL_LOCALE)
    for wanted in expectation.tabs:
        tab = snapshot.tab(wanted.sheet_id)
        if tab is None:
            _lose_tab(expectation, wanted, known, draft)
            continue
        rows = tuple(kept_rows(expectation.tracker_id, wanted, tab))
        grid = Grid.of(tab, wanted, readers)
        _judge_tab(expectation.tracker_id, grid, rows, known, draft)
    draft.issues += extra_tabs(expectation, snapshot)
    return _decision(draft, known.entries, _structure(snapshot))


def _lose_tab(expectation: Expectation, wanted: ExpectedTab, known: Known, draft: _Draft) -> None:
    if wanted.entry_columns or known.rows.get(wanted.key):
        issue = missing_tab(expectation.tracker_id, wanted)
        draft.issues.append(issue)
        draft.errors.append(issue.message)
        draft.stopped.add(wanted.key)


def _judge_tab(
    tracker_id: str, grid: Grid, rows: tuple[VerbatimRow, ...], known: Known, draft: _Draft
) -> None:
    """Read one tab and take over what can be believed of it; `rows` are what is kept of it."""
    tab, wanted = grid.tab, grid.wanted
    found = Found()
    columns = identify_columns(tab, wanted)
    grid = grid.placed(columns.columns)
    identity = _identify(grid, known)
    read_cells(grid, identity.rows, found, known.same.get(tab.sheet_id, ()))
    found.issues += (*columns.issues, *identity.issues(wanted), *identity.notes)
    found.issues += line_notes(grid, identity.rows)
    found.issues = named_lines(tracker_id, found.issues, rows)
    draft.columns |= grid.columns
    differences = Differences.of(found, known)
    is_in_doubt = bool(identity.doubtful)
    waiting = Waiting.of(wanted.key, identity.rows, differences, is_in_doubt=is_in_doubt)
    as_before = waiting.all_there_is()
    stop = None if as_before else _stop(grid, identity, differences, rows)
    if stop is not None:
        _stop_tab(tracker_id, wanted, stop, rows, draft)
        return
    holds = as_before or _partial_holds(grid, identity, differences, waiting)
    _hold_lines(holds, found, draft)
    shrunk = shrunk_tab(wanted, differences)
    if shrunk is not None:
        _stop_tab(tracker_id, wanted, shrunk, rows, draft)
        return
    draft.take(found, rows)


def _identify(grid: Grid, known: Known) -> RowIdentity:
    at = grid.tab.column_of(grid.wanted.key_column)
    return identify_rows(
        grid.tab,
        grid.wanted,
        0 if at is None else at,
        KnownRows(grid=grid, known=known.entries),
    )


def _stop(
    grid: Grid,
    identity: RowIdentity,
    differences: Differences,
    rows: tuple[VerbatimRow, ...],
) -> Hold | None:
    """Why nothing of a tab can be taken over; None where it can."""
    wanted, known = grid.wanted, differences.known
    if wanted.rows and not identity.rows and known.rows.get(wanted.key):
        message = sentence(
            "No row in %(wanted)s can be told to be a child's any more. All entries stay as "
            "they were. Undo what was done (File, Version history).",
            wanted=wanted.title,
        )
        return Hold(tab=wanted.key, scope=WHOLE_TAB, rule=TAB_LOST, message=message, changes={})
    apart = sorted_apart(grid, identity.rows, identity.nobodys, differences)
    if apart is not None:
        return apart
    return shrunk_records(wanted, rows, known)


def _partial_holds(
    grid: Grid, identity: RowIdentity, differences: Differences, waiting: Waiting
) -> Iterator[Hold]:
    """Rows and columns that wait; what one of them holds the next no longer sees."""
    wanted, rows = grid.wanted, identity.rows
    if not differences.by_student:
        return
    yield from strayed_rows(wanted, rows, identity.claimed, differences)
    if identity.doubtful:
        yield from unsettled_rows(wanted, rows, differences)
    yield from shifted_rows(grid, rows, differences)
    yield from replaced_columns(wanted, rows, differences)
    yield from slipped_columns(wanted, rows, differences)
    yield from waiting.standing()


def _hold_lines(holds: Iterable[Hold], found: Found, draft: _Draft) -> None:
    """Leave rows and columns as they were: one hold for each, by whatever rules it waits."""
    lines: dict[str, Hold] = {}
    for hold in holds:
        first = lines.get(hold.scope, hold)
        lines[hold.scope] = replace(first, changes={**first.changes, **hold.changes})
        found.leave(hold.changes)
    draft.holds += lines.values()
    draft.issues += map(_waiting, lines.values())


def _stop_tab(
    tracker_id: str,
    wanted: ExpectedTab,
    hold: Hold,
    rows: tuple[VerbatimRow, ...],
    draft: _Draft,
) -> None:
    """Leave the tab as it was, and keep aside what stands there."""
    held = replace(hold, rows=rows)
    draft.holds.append(held)
    draft.stopped.add(wanted.key)
    draft.issues.append(_waiting(held))
    if hold.rule in {TAB_EMPTY, TAB_LOST}:
        draft.errors.append(about(tracker_id, hold.message))


def _waiting(hold: Hold) -> CellIssue:
    """A hold as an issue: the owner sees it beside the others."""
    line, _, key = hold.scope.partition(":")
    return line_issue(
        hold.tab,
        "A1",
        hold.rule,
        hold.message,
        column_key=key if line == "column" else None,
        row_key=key if line == "row" else None,
        weight=Weight.STOPPED,
    )


def _decision(draft: _Draft, entries: Mapping[EntryKey, EntryValue], structure: str) -> Decision:
    opened: Mapping[EntryKey, EntryValue] = draft.values
    if entries:
        opened = {
            key: value
            for key, value in draft.values.items()
            if (held := entries.get(key)) != value and not _says_the_same(held, value)
        }
    return Decision(
        opened=opened,
        closed={key: draft.gone[key] for key in sorted(draft.gone) if key in entries},
        moved={
            key: value.a1
            for key, value in (draft.values.items() if entries else ())
            if key not in opened and entries[key].a1 != value.a1
        },
        issues=tuple(draft.issues),
        rows=tuple(draft.rows),
        columns=draft.columns,
        structure_sha=structure,
        holds=tuple(draft.holds),
        stopped=frozenset(draft.stopped),
        errors=tuple(draft.errors),
    )


def _says_the_same(held: EntryValue | None, value: EntryValue) -> bool:
    """Whether the value is the one that is known; how it was typed is part of what was typed."""
    if held is None:
        return False
    return (held.content, held.normalised_from) == (value.content, value.normalised_from)


def _structure(snapshot: Snapshot) -> str:
    """A digest of tabs, their sizes, column keys and protections: another one means drift."""
    shape = [_shape(tab) for tab in snapshot.tabs]
    return hashlib.sha256(json.dumps(shape).encode()).hexdigest()


def _shape(tab: SnapshotTab) -> tuple[object, ...]:
    return (
        tab.sheet_id,
        tab.title,
        tab.is_hidden,
        [line.keys for line in tab.columns],
        sorted((p.protected_range_id, str(p.area), sorted(p.editors)) for p in tab.protections),
    )
