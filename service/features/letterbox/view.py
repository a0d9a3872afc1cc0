"""What the mailbox shows of letters; no framework in here."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from service import wording
from sync.store.kinds import LetterState
from sync.store.outbox import StoredLetter

STATES = {
    LetterState.HELD: "waits for the document owner",
    LetterState.QUEUED: "waits to be sent",
    LetterState.SENDING: "is being sent",
    LetterState.SENT: "sent",
    LetterState.UNKNOWN: "not known whether it arrived",
    LetterState.REFUSED: "not delivered",
    LetterState.KEPT: "kept here: no mail server is set",
    LetterState.WITHDRAWN: "withdrawn",
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


def mailbox_of(letters: Sequence[StoredLetter], zone: ZoneInfo) -> Mailbox:
    """The mailbox of these letters, newest first as they come."""
    held = sum(one.state is LetterState.HELD for one in letters)
    return Mailbox(
        answer=_answer(letters, held),
        held=held,
        letters=tuple(line_of(one, zone) for one in letters),
    )


def line_of(letter: StoredLetter, zone: ZoneInfo) -> LetterLine:
    """One letter in words."""
    return LetterLine(
        public_id=letter.public_id,
        subject=letter.subject,
        recipient=letter.recipient,
        made=wording.moment(letter.made_at, zone),
        state=STATES[letter.state],
        trouble=letter.trouble,
    )


def _answer(letters: Sequence[StoredLetter], held: int) -> str:
    if not letters:
        return "No letter has been written yet. The first ones come when scores are due."
    total = wording.counted(len(letters), "letter")
    if held:
        verb = "waits" if held == 1 else "wait"
        return f"{wording.number(held)} of {total} {verb} for the document owner to let them go."
    return f"{total}; none waits for anybody."
