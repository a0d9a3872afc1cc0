"""Who shares a grade's tracker, and in which order its children stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sheet_templates.school import Assignment, Enrollment, Role, Roster, StaffMember, Student
from sheet_templates.sentences import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The people of one tracker; each list in order of sourcedId.

    `by_class` are the teachers of each class, by its sourcedId.
    """

    document_owner: StaffMember
    teachers: tuple[StaffMember, ...]
    intervention_staff: tuple[StaffMember, ...]
    by_class: Mapping[str, tuple[StaffMember, ...]] = field(default_factory=dict)

    @property
    def everyone(self) -> tuple[StaffMember, ...]:
        """All whom the file is shared with; a teacher may be the document owner too."""
        people = (self.document_owner, *self.teachers, *self.intervention_staff)
        return tuple({person.email: person for person in reversed(people)}.values())[::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A child's row: the child, the class it stands under and that class's teacher.

    It owes what is due from `begins_on` through `ends_on`, whichever classes it was in between;
    None where nothing bounds that. A child who is no longer of the tracker keeps its row:
    `left_on` is the day on which it was missed, and nothing is owed any more.
    """

    student: Student
    enrollment: Enrollment | None
    teacher: StaffMember | None
    begins_on: date | None = None
    ends_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """A child whose row a tracker holds although the roster no longer has it in the grade."""

    student: Student
    school_class: str | None
    begins_on: date | None
    left_on: date


def grades_of(roster: Roster) -> tuple[str, ...]:
    """The grades that have children, kindergarten first."""
    return tuple(sorted({student.grade for student in roster.students}, key=grade_order))


def grade_order(grade: str) -> tuple[bool, str]:
    """Sorts grade codes as a school does: KG and other letters before 01."""
    return grade[:1].isdigit(), grade


def grade_name(grade: str) -> str:
    """A grade code as people read it."""
    names = {"KG": sentence("Kindergarten"), "PK": sentence("Pre-kindergarten")}
    return names.get(grade) or sentence("Grade %(grade)s", grade=grade.lstrip("0") or grade)


def document_owner(roster: Roster) -> StaffMember:
    """The one who answers for the school's trackers; the import ensures that there is one."""
    return next(person for person in roster.staff if person.role is Role.DOCUMENT_OWNER)


def team_of(roster: Roster, grade: str) -> Team:
    """The grade's teachers (of every class with a child of the grade), aides and owner.

    A child's own grade decides: a class of two grades puts its teacher on both teams.
    """
    return team_around(roster, students_in(roster, grade))


def team_around(roster: Roster, students: Iterable[str]) -> Team:
    """The people around some students (sourcedIds): their classes' teachers, aides and owner."""
    there = set(students)
    classes = {e.school_class for e in roster.enrollments if e.student in there}
    staff = {person.sourced_id: person for person in roster.staff}
    teaching = {
        one: sorted({a.staff_member for a in roster.assignments if a.school_class == one})
        for one in sorted(classes)
    }
    by_class = {
        one: tuple(staff[id_] for id_ in ids if id_ in staff and staff[id_].role is Role.TEACHER)
        for one, ids in teaching.items()
    }
    teachers = {person.sourced_id for people in by_class.values() for person in people}
    return Team(
        document_owner=document_owner(roster),
        teachers=tuple(person for person in roster.staff if person.sourced_id in teachers),
        intervention_staff=tuple(
            person for person in roster.staff if person.role is Role.INTERVENTION_STAFF
        ),
        by_class=by_class,
    )


def students_in(roster: Roster, grade: str) -> frozenset[str]:
    """The children of a grade, by sourcedId."""
    return frozenset(student.sourced_id for student in roster.students if student.grade == grade)


def places_of(roster: Roster, grade: str, leavers: Iterable[Leaver] = ()) -> tuple[Place, ...]:
    """The grade's children by teacher, class, last and first name: a class stands together.

    Those who left keep their place under the class that they were in; children without a class
    come last.
    """
    return places_for(roster, students_in(roster, grade), leavers)


def places_for(
    roster: Roster, students: Iterable[str], leavers: Iterable[Leaver] = ()
) -> tuple[Place, ...]:
    """Some children (sourcedIds) in the same order: a class file's, a caseload's."""
    there = set(students)
    enrollments = _latest_enrollments(roster)
    spans = _spans(roster)
    teachers = class_teachers(roster)
    places = (
        Place(
            student=student,
            enrollment=enrollments.get(student.sourced_id),
            teacher=_teacher(enrollments.get(student.sourced_id), teachers),
            begins_on=spans.get(student.sourced_id, (None, None))[0],
            ends_on=spans.get(student.sourced_id, (None, None))[1],
        )
        for student in roster.students
        if student.sourced_id in there
    )
    left = (_left_place(leaver, teachers) for leaver in leavers)
    return tuple(sorted((*places, *left), key=_order))


def _left_place(leaver: Leaver, teachers: dict[str, StaffMember]) -> Place:
    was_in = leaver.school_class and Enrollment(
        student=leaver.student.sourced_id,
        school_class=leaver.school_class,
        begins_on=leaver.begins_on,
        ends_on=leaver.left_on,
    )
    return Place(
        student=leaver.student,
        enrollment=was_in or None,
        teacher=_teacher(was_in or None, teachers),
        begins_on=leaver.begins_on,
        ends_on=leaver.left_on,
        left_on=leaver.left_on,
    )


def _teacher(enrollment: Enrollment | None, teachers: dict[str, StaffMember]) -> StaffMember | None:
    return teachers.get(enrollment.school_class) if enrollment else None


def class_of_each(roster: Roster) -> dict[str, str]:
    """The class that each child stands under, by sourcedIds; a child without one is not in it."""
    return {child: held.school_class for child, held in _latest_enrollments(roster).items()}


def _latest_enrollments(roster: Roster) -> dict[str, Enrollment]:
    """Each child's enrollment that begins last; a child that moved stands in its new class."""
    by_begin = sorted(
        roster.enrollments, key=lambda e: (e.begins_on is not None, e.begins_on, e.school_class)
    )
    return {enrollment.student: enrollment for enrollment in by_begin}


def _spans(roster: Roster) -> dict[str, tuple[date | None, date | None]]:
    """From when to when each child is enrolled, over all its classes; None: no bound."""
    found: dict[str, tuple[date | None, date | None]] = {}
    for one in roster.enrollments:
        first, last = found.get(one.student, (one.begins_on, one.ends_on))
        found[one.student] = (
            None if first is None or one.begins_on is None else min(first, one.begins_on),
            None if last is None or one.ends_on is None else max(last, one.ends_on),
        )
    return found


def class_teachers(roster: Roster) -> dict[str, StaffMember]:
    """Each class's primary teacher, else its first by sourcedId."""
    staff = {person.sourced_id: person for person in roster.staff}

    def rank(assignment: Assignment) -> tuple[bool, str]:
        return not assignment.is_primary, assignment.staff_member

    return {
        assignment.school_class: staff[assignment.staff_member]
        for assignment in sorted(roster.assignments, key=rank, reverse=True)
        if assignment.staff_member in staff
    }


def _order(place: Place) -> tuple[bool, str, str, str, str, str, str]:
    student, teacher = place.student, place.teacher
    return (
        place.enrollment is None,
        teacher.family_name if teacher else "",
        teacher.given_name if teacher else "",
        place.enrollment.school_class if place.enrollment else "",
        student.family_name,
        student.given_name,
        student.sourced_id,
    )
