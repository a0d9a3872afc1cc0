"""What is written into a tracker comes from here: its duties, its issues, its newest change."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from sync.domain.projections import TrackerFacts
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.columns import STILL
from sync.store.duties import held_duties
from sync.store.engine import Tx
from sync.store.issues import current_issues
from sync.store.trackers import Tracker


def tracker_facts(tx: Tx, scope: Scope, tracker: Tracker, zone: ZoneInfo) -> TrackerFacts:
    """The facts of one tracker, in three queries; days are those of the school's zone."""
    newest = _newest(tx, tracker)
    return TrackerFacts(
        duties=held_duties(tx, scope, [tracker.public_id]),
        issues=[one.issue for one in current_issues(tx, scope, tracker.id)],
        newest=newest.astimezone(zone).date() if newest else None,
    )


def _newest(tx: Tx, tracker: Tracker) -> datetime | None:
    """When an entry of the tracker came about or ended last."""
    columns, versions, reads = schema.entry_column, schema.entry_version, schema.tracker_read
    mine = (
        select(versions)
        .join_from(versions, columns, versions.c.entry_column_id == columns.c.id)
        .where(columns.c.tracker_id == tracker.id)
        .subquery()
    )
    begun = select(func.max(mine.c.from_seq)).scalar_subquery()
    ended = select(func.max(mine.c.to_seq)).where(mine.c.to_seq < STILL).scalar_subquery()
    query = select(func.max(reads.c.at)).where(
        reads.c.tracker_id == tracker.id, (reads.c.seq == begun) | (reads.c.seq == ended)
    )
    newest: datetime | None = tx.scalar(query)
    return newest
