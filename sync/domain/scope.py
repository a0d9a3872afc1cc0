"""Whose rows a query may see."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The one school that a query is limited to; each query of the store takes one.

    `service.access` makes it for people, `sync.nightly` for a school's night.
    """

    school_id: int
