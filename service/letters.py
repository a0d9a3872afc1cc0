"""The outbox of a school as pages use it: reading letters, and the owner's word on held ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sync.domain.scope import Scope
from sync.store.engine import Store, Tx
from sync.store.kinds import LetterState
from sync.store.outbox import (
    StoredLetter,
    letter,
    letter_counts,
    outbox,
    release_all,
    withdraw,
)
from sync.store.school import school


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """The letters of the school in one store; none while no roster has been imported."""

    store: Store
    now: Callable[[], datetime]

    def letters(self, person: str | None) -> list[StoredLetter]:
        """All letters, or one person's, newest first."""
        with self.store.reading() as tx:
            known = school(tx)
            return outbox(tx, known.scope, person) if known else []

    def letter(self, public_id: str) -> StoredLetter | None:
        """The letter with this id, if the school has it."""
        with self.store.reading() as tx:
            known = school(tx)
            return letter(tx, known.scope, public_id) if known else None

    def counts(self) -> dict[LetterState, int]:
        """How many letters are in each state."""
        with self.store.reading() as tx:
            known = school(tx)
            return letter_counts(tx, known.scope) if known else {}

    def let_go(self) -> int:
        """Queue every held letter; gives how many."""
        with self.store.writing() as tx:
            return release_all(tx, self._scope(tx), self.now())

    def withdraw(self, public_id: str, person: str) -> bool:
        """Keep a letter from going out, on this person's word; whether it was still held."""
        with self.store.writing() as tx:
            why = f"Withdrawn by {person}."
            return withdraw(tx, self._scope(tx), public_id, self.now(), why)

    def _scope(self, tx: Tx) -> Scope:
        known = school(tx)
        assert known is not None, "only a school has letters"
        return known.scope
