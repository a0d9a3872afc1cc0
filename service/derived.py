"""What was worked out of other values, for as long as these are the same."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Derived:
    """Values by key; the newest of each is kept. Of threads that ask at once each gets its own."""

    _held: dict[Hashable, tuple[tuple[Any, ...], Any]] = field(default_factory=dict)

    def get(self, key: Hashable, work_out: Callable[..., Value], *of: Any) -> Value:
        """`work_out` of these values, which never change; the same object for equal ones.

        It is the same, too, where an equal one comes out: what was worked out of it stands then.
        Comparing is quick: most parts of equal values are the very same objects.
        """
        found = self._held.get(key)
        if found is None or found[0] != of:
            made = work_out(*of)
            value = found[1] if found is not None and found[1] == made else made
            found = self._held[key] = (of, value)
        held: Value = found[1]
        return held
