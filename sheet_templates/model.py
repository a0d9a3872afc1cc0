"""What a tracker template says: metrics, scales, cadence, codes, and who edits what."""

from dataclasses import dataclass
from enum import Enum


class Lens(Enum):
    """By what a metric is judged (TNTP, Use of Shared Student Data Guide, step 4)."""

    PROFICIENCY = "proficiency"
    GROWTH = "growth"


class Audience(Enum):
    """Who reads a file: the file is the reading boundary, hiding hides nothing."""

    TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The numbers a metric allows; both ends are included.

    A number outside is no entry: it is a cell issue, kept as it was typed and shown.
    """

    key: str
    title: str
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What is measured; exactly one metric of a template is primary, at most three support it.

    `scale` is the key of one of the template's scales.
    """

    key: str
    title: str
    is_primary: bool
    lens: Lens
    scale: str


class PeriodEdge(Enum):
    """The day of a grading period from which a rule counts."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRule:
    """A day counted from an edge of a grading period, in calendar days.

    `grading_period` counts from 1; a negative number counts from the last (-1).
    """

    grading_period: int
    edge: PeriodEdge
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRule:
    """How one checkpoint's dates follow from the grading periods; some grades have none."""

    key: str
    title: str
    opens: DayRule
    due: DayRule
    not_for_grades: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceRule:
    """The school's data cadence: its windows, and the grace after each in instructional days."""

    windows: tuple[WindowRule, ...]
    grace_instructional_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcuseCode:
    """What may stand where a score belongs when there is none."""

    code: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerTemplate:
    """The versioned definition from which a tracker is drawn."""

    key: str
    version: int
    title: str
    purpose: str
    audience: Audience
    scales: tuple[Scale, ...]
    metrics: tuple[Metric, ...]
    cadence: CadenceRule
    excuse_codes: tuple[ExcuseCode, ...]
    spare_note_rows: int

    def scale_of(self, metric: Metric) -> Scale:
        """The scale that a metric's key names; the linter has seen to it that there is one."""
        return next(scale for scale in self.scales if scale.key == metric.scale)
