"""The school's figures and its lists of entries and flags, as values that JSON can hold."""

from typing import Any

from service.overview import Overview
from sheet_templates.desired.students import TAB as STUDENTS_TAB
from sync.domain.completeness import by, completeness


def school_report(overview: Overview) -> dict[str, Any]:
    """The figures of the whole year, opened windows or not.

    `people` are the staff members that a made tracker is shared with; `cell_issues` are all cells
    that cannot be read, also those that hold no score.
    """
    counts = completeness(overview.judged)
    made = [one for one in overview.trackers if one.is_made]
    grades = by(overview.judged, overview.grade_of)
    return {
        "trackers": len(made),
        "students": len(overview.students),
        "people": len({person.sourced_id for one in made for person in one.team.everyone}),
        "expected": counts.expected,
        "entries": counts.entries,
        "excused": counts.excused,
        "missing": counts.missing,
        "cell_issues": len(overview.kept.issues),
        "by_grade": {
            grade: {"expected": one.expected, "entries": one.entries, "missing": one.missing}
            for grade, one in grades.items()
        },
    }


def entry_rows(overview: Overview, tracker: str | None = None) -> list[dict[str, Any]]:
    """All stored entries, or those of one tracker, with the link to each cell."""
    return [
        {
            "student": one.key.student,
            "tracker": one.tracker,
            "checkpoint": one.key.checkpoint,
            "metric": one.key.metric,
            "value": one.value.number,
            "code": one.value.code,
            "cell": overview.kept.places.cell_link(one.tracker, STUDENTS_TAB, one.value.a1),
            "seen_at": one.seen_at.isoformat(),
        }
        for one in sorted(overview.kept.entries, key=lambda one: (one.tracker, one.key))
        if tracker in {None, one.tracker}
    ]


def flag_rows(overview: Overview, tracker: str | None = None) -> list[dict[str, Any]]:
    """All flags, or those of one tracker; days as ISO dates."""
    return [
        {
            "kind": flag.kind.value,
            "tracker": flag.tracker,
            "student": flag.student,
            "checkpoint": flag.checkpoint,
            "metric": flag.metric,
            "person": flag.person,
            "due": flag.due.isoformat() if flag.due else None,
            "since": flag.since.isoformat(),
            "cell": flag.cell,
        }
        for flag in overview.flags
        if tracker in {None, flag.tracker}
    ]
