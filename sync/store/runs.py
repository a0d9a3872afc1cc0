"""Runs of the sync: which night each was, what it did with each tracker."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, insert, select, update

from sheet_templates.sentences import sentence
from sync.domain.scope import Scope
from sync.errors import StoreError
from sync.store import schema
from sync.store.engine import Tx
from sync.store.kinds import Outcome, RunKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run; `now` is the one moment it took for the present, `resumed_at` after a crash."""

    id: int
    kind: RunKind
    night: date | None
    now: datetime
    resumed_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerOutcome:
    """What a run did with one tracker; `changes` are entries whose stored value changed."""

    public_id: str
    outcome: Outcome
    reason: str | None
    requests: int
    changes: int
    at: datetime


def open_run(
    tx: Tx, scope: Scope, *, kind: RunKind, night: date | None, now: datetime
) -> int | None:
    """Begin a run and give its id; None when that night was finished before.

    A night is the school's local date, so no change of clocks makes two. A nightly run that
    was broken off is taken up again under its id; a manual run is always a new one.

    StoreError when an earlier run lies after `now`: the clock went back, and what would be stored
    now could not be told from what was stored then.
    """
    _refuse_an_earlier_now(tx, scope, now)
    there = None if night is None else _run_of(tx, scope, night)
    if there is None:
        values = {"school_id": scope.school_id, "kind": kind, "night": night, "now": now}
        made = insert(schema.run).values(values).returning(schema.run.c.id)
        return int(tx.execute(made).scalar_one())
    if there.finished_at is not None:
        return None
    taken_up = update(schema.run).where(schema.run.c.id == there.id).values(resumed_at=now)
    tx.execute(taken_up)
    return there.id


def note_outcome(  # noqa: PLR0913 (each is a fact of its own, named at the call)
    tx: Tx,
    run_id: int,
    tracker_id: int,
    *,
    outcome: Outcome,
    reason: str | None,
    requests: int,
    changes: int,
    at: datetime,
) -> None:
    """Write down what the run did with the tracker; a failure must have its reason.

    When a run that was broken off comes to the tracker again, the later outcome stands and the
    figures add up.
    """
    table = schema.run_tracker
    this = (table.c.run_id == run_id) & (table.c.tracker_id == tracker_id)
    values = {"outcome": outcome, "reason": reason, "at": at}
    added = {"requests": table.c.requests + requests, "changes": table.c.changes + changes}
    if tx.execute(update(table).where(this).values(values | added)).rowcount:
        return
    school = select(schema.run.c.school_id).where(schema.run.c.id == run_id).scalar_subquery()
    keys = {"school_id": school, "run_id": run_id, "tracker_id": tracker_id}
    figures = {"requests": requests, "changes": changes}
    tx.execute(insert(table).values(keys | values | figures))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTally:
    """One run with what it did in figures; `read` and `failed` are trackers."""

    run: RunRow
    read: int
    failed: int
    changes: int
    requests: int


def tallies(tx: Tx, scope: Scope, most: int) -> list[RunTally]:
    """The latest runs, the newest first, at most so many."""
    runs, ledger = schema.run, schema.run_tracker
    is_failed = ledger.c.outcome == Outcome.FAILED
    query = (
        select(
            *(runs.c[one.name] for one in fields(RunRow)),
            func.count(ledger.c.tracker_id).filter(~is_failed).label("read"),
            func.count(ledger.c.tracker_id).filter(is_failed).label("failed"),
            func.coalesce(func.sum(ledger.c.changes), 0).label("changes"),
            func.coalesce(func.sum(ledger.c.requests), 0).label("requests"),
        )
        .outerjoin(ledger, ledger.c.run_id == runs.c.id)
        .where(runs.c.school_id == scope.school_id)
        .group_by(runs.c.id)
        .order_by(runs.c.id.desc())
        .limit(most)
    )
    return [
        RunTally(
            run=RunRow(**{one.name: row[one.name] for one in fields(RunRow)}),
            read=row["read"],
            failed=row["failed"],
            changes=row["changes"],
            requests=row["requests"],
        )
        for row in tx.execute(query).mappings()
    ]


def run_of(tx: Tx, scope: Scope, run_id: int) -> RunRow | None:
    """The run with that id, None when the school has none."""
    table = schema.run
    return _newest(tx, (table.c.school_id == scope.school_id) & (table.c.id == run_id))


def note_checked(tx: Tx, scope: Scope, run_id: int, tracker_ids: Iterable[int]) -> None:
    """Write down which trackers the night reads although nothing was reported of them."""
    owned = {"school_id": scope.school_id, "run_id": run_id}
    checked = [{**owned, "tracker_id": tracker_id} for tracker_id in tracker_ids]
    if checked:
        tx.execute(insert(schema.run_check), checked)


def checked_in(tx: Tx, run_id: int) -> set[int]:
    """The ids of the trackers that the run checks; see `note_checked`."""
    table = schema.run_check
    return set(tx.scalars(select(table.c.tracker_id).where(table.c.run_id == run_id)))


def done_in(tx: Tx, run_id: int) -> set[int]:
    """The ids of the trackers that the run has an outcome for."""
    table = schema.run_tracker
    return set(tx.scalars(select(table.c.tracker_id).where(table.c.run_id == run_id)))


def close_run(tx: Tx, run_id: int, at: datetime) -> None:
    """Say that the run came to its end, whatever became of single trackers."""
    tx.execute(update(schema.run).where(schema.run.c.id == run_id).values(finished_at=at))


def last_run(tx: Tx, scope: Scope) -> RunRow | None:
    """The run that was begun last, finished or not."""
    return _newest(tx, schema.run.c.school_id == scope.school_id)


def last_night(tx: Tx, scope: Scope) -> datetime | None:
    """When a night's run last came to its end; None if no run has.

    Before the first night it is the end of the first run: then the school began.
    """
    runs = schema.run.c
    ends = select(
        func.max(runs.finished_at).filter(runs.kind == RunKind.NIGHTLY),
        func.min(runs.finished_at),
    ).where(runs.school_id == scope.school_id)
    night: datetime | None
    first: datetime | None
    night, first = tx.execute(ends).one()
    return night or first


def outcomes(tx: Tx, run_id: int) -> list[TrackerOutcome]:
    """What the run did, by tracker."""
    ledger, trackers = schema.run_tracker, schema.tracker
    query = (
        select(
            trackers.c.public_id,
            ledger.c.outcome,
            ledger.c.reason,
            ledger.c.requests,
            ledger.c.changes,
            ledger.c.at,
        )
        .join_from(ledger, trackers, ledger.c.tracker_id == trackers.c.id)
        .where(ledger.c.run_id == run_id)
        .order_by(trackers.c.public_id)
    )
    return [TrackerOutcome(**row) for row in tx.execute(query).mappings()]


def _refuse_an_earlier_now(tx: Tx, scope: Scope, now: datetime) -> None:
    latest = last_run(tx, scope)
    if latest is None or latest.now <= now:
        return
    raise StoreError(
        sentence(
            "The last run began at %(last)s, which lies after now "
            "(%(now)s): this computer's clock went back. Nothing was "
            "read. Put the clock right and sync again.",
            last=latest.now.isoformat(timespec="seconds"),
            now=now.isoformat(timespec="seconds"),
        )
    )


def _run_of(tx: Tx, scope: Scope, night: date) -> RunRow | None:
    table = schema.run
    return _newest(tx, (table.c.school_id == scope.school_id) & (table.c.night == night))


def _newest(tx: Tx, condition: ColumnElement[bool]) -> RunRow | None:
    table = schema.run
    columns = [table.c[field.name] for field in fields(RunRow)]
    query = select(*columns).where(condition).order_by(table.c.id.desc()).limit(1)
    found = tx.execute(query).mappings().one_or_none()
    return None if found is None else RunRow(**found)
