"""How much of a long list is told before somebody asks for all of it."""

LONGEST = 20
"""So many lines are told in full."""
FIRST = 5
"""So many lines of a longer list are told, with the count of the rest."""


def told_at_first(lines: int) -> int:
    """How many of so many lines are told before the whole list is asked for."""
    return lines if lines <= LONGEST else FIRST
