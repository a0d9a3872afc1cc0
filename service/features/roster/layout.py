"""The files of a OneRoster 1.1 bundle: their columns, vocabularies and references.

Source: 1EdTech OneRoster 1.1, CSV tables. What is `REQUIRED` is what a tracker cannot do without;
what the standard asks for beyond that is `ASKED`, and its absence is told, not punished.
"""

from dataclasses import dataclass
from enum import Enum

MANIFEST = "manifest.csv"


class Need(Enum):
    """How much of a column's content is needed."""

    REQUIRED = "used, and must be filled"
    USED = "used, may be empty"
    ASKED = "not used; the standard wants it filled"
    UNUSED = "not used, may be empty"

    @property
    def is_used(self) -> bool:
        """Whether a wrong value in the column would change what is imported."""
        return self in {Need.REQUIRED, Need.USED}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its need, its closed vocabulary if it has one, and what its ids refer to."""

    name: str
    need: Need = Need.UNUSED
    words: tuple[str, ...] = ()
    refers_to: str | None = None
    is_list: bool = False
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class FileLayout:
    """A file of the bundle by its name without `.csv`; a school can do without optional ones."""

    name: str
    columns: tuple[Column, ...]
    is_optional: bool = False

    @property
    def file(self) -> str:
        """The file's name in the zip."""
        return f"{self.name}.csv"


TRUE_OR_FALSE = ("true", "false")
FIRST = (
    Column("sourcedId", Need.REQUIRED),
    Column("status", Need.USED, ("active", "inactive", "tobedeleted")),
    Column("dateLastModified"),
)
ORGS = FileLayout(
    "orgs",
    (
        *FIRST,
        Column("name", Need.REQUIRED),
        Column(
            "type",
            Need.REQUIRED,
            ("department", "school", "district", "local", "state", "national"),
        ),
        Column("identifier"),
        Column("parentSourcedId", refers_to="orgs"),
    ),
)
SESSIONS = FileLayout(
    "academicSessions",
    (
        *FIRST,
        Column("title", Need.REQUIRED),
        Column("type", Need.REQUIRED, ("gradingPeriod", "semester", "schoolYear", "term")),
        Column("startDate", Need.REQUIRED, is_date=True),
        Column("endDate", Need.REQUIRED, is_date=True),
        Column("parentSourcedId", Need.USED, refers_to="academicSessions"),
        Column("schoolYear", Need.ASKED),
    ),
)
COURSES = FileLayout(
    "courses",
    (
        *FIRST,
        Column("schoolYearSourcedId", refers_to="academicSessions"),
        Column("title", Need.ASKED),
        Column("courseCode"),
        Column("grades", is_list=True),
        Column("orgSourcedId", Need.ASKED, refers_to="orgs"),
        Column("subjects", is_list=True),
        Column("subjectCodes", is_list=True),
    ),
    is_optional=True,
)
CLASSES = FileLayout(
    "classes",
    (
        *FIRST,
        Column("title", Need.REQUIRED),
        Column("grades", is_list=True),
        Column("courseSourcedId", Need.ASKED, refers_to="courses"),
        Column("classCode"),
        Column("classType", Need.USED, ("homeroom", "scheduled")),
        Column("location"),
        Column("schoolSourcedId", Need.REQUIRED, refers_to="orgs"),
        Column("termSourcedIds", Need.USED, refers_to="academicSessions", is_list=True),
        Column("subjects", is_list=True),
        Column("subjectCodes", is_list=True),
        Column("periods", is_list=True),
    ),
)
USERS = FileLayout(
    "users",
    (
        *FIRST,
        Column("enabledUser", Need.REQUIRED, TRUE_OR_FALSE),
        Column("orgSourcedIds", Need.REQUIRED, refers_to="orgs", is_list=True),
        Column(
            "role",
            Need.REQUIRED,
            (
                "administrator",
                "aide",
                "guardian",
                "parent",
                "proctor",
                "relative",
                "student",
                "teacher",
            ),
        ),
        Column("username", Need.ASKED),
        Column("userIds", is_list=True),
        Column("givenName", Need.REQUIRED),
        Column("familyName", Need.REQUIRED),
        Column("middleName"),
        Column("identifier"),
        Column("email", Need.USED),
        Column("sms"),
        Column("phone"),
        Column("agentSourcedIds", refers_to="users", is_list=True),
        Column("grades", Need.USED, is_list=True),
        Column("password"),
    ),
)
ENROLLMENTS = FileLayout(
    "enrollments",
    (
        *FIRST,
        Column("classSourcedId", Need.REQUIRED, refers_to="classes"),
        Column("schoolSourcedId", Need.REQUIRED, refers_to="orgs"),
        Column("userSourcedId", Need.REQUIRED, refers_to="users"),
        Column(
            "role",
            Need.REQUIRED,
            ("administrator", "aide", "proctor", "student", "teacher"),
        ),
        Column("primary", Need.USED, TRUE_OR_FALSE),
        Column("beginDate", Need.USED, is_date=True),
        Column("endDate", Need.USED, is_date=True),
    ),
)
DEMOGRAPHICS = FileLayout(
    "demographics",
    (
        Column("sourcedId", Need.REQUIRED, refers_to="users"),
        *FIRST[1:],
        Column("birthDate"),
        Column("sex", words=("male", "female", "other", "unspecified")),
        *(
            Column(name, words=TRUE_OR_FALSE)
            for name in (
                "americanIndianOrAlaskaNative",
                "asian",
                "blackOrAfricanAmerican",
                "nativeHawaiianOrOtherPacificIslander",
                "white",
                "demographicRaceTwoOrMoreRaces",
                "hispanicOrLatinoEthnicity",
            )
        ),
        Column("countryOfBirthCode"),
        Column("stateOfBirthAbbreviation"),
        Column("cityOfBirth"),
        Column("publicSchoolResidenceStatus"),
    ),
    is_optional=True,
)
FILES = (ORGS, SESSIONS, COURSES, CLASSES, USERS, ENROLLMENTS, DEMOGRAPHICS)
FILE_ORDER = (MANIFEST, *(layout.file for layout in FILES), "roles.csv")
SPANS = {"academicSessions": ("startDate", "endDate"), "enrollments": ("beginDate", "endDate")}
