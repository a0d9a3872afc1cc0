"""Push notifications: where Google reaches us when a tracker changes. Without settings, nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from service.door_settings import LOOPBACK

MOUNT = "/drive"
PATH = "/changes"
USUAL_REST = timedelta(seconds=60)
_LONGEST_REST = 3600
_URL, _SECONDS = "TRACKSHEET_PUSH_URL", "TRACKSHEET_PUSH_SECONDS"


@dataclass(frozen=True, slots=True, kw_only=True)
class PushSettings:
    """Where Google posts to: `url` is ours, without a path.

    `rest` is how long notifications are gathered before Drive is looked at once for all of them.
    """

    url: str
    rest: timedelta = USUAL_REST

    @property
    def address(self) -> str:
        """The whole address that a channel posts to."""
        return f"{self.url}{MOUNT}{PATH}"


def read_push(
    source: Mapping[str, str], problems: list[str], *, is_google: bool
) -> PushSettings | None:
    """The push that TRACKSHEET_PUSH_URL turns on, None without it; adds problems.

    Google itself posts to https only; a local server also posts to http on this machine.
    """
    url, seconds = source.get(_URL, ""), source.get(_SECONDS, "")
    known = len(problems)
    if url and not _is_address(url, is_google=is_google):
        problems.append(
            f"{_URL}: {url!r} must be an address as https://tracksheet.example.org, without a "
            "path; http is for this machine and the local server only"
        )
    if seconds and not url:
        problems.append(f"{_SECONDS}: set {_URL} as well, or unset this")
    if seconds and not (seconds.isascii() and seconds.isdigit() and int(seconds) <= _LONGEST_REST):
        problems.append(f"{_SECONDS}: {seconds!r} must be a number from 0 to {_LONGEST_REST}")
    if not url or len(problems) > known:
        return None
    rest = timedelta(seconds=int(seconds)) if seconds else USUAL_REST
    return PushSettings(url=url.rstrip("/"), rest=rest)


def _is_address(url: str, *, is_google: bool) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it is what checks it
    except ValueError:
        return False
    host = parts.hostname or ""
    is_bare = url.rstrip("/") == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
    is_here = parts.scheme == "http" and host in LOOPBACK and not is_google
    is_there = parts.scheme == "https" and not (is_google and (host in LOOPBACK or "." not in host))
    return bool(host) and is_bare and url.isprintable() and " " not in url and (is_here or is_there)
