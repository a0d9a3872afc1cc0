"""Which of a class's new scores are the least likely. Pure.

A score is compared with what the child had before, moved as the class moved; without one before,
with the middle of the class. How far is usual is the middle of all these distances, so that one
slip does not hide behind itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

MOST_UNLIKELY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScore:
    """A number to be written, and the child's last one of the same metric, if there is one."""

    student: str
    number: float
    before: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlikely:
    """One of the least likely: `expected` is about where it would be, `distance` how far it is."""

    student: str
    expected: float
    distance: float


def most_unlikely(scores: Sequence[NewScore]) -> tuple[Unlikely, ...]:
    """The least likely first, at most five; however likely they are, they are to be looked at."""
    if not scores:
        return ()
    changes = [one.number - one.before for one in scores if one.before is not None]
    moved = median(changes) if changes else 0.0
    middle = median(one.number for one in scores)
    usual = {True: _usual(changes, moved), False: _usual([s.number for s in scores], middle)}
    found = []
    for one in scores:
        expected = middle if one.before is None else one.before + moved
        far = abs(one.number - expected)
        found.append((far / usual[one.before is not None], one.student, expected, far))
    found.sort(key=lambda entry: (-entry[0], entry[1]))
    return tuple(
        Unlikely(student=student, expected=expected, distance=far)
        for _, student, expected, far in found[:MOST_UNLIKELY]
    )


def _usual(values: Sequence[float], middle: float) -> float:
    """How far from the middle is usual; never nothing, or a class of equals would divide by it."""
    if not values:
        return 1.0
    return max(median(abs(one - middle) for one in values), 1.0)
