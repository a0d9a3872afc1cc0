"""What keeps runs of a school from coming to their end: no matter of one tracker, but of all.

Google out of reach, a drive that is closed to the service, a clock that went back, a second service
on the store. It stands until a run comes to its end, so that the owner reads it on the pages.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from sheet_templates.errors import TracksheetError
from sheet_templates.sentences import together
from sync.domain.scope import Scope
from sync.errors import StoreError, TrackerError
from sync.store import schema_runs
from sync.store.engine import Store, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTrouble:
    """Why the last run did not come to its end, and when that was."""

    words: str
    at: datetime


@contextmanager
def telling_why(store: Store, scope: Scope, now: Callable[[], datetime]) -> Iterator[None]:
    """Write down what breaks a run off, and let it go on upwards.

    One tracker's failure is its own and breaks nothing off. Where the store itself is the trouble,
    what it says stays all there is.
    """
    try:
        yield
    except TrackerError:
        raise
    except TracksheetError as error:
        with suppress(StoreError), store.writing() as tx:
            _note(tx, scope, together((error.reason, *error.problems)), now())
        raise


def trouble(tx: Tx, scope: Scope) -> RunTrouble | None:
    """What kept the last run from coming to its end; None where it did, or none was begun."""
    table = schema_runs.run_trouble
    query = select(table.c.words, table.c.at).where(table.c.school_id == scope.school_id)
    found = tx.execute(query).mappings().one_or_none()
    return None if found is None else RunTrouble(**found)


def forget_trouble(tx: Tx, scope: Scope) -> None:
    """A run came to its end."""
    table = schema_runs.run_trouble
    tx.execute(delete(table).where(table.c.school_id == scope.school_id))


def _note(tx: Tx, scope: Scope, words: str, at: datetime) -> None:
    forget_trouble(tx, scope)
    values = {"school_id": scope.school_id, "words": words, "at": at}
    tx.execute(insert(schema_runs.run_trouble).values(values))
