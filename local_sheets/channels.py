"""Drive's push channels: who wants to hear of which changes, and the posts that tell them.

Google: push notifications guide. A post has no body; its headers say what happened. Posts are sent
by one thread of their own from a queue that drops what does not fit, so that no write ever waits.
Channels live as long as the server; addresses lie on this machine only.
"""

import http.client
import queue
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from itertools import count
from threading import Lock, Thread
from typing import Final
from urllib.parse import urlsplit

from local_sheets import clock
from local_sheets.access import role_on
from local_sheets.directory import Directory
from local_sheets.drive_model import DriveFile
from local_sheets.shelf import Shelf

MOST_CHANNELS: Final = 1000
_WAITING = 1000
_TIMEOUT = 5.0  # seconds; whoever is slower misses the post


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One wish to be told; without a `file_id` of every change that `email` may see."""

    id: str
    resource_id: str
    resource_uri: str
    address: str
    token: str
    expires: datetime
    email: str
    file_id: str = ""
    drive_id: str = ""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))


class Channels:
    """The channels of one server; `tell` is called after each commit."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._lock = Lock()
        self._channels: dict[str, Channel] = {}
        self._posts: queue.Queue[tuple[str, dict[str, str]] | None] = queue.Queue(_WAITING)
        self._thread: Thread | None = None

    def open(self, channel: Channel) -> bool:
        """Put a channel in force and send its `sync`; False if the id is taken or all are."""
        now = clock.now()
        with self._lock:
            kept = {name: one for name, one in self._channels.items() if one.expires > now}
            self._channels = kept
            if channel.id in kept or len(kept) >= MOST_CHANNELS:
                return False
            kept[channel.id] = channel
            if self._thread is None:
                self._thread = Thread(target=self._send_all, daemon=True, name="channels")
                self._thread.start()
        self._post(channel, "sync")
        return True

    def stop(self, channel_id: str, resource_id: str, email: str) -> bool:
        """End a channel of that person; False if there is none."""
        with self._lock:
            found = self._channels.get(channel_id)
            if found is None or (found.resource_id, found.email) != (resource_id, email):
                return False
            del self._channels[channel_id]
        return True

    def tell(self, before: Shelf, after: Shelf) -> None:
        """Queue the posts about what a commit changed; never waits and never fails."""
        if not self._channels:
            return
        changed = [c.file_id for c in after.changes.values() if c.seq > before.last_seq]
        with self._lock:
            channels = [one for one in self._channels.values() if one.expires > clock.now()]
        for channel in channels:
            self._tell(channel, changed, before, after)

    def close(self) -> None:
        """Send nothing more."""
        with self._lock:
            self._channels = {}
            thread = self._thread
        if thread is not None:
            self._posts.put(None)
            thread.join(_TIMEOUT + 1)

    def _tell(self, channel: Channel, changed: list[str], before: Shelf, after: Shelf) -> None:
        for file_id in changed:
            old, new = before.files.get(file_id), after.files.get(file_id)
            if not (self._sees(channel, old, before) or self._sees(channel, new, after)):
                continue
            if not channel.file_id:
                if _reaches(channel, old, new):
                    self._post(channel, "change")
                    return
            elif channel.file_id == file_id:
                state, what = _happened(old, new)
                self._post(channel, state, what)

    def _sees(self, channel: Channel, file: DriveFile | None, shelf: Shelf) -> bool:
        person = self._directory.people().person(channel.email)
        return file is not None and person is not None and role_on(file, shelf, person) is not None

    def _post(self, channel: Channel, state: str, changed: str = "") -> None:
        headers = {
            "X-Goog-Channel-ID": channel.id,
            "X-Goog-Channel-Expiration": format_datetime(channel.expires, usegmt=True),
            "X-Goog-Message-Number": str(next(channel.numbers)),
            "X-Goog-Resource-ID": channel.resource_id,
            "X-Goog-Resource-State": state,
            "X-Goog-Resource-URI": channel.resource_uri,
            "Content-Length": "0",
        }
        headers |= {"X-Goog-Channel-Token": channel.token} if channel.token else {}
        headers |= {"X-Goog-Changed": changed} if changed else {}
        try:
            self._posts.put_nowait((channel.address, headers))
        except queue.Full:
            return  # Google promises no delivery either

    def _send_all(self) -> None:
        while (post := self._posts.get()) is not None:
            _send(*post)


def _reaches(channel: Channel, old: DriveFile | None, new: DriveFile | None) -> bool:
    """A channel of a shared drive hears of its files only; any other of all that it may see."""
    drives = {file.drive_id for file in (old, new) if file is not None}
    return not channel.drive_id or channel.drive_id in drives


def _happened(old: DriveFile | None, new: DriveFile | None) -> tuple[str, str]:
    """State and X-Goog-Changed of a file that was written (Google: push notifications guide)."""
    if new is None or old is None:
        return ("remove" if new is None else "add"), ""
    if old.trashed != new.trashed:
        return ("trash" if new.trashed else "untrash"), ""
    what = {
        "parents": old.parents != new.parents,
        "permissions": old.permissions != new.permissions,
    }
    named = [name for name, changed in what.items() if changed]
    return "update", ",".join(named or ["content"])


def _send(address: str, headers: Mapping[str, str]) -> None:
    """One try, without redirects; who does not listen misses it."""
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, headers=dict(headers))
        connection.getresponse().read(1000)
    except (OSError, http.client.HTTPException, ValueError):
        pass  # the listener's trouble, never the writer's
    finally:
        connection.close()
