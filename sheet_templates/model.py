"""What a tracker template says as a whole: audience, tabs, metrics, cadence, codes, colours."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from sheet_templates.columns import Colour, ColourRule, FilterViewRule, TabKind, TabRule
from sheet_templates.measures import DOCUMENTED, Cut, Lens, Metric, Scale
from sheet_templates.roles import Role

__all__ = [
    "Audience",
    "CadenceRule",
    "Cut",
    "DayRule",
    "EdFiReason",
    "ExcuseCode",
    "Language",
    "Lens",
    "Metric",
    "MilestoneKind",
    "MilestoneRule",
    "NotesRule",
    "PeriodEdge",
    "Scale",
    "ScoreStatus",
    "TierWeeks",
    "TrackerTemplate",
    "WindowRule",
]


class Audience(Enum):
    """Who reads a file: the file is the reading boundary, hiding hides nothing."""

    TEAM = "team"
    CLASS = "class"
    CASELOAD = "caseload"


class Language(Enum):
    """The language of what the program itself writes into a spreadsheet."""

    ENGLISH = "English"
    SPANISH = "Spanish"


class PeriodEdge(Enum):
    """The day of a grading period from which a rule counts."""

    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRule:
    """A day counted from an edge of a grading period, in calendar days."""

    __pydantic_config__: ClassVar = DOCUMENTED

    grading_period: int
    """Counts from 1; a negative number counts from the last (-1)."""
    edge: PeriodEdge
    """From its start or its end."""
    days: int
    """Calendar days after that edge; negative for days before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRule:
    """How one checkpoint's dates follow from the grading periods; some grades have none."""

    __pydantic_config__: ClassVar = DOCUMENTED

    key: str
    """The window's name inside this file; the store keeps its entries under it."""
    title: str
    """The window's name as people read it."""
    opens: DayRule
    """The first day on which scores are expected."""
    due: DayRule
    """The last day on which they are in time."""
    not_for_grades: frozenset[str] = frozenset()
    """The grades that have no such window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierWeeks:
    """How often a support of one tier is written about."""

    __pydantic_config__: ClassVar = DOCUMENTED

    tier: str
    """The tier, as the tab of supports says it."""
    weeks: int
    """Weeks from one progress note to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesRule:
    """When progress notes are owed: while a support is active, each support at its own interval."""

    __pydantic_config__: ClassVar = DOCUMENTED

    supports: str
    """The tab with one row per support: columns student, starts, ends and status; if it has them,
    also type, tier, who (gives it and writes the notes) and weeks (between two notes).
    """
    notes: str
    """The tab with one row per note: columns date and student; support, if it has one."""
    weeks: int
    """Weeks from one note to the next, where neither the support nor its tier says otherwise."""
    tiers: tuple[TierWeeks, ...] = ()
    """Tiers with an interval of their own."""


class MilestoneKind(Enum):
    """Which moment of the year a milestone is for."""

    START_OF_YEAR = "start of year"
    AFTER_ASSESSMENT = "after assessment"
    END_OF_YEAR = "end of year"
    CAREGIVER_CONTACT = "caregiver contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRule:
    """A moment of the year at which people do something with the data, as a duty of its own."""

    __pydantic_config__: ClassVar = DOCUMENTED

    key: str
    """The milestone's name inside this file; the store keeps what people say of it under it."""
    title: str
    """The milestone's name as people read it."""
    kind: MilestoneKind
    """The moment of the year that it is for."""
    who: Role
    """Who owes it: the document owner once, the teacher of each class, or each of the intervention
    staff."""
    what: str
    """One sentence: what is to be done, and with what."""
    opens: DayRule | None = None
    """The first day on which it is to be done; left out where it follows a window."""
    due: DayRule | None = None
    """The last day on which it is done in time; left out where it follows a window."""
    after: str | None = None
    """The key of the window that it follows: it opens when that window is over."""
    days: int | None = None
    """School days from that window's due date to its own."""
    not_for_grades: frozenset[str] = frozenset()
    """The grades that have no such milestone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceRule:
    """The school's data cadence: its windows, the grace after each, and what follows from them."""

    __pydantic_config__: ClassVar = DOCUMENTED

    windows: tuple[WindowRule, ...]
    """The windows in order of time."""
    grace_instructional_days: int
    """School days after the due date before a blank counts as missing."""
    reviews: tuple[DayRule, ...] = ()
    """The data reviews, at least one per grading period; without any, each period ends with one."""
    notes: NotesRule | None = None
    """When progress notes are owed; without it nobody owes any."""
    milestones: tuple[MilestoneRule, ...] = ()
    """The moments of the year at which people do something with the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalsRule:
    """Where goals stand: each is compared with the scores of its student in its metric."""

    __pydantic_config__: ClassVar = DOCUMENTED

    tab: str
    """The tab with one row per goal: columns student, metric, start, target and by_when."""


class EdFiReason(Enum):
    """Why a test was not taken: the values of Ed-Fi's ReasonNotTested descriptor."""

    ABSENT = "Absent"
    ALTERNATE = "Alternate assessment administered"
    DISRUPTIVE = "Disruptive behavior"
    FOREIGN_EXCHANGE = "Foreign exchange student waiver"
    LEP_EXEMPT = "LEP exempt"
    LEP_POSTPONEMENT = "LEP postponement"
    MEDICAL_WAIVER = "Medical waiver"
    NOT_APPROPRIATE = "Not appropriate (ARD decision)"
    NOT_TESTED = "Not tested (ARD decision)"
    OTHER = "Other"
    PARENTAL_WAIVER = "Parental waiver"
    PREVIOUSLY_PASSED = "Previously passed the examination"
    REFUSAL_BY_PARENT = "Refusal by parent"
    REFUSAL_BY_STUDENT = "Refusal by student"


class ScoreStatus(Enum):
    """OneRoster's scoreStatus."""

    EXEMPT = "exempt"
    FULLY_GRADED = "fully graded"
    NOT_SUBMITTED = "not submitted"
    PARTIALLY_GRADED = "partially graded"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcuseCode:
    """What may stand where a score belongs when there is none."""

    __pydantic_config__: ClassVar = DOCUMENTED

    code: str
    """The word that people type; letters only."""
    meaning: str
    """What it says, in plain words."""
    also: tuple[str, ...] = ()
    """Other words that people type for it, in any language. What all schools say for it is known
    in English and Spanish (sick, ausente, no aplica) and need not stand here."""
    ed_fi: EdFiReason | None = None
    """The reason under which an export to Ed-Fi gives it."""
    one_roster: ScoreStatus | None = None
    """The scoreStatus under which an export to OneRoster gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerTemplate:
    """The versioned definition from which a tracker is drawn."""

    __pydantic_config__: ClassVar = DOCUMENTED

    key: str
    """The template's name; a school's own has another than the one it was copied from."""
    version: int
    """Counts up with every change; trackers remember theirs."""
    title: str
    """What the trackers are called; the grade, the year and the school follow."""
    purpose: str
    """Why the tracker is kept; printed on its first tab."""
    audience: Audience
    """Team: one file per grade. Class: one per class. Caseload: one specialist's students."""
    scales: tuple[Scale, ...]
    """The scales that metrics refer to."""
    metrics: tuple[Metric, ...]
    """The primary metric and none to three supporting ones, in the order of their columns."""
    cadence: CadenceRule
    """When scores are due."""
    excuse_codes: tuple[ExcuseCode, ...]
    """What to type when there is no score."""
    tabs: tuple[TabRule, ...] = ()
    """The tabs from left to right: one start, one students, one lists, any records."""
    goals: GoalsRule | None = None
    """Where goals stand; without it none is compared with scores."""
    filter_views: tuple[FilterViewRule, ...] = ()
    """The filter views that everybody finds in the file."""
    colours: tuple[Colour, ...] = ()
    """Other looks for some of the seven statuses."""
    colour_rules: tuple[ColourRule, ...] = ()
    """Colours of the school's own."""
    language: Language = Language.ENGLISH
    """The language of what the program adds to the words of this file: the first tab, notes,
    checks, choices, what is to be done. Each person has their own for pages, cards and letters."""

    def scale_of(self, metric: Metric) -> Scale:
        """The scale that a metric's key names; the linter has seen to it that there is one."""
        return next(scale for scale in self.scales if scale.key == metric.scale)

    def tabs_of(self, kind: TabKind) -> tuple[TabRule, ...]:
        """The tabs of a kind that are not switched off."""
        return tuple(tab for tab in self.tabs if tab.kind is kind and tab.off is None)

    @property
    def students(self) -> TabRule:
        """The tab with one row per student; the linter has seen to it that there is one."""
        return self.tabs_of(TabKind.STUDENTS)[0]

    @property
    def drawn_metrics(self) -> tuple[Metric, ...]:
        """The metrics that are not switched off."""
        return tuple(metric for metric in self.metrics if metric.off is None)

    def metrics_in(self, window: str) -> tuple[Metric, ...]:
        """The metrics that are entered in a window."""
        return tuple(metric for metric in self.metrics if metric.is_in(window))
