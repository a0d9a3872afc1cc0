"""What earlier reads of a tracker left behind: what a new read is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.domain.entries import EntryKey, EntryValue
from sync.domain.holds import Changes, Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A tracker's current entries, and the rows with content by tab.

    `confirmed` are changes that somebody in charge has said are right, by place; a doubt that
    rests on them is none. `confirmed_tabs` may lose rows. `waiting` are the rows and columns that
    wait for such a word, in the order in which they came to. `same` are the rows, by sheet id and
    from 0, that say exactly what they said when `entries` were taken from them, and are read as
    they were then: they are not compared again. Without it the judgement is the same, and slower.
    """

    entries: Mapping[EntryKey, EntryValue] = field(default_factory=dict)
    rows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    same: Mapping[int, frozenset[int]] = field(default_factory=dict)
    confirmed: Changes = field(default_factory=dict)
    confirmed_tabs: frozenset[str] = frozenset()
    waiting: tuple[Hold, ...] = ()

    def expected(self, key: EntryKey) -> EntryValue | None:
        """What is there or was said to come there."""
        return self.confirmed[key] if key in self.confirmed else self.entries.get(key)
