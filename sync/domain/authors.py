"""Who edited, as far as that is known: never guessed."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum


class Certainty(Enum):
    """How it is known who made an edit."""

    PROVEN = "proven"  # made through our own page or command, by somebody signed in
    ONLY_EDITOR = "only editor"  # nobody else edited the file since the read before
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who made an edit, by e-mail address; nobody where it is not known."""

    email: str | None = None
    certainty: Certainty = Certainty.NOT_KNOWN


NOBODY_KNOWN = Author()


def author_of(editors: Collection[str], us: str) -> Author:
    """The author of what a read found, given everybody who edited since the read before.

    `us` is the service's own address: its writes change no cell of people's, and are no sign of
    anybody. Where several people edited, none is named for what one of them did.
    """
    people = {email.lower() for email in editors} - {us.lower()}
    if len(people) != 1:
        return NOBODY_KNOWN
    return Author(email=people.pop(), certainty=Certainty.ONLY_EDITOR)
