"""Ids that Google would have drawn: random, positive, in 31 bits."""

import secrets
from collections.abc import Collection

_HIGHEST = 2**31 - 1


def fresh_id(taken: Collection[int]) -> int:
    """An id that is not taken yet."""
    while True:
        drawn = secrets.randbelow(_HIGHEST) + 1
        if drawn not in taken:
            return drawn
