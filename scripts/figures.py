"""One measured figure and what it is held to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value in a unit; smaller is better.

    `floor` is the same work done as barely as can be, measured in the same run; then `target` is
    the largest ratio of value to floor. Without a floor the target is absolute, on 2 cores.
    """

    bench: str
    case: str
    value: float
    unit: str
    floor: float | None = None
    target: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the floor the value is; None without a floor."""
        return self.value / self.floor if self.floor else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        return (self.ratio if self.floor else self.value) <= self.target  # type: ignore[operator]
