"""Whose trackers a school has: by the template's audience one for each grade, class or caseload.

The file is the reading boundary, so a class's file is shared with the teachers of that class alone,
also where a child of it was in another class before. A caseload's file is shared with its
specialist alone, who does there what teachers do elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sheet_templates.model import Audience
from sheet_templates.school import CaseloadSpell, Enrollment, Role, Roster, Student
from sheet_templates.sentences import about, sentence
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
_NO_CLASS_TITLE: str = sentence("Students without a class")
NO_CASELOADS = about(
    "audience",
    sentence(
        "nobody has a caseload yet, so there would be no file; import whose "
        "students are whose (tracksheet caseload import FILE), or write "
        '"team" or "class"'
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose tracker it is.

    `key` ends the tracker's id: a grade's code, the sourcedId of a class or of a specialist.
    `grades` are those of its children, `students` the children by sourcedId; both are empty where
    nobody is left.
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

    Children without a class have a file of their own, which no teacher reads; children on no
    caseload have none.
    """
    match audience:
        case Audience.TEAM:
            return grades_of(roster)
        case Audience.CLASS:
            return _classes(roster)
        case Audience.CASELOAD:
            return _caseloads(roster)


def _caseloads(roster: Roster) -> tuple[str, ...]:
    names = {one.sourced_id: (one.family_name, one.given_name) for one in roster.staff}
    keys = {spell.staff_member for spell in caseload_of_each(roster).values()}
    return tuple(sorted(keys, key=lambda key: (names.get(key, ("", "")), key)))


def caseload_of_each(roster: Roster) -> dict[str, CaseloadSpell]:
    """The caseload that each child of the roster is on, or was on last, by its sourcedId."""
    present = {one.sourced_id for one in roster.students}
    by_begin = sorted(roster.caseloads, key=lambda one: (one.begins_on, one.staff_member))
    return {spell.student: spell for spell in by_begin if spell.student in present}


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
    """The children of every subject, by its key; a child may be in none."""
    key_of = _key_of_each(roster, audience)
    found: dict[str, list[Student]] = {}
    for one in roster.students:
        if one.sourced_id in key_of:
            found.setdefault(key_of[one.sourced_id], []).append(one)
    return found


def _key_of_each(roster: Roster, audience: Audience) -> Mapping[str, str]:
    """The subject that each child belongs to, by sourcedId."""
    match audience:
        case Audience.TEAM:
            return {one.sourced_id: one.grade for one in roster.students}
        case Audience.CLASS:
            class_of = class_of_each(roster)
            return {
                one.sourced_id: class_of.get(one.sourced_id, NO_CLASS) for one in roster.students
            }
        case Audience.CASELOAD:
            return {child: one.staff_member for child, one in caseload_of_each(roster).items()}


def _subject(roster: Roster, audience: Audience, key: str, children: list[Student]) -> Subject:
    students = frozenset(one.sourced_id for one in children)
    if audience is Audience.TEAM:
        title = grade_name(key)
        return Subject(audience=audience, key=key, title=title, grades=(key,), students=students)
    if audience is Audience.CASELOAD:
        titles: dict[str, str] = {
            one.sourced_id: sentence("Caseload of %(name)s", name=one.name) for one in roster.staff
        }
    else:
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
    if subject.audience is Audience.CASELOAD:
        alone = (staff[subject.key],) if subject.key in staff else ()
        classes = {one.school_class for one in enrollments_in(roster, subject)}
        by_class = dict.fromkeys(sorted(classes), alone)
        return replace(around, teachers=alone, intervention_staff=alone, by_class=by_class)
    teaching = {one.staff_member for one in roster.assignments if one.school_class == subject.key}
    teachers = tuple(
        staff[one] for one in sorted(teaching & staff.keys()) if staff[one].role is Role.TEACHER
    )
    return replace(around, teachers=teachers, by_class={subject.key: teachers})


def places_in(
    roster: Roster, subject: Subject, leavers: Iterable[Leaver] = ()
) -> tuple[Place, ...]:
    """The subject's children, and those who left it, in the order of their rows."""
    places = places_for(roster, subject.students, leavers)
    if subject.audience is not Audience.CASELOAD:
        return places
    spells = caseload_of_each(roster)
    return tuple(
        place if place.left_on is not None else _while_on(place, spells[place.student.sourced_id])
        for place in places
    )


def enrollments_in(roster: Roster, subject: Subject) -> tuple[Enrollment, ...]:
    """The enrollments of a subject's children: of a caseload only while they are on it."""
    held = tuple(one for one in roster.enrollments if one.student in subject.students)
    if subject.audience is not Audience.CASELOAD:
        return held
    spells = caseload_of_each(roster)
    return tuple(_while_on(one, spells[one.student]) for one in held)


_Dated = TypeVar("_Dated", Place, Enrollment)


def _while_on(held: _Dated, spell: CaseloadSpell) -> _Dated:
    """The part of a span in which the child is on the caseload."""
    return replace(
        held,
        begins_on=_later(held.begins_on, spell.begins_on),
        ends_on=_earlier(held.ends_on, spell.ends_on),
    )


def _later(one: date | None, other: date) -> date:
    return other if one is None else max(one, other)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
