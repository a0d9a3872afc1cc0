"""The outbox: letters are written down first and handed over afterwards, each as often as it must.

A mail server cannot take a letter exactly once. So a letter is marked before it is handed over and
closed after it; what a crash leaves in between is called unknown, and is not sent again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, update

from sync.domain.scope import Scope
from sync.store.engine import Tx
from sync.store.kinds import LetterState
from sync.store.schema_mail import message
from sync.store.told import person as person_of_row
from sync.store.told import whose, with_people

_ID_LENGTH = 16
ENDED = frozenset(set(LetterState) - {LetterState.HELD, LetterState.QUEUED, LetterState.SENDING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What somebody is to be told: `plain` and `html` say the same.

    `dedupe_key` names the occasion: a second letter for it is not written. `person` is the
    sourcedId of somebody on the staff or of a leader, `recipient` their address at the time.
    """

    dedupe_key: str
    person: str
    recipient: str
    subject: str
    plain: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLetter:
    """A letter of the outbox; `public_id` makes its Message-ID, the same at every try."""

    public_id: str
    dedupe_key: str
    person: str
    recipient: str
    subject: str
    plain: str
    html: str
    state: LetterState
    tries: int
    trouble: str | None
    made_at: datetime
    due_at: datetime
    tried_at: datetime | None
    ended_at: datetime | None


def put(tx: Tx, scope: Scope, letters: Sequence[Letter], at: datetime, *, held: bool) -> int:
    """Write down the letters whose occasion has none yet; gives how many are new.

    LookupError for a person whom no roster of the school ever had.
    """
    wanted = message.c.dedupe_key.in_([letter.dedupe_key for letter in letters])
    mine = message.c.school_id == scope.school_id
    known = set(tx.scalars(select(message.c.dedupe_key).where(mine, wanted)))
    new = [letter for letter in letters if letter.dedupe_key not in known]
    for letter in new:
        tx.execute(insert(message).values(_row(tx, scope, letter, at, held=held)))
    return len(new)


def outbox(tx: Tx, scope: Scope, person: str | None = None) -> list[StoredLetter]:
    """The school's letters, or one person's, newest first."""
    mine: ColumnElement[bool] = message.c.school_id == scope.school_id
    if person is not None:
        mine &= person_of_row() == person
    return _letters(tx, mine)


def letter_counts(tx: Tx, scope: Scope) -> dict[LetterState, int]:
    """How many of the school's letters are in each state; a state without any is not named."""
    count = select(message.c.state, func.count().label("many")).where(
        message.c.school_id == scope.school_id
    )
    return {row.state: row.many for row in tx.execute(count.group_by(message.c.state))}


def letter(tx: Tx, scope: Scope, public_id: str) -> StoredLetter | None:
    """The letter with this id; None where the school has none."""
    this = (message.c.school_id == scope.school_id) & (message.c.public_id == public_id)
    found = _letters(tx, this)
    return found[0] if found else None


def claim(tx: Tx, scope: Scope, now: datetime) -> StoredLetter | None:
    """The next letter that is due, marked as being sent; commit before handing it over."""
    due = (
        (message.c.school_id == scope.school_id)
        & (message.c.state == LetterState.QUEUED)
        & (message.c.due_at <= now)
    )
    oldest = select(message.c.public_id).where(due).order_by(message.c.due_at, message.c.id)
    public_id = tx.scalar(oldest.limit(1))
    if public_id is None:
        return None
    marked = {"state": LetterState.SENDING, "tried_at": now, "tries": message.c.tries + 1}
    tx.execute(update(message).where(message.c.public_id == public_id).values(marked))
    return letter(tx, scope, public_id)


def end(
    tx: Tx, scope: Scope, public_id: str, state: LetterState, now: datetime, trouble: str | None
) -> None:
    """Close a letter in one of the ended states; LookupError when there is none that is open."""
    if state not in ENDED:
        raise ValueError(f"{state} is no end")
    _change(
        tx, scope, public_id, {"state": state, "ended_at": now, "trouble": trouble}, _ALL - ENDED
    )


def withdraw(tx: Tx, scope: Scope, public_id: str, now: datetime, why: str) -> bool:
    """Keep a held letter from going out; whether it was held: one that was let go is on its way."""
    values = {"state": LetterState.WITHDRAWN, "ended_at": now, "trouble": why}
    try:
        _change(tx, scope, public_id, values, frozenset({LetterState.HELD}))
    except LookupError:
        return False
    return True


def try_later(tx: Tx, scope: Scope, public_id: str, due_at: datetime, trouble: str) -> None:
    """Put a letter that was certainly not taken back in the queue, for later."""
    values = {"state": LetterState.QUEUED, "due_at": due_at, "trouble": trouble}
    _change(tx, scope, public_id, values, frozenset({LetterState.SENDING}))


def release_all(tx: Tx, scope: Scope, now: datetime) -> int:
    """Let every held letter of the school go out; gives how many."""
    held = (message.c.school_id == scope.school_id) & (message.c.state == LetterState.HELD)
    values = {"state": LetterState.QUEUED, "due_at": now}
    return tx.execute(update(message).where(held).values(values)).rowcount


def has_released(tx: Tx, scope: Scope) -> bool:
    """Whether any letter of the school was ever allowed to go out; one that is kept was not."""
    stayed = message.c.state.in_((LetterState.HELD, LetterState.WITHDRAWN, LetterState.KEPT))
    query = select(message.c.id).where(message.c.school_id == scope.school_id, ~stayed).limit(1)
    return tx.scalar(query) is not None


def own_up(tx: Tx, scope: Scope, now: datetime) -> int:
    """Call unknown what a crash left half sent; gives how many. Only while nobody sends."""
    left = (message.c.school_id == scope.school_id) & (message.c.state == LetterState.SENDING)
    values = {
        "state": LetterState.UNKNOWN,
        "ended_at": now,
        "trouble": "Tracksheet ended while the mail server was taking it.",
    }
    return tx.execute(update(message).where(left).values(values)).rowcount


_ALL = frozenset(LetterState)


def _change(
    tx: Tx, scope: Scope, public_id: str, values: dict[str, object], states: frozenset[LetterState]
) -> None:
    this = (
        (message.c.school_id == scope.school_id)
        & (message.c.public_id == public_id)
        & message.c.state.in_(states)
    )
    if tx.execute(update(message).where(this).values(values)).rowcount != 1:
        wanted = ", ".join(sorted(states))
        raise LookupError(f"no letter {public_id} that is {wanted}")


def _row(tx: Tx, scope: Scope, written: Letter, at: datetime, *, held: bool) -> dict[str, object]:
    occasion = f"{scope.school_id}\0{written.dedupe_key}"
    return {
        "school_id": scope.school_id,
        "public_id": hashlib.sha256(occasion.encode()).hexdigest()[:_ID_LENGTH],
        **whose(tx, scope, written.person),
        "state": LetterState.HELD if held else LetterState.QUEUED,
        "tries": 0,
        "made_at": at,
        "due_at": at,
        **{name: getattr(written, name) for name in _SAID},
    }


_SAID = tuple(field.name for field in fields(Letter) if field.name in message.c)


def _letters(tx: Tx, condition: ColumnElement[bool]) -> list[StoredLetter]:
    stored = [message.c[one.name] for one in fields(StoredLetter) if one.name in message.c]
    query = (
        select(*stored, person_of_row().label("person"))
        .select_from(with_people(message))
        .where(condition)
        .order_by(message.c.made_at.desc(), message.c.id.desc())
    )
    return [StoredLetter(**row) for row in tx.execute(query).mappings()]
