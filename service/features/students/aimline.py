"""A goal as a picture: the line from start to target, the scores, the days of supports. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from service.speech import Speech
from sheet_templates.measures import plain
from sync.domain.goals import Goal, Score
from sync.domain.supports import Spell

WIDTH, HEIGHT = 640, 200
"""In units of the picture: days lie on the width, scores on the height."""
_EDGE, _HEAD, _FOOT = 45, 34, 30
"""What is left free for the words at both sides, above and below."""

_ABOVE, _BELOW = -8, 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A day and a score in the picture; `says` is the score in words, `on` the day.

    The words stand at the height `words_y`, on the side that is turned away from the aimline.
    """

    x: int
    y: int
    words_y: int
    says: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upright:
    """The day on which a support began, or had its last day."""

    x: int
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is drawn; `told` says the same to whoever does not see it."""

    start: Point
    target: Point
    points: tuple[Point, ...]
    uprights: tuple[Upright, ...]
    told: str
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - _FOOT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Which days and scores the edges are."""

    first: date
    last: date
    lowest: float
    highest: float

    def x(self, day: date) -> int:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(_EDGE + (WIDTH - 2 * _EDGE) * share)

    def y(self, number: float) -> int:
        share = (number - self.lowest) / (self.highest - self.lowest)
        return round(HEIGHT - _FOOT - (HEIGHT - _HEAD - _FOOT) * share)

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last


def picture_of(
    goal: Goal, scores: Sequence[Score], spells: Iterable[Spell], said: Speech
) -> Picture:
    """The picture of a goal; `scores` are all of its child in its metric, in order of time."""
    days = [goal.since, goal.by_when, *(one.on for one in scores)]
    numbers = [goal.start, goal.target, *(one.number for one in scores)]
    frame = _Frame(first=min(days), last=max(days), lowest=min(numbers), highest=max(numbers))
    points = tuple(_point(frame, goal, one, said) for one in scores)
    return Picture(
        start=_point(frame, goal, Score(on=goal.since, number=goal.start), said),
        target=_point(frame, goal, Score(on=goal.by_when, number=goal.target), said),
        points=points,
        uprights=tuple(_uprights(frame, spells, said)),
        told=said.say(
            "The line from %(start)s to %(target)s, and the scores: %(scores)s.",
            start=plain(goal.start),
            target=plain(goal.target),
            scores=said.listed([f"{one.says} ({one.on})" for one in points]) or said.say("none"),
        ),
    )


def _point(frame: _Frame, goal: Goal, score: Score, said: Speech) -> Point:
    y, is_above = frame.y(score.number), score.number >= goal.aimline(score.on)
    return Point(
        x=frame.x(score.on),
        y=y,
        words_y=y + (_ABOVE if is_above else _BELOW),
        says=plain(score.number),
        on=said.short_day(score.on),
    )


def _uprights(frame: _Frame, spells: Iterable[Spell], said: Speech) -> Iterator[Upright]:
    for one in spells:
        name = one.what or said.say("Support without a name")
        if frame.has(one.begins_on):
            begins = said.say("%(support)s begins", support=name)
            yield Upright(x=frame.x(one.begins_on), says=begins)
        if one.ends_on is not None and frame.has(one.ends_on):
            ends = said.say("%(support)s: last day", support=name)
            yield Upright(x=frame.x(one.ends_on), says=ends)
