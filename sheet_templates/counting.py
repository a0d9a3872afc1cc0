"""Counts and lists as sentences say them."""

from collections.abc import Sequence

from sheet_templates.sentences import Sentence, listed, several, together

_NAMED_AT_MOST = 5


def counted(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 score", "1,200 scores"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def some(names: Sequence[str]) -> Sentence:
    """A few names; of many the first ones and how many more there are."""
    if len(names) <= _NAMED_AT_MOST:
        return listed(names)
    shown = names[: _NAMED_AT_MOST - 1]
    return several(
        "%(names)s and %(count)s more",
        "%(names)s and %(count)s more",
        len(names) - len(shown),
        names=together(shown, between=", "),
    )
