"""Trackers: what was intended, which spreadsheet each one is, what changed since it was read."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ScalarSelect, Select, bindparam, func, insert, literal_column, select, update

from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import without_name
from sync.domain.scope import Scope
from sync.store import schema
from sync.store.engine import Tx
from sync.store.kinds import AttemptState, Outcome

_AT_ONCE = 500  # both engines limit the number of bound values in one statement

AttemptEnd = Literal[AttemptState.APPLIED, AttemptState.FAILED, AttemptState.UNKNOWN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker:
    """A tracker as the store knows it at the moment.

    `nonce` marks its file in Drive, `changes_token` is Drive's page token from before the file
    was made: from there a file made just before a crash is found again. `desired_sha` is the
    digest of the desired state that was applied last. `plan_in_flight` is the digest of a plan
    whose end nobody has written down. It is dirty while `dirty_seq` is above `read_seq`.
    `intended_at` is when it was first to be made.
    `provisioned_at` is when the spreadsheet last agreed with the desired state, `closed_at` when
    it was made read-only because its year, the one that began in `year_begins`, was over.
    `last_reason` says of the last outcome why it is so, where there is something to say.
    """

    id: int
    school_id: int
    public_id: str
    grade: str
    spreadsheet_id: str | None
    nonce: str
    changes_token: str | None
    template_key: str
    template_version: int
    desired_sha: str | None
    plan_in_flight: str | None
    dirty_seq: int
    read_seq: int
    last_read_at: datetime | None
    year_begins: int
    intended_at: datetime
    provisioned_at: datetime | None
    closed_at: datetime | None
    last_outcome: Outcome | None
    last_reason: str | None

    @property
    def why_failed(self) -> str | None:
        """Why the last run did not read it and what to do, to follow its title and a colon."""
        if self.last_outcome is not Outcome.FAILED:
            return None
        return without_name(self.last_reason or "", self.public_id)

    @property
    def is_dirty(self) -> bool:
        """Whether Drive told of a change that no stored read has seen."""
        return self.dirty_seq > self.read_seq


def intend(  # noqa: PLR0913 (each is a fact of its own, named at the call)
    tx: Tx,
    scope: Scope,
    *,
    public_id: str,
    grade: str,
    template: TrackerTemplate,
    version: int = 1,
    nonce: str,
    changes_token: str | None,
    at: datetime,
) -> Tracker:
    """Write down that this tracker is to be made, before Google hears of it.

    It is of the present school year and follows the school's `version` of the template. Safe to
    do again: what is there comes back unchanged, with its first nonce and token,
    because a file that bears them may exist already.
    """
    there = tracker(tx, scope, public_id)
    if there is not None:
        return there
    values = {
        "school_id": scope.school_id,
        "public_id": public_id,
        "grade": grade,
        "template_key": template.key,
        "template_version": version,
        "nonce": nonce,
        "changes_token": changes_token,
        "dirty_seq": 0,
        "read_seq": 0,
        "intended_at": at,
        "year_begins": _present_year(tx, scope),
    }
    tx.execute(insert(schema.tracker).values(values))
    made = tracker(tx, scope, public_id)
    assert made is not None
    return made


def trackers(tx: Tx, scope: Scope, *, year: int | None = None) -> list[Tracker]:
    """The trackers of the school by public id: all, or those of the year that began in `year`."""
    if year is None:
        return _trackers(tx, _ALL, scope)
    return _trackers(tx, _OF_YEAR, scope, year=year)


def tracker(tx: Tx, scope: Scope, public_id: str) -> Tracker | None:
    """The school's tracker with this public id."""
    found = _trackers(tx, _ONE, scope, public_id=public_id)
    return found[0] if found else None


def bearers(tx: Tx, scope: Scope, nonces: Collection[str]) -> dict[str, str]:
    """The public ids of the school's trackers that were made with these nonces, by nonce."""
    table, asked = schema.tracker, sorted(nonces)
    found: dict[str, str] = {}
    for at in range(0, len(asked), _AT_ONCE):
        these = table.c.nonce.in_(asked[at : at + _AT_ONCE])
        query = select(table.c.nonce, table.c.public_id)
        rows = tx.execute(query.where(table.c.school_id == scope.school_id, these))
        found |= {row.nonce: row.public_id for row in rows}
    return found


def adopt_spreadsheet(tx: Tx, tracker_id: int, spreadsheet_id: str, at: datetime) -> None:
    """Say which spreadsheet the tracker is, for good; the stored id is its identity.

    It becomes dirty, for nothing of it was read yet. Adopting the same one again changes
    nothing; ValueError for another one.
    """
    table = schema.tracker
    stored = tx.scalar(select(table.c.spreadsheet_id).where(table.c.id == tracker_id))
    if stored == spreadsheet_id:
        return
    if stored is not None:
        raise ValueError(f"tracker {tracker_id} is the spreadsheet {stored} already")
    values = {"spreadsheet_id": spreadsheet_id, "adopted_at": at}
    tx.execute(
        update(table)
        .where(table.c.id == tracker_id)
        .values(values | {"dirty_seq": table.c.dirty_seq + 1})
    )


def open_attempt(tx: Tx, tracker_id: int, plan_sha: str, at: datetime) -> int:
    """Write down, before the call, that a plan is about to be carried out; gives its id.

    An attempt that a crash left open ends as unknown: Google may have applied it. From now on the
    state after our latest write is not stored as a read, until somebody stores it.
    """
    states = schema.drive_state
    tx.execute(update(states).where(states.c.tracker_id == tracker_id).values(has_own_reply=False))
    table = schema.apply_attempt
    left_open = (table.c.tracker_id == tracker_id) & (table.c.state == AttemptState.OPEN)
    tx.execute(update(table).where(left_open).values(state=AttemptState.UNKNOWN, closed_at=at))
    opened = insert(table).values(
        school_id=_school_of(tracker_id),
        tracker_id=tracker_id,
        plan_sha=plan_sha,
        state=AttemptState.OPEN,
        opened_at=at,
    )
    return int(tx.execute(opened.returning(table.c.id)).scalar_one())


def close_attempt(tx: Tx, attempt_id: int, state: AttemptEnd, at: datetime) -> None:
    """Write down how an attempt ended; LookupError when it is not open."""
    table = schema.apply_attempt
    this = (table.c.id == attempt_id) & (table.c.state == AttemptState.OPEN)
    if tx.execute(update(table).where(this).values(state=state, closed_at=at)).rowcount != 1:
        raise LookupError(f"no open attempt {attempt_id}")


def mark_provisioned(tx: Tx, tracker_id: int, desired_sha: str, at: datetime) -> None:
    """Say that the spreadsheet agrees with the desired state of this digest."""
    table = schema.tracker
    values = {"desired_sha": desired_sha, "provisioned_at": at}
    tx.execute(update(table).where(table.c.id == tracker_id).values(values))


def close_tracker(tx: Tx, tracker_id: int, at: datetime) -> None:
    """Say that the tracker's year is over: it is kept, and neither written nor read any more."""
    table = schema.tracker
    tx.execute(update(table).where(table.c.id == tracker_id).values(closed_at=at))


def drive_cursor(tx: Tx, scope_name: str) -> str | None:
    """The page token up to which Drive's changes are known in this part of Drive."""
    table = schema.drive_cursor
    return tx.scalar(select(table.c.token).where(table.c.scope == scope_name))


def advance_cursor(tx: Tx, scope_name: str, token: str) -> None:
    """Move the cursor on; in the same transaction as `mark_dirty`, or a change is lost."""
    table = schema.drive_cursor
    moved = update(table).where(table.c.scope == scope_name).values(token=token)
    if tx.execute(moved).rowcount == 0:
        tx.execute(insert(table).values(scope=scope_name, token=token))


def mark_dirty(tx: Tx, scope: Scope, spreadsheet_ids: Iterable[str]) -> int:
    """Note that these files changed; those that are no trackers of the school are passed over.

    Gives the number of trackers marked. Naming one twice marks it once.
    """
    table = schema.tracker
    changed = [{"changed": spreadsheet_id} for spreadsheet_id in sorted(set(spreadsheet_ids))]
    if not changed:
        return 0
    marked = (
        update(table)
        .where(
            table.c.school_id == scope.school_id,
            table.c.spreadsheet_id == bindparam("changed"),
        )
        .values(dirty_seq=table.c.dirty_seq + 1)
    )
    return tx.execute(marked, changed).rowcount


def dirty(tx: Tx, scope: Scope) -> list[Tracker]:
    """The open trackers with a spreadsheet whose latest change no stored read has seen."""
    return _trackers(tx, _UNREAD, scope)


def _query() -> Select[Any]:
    table, attempts, ledger = schema.tracker, schema.apply_attempt, schema.run_tracker
    # Written out: a bound value could not use the index of open attempts.
    is_open = attempts.c.state == literal_column(f"'{AttemptState.OPEN}'")
    in_flight = select(attempts.c.plan_sha).where(attempts.c.tracker_id == table.c.id, is_open)
    runs = ledger.alias()
    last_run = select(func.max(runs.c.run_id)).where(runs.c.tracker_id == table.c.id)
    is_last = ledger.c.run_id == last_run.correlate(table).scalar_subquery()
    last = table.outerjoin(ledger, (ledger.c.tracker_id == table.c.id) & is_last)
    stored = [table.c[field.name] for field in fields(Tracker) if field.name in table.c]
    return (
        select(
            *stored,
            in_flight.scalar_subquery().label("plan_in_flight"),
            ledger.c.outcome.label("last_outcome"),
            ledger.c.reason.label("last_reason"),
        )
        .select_from(last)
        .where(table.c.school_id == bindparam("school"))
        .order_by(table.c.public_id)
    )


# Put together once: that takes longer than to answer them.
_ALL = _query()
_OF_YEAR = _ALL.where(schema.tracker.c.year_begins == bindparam("year"))
_ONE = _ALL.where(schema.tracker.c.public_id == bindparam("public_id"))
_UNREAD = _ALL.where(
    schema.tracker.c.dirty_seq > schema.tracker.c.read_seq,
    schema.tracker.c.spreadsheet_id.is_not(None),
    schema.tracker.c.closed_at.is_(None),
)


def _trackers(tx: Tx, query: Select[Any], scope: Scope, **which: object) -> list[Tracker]:
    rows = tx.execute(query, {"school": scope.school_id, **which}).mappings()
    return [Tracker(**row) for row in rows]


def _school_of(tracker_id: int) -> ScalarSelect[int]:
    table = schema.tracker
    return select(table.c.school_id).where(table.c.id == tracker_id).scalar_subquery()


def _present_year(tx: Tx, scope: Scope) -> int:
    years = schema.school_year
    present = (years.c.school_id == scope.school_id) & years.c.is_current
    begins_on = tx.execute(select(years.c.begins_on).where(present)).scalar_one()
    return int(begins_on.year)
