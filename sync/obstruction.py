"""What stands in the way of one tracker: asked of Drive once Sheets has refused."""

from http import HTTPStatus

from sheet_templates.snapshot import Snapshot
from sync.domain.changes import obstacle_in
from sync.domain.obstacles import Obstacle, obstacle_message
from sync.errors import GoogleError, TrackerError
from sync.google.gateway import Gateway, shared_drive_in
from sync.store.trackers import Tracker

MOST_CELLS = 5_000_000
"""Half of what Google lets a spreadsheet hold; more than that in one file is no tracker."""

_REFUSALS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})


def obstacle_of(
    error: GoogleError, gateway: Gateway, tracker: Tracker, drive_id: str
) -> Obstacle | None:
    """Why Sheets refused the tracker, None where it is no matter of the file; asks Drive once."""
    if error.code not in _REFUSALS or tracker.spreadsheet_id is None:
        return None
    try:
        news = gateway.news_of(tracker.spreadsheet_id)
    except GoogleError:
        return Obstacle.UNSHARED if error.code == HTTPStatus.FORBIDDEN else None
    found = obstacle_in(news, shared_drive_in(drive_id))
    if found is None and error.code == HTTPStatus.FORBIDDEN:
        return Obstacle.UNSHARED
    return found


def refuse_too_large(tracker: Tracker, snapshot: Snapshot, most: int = MOST_CELLS) -> None:
    """TrackerError for a file that nobody can keep as a tracker."""
    cells = sum(tab.row_count * tab.column_count for tab in snapshot.tabs)
    if cells > most:
        raise TrackerError(obstacle_message(tracker.public_id, Obstacle.TOO_LARGE))
