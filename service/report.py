"""The school's figures and its lists of entries and flags, as values that JSON can hold."""

from collections.abc import Iterable, Iterator
from typing import Any

from service.overview import Overview
from sheet_templates.desired.students import TAB as STUDENTS_TAB
from sync.domain.completeness import EntryState, by, completeness, key_of
from sync.domain.duties import DutyKey
from sync.domain.flag_life import CELL_UNREADABLE, DUTY_MISSING, HeldFlag, issue_subject


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


def flag_rows(
    overview: Overview, tracker: str | None = None, held: Iterable[HeldFlag] = ()
) -> list[dict[str, Any]]:
    """All flags, or those of one tracker; days as ISO dates.

    A missing score or unreadable cell has a row of its own, with the id and state of the flag
    that is held for it. What is held for no single cell (a tracker that is not read, say) follows.
    """
    known = {(one.kind, one.subject): one for one in held}
    rows = [
        row | _held(known.pop(about, None) if about[0] == CELL_UNREADABLE.key else known.get(about))
        for row, about in zip(_cell_rows(overview), _subjects(overview), strict=True)
    ]
    rest = (one for one in known.values() if one.kind != DUTY_MISSING.key)
    return [row for row in (*rows, *map(_held_row, rest)) if tracker in {None, row["tracker"]}]


def _held(flag: HeldFlag | None) -> dict[str, str | None]:
    return {
        "flag": flag.public_id if flag else None,
        "state": flag.state.value if flag else None,
        "why": flag.words if flag else None,
    }


def _held_row(flag: HeldFlag) -> dict[str, Any]:
    return {
        "kind": flag.kind,
        "tracker": flag.tracker,
        "student": None,
        "checkpoint": None,
        "metric": None,
        "person": flag.person,
        "due": None,
        "since": flag.since.isoformat(),
        "cell": None,
    } | _held(flag)


def _subjects(overview: Overview) -> Iterator[tuple[str, str]]:
    """Kind and subject of the flag that is held for each cell, in the order of the flags."""
    duties = {
        key_of(one.expected): DutyKey(
            tracker=overview.tracker_of[one.expected.student],
            school_class=one.expected.school_class,
            person=one.expected.owed_by,
            checkpoint=one.expected.checkpoint,
        )
        for one in overview.judged
        if one.state is EntryState.MISSING
    }
    yield from ((DUTY_MISSING.key, duty.subject) for duty in duties.values())
    for stored in overview.kept.issues:
        yield CELL_UNREADABLE.key, issue_subject(stored.tracker, stored.issue)


def _cell_rows(overview: Overview) -> list[dict[str, Any]]:
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
    ]
