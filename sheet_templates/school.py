"""The school a tracker is drawn for: people, classes, enrollments, the year and its dates.

Plain values only. Where they come from (a OneRoster bundle) and how dates are derived from a
rule is decided elsewhere (`service.features.roster`, `sync.domain`).
"""

from dataclasses import dataclass
from datetime import date

from sheet_templates.roles import Role

__all__ = [
    "AcademicCalendar",
    "Assignment",
    "CaseloadSpell",
    "Checkpoint",
    "DataReview",
    "Enrollment",
    "GradingPeriod",
    "Leader",
    "Role",
    "Roster",
    "School",
    "SchoolClass",
    "SchoolYear",
    "StaffMember",
    "Student",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A school; `sourced_id` is its OneRoster id and the first part of its trackers' ids."""

    sourced_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """An adult who works with trackers; `email` is who they are to Google."""

    sourced_id: str
    given_name: str
    family_name: str
    email: str
    role: Role

    @property
    def name(self) -> str:
        """The name as people read it."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """An administrator who owns no tracker: sees how complete the school is, and no child."""

    sourced_id: str
    given_name: str
    family_name: str
    email: str

    @property
    def name(self) -> str:
        """The name as people read it."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """A child; `grade` is the child's own grade code (KG, 01, 02, ...), not the class's."""

    sourced_id: str
    given_name: str
    family_name: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolClass:
    """A class (homeroom) of the school."""

    sourced_id: str
    title: str


def _is_within(day: date, begins_on: date | None, ends_on: date | None) -> bool:
    """Whether a day lies in a span; both ends are included, None is open."""
    begun = begins_on is None or begins_on <= day
    return begun and (ends_on is None or day <= ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment:
    """A child's membership of a class; both dates are included, None is open."""

    student: str
    school_class: str
    begins_on: date | None
    ends_on: date | None

    def covers(self, day: date) -> bool:
        """Whether the child belongs to the class on `day`."""
        return _is_within(day, self.begins_on, self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A staff member teaches a class; the primary teacher owes its entries."""

    staff_member: str
    school_class: str
    is_primary: bool
    begins_on: date | None
    ends_on: date | None

    def covers(self, day: date) -> bool:
        """Whether the staff member teaches the class on `day`."""
        return _is_within(day, self.begins_on, self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseloadSpell:
    """A child is on a staff member's caseload, by sourcedIds; both dates are included.

    `ends_on` None: it goes on. A child is on one caseload at a time.
    """

    staff_member: str
    student: str
    begins_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the child is on the caseload on `day`."""
        return _is_within(day, self.begins_on, self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingPeriod:
    """A span for which grades are reported; both days are included."""

    sourced_id: str
    title: str
    begins_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolYear:
    """A school year with its grading periods in order of time; both days are included."""

    sourced_id: str
    title: str
    begins_on: date
    ends_on: date
    grading_periods: tuple[GradingPeriod, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """One school, its year and everybody in it, as one import gave it; lists are in id order.

    `caseloads` come in a list of their own, which no roster has; `stand_ins` are who stands in for
    whom as of a day, by sourcedId.
    """

    school: School
    school_year: SchoolYear
    staff: tuple[StaffMember, ...]
    students: tuple[Student, ...]
    classes: tuple[SchoolClass, ...]
    enrollments: tuple[Enrollment, ...]
    assignments: tuple[Assignment, ...]
    leaders: tuple[Leader, ...] = ()
    caseloads: tuple[CaseloadSpell, ...] = ()
    stand_ins: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LostDay:
    """A day on which school was to be held and was not, such as a snow day.

    `reason` says it in words ("weather day, heavy snow"). `entered_on` is the school day on which
    it was made known: a due date that had passed by then is not moved.
    """

    day: date
    reason: str
    entered_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentWindow:
    """A window with fixed dates, which stand in place of what the template's rule would give."""

    checkpoint: str
    opens_on: date
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AcademicCalendar:
    """A school year as the children of one grade have it, with its instructional days as dates.

    Ed-Fi enumerates them, since no rule gives them. Days that were lost are not among them.
    """

    school_year: SchoolYear
    instructional_days: tuple[date, ...]
    lost_days: tuple[LostDay, ...] = ()
    windows: tuple[AssessmentWindow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """One scheduled update: its window is opens_on..due_on, both included.

    `missing_from` is the first instructional day after the last day of grace. `why` says why the
    due date is another than was planned; it goes wherever the date goes, and is empty otherwise.
    """

    key: str
    title: str
    opens_on: date
    due_on: date
    missing_from: date
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataReview:
    """The meeting that uses the entries, one per grading period or more; `why` as for a window."""

    on: date
    grading_period: str
    why: str = ""
