"""The sign that stands for a state, beside its colour, the same on every page."""

from collections.abc import Mapping

from sync.domain.completeness import EntryState

NOT_APPLICABLE = "\N{EN DASH}"
SIGNS: Mapping[EntryState, str] = {
    EntryState.NOT_OPEN: "○",
    EntryState.OPEN: "•",
    EntryState.LATE: "!",
    EntryState.MISSING: "✕",
    EntryState.PRESENT: "✓",
    EntryState.EXCUSED: NOT_APPLICABLE,
    EntryState.UNREADABLE: "?",
}
