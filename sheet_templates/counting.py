"""Counts and lists as sentences say them."""

from collections.abc import Sequence

_NAMED_AT_MOST = 5


def counted(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 score", "1,200 scores"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(parts: Sequence[str]) -> str:
    """Parts as a sentence says them: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def some(names: Sequence[str]) -> str:
    """A few names; of many the first ones and how many more there are."""
    if len(names) <= _NAMED_AT_MOST:
        return listed(names)
    shown = names[: _NAMED_AT_MOST - 1]
    return f"{', '.join(shown)} and {len(names) - len(shown)} more"
