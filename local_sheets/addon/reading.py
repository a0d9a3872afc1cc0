"""JSON of an add-on, read field by field: what has another type, or nobody knows, is a problem."""

from collections.abc import Iterator
from typing import Any


class AddOnError(Exception):
    """The add-on cannot be shown, or its answer not be read; the words are for the panel.

    `status` is what the page gets: 502 and 504 for the add-on's fault, 4xx for the page's own.
    """

    def __init__(self, words: str, status: int = 502) -> None:
        super().__init__(words)
        self.status = status


class Fields:
    """An object of JSON; `problems` are shared by all objects of one reading."""

    def __init__(self, content: Any, place: str, problems: list[str]) -> None:
        self._place = place
        self._problems = problems
        self._content: dict[str, Any] = content if isinstance(content, dict) else {}
        self._unread = set(self._content)
        if not isinstance(content, dict):
            problems.append(f"{place} is no object")

    def has(self, name: str) -> bool:
        """Whether the field is there."""
        return name in self._content

    def text(self, name: str, *, is_needed: bool = False) -> str:
        """A text; "" without one."""
        found = self._take(name, str)
        if is_needed and not found:
            self._problems.append(f"{self._place}.{name} is missing")
        return found or ""

    def flag(self, name: str, *, default: bool = False) -> bool:
        """True or false."""
        found = self._take(name, bool)
        return default if found is None else found

    def number(self, name: str) -> int:
        """A whole number; 0 without one."""
        return self._take(name, int) or 0

    def anything(self, name: str) -> dict[str, Any]:
        """An object that somebody else reads; {} without one."""
        return self._take(name, dict) or {}

    def below(self, name: str) -> "Fields":
        """The object in a field; an empty one without it."""
        return Fields(self._take(name, dict) or {}, f"{self._place}.{name}", self._problems)

    def each(self, name: str) -> Iterator["Fields"]:
        """The objects of a list."""
        for at, one in enumerate(self._take(name, list) or ()):
            yield Fields(one, f"{self._place}.{name}[{at}]", self._problems)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        found = self._take(name, list) or []
        if not all(isinstance(one, str) for one in found):
            self._problems.append(f"{self._place}.{name} is no list of texts")
            return ()
        return tuple(found)

    def leave(self, *names: str) -> None:
        """Fields that mean nothing here."""
        self._unread -= set(names)

    def end(self) -> None:
        """Whatever was not read is unknown."""
        self._problems += [f"{self._place}.{name} is not known" for name in sorted(self._unread)]

    def problem(self, words: str) -> None:
        """Note what is wrong with this object."""
        self._problems.append(f"{self._place} {words}")

    def _take(self, name: str, kind: type) -> Any:
        self._unread.discard(name)
        found = self._content.get(name)
        if found is None and name not in self._content:
            return None
        if not isinstance(found, kind):
            self._problems.append(f"{self._place}.{name} is {found!r:.60}")
            return None
        return found
