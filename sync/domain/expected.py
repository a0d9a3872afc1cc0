"""Which entries a school expects, and who owes each of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sheet_templates.model import Metric
from sheet_templates.school import Assignment, Checkpoint, Enrollment, Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedEntry:
    """One cell that somebody owes: a student's value of a metric at a checkpoint.

    `school_class` is the child's class on the due date, None where it has none; `owed_by` is the
    sourced id of a staff member.
    """

    student: str
    checkpoint: str
    metric: str
    school_class: str | None
    owed_by: str


def expected_entries(
    roster: Roster,
    grade: str,
    metrics: Sequence[Metric],
    checkpoints: Sequence[Checkpoint],
    document_owner: str,
    among: Collection[str] | None = None,
) -> tuple[ExpectedEntry, ...]:
    """The entries of a grade's children: one per student, checkpoint and metric owed in it.

    `among` are the only children to look at, by sourcedId, where a file holds part of a grade.

    A child counts for its class on the due date and owes nothing for a due date before it came or
    after it left. Between two classes, or with no enrollment at all, it counts without a class.
    The class's primary teacher on the due date owes the entry, else its first teacher by sourced
    id, else the document owner (given by sourced id).
    """
    enrolled = by_student(
        one for one in roster.enrollments if among is None or one.student in among
    )
    owners = {
        point.key: owners_of_classes(roster.assignments, point.due_on, document_owner)
        for point in checkpoints
    }
    return tuple(
        ExpectedEntry(
            student=student.sourced_id,
            checkpoint=point.key,
            metric=metric.key,
            school_class=school_class,
            owed_by=owners[point.key].get(school_class, document_owner),
        )
        for student in roster.students
        if student.grade == grade and (among is None or student.sourced_id in among)
        for point in checkpoints
        if is_there(enrolled[student.sourced_id], point.due_on)
        for school_class in (class_on(enrolled[student.sourced_id], point.due_on),)
        for metric in metrics
        if metric.is_expected and metric.is_in(point.key)
    )


def by_student(enrollments: Iterable[Enrollment]) -> defaultdict[str, list[Enrollment]]:
    """Each child's enrollments; none for a child that has none."""
    grouped: defaultdict[str, list[Enrollment]] = defaultdict(list)
    for enrollment in enrollments:
        grouped[enrollment.student].append(enrollment)
    return grouped


def is_there(enrollments: Sequence[Enrollment], day: date) -> bool:
    """Whether the child has come by `day` and has not left before it."""
    if not enrollments:
        return True
    begun = any(one.begins_on is None or one.begins_on <= day for one in enrollments)
    return begun and any(one.ends_on is None or day <= one.ends_on for one in enrollments)


def class_on(enrollments: Iterable[Enrollment], day: date) -> str | None:
    """The first class by sourced id of which the child is a member on `day`."""
    return min((one.school_class for one in enrollments if one.covers(day)), default=None)


def owners_of_classes(
    assignments: Iterable[Assignment], day: date, document_owner: str
) -> dict[str | None, str]:
    """Who owes a class's entries on `day`; a class without a teacher is not in it.

    The document owner stands for no class.
    """
    teachers: defaultdict[str | None, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        if assignment.covers(day):
            teachers[assignment.school_class].append(assignment)
    first = {
        school_class: min(there, key=lambda one: (not one.is_primary, one.staff_member))
        for school_class, there in teachers.items()
    }
    return {None: document_owner} | {key: one.staff_member for key, one in first.items()}
