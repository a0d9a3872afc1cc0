"""Files, shared drives and permissions as the local server keeps them: immutable values."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


class Role(StrEnum):
    """Drive's roles, from the weakest to the strongest."""

    READER = "reader"
    COMMENTER = "commenter"
    WRITER = "writer"
    FILE_ORGANIZER = "fileOrganizer"
    ORGANIZER = "organizer"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        """Higher means more rights."""
        return list(Role).index(self)


class GranteeType(StrEnum):
    """To whom a permission is given."""

    USER = "user"  # Google's word in the API
    GROUP = "group"
    DOMAIN = "domain"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One grantee's role on a file or a shared drive; `grantee` is an address or a domain.

    `expires` is the moment (RFC 3339, UTC) from which it holds no longer; empty for never.
    """

    type: GranteeType
    role: Role
    grantee: str
    expires: str = ""

    @property
    def id(self) -> str:
        """The same for a grantee on every file (Google: one id per grantee)."""
        return permission_id(self.type, self.grantee)


def permission_id(kind: GranteeType, grantee: str) -> str:
    """The stable permission id of a grantee."""
    if kind is GranteeType.ANYONE:
        return "anyoneWithLink"
    digest = hashlib.sha256(f"{kind.value}:{grantee}".encode()).digest()
    number = int.from_bytes(digest[:8])
    return f"{number:020d}" + ("k" if kind is GranteeType.DOMAIN else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedDrive:
    """A shared drive; its members' roles hold for every file in it."""

    id: str
    name: str
    created: str
    permissions: tuple[Permission, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveFile:
    """A file or folder as Drive knows it; its cells, if it has any, are a Workbook.

    `owner` is empty exactly for files of a shared drive. Stamps are RFC 3339 in UTC.
    """

    id: str
    name: str
    mime_type: str
    parents: tuple[str, ...]
    drive_id: str = ""
    owner: str = ""
    description: str = ""
    app_properties: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    trashed: bool = False
    created: str
    modified: str
    version: int = 1
    last_editor: str
    permissions: tuple[Permission, ...] = ()


def owned_file(file_id: str, name: str, owner: str, at: str) -> DriveFile:
    """A new spreadsheet in a person's own My Drive."""
    return DriveFile(
        id=file_id,
        name=name,
        mime_type=SPREADSHEET,
        parents=(root_id(owner),),
        owner=owner,
        created=at,
        modified=at,
        last_editor=owner,
        permissions=(owner_permission(owner),),
    )


def owner_permission(email: str) -> Permission:
    """What the owner of a file in My Drive holds on it."""
    return Permission(type=GranteeType.USER, role=Role.OWNER, grantee=email)


def new_file_id() -> str:
    """44 characters, as Google's spreadsheet ids; the first never looks like an option."""
    return "1" + "".join(secrets.choice(_ID_LETTERS) for _ in range(43))


def new_drive_id() -> str:
    """An id in the manner of shared drives: 19 characters that begin with 0A."""
    return "0A" + "".join(secrets.choice(_ID_LETTERS[:-2]) for _ in range(14)) + "PVA"


def root_id(email: str) -> str:
    """The id of a person's My Drive root, derived so that it needs no storing."""
    digest = hashlib.sha256(f"root:{email}".encode()).hexdigest()
    return f"0A{digest[:14]}PVA"


def to_json(value: DriveFile | SharedDrive) -> dict[str, Any]:
    """The stored form, without permissions: those have rows of their own."""
    stored = asdict(value)
    del stored["permissions"]
    return stored


def file_from_json(stored: dict[str, Any], permissions: tuple[Permission, ...]) -> DriveFile:
    """A file as it was stored."""
    parents = tuple(stored.pop("parents"))
    return DriveFile(parents=parents, permissions=permissions, **stored)


def drive_from_json(stored: dict[str, Any], permissions: tuple[Permission, ...]) -> SharedDrive:
    """A shared drive as it was stored."""
    return SharedDrive(permissions=permissions, **stored)
