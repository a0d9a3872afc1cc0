"""What earlier reads of a tracker left behind, as far as a new read has to be compared with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sheet_templates.snapshot import Snapshot
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.holds import WHOLE_TAB, Verdict
from sync.domain.known import Known
from sync.domain.scope import Scope
from sync.store.engine import Tx
from sync.store.entries import StandingEntries, known_values
from sync.store.holds import unsettled
from sync.store.inputs import LastRead, last_read
from sync.store.packing import PackedRead
from sync.store.reads import KnownRow, RowPlace, known_rows, rows_by_tab
from sync.store.trackers import Tracker

_FEW = 20  # rows: the entries of more children are read quicker all at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What is known, and what storing the new read would else have to ask for again."""

    known: Known
    waits: bool  # for somebody's word, or for the read that settles one
    rows: Mapping[RowPlace, KnownRow]
    last: LastRead | None


def before(tx: Tx, scope: Scope, tracker: Tracker, snapshot: Snapshot, read: PackedRead) -> Before:
    """What the new read of a tracker is compared with.

    Rows that are judged today from the very same cells as in the last read are named as such,
    unless something waits for a word or was decided since: then everything is compared.
    """
    rows, last = known_rows(tx, tracker), last_read(tx, tracker)
    held = unsettled(tx, scope, tracker)
    same = {} if held or last is None else last.same_rows(snapshot, read)
    accepted = [one.hold for one in held if one.verdict is Verdict.ACCEPTED]
    confirmed: dict[EntryKey, EntryValue | None] = {}
    for hold in accepted:
        confirmed |= hold.changes
    known = Known(
        entries=_entries(tx, tracker, snapshot, same),
        rows=rows_by_tab(rows),
        same=same,
        confirmed=confirmed,
        confirmed_tabs=frozenset(one.tab for one in accepted if one.scope == WHOLE_TAB),
        waiting=tuple(
            one.hold for one in held if one.verdict is Verdict.OPEN and one.hold.scope != WHOLE_TAB
        ),
    )
    return Before(known=known, waits=bool(held), rows=rows, last=last)


def _entries(
    tx: Tx, tracker: Tracker, snapshot: Snapshot, same: Mapping[int, frozenset[int]]
) -> Mapping[EntryKey, EntryValue]:
    others = sum(len(tab.cells) - len(same.get(tab.sheet_id, ())) for tab in snapshot.tabs)
    if others <= _FEW:
        return StandingEntries(tx, tracker.id)
    return known_values(tx, tracker.id)
