"""Which part of a school's scores a figure is of, as an address names it; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from service.overview import Overview
from sync.domain.completeness import JudgedEntry

NO_CLASS = "none"
"""What stands for the children without a class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Scores of these alone; None: of all.

    `window` and `metric` are keys, `due` is the window's due day where a window has several,
    `tracker` a public id, `school_class` and `owed_by` are sourcedIds. With `until` it is what is
    due by that day, else what has opened.
    """

    window: str | None = None
    due: date | None = None
    until: date | None = None
    tracker: str | None = None
    school_class: str | None = None
    metric: str | None = None
    owed_by: str | None = None

    @property
    def address(self) -> Mapping[str, str]:
        """What names it in an address."""
        named = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: str(value) for name, value in named if value is not None}

    def entries(self, overview: Overview) -> Mapping[str, tuple[JudgedEntry, ...]]:
        """The judged entries of the cut, by tracker."""
        return {
            tracker: tuple(one for one in judged if self._has(one, overview.today))
            for tracker, judged in overview.judged_in.items()
            if self.tracker in {None, tracker}
        }

    def _has(self, one: JudgedEntry, today: date) -> bool:
        point, expected = one.checkpoint, one.expected
        counts = point.due_on <= self.until if self.until else one.has_opened(today)
        return counts and all(
            asked in {None, has}
            for asked, has in (
                (self.window, point.key),
                (self.due, point.due_on),
                (self.school_class, expected.school_class or NO_CLASS),
                (self.metric, expected.metric),
                (self.owed_by, expected.owed_by),
            )
        )


def cut_of(asked: Mapping[str, str]) -> Cut:
    """The cut that an address names; ValueError where a day in it is none."""

    def day(name: str) -> date | None:
        return date.fromisoformat(asked[name]) if name in asked else None

    return Cut(
        window=asked.get("window"),
        due=day("due"),
        until=day("until"),
        tracker=asked.get("tracker"),
        school_class=asked.get("school_class"),
        metric=asked.get("metric"),
        owed_by=asked.get("owed_by"),
    )


def is_known(cut: Cut, overview: Overview) -> bool:
    """Whether the school has each thing that the cut names."""
    frame = overview.frame
    classes = {*frame.classes, NO_CLASS}
    return all(
        asked is None or asked in has
        for asked, has in (
            (cut.window, {one.key for one in frame.checkpoints}),
            (cut.tracker, frame.trackers),
            (cut.school_class, classes),
            (cut.metric, frame.metrics),
            (cut.owed_by, frame.staff),
        )
    )
