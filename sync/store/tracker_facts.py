"""What is written into a tracker comes from here: its duties, its issues, its newest change."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from sync.domain.projections import TrackerFacts
from sync.domain.scope import Scope
from sync.store import schema
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
    places, versions = schema.entry, schema.entry_version
    query = (
        select(func.max(versions.c.from_at), func.max(versions.c.to_at))
        .join_from(versions, places, versions.c.entry_id == places.c.id)
        .where(places.c.tracker_id == tracker.id)
    )
    return max((one for one in tx.execute(query).one() if one is not None), default=None)
