"""One program at a time works on a store: a lease with a number that only grows.

The holder renews it with everything that it stores, in the same transaction. Whoever finds it run
out takes it with the next number; the one who held it before then fails at its next transaction
and can store nothing any more, however long it slept.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from sheet_templates.sentences import sentence
from sync.domain.scope import Scope
from sync.errors import StoreError
from sync.store import schema
from sync.store.engine import Store, Tx

TERM = timedelta(minutes=15)
"""Longer than the longest wait for one answer of Google, its retries included."""


class LeaseError(StoreError):
    """Another program works on this store, or took it over; says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to change what `name` stands for, until somebody else has a higher number."""

    name: str
    holder: str
    fencing: int


def take_lease(tx: Tx, name: str, holder: str, now: datetime, term: timedelta = TERM) -> Lease:
    """Take the lease, or renew one's own; LeaseError while somebody else's has not run out."""
    table = schema.lease
    there = tx.execute(select(table).where(table.c.name == name)).one_or_none()
    if there is None:
        fencing = 1
        values = {"name": name, "holder": holder, "fencing": fencing, "taken_at": now}
        tx.execute(insert(table).values(values | {"until": now + term}))
        return Lease(name=name, holder=holder, fencing=fencing)
    if there.holder != holder and there.taken_at <= now < there.until:
        raise LeaseError(
            sentence(
                "Another Tracksheet service works on this store: %(holder)s, since "
                "%(since)s. End it, or, if it is gone, wait until "
                "%(until)s; then this one goes on.",
                holder=there.holder,
                since=there.taken_at.isoformat(timespec="seconds"),
                until=there.until.isoformat(timespec="seconds"),
            )
        )
    fencing = there.fencing + 1
    values = {"holder": holder, "fencing": fencing, "taken_at": now, "until": now + term}
    tx.execute(update(table).where(table.c.name == name).values(values))
    return Lease(name=name, holder=holder, fencing=fencing)


def renew_lease(tx: Tx, lease: Lease, now: datetime, term: timedelta = TERM) -> None:
    """Hold it for another term; LeaseError, so that nothing is stored, if it was taken over."""
    table = schema.lease
    mine = (table.c.name == lease.name) & (table.c.fencing == lease.fencing)
    if tx.execute(update(table).where(mine).values(until=now + term)).rowcount == 1:
        return
    new = tx.scalar(select(table.c.holder).where(table.c.name == lease.name))
    raise LeaseError(
        sentence(
            "This store was taken over by %(new)s while this program was at "
            "work, so nothing more is stored by it. Let only one service run on "
            "a store.",
            new=new or sentence("nobody"),
        )
    )


@contextmanager
def leased(store: Store, scope: Scope, holder: str, now: Callable[[], datetime]) -> Iterator[Lease]:
    """The school's lease for as long as something is at work; renew it with what is stored."""
    with store.writing() as tx:
        lease = take_lease(tx, lease_name(scope), holder, now())
    try:
        yield lease
    finally:
        with store.writing() as tx:
            give_back(tx, lease, now())


def lease_name(scope: Scope) -> str:
    """What the lease on a school is called."""
    return f"school {scope.school_id}"


def give_back(tx: Tx, lease: Lease, now: datetime) -> None:
    """End the lease, so that nobody has to wait for it to run out; nothing if it was lost."""
    table = schema.lease
    mine = (table.c.name == lease.name) & (table.c.fencing == lease.fencing)
    tx.execute(update(table).where(mine).values(until=now))
