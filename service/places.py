"""Where every score's cell is: as last read, and before the first read as it was drawn."""

from collections.abc import Callable, Mapping
from functools import cache

from service.features.trackers.briefing import Briefing
from service.features.trackers.known import followed_templates
from service.reading import Drawn
from sheet_templates.desired.students import TAB as STUDENTS_TAB
from sheet_templates.desired.students import (
    score_column,
    student_row_key,
    students_tab,
)
from sheet_templates.identity import stable_id
from sheet_templates.model import TrackerTemplate
from sheet_templates.school import Roster
from sync.domain.places import CellPlaces, TrackerPlaces
from sync.domain.scope import Scope
from sync.store.engine import Tx
from sync.store.positions import Positions, positions
from sync.store.trackers import Tracker


def places_of_school(
    tx: Tx, scope: Scope, drawn: Drawn, briefing: Callable[[], Briefing], sheets_base: str
) -> CellPlaces:
    """The places of this year's trackers that have a spreadsheet.

    `briefing` is asked only for a tracker that was never read.
    """
    made = [one for one in drawn.trackers if one.spreadsheet_id is not None]
    year = drawn.roster.school_year.begins_on.year
    read = positions(tx, scope, STUDENTS_TAB, year)
    followed, whole = followed_templates(tx, scope, made), cache(briefing)

    def known(tracker: Tracker) -> Positions:
        found = read.get(tracker.public_id)
        return found if found and found.columns else _as_drawn(tracker, whole())

    return CellPlaces(
        sheets_base=sheets_base,
        trackers={
            one.public_id: _tracker_places(
                one, known(one), drawn.roster, followed.get(one.public_id, drawn.template)
            )
            for one in made
        },
    )


def _tracker_places(
    tracker: Tracker, known: Positions, roster: Roster, template: TrackerTemplate
) -> TrackerPlaces:
    assert tracker.spreadsheet_id is not None, "only made trackers have places"
    keys = _score_columns(template)
    return TrackerPlaces(
        spreadsheet_id=tracker.spreadsheet_id,
        gids={
            tab.key: stable_id(tracker.public_id, "tab", tab.key)
            for tab in template.tabs
            if tab.off is None
        },
        rows={
            student.sourced_id: known.rows[key]
            for student in roster.students
            for key in (student_row_key(tracker.public_id, student.sourced_id),)
            if key in known.rows
        },
        columns={keys[key]: at for key, at in known.columns.items() if key in keys},
    )


def _score_columns(template: TrackerTemplate) -> Mapping[str, tuple[str, str]]:
    return {
        score_column(window.key, metric.key): (window.key, metric.key)
        for window in template.cadence.windows
        for metric in template.metrics
    }


def _as_drawn(tracker: Tracker, drawn: Briefing) -> Positions:
    tab = students_tab(drawn.brief(tracker.grade, service_identity=""))
    return Positions(
        rows={row.key: at for at, row in enumerate(tab.rows)},
        columns={column.key: at for at, column in enumerate(tab.columns)},
    )
