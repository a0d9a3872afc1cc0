"""How a person wants to be told: in which language, and how often by mail."""

from dataclasses import dataclass
from enum import StrEnum


class LettersWanted(StrEnum):
    """How often somebody gets letters; the value is stored.

    AS_NEEDED: when a window opens, before it is due, and every few school days while something is
    left. WEEKLY: on the first school day of a week only. NEVER: none; the pages say it all.
    """

    AS_NEEDED = "as needed"
    WEEKLY = "weekly"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChoice:
    """What one person chose; the defaults hold for whoever chose nothing.

    `has_feed` says that there is a calendar feed under a secret address.
    """

    language: str = "en"
    letters: LettersWanted = LettersWanted.AS_NEEDED
    has_feed: bool = False


USUAL = PersonChoice()
