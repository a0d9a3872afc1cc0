"""The people and groups that the local server knows, as `DIR/people.json` lists them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import orjson

from local_sheets.local_errors import LocalServerError

_SHAPE = '{"people": [{"email": ..., "name": ..., "title": ..., "groups": [...]}]}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account: a person of people.json, or the service account."""

    email: str
    name: str
    title: str = ""
    groups: frozenset[str] = frozenset()
    is_service: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody as of one reading of the file; addresses are compared in lower case."""

    by_email: Mapping[str, Person] = field(default_factory=dict)

    def person(self, email: str) -> Person | None:
        """The person of an address, whatever its case."""
        return self.by_email.get(email.strip().lower())

    def groups(self) -> frozenset[str]:
        """All group addresses that somebody is a member of."""
        return frozenset(group for person in self.by_email.values() for group in person.groups)


def parse_people(raw: bytes, place: str) -> People:
    """People from the bytes of people.json; raises one LocalServerError with all problems."""
    try:
        content = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        msg = f"{place} is not valid JSON ({error}); correct it, or delete it to start empty"
        raise LocalServerError(msg) from error
    entries = content.get("people") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        msg = f"{place} has no list `people`; write it as {_SHAPE}"
        raise LocalServerError(msg)
    problems: list[str] = []
    people: dict[str, Person] = {}
    for number, entry in enumerate(entries):
        person = _person(entry, f"people[{number}]", problems)
        if person.email in people:
            problems.append(f"people[{number}].email: {person.email} stands there twice")
        people[person.email] = person
    if problems:
        msg = f"{place}: " + "; ".join(problems) + f". Write it as {_SHAPE}"
        raise LocalServerError(msg)
    return People(by_email=people)


def _person(entry: Any, place: str, problems: list[str]) -> Person:
    if not isinstance(entry, dict):
        problems.append(f"{place} is not an object")
        return Person(email=place, name="")
    email = _text(entry, "email", place, problems).strip().lower()
    if "@" not in email:
        problems.append(f"{place}.email: {email!r} is not an address")
    groups = entry.get("groups", [])
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        problems.append(f"{place}.groups is not a list of addresses")
        groups = []
    return Person(
        email=email,
        name=_text(entry, "name", place, problems) or email,
        title=_text(entry, "title", place, problems),
        groups=frozenset(group.strip().lower() for group in groups),
    )


def _text(entry: Mapping[str, Any], name: str, place: str, problems: list[str]) -> str:
    value = entry.get(name, "")
    if isinstance(value, str):
        return value
    problems.append(f"{place}.{name} is not text")
    return ""


class Directory:
    """People.json, read again whenever the file changes; an absent file means nobody."""

    def __init__(self, path: Path, service: Person) -> None:
        self._path = path
        self._service = service
        self._lock = Lock()
        self._stamp: tuple[int, int, int] | None = None
        self._people = People()
        self.people()

    @property
    def service(self) -> Person:
        """The service account that client programs sign in as."""
        return self._service

    def people(self) -> People:
        """Everybody now, the service account included; raises LocalServerError if malformed."""
        with self._lock:
            stamp = self._file_stamp()
            if stamp != self._stamp or not self._people.by_email:
                raw = self._path.read_bytes() if stamp else b'{"people":[]}'
                listed = parse_people(raw, str(self._path)).by_email
                self._people = People(by_email={**listed, self._service.email: self._service})
                self._stamp = stamp
            return self._people

    def _file_stamp(self) -> tuple[int, int, int] | None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        # The inode too: a file that was replaced may keep both size and time.
        return status.st_mtime_ns, status.st_size, status.st_ino
