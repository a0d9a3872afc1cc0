"""One call of an API on its way through the server, and the route that it took."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from local_sheets.calls import Query
from local_sheets.channels import Channels
from local_sheets.directory import Directory, Person
from local_sheets.request_log import Api
from local_sheets.storage import Storage
from local_sheets.switches import Switches


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCall:
    """Everything that an API method may look at; `at` is its moment (RFC 3339, UTC).

    `scopes` are those of the token; `place` holds the parts of the path by name; `url` is where
    this server is found; `switches` are the assumptions about Google in force.
    """

    storage: Storage
    directory: Directory
    caller: Person
    scopes: frozenset[str] = frozenset()
    place: Mapping[str, str]
    query: Query
    body: Any
    content_type: str = ""
    at: str
    url: str
    switches: Switches
    channels: Channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """An answer that is no JSON: its bytes, their type, and headers of its own."""

    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = dict[str, Any] | Raw | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method of an API: where it is found, which scopes open it, what answers it.

    An answer of None is sent as 204 without a body. With `media` the client may ask for alt=media;
    with `upload` the body is no JSON and reaches the method as bytes. `built` is False where the
    answer only says that Google knows the method and this server does not.
    """

    method: str
    path: re.Pattern[str]
    api: Api
    scopes: frozenset[str]
    answer: Callable[[ApiCall], Answer]
    built: bool = True
    media: bool = False
    upload: bool = False


def template(path: str) -> re.Pattern[str]:
    """A path with {names}: `{a1}` takes everything, other names one segment up to a colon."""
    parts = re.split(r"(\{\w+\})", path)
    spelled = [
        f"(?P<{part[1:-1]}>{'.+' if part == '{a1}' else '[^/:]+'})"
        if part.startswith("{")
        else re.escape(part)
        for part in parts
    ]
    return re.compile("".join(spelled), re.DOTALL)
