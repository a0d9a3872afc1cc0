"""Whose trackers a school has: by the template's audience one for each grade or for each class.

The file is the reading boundary, so a class's file is shared with the teachers of that class alone,
also where a child of it was in another class before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sheet_templates.errors import TemplateError
from sheet_templates.model import Audience
from sheet_templates.school import Role, Roster, Student
from sheet_templates.team import (
    Leaver,
    Place,
    Team,
    class_of_each,
    grade_name,
    grade_order,
    grades_of,
    places_for,
    team_around,
    team_of,
)

NO_CLASS = "no-class"
_NO_CLASS_TITLE = "Students without a class"
NO_CASELOADS = (
    "audience: a caseload's file needs to know each specialist's students, and the roster does not "
    'say whose they are; write "team" or "class"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose tracker it is.

    `key` ends the tracker's id: a grade's code, a class's sourcedId. `grades` are those of its
    children, `students` the children by sourcedId; both are empty where nobody is left.
    """

    audience: Audience
    key: str
    title: str
    grades: tuple[str, ...]
    students: frozenset[str]

    @property
    def grade(self) -> str:
        """The grade of all its children; empty where they are of several, or none is left."""
        return self.grades[0] if len(self.grades) == 1 else ""


def subject_keys(roster: Roster, audience: Audience) -> tuple[str, ...]:
    """The keys of all subjects that have children, kindergarten first, classes by title.

    Children without a class have a file of their own, which no teacher reads. TemplateError for
    caseloads: no roster says whose they are.
    """
    match audience:
        case Audience.TEAM:
            return grades_of(roster)
        case Audience.CLASS:
            return _classes(roster)
        case Audience.CASELOAD:
            raise TemplateError(NO_CASELOADS)


def _classes(roster: Roster) -> tuple[str, ...]:
    class_of = class_of_each(roster)
    grades: dict[str, set[str]] = {}
    for student in roster.students:
        grades.setdefault(class_of.get(student.sourced_id, NO_CLASS), set()).add(student.grade)
    titles = {one.sourced_id: one.title for one in roster.classes}

    def rank(key: str) -> tuple[bool, tuple[bool, str], str, str]:
        return key == NO_CLASS, min(map(grade_order, grades[key])), titles.get(key, ""), key

    return tuple(sorted(grades, key=rank))


def subjects_of(roster: Roster, audience: Audience) -> tuple[Subject, ...]:
    """Every subject that has children, in the order of `subject_keys`."""
    keys, children = subject_keys(roster, audience), _children(roster, audience)
    return tuple(_subject(roster, audience, key, children[key]) for key in keys)


def subject_of(roster: Roster, audience: Audience, key: str) -> Subject:
    """The subject with this key; without children where the roster has none for it any more."""
    return _subject(roster, audience, key, _children(roster, audience).get(key, []))


def _children(roster: Roster, audience: Audience) -> Mapping[str, list[Student]]:
    """The children of every subject, by its key."""
    class_of = class_of_each(roster) if audience is Audience.CLASS else {}
    found: dict[str, list[Student]] = {}
    for one in roster.students:
        is_of_grade = audience is Audience.TEAM
        key = one.grade if is_of_grade else class_of.get(one.sourced_id, NO_CLASS)
        found.setdefault(key, []).append(one)
    return found


def _subject(roster: Roster, audience: Audience, key: str, children: list[Student]) -> Subject:
    students = frozenset(one.sourced_id for one in children)
    if audience is Audience.TEAM:
        title = grade_name(key)
        return Subject(audience=audience, key=key, title=title, grades=(key,), students=students)
    titles = {one.sourced_id: one.title for one in roster.classes} | {NO_CLASS: _NO_CLASS_TITLE}
    return Subject(
        audience=audience,
        key=key,
        title=titles.get(key, key),
        grades=tuple(sorted({one.grade for one in children}, key=grade_order)),
        students=students,
    )


def with_leavers(subject: Subject, leavers: Iterable[Leaver]) -> Subject:
    """The subject, of the grades of those who left where nobody else is left."""
    if subject.grades:
        return subject
    left = tuple(sorted({leaver.student.grade for leaver in leavers}, key=grade_order))
    return replace(subject, grades=left)


def team_for(roster: Roster, subject: Subject) -> Team:
    """The people of a subject's tracker; of a class its own teachers, none of another class."""
    if subject.audience is Audience.TEAM:
        return team_of(roster, subject.key)
    around = team_around(roster, ())
    staff = {person.sourced_id: person for person in roster.staff}
    teaching = {one.staff_member for one in roster.assignments if one.school_class == subject.key}
    teachers = tuple(
        staff[one] for one in sorted(teaching & staff.keys()) if staff[one].role is Role.TEACHER
    )
    return replace(around, teachers=teachers, by_class={subject.key: teachers})


def places_in(
    roster: Roster, subject: Subject, leavers: Iterable[Leaver] = ()
) -> tuple[Place, ...]:
    """The subject's children, and those who left it, in the order of their rows."""
    return places_for(roster, subject.students, leavers)
