"""What was worked out of other values, for as long as these are the same."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Derived:
    """Values by key, for one thread at a time; the newest of each key is kept."""

    _held: dict[Hashable, tuple[tuple[Any, ...], Any]] = field(default_factory=dict)

    def get(self, key: Hashable, work_out: Callable[..., Value], *of: Any) -> Value:
        """`work_out` of these values, which never change; the same object for equal ones.

        Comparing is quick: most parts of equal values are the very same objects.
        """
        found = self._held.get(key)
        if found is None or found[0] != of:
            found = self._held[key] = (of, work_out(*of))
        value: Value = found[1]
        return value
