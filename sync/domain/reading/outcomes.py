"""What reading a cell comes to."""

from dataclasses import dataclass
from typing import NamedTuple


class Reading(NamedTuple):
    """What a cell says: exactly one of a number, a text and a code.

    `normalised_from` is what was typed, where that was not yet the value.
    """

    number: float | None = None
    text: str | None = None
    code: str | None = None
    normalised_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A cell that cannot be taken as it is: the rule that says so, the text, the remedy.

    `readings` are what it may mean, as one would type it; `suggestion` is the likely one, to be
    offered and never taken without being asked for.
    """

    rule: str
    raw: str
    message: str
    readings: tuple[str, ...] = ()
    suggestion: str | None = None
