"""Who shares a grade's tracker, and in which order its children stand."""

from dataclasses import dataclass

from sheet_templates.school import Assignment, Enrollment, Role, Roster, StaffMember, Student


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The people of one tracker; each list in order of sourcedId."""

    document_owner: StaffMember
    teachers: tuple[StaffMember, ...]
    intervention_staff: tuple[StaffMember, ...]

    @property
    def everyone(self) -> tuple[StaffMember, ...]:
        """All whom the file is shared with."""
        return (self.document_owner, *self.teachers, *self.intervention_staff)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A child's row: the child, the class it stands under and that class's teacher."""

    student: Student
    enrollment: Enrollment | None
    teacher: StaffMember | None


def grades_of(roster: Roster) -> tuple[str, ...]:
    """The grades that have children, kindergarten first."""
    return tuple(sorted({student.grade for student in roster.students}, key=grade_order))


def grade_order(grade: str) -> tuple[bool, str]:
    """Sorts grade codes as a school does: KG and other letters before 01."""
    return grade[:1].isdigit(), grade


def document_owner(roster: Roster) -> StaffMember:
    """The one who answers for the school's trackers; the import ensures that there is one."""
    return next(person for person in roster.staff if person.role is Role.DOCUMENT_OWNER)


def team_of(roster: Roster, grade: str) -> Team:
    """The grade's teachers (of every class with a child of the grade), aides and owner.

    A child's own grade decides: a class of two grades puts its teacher on both teams.
    """
    in_grade = {student.sourced_id for student in roster.students if student.grade == grade}
    classes = {e.school_class for e in roster.enrollments if e.student in in_grade}
    teaching = {a.staff_member for a in roster.assignments if a.school_class in classes}
    return Team(
        document_owner=document_owner(roster),
        teachers=tuple(
            person
            for person in roster.staff
            if person.role is Role.TEACHER and person.sourced_id in teaching
        ),
        intervention_staff=tuple(
            person for person in roster.staff if person.role is Role.INTERVENTION_STAFF
        ),
    )


def places_of(roster: Roster, grade: str) -> tuple[Place, ...]:
    """The grade's children by teacher, class, last and first name: a class stands together.

    Children without a class come last.
    """
    enrollments = _latest_enrollments(roster)
    teachers = class_teachers(roster)
    places = (
        Place(
            student=student,
            enrollment=enrollments.get(student.sourced_id),
            teacher=_teacher(enrollments.get(student.sourced_id), teachers),
        )
        for student in roster.students
        if student.grade == grade
    )
    return tuple(sorted(places, key=_order))


def _teacher(enrollment: Enrollment | None, teachers: dict[str, StaffMember]) -> StaffMember | None:
    return teachers.get(enrollment.school_class) if enrollment else None


def _latest_enrollments(roster: Roster) -> dict[str, Enrollment]:
    """Each child's enrollment that begins last; a child that moved stands in its new class."""
    by_begin = sorted(
        roster.enrollments, key=lambda e: (e.begins_on is not None, e.begins_on, e.school_class)
    )
    return {enrollment.student: enrollment for enrollment in by_begin}


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
