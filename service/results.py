"""Entries as OneRoster's gradebook: categories, line items and results, for CSV bundles.

One line item per class, checkpoint and metric, one result per entry of a child in that class. Ids
are made of the roster's own, so the same export twice names the same things.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.features.trackers.briefing import Briefing
from sheet_templates.model import TrackerTemplate
from sheet_templates.school import Checkpoint, Roster
from sync.domain.cadence import checkpoints
from sync.domain.moments import SchoolClock
from sync.store.entries import StoredEntry

Row = dict[str, Any]

_CATEGORY = "tracksheet"
_COLUMNS = {
    "manifest": ["propertyName", "value"],
    "categories": ["sourcedId", "status", "dateLastModified", "title"],
    "lineItems": [
        "sourcedId", "status", "dateLastModified", "title", "description", "assignDate", "dueDate",
        "classSourcedId", "categorySourcedId", "gradingPeriodSourcedId", "resultValueMin",
        "resultValueMax",
    ],
    "results": [
        "sourcedId", "status", "dateLastModified", "lineItemSourcedId", "studentSourcedId",
        "scoreStatus", "score", "scoreDate", "comment",
    ],
}  # fmt: skip
_ADDED_IN_1_2 = {"categories": ["weight"], "lineItems": ["schoolSourcedId"]}
_FILES = (
    "academicSessions", "classes", "courses", "demographics", "enrollments", "orgs", "users",
    "resources", "classResources", "courseResources",
)  # fmt: skip


def gradebook(
    entries: Iterable[StoredEntry],
    people: Roster,
    briefing: Briefing,
    clock: SchoolClock,
    version: str,
) -> Mapping[str, Sequence[Row]]:
    """The tables of a bundle of that version ("1.1" or "1.2"), with its manifest.

    Each entry is told by the template that its own tracker follows; days are those of `clock`.
    """
    said = _Said(people=people, briefing=briefing)
    classes = {one.student: one.school_class for one in people.enrollments}
    items: dict[str, Row] = {}
    results: list[Row] = []
    for entry in sorted(entries, key=lambda one: one.tracker):
        school_class = classes.get(entry.key.student)
        item = said.line_item(entry, school_class) if school_class is not None else None
        if item is None:
            continue
        if items.setdefault(item["sourcedId"], item) != item:
            item["sourcedId"] += f".{entry.tracker}"  # this class's other tracker says otherwise
            items.setdefault(item["sourcedId"], item)
        template = briefing.template_of(entry.tracker)
        results.append(_result(item["sourcedId"], entry, template, clock))
    category = {"sourcedId": _CATEGORY, "title": briefing.template.title, "weight": 0}
    tables = {"categories": [category], "lineItems": list(items.values()), "results": results}
    return {
        "manifest": _manifest(version),
        **{name: [_complete(name, row, version) for row in rows] for name, rows in tables.items()},
    }


def gradebook_columns(name: str, version: str) -> list[str]:
    """The columns of a table of the bundle, in the order of the standard."""
    return _COLUMNS[name] + (_ADDED_IN_1_2.get(name, []) if version == "1.2" else [])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What the templates say of entries."""

    people: Roster
    briefing: Briefing
    _grades: dict[str, str] = field(init=False, default_factory=dict)
    _windows: dict[tuple[str, str], dict[str, Checkpoint]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._grades.update((one.sourced_id, one.grade) for one in self.people.students)

    def line_item(self, entry: StoredEntry, school_class: str) -> Row | None:
        """Of what an entry is; None where its tracker asks for no such score."""
        key, template = entry.key, self.briefing.template_of(entry.tracker)
        window = self._of(entry.tracker, self._grades.get(key.student)).get(key.checkpoint)
        metric = next((one for one in template.metrics if one.key == key.metric), None)
        if window is None or metric is None:
            return None
        scale = template.scale_of(metric)
        return {
            "sourcedId": f"{school_class}.{key.checkpoint}.{key.metric}",
            "title": f"{window.title} {metric.title}",
            "description": scale.title,
            "assignDate": window.opens_on.isoformat(),
            "dueDate": window.due_on.isoformat(),
            "classSourcedId": school_class,
            "categorySourcedId": _CATEGORY,
            "gradingPeriodSourcedId": _period(self.people, window.due_on),
            "resultValueMin": scale.lowest,
            "resultValueMax": scale.highest,
            "schoolSourcedId": self.people.school.sourced_id,
        }

    def _of(self, tracker: str, grade: str | None) -> Mapping[str, Checkpoint]:
        """The windows that a grade has in a tracker."""
        if grade is None:
            return {}
        if (tracker, grade) not in self._windows:
            cadence = self.briefing.template_of(tracker).cadence
            found = checkpoints(cadence, self.briefing.calendar.for_grade(grade))
            self._windows[tracker, grade] = {one.key: one for one in found}
        return self._windows[tracker, grade]


def _period(people: Roster, day: date) -> str:
    """The grading period in which the day lies, else the last one before it, else the first."""
    periods = people.school_year.grading_periods
    begun = [one for one in periods if one.begins_on <= day]
    return (begun[-1] if begun else periods[0]).sourced_id


def _result(item: str, entry: StoredEntry, template: TrackerTemplate, clock: SchoolClock) -> Row:
    return {
        "sourcedId": f"{item}.{entry.key.student}",
        "lineItemSourcedId": item,
        "studentSourcedId": entry.key.student,
        "scoreStatus": _score_status(entry, template),
        "score": entry.value.number,
        "scoreDate": clock.day(entry.seen_at).isoformat(),
        "comment": entry.value.text or entry.value.code,
    }


def _score_status(entry: StoredEntry, template: TrackerTemplate) -> str:
    """A number is fully graded; a code has the status that the template gives it."""
    if entry.value.code is None:
        return "fully graded"
    status = next(
        (one.one_roster for one in template.excuse_codes if one.code == entry.value.code), None
    )
    return status.value if status else "exempt"


def _complete(name: str, row: Row, version: str) -> Row:
    """All columns of the file, in order; in a bulk bundle status and date stay empty."""
    return {column: row.get(column) for column in gradebook_columns(name, version)}


def _manifest(version: str) -> list[Row]:
    said = {
        "manifest.version": "1.0",
        "oneroster.version": version,
        **{f"file.{name}": "absent" for name in sorted(_FILES)},
        **{f"file.{name}": "bulk" for name in _COLUMNS if name != "manifest"},
        "source.systemName": "Tracksheet",
        "source.systemCode": "tracksheet",
    }
    return [{"propertyName": name, "value": value} for name, value in said.items()]
