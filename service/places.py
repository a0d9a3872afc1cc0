"""Where every score's cell is: as last read, and before the first read as it was drawn."""

from collections.abc import Callable

from service.features.trackers.briefing import Briefing
from sheet_templates.desired.students import (
    TAB as STUDENTS_TAB,
)
from sheet_templates.desired.students import (
    score_column,
    student_row_key,
    students_tab,
)
from sheet_templates.identity import stable_id
from sync.domain.places import CellPlaces, TrackerPlaces
from sync.domain.scope import Scope
from sync.store.engine import Tx
from sync.store.positions import Positions, positions
from sync.store.trackers import Tracker, trackers


def places_of_school(
    tx: Tx, scope: Scope, briefing: Callable[[], Briefing], sheets_base: str
) -> CellPlaces:
    """The places of this year's trackers that have a spreadsheet."""
    made = [one for one in trackers(tx, scope) if one.spreadsheet_id is not None]
    read = positions(tx, scope)
    drawn = briefing() if made else None
    return CellPlaces(
        sheets_base=sheets_base,
        trackers={
            one.public_id: _tracker_places(one, read.get(one.public_id, Positions()), drawn)
            for one in made
            if drawn is not None and one.year_begins == drawn.year_begins
        },
    )


def _tracker_places(tracker: Tracker, read: Positions, drawn: Briefing) -> TrackerPlaces:
    assert tracker.spreadsheet_id is not None, "only made trackers have places"
    known = read if read.columns else _as_drawn(tracker, drawn)
    students = {
        student_row_key(tracker.public_id, student.sourced_id): student.sourced_id
        for student in drawn.roster.students
    }
    template = drawn.template_of(tracker.public_id)
    keys = {
        score_column(window.key, metric.key): (window.key, metric.key)
        for window in template.cadence.windows
        for metric in template.metrics
    }
    return TrackerPlaces(
        spreadsheet_id=tracker.spreadsheet_id,
        gids={
            tab.key: stable_id(tracker.public_id, "tab", tab.key)
            for tab in drawn.template.tabs
            if tab.off is None
        },
        rows={
            students[key]: at
            for (tab, key), at in known.rows.items()
            if tab == STUDENTS_TAB and key in students
        },
        columns={keys[key]: at for key, at in known.columns.items() if key in keys},
    )


def _as_drawn(tracker: Tracker, drawn: Briefing) -> Positions:
    tab = students_tab(drawn.brief(tracker.grade, service_identity=""))
    return Positions(
        rows={(STUDENTS_TAB, row.key): at for at, row in enumerate(tab.rows)},
        columns={column.key: at for at, column in enumerate(tab.columns)},
    )
