"""Keeping the rows of the bundle that a school's roster was made of: the newest, and no other."""

import json
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import delete, insert, select

from sync.domain.bundle_rows import BundleRows
from sync.domain.scope import Scope
from sync.store.bulk import insert_many
from sync.store.engine import Tx
from sync.store.schema_bundles import bundle_row, roster_bundle

_PERSON = {"users": "sourcedId", "enrollments": "userSourcedId", "roles": "userSourcedId"}
"""By file, the column that names the person whom a row is about."""


def keep_bundle_rows(tx: Tx, scope: Scope, bundle: BundleRows | None) -> None:
    """Put these rows in the place of those kept before; None keeps none."""
    for table in (bundle_row, roster_bundle):
        tx.execute(delete(table).where(table.c.school_id == scope.school_id))
    if bundle is None:
        return
    tx.execute(
        insert(roster_bundle).values(
            school_id=scope.school_id,
            version=bundle.version,
            sha256=bundle.sha256,
            as_of=bundle.as_of,
        )
    )
    flat = [
        (file, key, _person(file, key, cells), json.dumps(dict(cells), ensure_ascii=False))
        for file, rows in bundle.rows.items()
        for key, cells in rows.items()
    ]
    names = ("file", "sourced_id", "person", "cells")
    columns = dict(zip(names, zip(*flat, strict=True), strict=True)) if flat else {}
    if columns:
        insert_many(tx, bundle_row, shared={"school_id": scope.school_id}, columns=columns)


def kept_bundle_rows(tx: Tx, scope: Scope) -> BundleRows | None:
    """The rows that are kept; None where the roster came otherwise, or long ago."""
    head = tx.execute(
        select(roster_bundle.c.version, roster_bundle.c.sha256, roster_bundle.c.as_of).where(
            roster_bundle.c.school_id == scope.school_id
        )
    ).one_or_none()
    if head is None:
        return None
    rows: defaultdict[str, dict[str, Mapping[str, str]]] = defaultdict(dict)
    query = (
        select(bundle_row.c.file, bundle_row.c.sourced_id, bundle_row.c.cells)
        .where(bundle_row.c.school_id == scope.school_id)
        .order_by(bundle_row.c.file, bundle_row.c.sourced_id)
    )
    for file, key, cells in tx.execute(query).all():
        rows[file][key] = json.loads(cells)
    return BundleRows(version=head.version, sha256=head.sha256, as_of=head.as_of, rows=dict(rows))


def _person(file: str, key: str, cells: Mapping[str, str]) -> str | None:
    named = _PERSON.get(file)
    return key if named == "sourcedId" else cells.get(named or "")
