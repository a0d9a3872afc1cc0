"""All files, shared drives and changes at one moment, and how they are read from disk."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from local_sheets.drive_model import (
    DriveFile,
    GranteeType,
    Permission,
    Role,
    SharedDrive,
    drive_from_json,
    file_from_json,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The latest change of a file or of a shared drive itself (then both ids are the drive's).

    `seen_by` is who could ever see it (for "removed").
    """

    file_id: str
    seq: int
    at: str
    seen_by: tuple[Permission, ...]
    drive_id: str

    @property
    def of_drive(self) -> bool:
        """Whether the shared drive itself changed: its name or its members."""
        return self.file_id == self.drive_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All files, shared drives and changes at one moment; never mutated."""

    files: Mapping[str, DriveFile]
    drives: Mapping[str, SharedDrive]
    changes: Mapping[str, Change]
    last_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who writes, when (RFC 3339), and what kinds of change: one row of the revision log."""

    who: str
    at: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One write of a file, as the revision log has it."""

    seq: int
    at: str
    who: str
    kinds: tuple[str, ...]


def load_shelf(connection: sqlite3.Connection) -> Shelf:
    """Everything as it was stored."""
    permissions: dict[str, list[Permission]] = {}
    for place, *row in connection.execute(
        "SELECT place, type, role, grantee, expires FROM permissions ORDER BY place, position"
    ):
        permissions.setdefault(place, []).append(_permission(row))

    def shared(place: str) -> tuple[Permission, ...]:
        return tuple(permissions.get(place, ()))

    files = {
        file_id: file_from_json(orjson.loads(body), shared(file_id))
        for file_id, body in connection.execute("SELECT file_id, body FROM drive_files")
    }
    drives = {
        drive_id: drive_from_json(orjson.loads(body), shared(drive_id))
        for drive_id, body in connection.execute("SELECT drive_id, body FROM shared_drives")
    }
    changes = {
        row[0]: _change(*row)
        for row in connection.execute("SELECT file_id, seq, at, body FROM changes")
    }
    (last,) = connection.execute("SELECT COALESCE(MAX(seq), 0) FROM revisions").fetchone()
    return Shelf(files=files, drives=drives, changes=changes, last_seq=last)


def _change(file_id: str, seq: int, at: str, body: bytes) -> Change:
    stored = orjson.loads(body)
    return Change(
        file_id=file_id,
        seq=seq,
        at=at,
        seen_by=tuple(_permission(row) for row in stored["seen_by"]),
        drive_id=stored["drive_id"],
    )


def as_row(permission: Permission) -> tuple[str, str, str, str]:
    """A permission as it is stored."""
    return (
        permission.type.value,
        permission.role.value,
        permission.grantee,
        permission.expires,
    )


def _permission(row: Any) -> Permission:
    kind, role, grantee, *expires = row
    return Permission(
        type=GranteeType(kind),
        role=Role(role),
        grantee=grantee,
        expires=expires[0] if expires else "",
    )
