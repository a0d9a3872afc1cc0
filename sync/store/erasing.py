"""Taking children out of the store for good: every table has its rule, and so has every byte.

One transaction: all of it is done, or nothing. What is planned is what is done and taken back, so
a plan cannot promise anything else. A tracker whose log told of the child begins its log anew: see
`log_beginnings`.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from sync.domain.scope import Scope
from sync.store.engine import Store, Tx
from sync.store.erasing_logs import drop_unused_contents, telling_logs
from sync.store.erasing_rules import RULES, Rule
from sync.store.erasing_texts import mentions
from sync.store.erasing_under_way import begun
from sync.store.history import Access, log_access
from sync.store.log_beginnings import begin_log_anew
from sync.store.schema_erasing import unswept
from sync.store.trackers import trackers

ERASED = "erase"
"""What the access log calls an erasure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What an erasure takes out, or has taken out.

    `rows` are rows taken away or written anew without the children, by table. `trackers` are those
    whose log begins anew. `mentions` are texts of others that may mean one of the children: they
    stay, and each is named by its place.
    """

    rows: Mapping[str, int]
    trackers: tuple[str, ...]
    mentions: tuple[str, ...]


class _TakenBackError(Exception):
    """Ends the transaction of a plan without a trace."""


def planned_erasure(store: Store, scope: Scope, ids: Collection[str], at: datetime) -> Erasure:
    """What erasing the children with these sourcedIds would take out; nothing is changed."""
    planned: list[Erasure] = []
    try:
        with store.writing() as tx:
            planned.append(_erased(tx, scope, ids, at, RULES))
            raise _TakenBackError  # noqa: TRY301 - the transaction ends with it
    except _TakenBackError:
        return planned[0]


def erase(  # noqa: PLR0913 (each is a fact of its own, named at the call)
    tx: Tx,
    scope: Scope,
    ids: Collection[str],
    *,
    number: str,
    who: str,
    at: datetime,
    rules: Mapping[str, Rule] = RULES,
) -> Erasure:
    """Take the children out; what stays is a line in the access log under that `number`.

    Their bytes may lie in the file until it was swept: see `Store.sweep`.
    """
    done = _erased(tx, scope, ids, at, rules)
    rows = sum(done.rows.values())
    said = Access(at=at, who=who, what=ERASED, rows=rows, has_names=False, detail=number)
    log_access(tx, scope, said)
    tx.execute(delete(unswept).where(unswept.c.school_id == scope.school_id))
    tx.execute(insert(unswept).values(school_id=scope.school_id, since=at))
    return done


def waits_for_sweep(tx: Tx, scope: Scope) -> datetime | None:
    """Since when bytes of erased rows may lie in the file; None where none do."""
    found: datetime | None = tx.scalar(
        select(unswept.c.since).where(unswept.c.school_id == scope.school_id)
    )
    return found


def note_swept(tx: Tx, scope: Scope) -> None:
    """Write down that the file was swept."""
    tx.execute(delete(unswept).where(unswept.c.school_id == scope.school_id))


def _erased(
    tx: Tx, scope: Scope, ids: Collection[str], at: datetime, rules: Mapping[str, Rule]
) -> Erasure:
    erasing = begun(tx, scope, ids)
    erasing.trackers.update(telling_logs(erasing))
    counts = Counter({table: rule(erasing) for table, rule in rules.items()})
    touched = [one for one in trackers(tx, scope) if one.id in erasing.trackers]
    for one in touched:
        begin_log_anew(tx, one, at)
    drop_unused_contents(erasing)
    return Erasure(
        rows={table: count for table, count in counts.items() if count},
        trackers=tuple(one.public_id for one in touched),
        mentions=tuple(mentions(erasing)),
    )
