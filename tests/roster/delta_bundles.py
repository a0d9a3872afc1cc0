"""Bundles as tables that a test changes, written out whole or as what has changed."""

import csv
import io
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

from service.features.roster.version_1_2 import LAYOUTS
from tests.school_bundles import HEADERS, csv_text, read_members, write_members

Rows = dict[str, dict[str, str]]
Tables = dict[str, Rows]
"""By file (without .csv) and sourcedId: the cells. The manifest is not among them."""
NEEDED = ("orgs", "academicSessions", "classes", "users", "enrollments")
_COLUMNS = HEADERS | {"roles": [column.name for one in LAYOUTS for column in one.columns]}


def tables_of(path: Path) -> Tables:
    """The rows of a bundle's files."""
    return {
        name.removesuffix(".csv"): {
            row["sourcedId"]: row for row in csv.DictReader(io.StringIO(content.decode()))
        }
        for name, content in read_members(path).items()
        if name != "manifest.csv"
    }


def copy_of(tables: Tables) -> Tables:
    """The same rows, to be changed by themselves."""
    return deepcopy(tables)


def write_whole(path: Path, tables: Tables) -> Path:
    """Write all rows as a bulk bundle."""
    return write_kinds(path, tables, dict.fromkeys(tables, "bulk"))


def changes_between(before: Tables, after: Tables, at: str) -> Tables:
    """The rows of a delta from one state to another, made at `at`, file by file."""
    return {name: _changed(before[name], after[name], at) for name in before}


def _changed(before: Rows, after: Rows, at: str) -> Rows:
    marks = {"dateLastModified": at}
    gone = {
        key: {"sourcedId": key, "status": "tobedeleted", **marks}
        for key in before.keys() - after.keys()
    }
    return gone | {
        key: {**cells, "status": "active", **marks}
        for key, cells in after.items()
        if before.get(key) != cells
    }


def write_delta(path: Path, before: Tables, after: Tables, at: str) -> Path:
    """Write a delta bundle; a file in which nothing changed is absent, but for the people's."""
    changes = changes_between(before, after, at)
    changed = {name: rows for name, rows in changes.items() if rows or name == "users"}
    kinds = {name: "delta" if name in changed else "absent" for name in before}
    return write_kinds(path, changed, kinds)


def write_kinds(path: Path, tables: Tables, kinds: Mapping[str, str], version: str = "1.1") -> Path:
    """Write a bundle of these files whose manifest says `kinds`."""
    said = {"manifest.version": "1.0", "oneroster.version": version}
    said |= {f"file.{name}": kind for name, kind in kinds.items()}
    manifest = [{"propertyName": key, "value": value} for key, value in said.items()]
    files = {"manifest.csv": csv_text(HEADERS["manifest"], manifest).encode()}
    for name, rows in tables.items():
        header = next((list(row) for row in rows.values() if len(row) > 3), _COLUMNS[name])
        files[f"{name}.csv"] = csv_text(header, rows.values()).encode()
    return write_members(path, files)
