"""Who edited, as far as that is known: never guessed.

Google says of a spreadsheet who edited it last, not who typed into which cell, and its list of
revisions joins edits and may have gaps. So nobody is named from there. What was written through us
by somebody signed in is known; everything else is not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from sync.domain.entries import EntryKey, EntryValue
from sync.domain.telling import shown


class Certainty(Enum):
    """How it is known who made an edit."""

    PROVEN = "proven"  # made through our own page or command, by somebody signed in
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who made an edit, by e-mail address; nobody where it is not known."""

    email: str | None = None
    certainty: Certainty = Certainty.NOT_KNOWN


NOBODY_KNOWN = Author()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A cell that was seen to say `after` (in words) once somebody had it written through us."""

    key: EntryKey
    after: str
    by: str


def authors_of(
    opened: Mapping[EntryKey, EntryValue], closed: Iterable[EntryKey], written: Iterable[Written]
) -> dict[EntryKey, Author]:
    """The authors of what a read found, as far as they are known; the last writer of a cell counts.

    `written` are the cells written since the read before, in order. A cell that says something
    else now was edited again, by nobody knows whom.
    """
    ended = frozenset(closed)
    return {
        one.key: Author(email=one.by, certainty=Certainty.PROVEN)
        for one in written
        if (one.key in opened or one.key in ended) and shown(opened.get(one.key)) == one.after
    }
