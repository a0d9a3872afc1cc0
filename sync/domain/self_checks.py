"""How a school says that it collects data: answers to statements, told by talk. Pure.

People answer in the same weeks and then talk about it. So the answers of some weeks are one talk,
and a talk is compared with the one before. Nobody is compared with anybody.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAYS_OF_A_TALK = 30
"""How many days after its first answer others still join a talk."""


class Level(StrEnum):
    """How far a statement is true, from the least on; the last is no level."""

    NOT_YET = "not yet"
    PARTLY = "partly"
    MOSTLY = "mostly"
    FULLY = "fully"
    NOT_HERE = "does not apply"


_RANKED = [Level.NOT_YET, Level.PARTLY, Level.MOSTLY, Level.FULLY]


class Movement(StrEnum):
    """How a statement stands beside the talk before."""

    HIGHER = "higher"
    LOWER = "lower"
    SAME = "as before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody says to one statement (its key): a level, a comment, or both."""

    statement: str
    level: Level | None
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCheck:
    """One person's answers of one day; `by` is a sourcedId, `version` that of the statements."""

    by: str
    version: int
    on: date
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What people said to one statement: how many of each level, and their comments by alphabet."""

    counts: tuple[tuple[Level, int], ...]
    comments: tuple[str, ...]
    middle: Level | None
    """Where those in the middle stand, of two the lower; None where nobody chose a level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """The answers of some weeks, from the first day to the last; of each person the latest."""

    begins_on: date
    ends_on: date
    checks: tuple[SelfCheck, ...]

    @property
    def version(self) -> int:
        """The latest version of the statements that somebody answered."""
        return max(one.version for one in self.checks)

    def said_to(self, statement: str) -> Tally:
        """What people said to one statement."""
        answers = [one for check in self.checks for one in check.answers]
        mine = [one for one in answers if one.statement == statement]
        counted = Counter(one.level for one in mine)
        comments = sorted((one.comment for one in mine if one.comment), key=str.casefold)
        return Tally(
            counts=tuple((level, counted[level]) for level in Level),
            comments=tuple(comments),
            middle=_middle([one.level for one in mine if one.level in _RANKED]),
        )


def talks(checks: Iterable[SelfCheck]) -> tuple[Talk, ...]:
    """The talks that the answers belong to, the latest first; `checks` in the order they came."""
    groups: list[list[SelfCheck]] = []
    for one in sorted(checks, key=lambda check: check.on):
        if not groups or one.on > groups[-1][0].on + timedelta(days=DAYS_OF_A_TALK):
            groups.append([])
        groups[-1].append(one)
    return tuple(_talk(group) for group in reversed(groups))


def movement(now: Tally, before: Tally) -> Movement | None:
    """How those in the middle moved; None where one of the talks has no level."""
    if now.middle is None or before.middle is None:
        return None
    there, here = _RANKED.index(before.middle), _RANKED.index(now.middle)
    if here == there:
        return Movement.SAME
    return Movement.HIGHER if here > there else Movement.LOWER


def _talk(group: Sequence[SelfCheck]) -> Talk:
    latest = {one.by: one for one in group}
    return Talk(begins_on=group[0].on, ends_on=group[-1].on, checks=tuple(latest.values()))


def _middle(levels: Sequence[Level | None]) -> Level | None:
    ranks = sorted(_RANKED.index(one) for one in levels if one is not None)
    return _RANKED[ranks[(len(ranks) - 1) // 2]] if ranks else None
