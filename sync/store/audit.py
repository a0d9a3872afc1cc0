"""The audit's memory: when each tracker was looked at, what was found and since when."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from sync.domain.audit import Finding
from sync.domain.scope import Scope
from sync.store import schema, schema_access
from sync.store.engine import Tx
from sync.store.words import packed, unpacked


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFinding:
    """A finding that stands open.

    It came about after `not_before`, when it was looked for and was not there (None: it was there
    at the first look), and before `first_seen_at`.
    """

    tracker: str
    key: str
    kind: str
    sentence: str
    repair: str
    not_before: datetime | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """What one person, group or link has in a tracker, and why, as it was read back from Google.

    `may` is Google's role in people's words; `ranges` are the protected ranges they may edit.
    """

    who: str
    role: str
    may: str
    ranges: tuple[str, ...]
    closed_ranges: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLook:
    """The last look at a tracker: when it was, and the rights that it showed."""

    at: datetime
    rights: tuple[Right, ...]


def keep_look(
    tx: Tx,
    scope: Scope,
    tracker_id: int,
    findings: Iterable[Finding],
    rights: Iterable[Right],
    at: datetime,
) -> None:
    """Write down a look: what is new is open from now, what is no longer there is gone."""
    looks, table = schema_access.audit_look, schema_access.audit_finding
    before = tx.scalar(select(looks.c.at).where(looks.c.tracker_id == tracker_id))
    found = {one.key: one for one in findings}
    is_open = (table.c.tracker_id == tracker_id) & table.c.gone_at.is_(None)
    held = set(tx.scalars(select(table.c.key).where(is_open)))
    tx.execute(update(table).where(is_open & table.c.key.not_in(list(found))).values(gone_at=at))
    for key, one in found.items():
        said = {"kind": one.kind, "sentence": one.sentence, "repair": one.repair}
        if key in held:
            tx.execute(update(table).where(is_open & (table.c.key == key)).values(said))
            continue
        owned = {"school_id": scope.school_id, "tracker_id": tracker_id, "key": key}
        seen = {"not_before": before, "first_seen_at": at}
        tx.execute(insert(table).values(owned | said | seen))
    tx.execute(delete(looks).where(looks.c.tracker_id == tracker_id))
    owned = {"school_id": scope.school_id, "tracker_id": tracker_id}
    text = json.dumps([_packed(one) for one in rights], ensure_ascii=False)
    tx.execute(insert(looks).values(owned | {"at": at, "rights": text}))


def last_look(tx: Tx, scope: Scope, public_id: str) -> StoredLook | None:
    """The last look at the tracker of that id; None when nobody has looked yet."""
    which = {"school": scope.school_id, "tracker": public_id}
    row = tx.execute(_LAST_LOOK, which).one_or_none()
    return None if row is None else StoredLook(at=row.at, rights=_rights(row.rights))


def all_looked_at(tx: Tx, scope: Scope, year: int) -> datetime | None:
    """Since when every tracker of the school year that began in `year` has been looked at.

    None where nobody has looked at some tracker yet, or there is none.
    """
    trackers, looks = schema.tracker, schema_access.audit_look
    count, looked, oldest = tx.execute(
        select(func.count(trackers.c.id), func.count(looks.c.tracker_id), func.min(looks.c.at))
        .select_from(trackers.outerjoin(looks, looks.c.tracker_id == trackers.c.id))
        .where(trackers.c.school_id == scope.school_id, trackers.c.year_begins == year)
    ).one()
    found: datetime | None = oldest if looked == count else None
    return found


_IN_WORDS = ("who", "role", "may", "reason")


def _packed(right: Right) -> dict[str, Any]:
    return asdict(right) | {name: packed(getattr(right, name)) for name in _IN_WORDS}


def _rights(text: str) -> tuple[Right, ...]:
    return tuple(
        Right(
            **{name: unpacked(one[name]) for name in _IN_WORDS},
            ranges=tuple(one["ranges"]),
            closed_ranges=tuple(one["closed_ranges"]),
        )
        for one in json.loads(text)
    )


def open_findings(tx: Tx, scope: Scope) -> list[StoredFinding]:
    """All findings that stand open, by tracker."""
    fields = ("tracker", "key", "kind", "sentence", "repair", "not_before", "first_seen_at")
    return [
        StoredFinding(**{name: row[name] for name in fields})
        for row in tx.execute(_OPEN_FINDINGS, {"school": scope.school_id}).mappings()
    ]


# Put together once: that takes longer than to answer them.
_FINDING, _LOOK = schema_access.audit_finding, schema_access.audit_look
_OPEN_FINDINGS = (
    select(schema.tracker.c.public_id.label("tracker"), _FINDING)
    .join(schema.tracker, schema.tracker.c.id == _FINDING.c.tracker_id)
    .where(_FINDING.c.school_id == bindparam("school"), _FINDING.c.gone_at.is_(None))
    .order_by(schema.tracker.c.public_id, _FINDING.c.id)
)
_LAST_LOOK = (
    select(_LOOK.c.at, _LOOK.c.rights)
    .join(schema.tracker, schema.tracker.c.id == _LOOK.c.tracker_id)
    .where(_LOOK.c.school_id == bindparam("school"))
    .where(schema.tracker.c.public_id == bindparam("tracker"))
)


def longest_unseen(tx: Tx, scope: Scope) -> list[int]:
    """The ids of the trackers that have a file, the one longest not looked at first."""
    trackers, looks = schema.tracker, schema_access.audit_look
    query = (
        select(trackers.c.id)
        .outerjoin(looks, looks.c.tracker_id == trackers.c.id)
        .where(trackers.c.school_id == scope.school_id, trackers.c.spreadsheet_id.is_not(None))
        .order_by(looks.c.at.is_not(None), looks.c.at, trackers.c.id)
    )
    return list(tx.scalars(query))


def is_audited(tx: Tx, scope: Scope, night: date) -> bool:
    """Whether that night's audit came to its end."""
    table = schema_access.audit_night
    this = (table.c.school_id == scope.school_id) & (table.c.night == night)
    return tx.scalar(select(table.c.night).where(this)) is not None


def mark_audited(tx: Tx, scope: Scope, night: date, at: datetime) -> None:
    """Say that the night's audit came to its end."""
    tx.execute(
        insert(schema_access.audit_night).values(school_id=scope.school_id, night=night, at=at)
    )
