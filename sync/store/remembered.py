"""What was read out of the store, for as long as no table that it was read from has changed."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sync.store.engine import Tx
from sync.store.table_changes import counts, note_asked, tables_asked

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Held:
    value: Any
    given: Hashable
    tables: Mapping[str, int]


@dataclass(slots=True)
class Remembered:
    """Values by key, for one thread at a time; `of` gives them as a transaction sees them."""

    _held: dict[Hashable, _Held] = field(default_factory=dict)

    def of(self, tx: Tx) -> "Readings":
        """What may still be used of it in this transaction, which must be a reading one."""
        return Readings(tx, self._held, counts(tx))


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings within one transaction: from memory where they hold, else out of the store."""

    tx: Tx
    _held: dict[Hashable, _Held]
    _counts: Mapping[str, int]

    def get(self, key: Hashable, read: Callable[[], Value], *given: Hashable) -> Value:
        """What `read` gives; it reads with this transaction, and besides knows only `given`.

        As long as its tables stay as they were, that is the very same object each time.
        """
        found = self._held.get(key)
        if found is None or found.given != given or self._has_changed(found):
            with tables_asked(self.tx) as asked:
                value = read()
            tables = {name: self._counts.get(name, 0) for name in asked}
            found = self._held[key] = _Held(value, given, tables)
        note_asked(self.tx, found.tables)  # what is read around this depends on it, too
        held: Value = found.value
        return held

    def _has_changed(self, found: _Held) -> bool:
        return any(self._counts.get(name, 0) != n for name, n in found.tables.items())
