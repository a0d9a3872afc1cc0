"""The versions of templates that a school has had, numbered as it came by them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, insert, select, update

from sheet_templates.errors import TemplateError
from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import template_of_text, template_text
from sync.domain.scope import Scope
from sync.store import schema, schema_templates
from sync.store.bulk import insert_many
from sync.store.engine import Tx
from sync.store.trackers import Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateVersion:
    """One version of a template; `body` is the template as JSON, as the program kept it then.

    `author` is the sourcedId of who made it on the page of columns; None where it came as a file.
    """

    key: str
    n: int
    sha256: str
    body: str
    added_at: datetime
    author: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVersion:
    """What a tracker followed before a step; `place` is the step's among all of the school's."""

    place: int
    key: str
    n: int


def keep_template(tx: Tx, scope: Scope, template: TrackerTemplate, at: datetime) -> int:
    """The number of this version; one that the school has not had gets the next.

    Versions are held against each other by what they mean: a kept text may leave out what the
    format has learned to say since, and may say at length what is left out today.
    """
    kept = _bodies(tx, scope, template.key)
    known = _number(kept, template)
    if known is not None:
        return known
    n = kept[0][0] + 1 if kept else 1
    body = template_text(template)
    tx.execute(
        insert(schema.template_version).values(
            school_id=scope.school_id,
            key=template.key,
            n=n,
            sha256=hashlib.sha256(body.encode()).hexdigest(),
            body=body,
            added_at=at,
        )
    )
    return n


def kept_number(tx: Tx, scope: Scope, template: TrackerTemplate) -> int | None:
    """The number under which the school keeps this template; None where it keeps none like it."""
    return _number(_bodies(tx, scope, template.key), template)


def _bodies(tx: Tx, scope: Scope, key: str) -> list[tuple[int, str]]:
    """The numbers and texts of a template's kept versions, the latest first."""
    table = schema.template_version
    mine = (table.c.school_id == scope.school_id) & (table.c.key == key)
    query = select(table.c.n, table.c.body).where(mine).order_by(table.c.n.desc())
    return [(int(n), body) for n, body in tx.execute(query).all()]


def _number(kept: Iterable[tuple[int, str]], template: TrackerTemplate) -> int | None:
    return next((n for n, body in kept if _means(body) == template), None)


def _means(body: str) -> TrackerTemplate | None:
    """The template of a kept text; None where another version of the program kept it."""
    try:
        return template_of_text(body)
    except TemplateError:
        return None


def note_author(tx: Tx, scope: Scope, key: str, n: int, person: str) -> None:
    """Say who made this version, by sourcedId; the first who did remains its author."""
    insert_many(
        tx,
        schema_templates.template_author,
        shared={"school_id": scope.school_id},
        columns={"key": [key], "n": [n], "person": [person]},
        may_be_there=True,
    )


def template_versions(tx: Tx, scope: Scope) -> list[TemplateVersion]:
    """Every version of every template that the school has had, oldest first."""
    found = tx.execute(_versions(), {"school": scope.school_id})
    return [TemplateVersion(**row) for row in found.mappings()]


@cache  # to put it together takes longer than to answer it
def _versions() -> Select[Any]:
    table, authors = schema.template_version, schema_templates.template_author
    mine = and_(*(authors.c[name] == table.c[name] for name in ("school_id", "key", "n")))
    return (
        select(
            table.c.key,
            table.c.n,
            table.c.sha256,
            table.c.body,
            table.c.added_at,
            authors.c.person.label("author"),
        )
        .outerjoin_from(table, authors, mine)
        .where(table.c.school_id == bindparam("school"))
        .order_by(table.c.key, table.c.n)
    )


def followed_versions(tx: Tx, scope: Scope) -> list[tuple[str, int]]:
    """The key and version of the template of each tracker of the latest school year."""
    table = schema.tracker
    mine = table.c.school_id == scope.school_id
    latest = select(func.max(table.c.year_begins)).where(mine).scalar_subquery()
    query = select(table.c.template_key, table.c.template_version)
    found = tx.execute(query.where(mine, table.c.year_begins == latest)).all()
    return [(key, n) for key, n in found]


def put_on_version(tx: Tx, tracker: Tracker, key: str, n: int) -> None:
    """Say that the tracker is to follow this version of this template from now on.

    The one that it followed is noted, for going back; and until the step is done, for its
    spreadsheet is drawn by that yet.
    """
    if (tracker.template_key, tracker.template_version) == (key, n):
        return
    table = schema_templates.template_past
    last = tx.scalar(select(func.max(table.c.place)).where(table.c.school_id == tracker.school_id))
    tx.execute(
        insert(table).values(
            school_id=tracker.school_id,
            tracker_id=tracker.id,
            place=int(last or 0) + 1,
            key=tracker.template_key,
            n=tracker.template_version,
        )
    )
    _go(tx, tracker, key, n)


def put_back(tx: Tx, tracker: Tracker, past: PastVersion) -> None:
    """Say that the tracker is to follow again what it followed before its last step."""
    table = schema_templates.template_past
    mine = (table.c.tracker_id == tracker.id) & (table.c.place == past.place)
    tx.execute(delete(table).where(mine))
    _go(tx, tracker, past.key, past.n)


def _go(tx: Tx, tracker: Tracker, key: str, n: int) -> None:
    table = schema.tracker
    insert_many(
        tx,
        schema_templates.template_step,
        shared={"school_id": tracker.school_id, "tracker_id": tracker.id},
        columns={"key": [tracker.template_key], "n": [tracker.template_version]},
        may_be_there=True,
    )
    values = {"template_key": key, "template_version": n}
    tx.execute(update(table).where(table.c.id == tracker.id).values(values))


def last_pasts(tx: Tx, scope: Scope) -> dict[int, PastVersion]:
    """What each tracker followed before its last step that is not undone, by the tracker's id."""
    table = schema_templates.template_past
    query = (
        select(table.c.tracker_id, table.c.place, table.c.key, table.c.n)
        .where(table.c.school_id == scope.school_id)
        .order_by(table.c.place)
    )
    return {
        tracker_id: PastVersion(place=place, key=key, n=n)
        for tracker_id, place, key, n in tx.execute(query).all()
    }


def template_steps(tx: Tx, scope: Scope) -> dict[int, list[tuple[str, int]]]:
    """The versions that trackers followed before a step that is not done, the latest first."""
    table = schema_templates.template_step
    query = (
        select(table.c.tracker_id, table.c.key, table.c.n)
        .where(table.c.school_id == scope.school_id)
        .order_by(table.c.tracker_id, table.c.n.desc(), table.c.key)
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for tracker_id, key, n in tx.execute(query).all():
        found.setdefault(tracker_id, []).append((key, n))
    return found


def end_template_steps(tx: Tx, tracker: Tracker) -> None:
    """Say that the tracker's spreadsheet is as the version that it follows has it."""
    table = schema_templates.template_step
    tx.execute(delete(table).where(table.c.tracker_id == tracker.id))


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
