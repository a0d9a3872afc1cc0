"""What the mailbox shows of letters; no framework in here."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.speech import ENGLISH, Speech, marked
from sync.domain.moments import SchoolClock
from sync.store.kinds import LetterState
from sync.store.outbox import StoredLetter

STATES = {
    LetterState.HELD: marked("waits for the document owner"),
    LetterState.QUEUED: marked("waits to be sent"),
    LetterState.SENDING: marked("is being sent"),
    LetterState.SENT: marked("sent"),
    LetterState.UNKNOWN: marked("not known whether it arrived"),
    LetterState.REFUSED: marked("not delivered"),
    LetterState.KEPT: marked("kept here: no mail server is set"),
    LetterState.WITHDRAWN: marked("withdrawn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """One letter as the list shows it."""

    public_id: str
    subject: str
    recipient: str
    made: str
    state: str
    trouble: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """The list, the sentence above it, and how many letters wait for the owner."""

    answer: str
    held: int
    letters: tuple[LetterLine, ...]


def mailbox_of(
    letters: Sequence[StoredLetter], clock: SchoolClock, said: Speech = ENGLISH
) -> Mailbox:
    """The mailbox of these letters, newest first as they come, in a language."""
    held = sum(one.state is LetterState.HELD for one in letters)
    return Mailbox(
        answer=_answer(letters, held, said),
        held=held,
        letters=tuple(line_of(one, clock, said) for one in letters),
    )


def line_of(letter: StoredLetter, clock: SchoolClock, said: Speech = ENGLISH) -> LetterLine:
    """One letter in words."""
    return LetterLine(
        public_id=letter.public_id,
        subject=letter.subject,
        recipient=letter.recipient,
        made=said.moment(letter.made_at, clock),
        state=said.catalogue.gettext(STATES[letter.state]),
        trouble=letter.trouble,
    )


def _answer(letters: Sequence[StoredLetter], held: int, said: Speech) -> str:
    if not letters:
        return said.say("No letter has been written yet. The first ones come when scores are due.")
    if held:
        return said.several(
            "%(count)s of %(total)s letters waits for the document owner to let it go.",
            "%(count)s of %(total)s letters wait for the document owner to let them go.",
            held,
            total=said.number(len(letters)),
        )
    return said.several(
        "%(count)s letter; it waits for nobody.",
        "%(count)s letters; none waits for anybody.",
        len(letters),
    )
