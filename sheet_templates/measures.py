"""What is measured and by what: scales, metrics, cut scores.

The docstrings of fields are what editors show and what the reference page says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from sheet_templates.roles import Role
from sheet_templates.sensitivity import Sensitivity
from sheet_templates.sentences import sentence, together

DOCUMENTED: Mapping[str, bool] = {"use_attribute_docstrings": True}
"""Tells pydantic that the text under a field describes it."""


class Lens(Enum):
    """By what a metric is judged (TNTP, Use of Shared Student Data Guide, step 4)."""

    PROFICIENCY = "proficiency"
    GROWTH = "growth"


class ScaleKind(Enum):
    """What a score looks like."""

    NUMBER = "number"
    PERCENT = "percent"
    LEVEL = "level"
    YES_NO = "yes/no"


class Rows(Enum):
    """Whose rows somebody may edit."""

    ALL = "all students"
    OWN = "own students"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The values a metric allows.

    A value outside is no entry: it is a cell issue, kept as it was typed and shown.
    """

    __pydantic_config__: ClassVar = DOCUMENTED

    key: str
    """The scale's name inside this file."""
    title: str
    """The scale's name as people read it."""
    kind: ScaleKind = ScaleKind.NUMBER
    """Number, percent (0 to 100), level (one of some words, in order) or yes/no."""
    lowest: float | None = None
    """The lowest number that is a score; included. For numbers and percents."""
    highest: float | None = None
    """The highest number that is a score; included. For numbers and percents."""
    decimals: int = 0
    """How many digits may follow the point, 0 to 4."""
    unit: str | None = None
    """What is counted, as "words in a minute"."""
    levels: tuple[str, ...] = ()
    """The words of a level scale, lowest first."""

    @property
    def is_numeric(self) -> bool:
        """Whether scores are numbers."""
        return self.kind in (ScaleKind.NUMBER, ScaleKind.PERCENT)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that are scores, where they are not numbers."""
        return ("yes", "no") if self.kind is ScaleKind.YES_NO else self.levels

    @property
    def in_words(self) -> str:
        """What may be typed: "200 to 900", "one of A, B, C"."""
        if not self.is_numeric:
            return sentence("one of %(words)s", words=", ".join(self.words))
        span = {"lowest": plain(self.lowest), "highest": plain(self.highest)}
        if self.kind is ScaleKind.PERCENT:
            said = sentence("%(lowest)s to %(highest)s percent", **span)
        else:
            said = sentence("%(lowest)s to %(highest)s", **span)
        return together([said, self.unit]) if self.unit else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """From which score on a level is reached: a cut score or a benchmark."""

    __pydantic_config__: ClassVar = DOCUMENTED

    level: str
    """The level's name as people read it, as "On track"."""
    at_least: float
    """The lowest score that reaches the level."""
    grades: tuple[str, ...] = ()
    """The grades it holds for (KG, 01, 02, ...); empty for all."""
    windows: tuple[str, ...] = ()
    """The keys of the windows it holds for; empty for all."""

    def holds(self, grade: str, window: str) -> bool:
        """Whether it is the cut of this grade in this window."""
        in_grade = not self.grades or grade in self.grades
        return in_grade and (not self.windows or window in self.windows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What is measured; exactly one metric of a template is primary, at most three support it."""

    __pydantic_config__: ClassVar = DOCUMENTED

    key: str
    """The metric's name inside this file; the store keeps its entries under it."""
    title: str
    """The metric's name as people read it."""
    is_primary: bool
    """Exactly one metric of a template is the primary one."""
    lens: Lens
    """Proficiency shows levels and what is below the cut; growth shows the gain since the
    baseline."""
    scale: str
    """The key of one of the template's scales."""
    instrument: str = ""
    """The assessment that gives the score, with its edition."""
    why: str = ""
    """Why this metric is meaningful here; needed for the primary metric."""
    chosen_by: str = ""
    """Who took part in the choice; needed for the primary metric."""
    supports: str = ""
    """How a supporting metric affects the primary one; needed for a supporting metric."""
    baseline: str | None = None
    """The window from which growth counts; needed for growth, and only there."""
    mastery: str | None = None
    """The level that counts as proficient; needed for proficiency, and only there."""
    cuts: tuple[Cut, ...] = ()
    """The levels and from which score each is reached; proficiency needs that of its mastery."""
    windows: tuple[str, ...] = ()
    """The keys of the windows in which it is entered; empty for all."""
    is_expected: bool = True
    """Whether a blank becomes late and missing; if not, entering it is everybody's own choice."""
    edited_by: tuple[Role, ...] = (Role.TEACHER,)
    """The roles that enter it."""
    rows: Rows = Rows.ALL
    """All students of the file, or only the rows of one's own classes."""
    help: str = ""
    """What people should know when they enter it; stands in the header's note."""
    sensitivity: Sensitivity = Sensitivity.ACADEMIC
    """What the column tells of a child; the linter refuses what no spreadsheet may hold."""
    off: str | None = None
    """Why it is switched off; without a reason it is on."""

    def cuts_of(self, grade: str, window: str) -> tuple[Cut, ...]:
        """The cuts of a grade in a window, lowest first."""
        return tuple(
            sorted((c for c in self.cuts if c.holds(grade, window)), key=lambda cut: cut.at_least)
        )

    def is_in(self, window: str) -> bool:
        """Whether it is entered in a window."""
        return self.off is None and (not self.windows or window in self.windows)

    def cut_of(self, grade: str, window: str) -> float | None:
        """The score from which a child is proficient; None where nothing says so."""
        levels = self.cuts_of(grade, window)
        return next((cut.at_least for cut in levels if cut.level == self.mastery), None)


def whole(number: float | None) -> float | None:
    """A whole number as int, so that it is written without a point."""
    return int(number) if number is not None and float(number).is_integer() else number


def plain(number: float | None) -> str:
    """A number as people write it: 512, 0.5; nothing for None."""
    return "" if number is None else str(whole(number))
