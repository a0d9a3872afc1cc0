"""What every Drive method is given, and the questions that they all ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from local_sheets.access import role_on
from local_sheets.calls import Query
from local_sheets.channels import Channels
from local_sheets.directory import People, Person
from local_sheets.drive_errors import (
    bad_request,
    file_not_found,
    invalid,
    not_allowed,
    not_supported,
)
from local_sheets.drive_model import DriveFile, Role
from local_sheets.shelf import Shelf, Stamp
from local_sheets.storage import Storage
from local_sheets.switches import DEFAULTS, Switches

_T = TypeVar("_T")
_LARGEST_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveCall:
    """One call of the Drive API: who asks, with which query and body, and when (RFC 3339).

    `url` is where this server is found; `switches` are the assumptions about Google in force.
    An upload comes as bytes in `upload`, with its `content_type` and an empty `body`.
    """

    storage: Storage
    caller: Person
    people: People
    query: Query
    body: Mapping[str, Any]
    upload: bytes = b""
    content_type: str = ""
    channels: Channels
    at: str
    url: str
    switches: Switches = DEFAULTS

    @property
    def shelf(self) -> Shelf:
        """All files as of now."""
        return self.storage.shelf

    @property
    def all_drives(self) -> bool:
        """Whether the client says that it knows about shared drives."""
        return self.query.flag("supportsAllDrives") or self.query.flag("supportsTeamDrives")

    @property
    def owns_nothing(self) -> bool:
        """Whether the caller is a service account under Google's strict rule."""
        return self.switches.strict_service_accounts and self.caller.is_service

    def stamp(self, *kinds: str) -> Stamp:
        """The stamp of a write by this caller."""
        return Stamp(who=self.caller.email, at=self.at, kinds=kinds)

    def role(self, file: DriveFile) -> Role | None:
        """The caller's role on a file."""
        return role_on(file, self.shelf, self.caller)

    def visible(self, file_id: str) -> DriveFile:
        """A file that the caller may see; raises 404 otherwise.

        Without supportsAllDrives a file of a shared drive is not found either (Google: a client
        must say that it knows about shared drives).
        """
        file = self.reachable(file_id)
        if file.drive_id and not self.all_drives:
            raise file_not_found(file_id)
        return file

    def reachable(self, file_id: str) -> DriveFile:
        """A file that the caller may see, for methods that have no supportsAllDrives.

        Raises 404 for one that is not shared, or 403 if a switch has it so.
        """
        file = self.shelf.files.get(file_id)
        if file is None:
            raise file_not_found(file_id)
        if self.role(file) is None:
            raise file_not_found(file_id) if self.switches.drive_hides_files else not_allowed()
        return file

    def only(self, supported: frozenset[str], ignored: frozenset[str] = frozenset()) -> None:
        """Refuse fields of the body that would otherwise be accepted and dropped."""
        unknown = sorted(set(self.body) - supported - ignored)
        if unknown:
            raise not_supported("The field " + ", ".join(unknown))

    def text(self, name: str, default: str = "") -> str:
        """A text field of the body; null counts as absent."""
        value = self.body.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise bad_request(f"Invalid value for {name}: it must be a string.")
        return value

    def page(self, found: Sequence[_T], default_size: int) -> tuple[Sequence[_T], str | None]:
        """The page that pageSize and pageToken ask for, and the next page's token."""
        size = whole_number(self.query, "pageSize", default_size)
        if not 1 <= size <= _LARGEST_PAGE:
            raise invalid(
                f"Invalid value '{size}'. Values must be within the range: [1, 1000]", "pageSize"
            )
        start = whole_number(self.query, "pageToken", 0)
        end = start + size
        return found[start:end], str(end) if end < len(found) else None


def whole_number(query: Query, name: str, default: int) -> int:
    """A whole number of the query; raises 400 if it is none."""
    text = query.first(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise invalid("Invalid Value", name)
    return int(text)
