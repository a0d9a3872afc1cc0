"""Working the outbox off: each letter is claimed, offered, and closed by what became of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from service.mail.handing_over import Fate, HandingOver, Mailer
from sync.domain.scope import Scope
from sync.store.engine import Store
from sync.store.kinds import LetterState
from sync.store.outbox import StoredLetter, claim, end, own_up, try_later

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
PATIENCE = timedelta(days=2)
"""How long a letter that is not taken is offered again; then it is given up."""

_ENDS = {
    Fate.TAKEN: LetterState.SENT,
    Fate.KEPT: LetterState.KEPT,
    Fate.REFUSED: LetterState.REFUSED,
    Fate.UNSURE: LetterState.UNKNOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What delivering needs; `sender` is the address that letters come from."""

    store: Store
    scope: Scope
    mailer: Mailer
    sender: str
    now: Callable[[], datetime]

    def run(self) -> Counter[LetterState]:
        """Offer every letter that is due once; how many ended in which state, or wait again.

        Letters that a crash left half sent are called unknown first, so only one program may
        deliver a school's letters at a time.
        """
        done: Counter[LetterState] = Counter()
        with self.store.writing() as tx:
            done[LetterState.UNKNOWN] += own_up(tx, self.scope, self.now())
        began = self.now()
        while (letter := self._next(began)) is not None:
            done[self._close(letter, self.mailer.hand_over(self._written(letter)))] += 1
        self.mailer.close()
        return +done

    def _next(self, began: datetime) -> StoredLetter | None:
        """A letter that was due when the run began: one that was put off is not offered twice."""
        with self.store.writing() as tx:
            return claim(tx, self.scope, began)

    def _written(self, letter: StoredLetter) -> EmailMessage:
        made = EmailMessage()
        made["From"], made["To"] = self.sender, letter.recipient
        made["Subject"] = " ".join(letter.subject.split())  # a title may be on several lines
        made["Date"] = format_datetime(letter.made_at)
        made["Message-ID"] = f"<{letter.public_id}@{self.sender.rpartition('@')[2].strip('>')}>"
        made["Auto-Submitted"] = "auto-generated"
        made.set_content(letter.plain)
        made.add_alternative(letter.html, subtype="html")
        return made

    def _close(self, letter: StoredLetter, handed: HandingOver) -> LetterState:
        now = self.now()
        with self.store.writing() as tx:
            state = _ENDS.get(handed.fate)
            if state is None and now - letter.made_at < PATIENCE:
                due = now + min(FIRST_WAIT * 2 ** (letter.tries - 1), LONGEST_WAIT)
                try_later(tx, self.scope, letter.public_id, due, handed.said)
                return LetterState.QUEUED
            end(
                tx,
                self.scope,
                letter.public_id,
                state or LetterState.REFUSED,
                now,
                None if state in {LetterState.SENT, LetterState.KEPT} else handed.said,
            )
            return state or LetterState.REFUSED
