"""The versions of templates that a school has had, numbered as it came by them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from sync.domain.scope import Scope
from sync.store import schema, schema_templates
from sync.store.engine import Tx
from sync.store.trackers import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateVersion:
    """One version of a template; `body` is the template as JSON, the same for equal templates."""

    key: str
    n: int
    sha256: str
    body: str
    added_at: datetime


def keep_template(tx: Tx, scope: Scope, key: str, body: str, at: datetime) -> int:
    """The number of this version; one that the school has not had gets the next."""
    table = schema.template_version
    mine = (table.c.school_id == scope.school_id) & (table.c.key == key)
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    known = tx.scalar(select(func.max(table.c.n)).where(mine, table.c.sha256 == sha256))
    if known is not None:
        return int(known)
    n = int(tx.scalar(select(func.coalesce(func.max(table.c.n), 0)).where(mine)) or 0) + 1
    tx.execute(
        insert(table).values(
            school_id=scope.school_id, key=key, n=n, sha256=sha256, body=body, added_at=at
        )
    )
    return n


def template_versions(tx: Tx, scope: Scope) -> list[TemplateVersion]:
    """Every version of every template that the school has had, oldest first."""
    table = schema.template_version
    query = (
        select(table.c.key, table.c.n, table.c.sha256, table.c.body, table.c.added_at)
        .where(table.c.school_id == scope.school_id)
        .order_by(table.c.key, table.c.n)
    )
    return [TemplateVersion(**row) for row in tx.execute(query).mappings()]


def followed_versions(tx: Tx, scope: Scope) -> list[tuple[str, int]]:
    """The key and version of the template of each tracker of the latest school year."""
    table = schema.tracker
    mine = table.c.school_id == scope.school_id
    latest = select(func.max(table.c.year_begins)).where(mine).scalar_subquery()
    query = select(table.c.template_key, table.c.template_version)
    found = tx.execute(query.where(mine, table.c.year_begins == latest)).all()
    return [(key, n) for key, n in found]


def put_on_version(tx: Tx, tracker: Tracker, key: str, n: int) -> None:
    """Say that the tracker is to follow this version of this template from now on."""
    table = schema.tracker
    values = {"template_key": key, "template_version": n}
    tx.execute(update(table).where(table.c.id == tracker.id).values(values))


def choose_template(tx: Tx, scope: Scope, key: str, n: int, at: datetime) -> None:
    """Say that new trackers of the school get this version of this template."""
    table = schema_templates.template_choice
    tx.execute(delete(table).where(table.c.school_id == scope.school_id))
    tx.execute(insert(table).values(school_id=scope.school_id, key=key, n=n, chosen_at=at))


def chosen_template(tx: Tx, scope: Scope) -> tuple[str, int] | None:
    """The key and version of the template that was chosen; None while none was."""
    table = schema_templates.template_choice
    found = tx.execute(
        select(table.c.key, table.c.n).where(table.c.school_id == scope.school_id)
    ).one_or_none()
    return None if found is None else (found.key, found.n)
