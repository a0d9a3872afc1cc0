"""What can become of a letter when a mail server is offered it."""

from dataclasses import dataclass
from email.message import EmailMessage
from enum import Enum
from typing import Protocol


class Fate(Enum):
    """What is certain after a try.

    UNSURE: the letter was on its way when the connection ended, so it may have arrived.
    """

    TAKEN = "taken"
    NOT_TAKEN = "not taken"
    REFUSED = "refused"
    UNSURE = "unsure"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingOver:
    """How a try ended; `said` is the mail server's answer or the trouble on the way."""

    fate: Fate
    said: str = ""


class Mailer(Protocol):
    """Somebody who takes letters: a mail server, or the mailbox of this installation."""

    def hand_over(self, letter: EmailMessage) -> HandingOver:
        """Offer one letter to one recipient; never raises for what a network can do."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class Mailbox:
    """Takes nothing: without a mail server letters stay in the outbox, where they can be read."""

    def hand_over(self, _: EmailMessage) -> HandingOver:
        """Keep it."""
        return HandingOver(fate=Fate.KEPT)

    def close(self) -> None:
        """Nothing is open."""
