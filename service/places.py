"""Where every score's cell is: as last read, and before the first read as it was drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from service.features.trackers.briefing import Briefing
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

_Drawn = tuple[tuple[str | None, datetime | None], Roster, TrackerTemplate]
"""What the places of a tracker follow from: its file and last read, the roster, its template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Gives the places of a school's trackers; those of one that was not read since are at hand.

    `briefing` is asked only for a tracker that was never read, `sheets_base` is where links lead.
    """

    briefing: Callable[[], Briefing]
    sheets_base: str
    _held: dict[str, tuple[_Drawn, TrackerPlaces]] = field(default_factory=dict, init=False)

    def __call__(self, tx: Tx, _scope: Scope, drawn: Drawn) -> CellPlaces:
        """The places of this year's trackers that have a spreadsheet."""
        made = [one for one in drawn.trackers if one.spreadsheet_id is not None]
        now = {
            one.public_id: (
                (one.spreadsheet_id, one.last_read_at),
                drawn.roster,
                _template(drawn, one),
            )
            for one in made
        }
        new = [one for one in made if self._is_new(one, now[one.public_id])]
        read = positions(tx, STUDENTS_TAB, [one.id for one in new])
        whole = cache(self.briefing)
        for one in new:
            known = read.get(one.public_id)
            at = known if known and known.columns else _as_drawn(one, whole())
            _, roster, template = now[one.public_id]
            self._held[one.public_id] = (
                now[one.public_id],
                _tracker_places(one, at, roster, template),
            )
        return CellPlaces(
            sheets_base=self.sheets_base,
            trackers={one.public_id: self._held[one.public_id][1] for one in made},
        )

    def _is_new(self, tracker: Tracker, now: _Drawn) -> bool:
        """Places change by reads of the tracker, and by what it is drawn from before the first."""
        held = self._held.get(tracker.public_id)
        return tracker.last_read_at is None or held is None or held[0] != now


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


def _template(drawn: Drawn, tracker: Tracker) -> TrackerTemplate:
    """The template that the tracker follows; the school's where nothing is known of it."""
    own = drawn.own.get(tracker.public_id)
    return own.template if own and own.template else drawn.template
