"""What people choose for themselves on the pages: their language, their letters, their feed."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from service.overview import Overview
from sync.domain.completeness import key_of
from sync.domain.moments import Moment
from sync.domain.scope import Scope
from sync.domain.self_checks import SelfCheck
from sync.domain.telling_people import LettersWanted
from sync.flag_sources import COLUMNS, View, raise_flags
from sync.store.column_problems import ColumnProblem, say_problem
from sync.store.engine import Store, Tx
from sync.store.people import choose, person_of_feed
from sync.store.school import school
from sync.store.self_checks import NewCheck, checks, keep_check


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The people of the school in one store; `now` is the real time."""

    store: Store
    now: Callable[[], datetime]

    def choose(self, person: str, language: str, letters: LettersWanted) -> None:
        """Keep how a person wants to be told."""
        with self.store.writing() as tx:
            choose(tx, _scope(tx), person, language=language, letters=letters)

    def make_feed(self, person: str) -> str:
        """A new secret for a person's feed; one that there was before is worth nothing now.

        It is shown once: only its digest is kept.
        """
        secret = secrets.token_urlsafe(24)
        with self.store.writing() as tx:
            choose(tx, _scope(tx), person, feed_sha256=_digest(secret))
        return secret

    def end_feed(self, person: str) -> None:
        """Make the secret of a person's feed worth nothing."""
        with self.store.writing() as tx:
            choose(tx, _scope(tx), person, feed_sha256=None)

    def answer_check(self, new: NewCheck) -> None:
        """Keep what somebody says of how the school collects data; once for each asking."""
        with self.store.writing() as tx:
            keep_check(tx, _scope(tx), new, self.now())

    def checks(self) -> list[SelfCheck]:
        """All such answers, in the order in which they came."""
        with self.store.reading() as tx:
            return checks(tx, _scope(tx))

    def say_problem(self, overview: Overview, said: ColumnProblem) -> None:
        """Keep what somebody says is amiss with a column, and raise the flag of it at once."""
        at = self.now()
        with self.store.writing() as tx:
            scope = _scope(tx)
            say_problem(tx, scope, said, at)
            view = View(
                tx=tx,
                scope=scope,
                moment=Moment(
                    today=overview.today,
                    at=at,
                    zone=overview.kept.clock.zone,
                    ahead=overview.kept.clock.ahead,
                ),
                owed_by={key_of(one.expected): one.expected.owed_by for one in overview.judged},
                tracker_of=overview.tracker_of,
                trackers=(),
                only=None,
            )
            raise_flags(view, [COLUMNS])

    def person_of_feed(self, secret: str) -> str | None:
        """Whose feed this is the secret of, by sourcedId; None for nobody's."""
        with self.store.reading() as tx:
            known = school(tx)
            return person_of_feed(tx, known.scope, _digest(secret)) if known else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _scope(tx: Tx) -> Scope:
    known = school(tx)
    assert known is not None, "only a school has people"
    return known.scope
