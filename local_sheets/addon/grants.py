"""What people have allowed an add-on: scopes, and single files. Kept while the server runs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class Grants:
    """By the person's address."""

    _lock: Lock = field(default_factory=Lock)
    _scopes: dict[str, frozenset[str]] = field(default_factory=dict)
    _files: set[tuple[str, str]] = field(default_factory=set)

    def scopes(self, email: str) -> frozenset[str]:
        """The scopes that a person has allowed here."""
        return self._scopes.get(email, frozenset())

    def allow(self, email: str, scopes: Iterable[str]) -> None:
        """Remember a yes."""
        with self._lock:
            self._scopes[email] = self.scopes(email) | frozenset(scopes)

    def has_file(self, email: str, file_id: str) -> bool:
        """Whether the add-on may know that this person has this file open."""
        return (email, file_id) in self._files

    def allow_file(self, email: str, file_id: str) -> None:
        """Remember a yes to one file."""
        with self._lock:
            self._files.add((email, file_id))
