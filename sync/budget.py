"""One request budget for everything in the process: waits instead of being refused.

Every request to Sheets passes `Share.request`, which waits for its place (`sync.quota` decides),
and counts it for whoever wants to know. A "too many" that Google says all the same closes the
identity's quota for everybody, so it is heard once and not by each thread anew.
"""

import math
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Condition
from urllib.parse import urlsplit

from sheet_templates.sentences import several
from sync.quota import Direction, Quota, QuotaBook, Ticket, Urgency

_LONGEST_NAP = 5.0  # seconds; a waiter looks again even if nobody wakes it
_READING_POSTS = ("getbydatafilter", "batchgetbydatafilter", "search")


@dataclass(slots=True)
class Meter:
    """Requests that were sent, each try counted, by kind: "read", "write" (Sheets) and "drive"."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def sheets(self) -> int:
        """How many requests went to Sheets."""
        return self.counts[Direction.READ] + self.counts[Direction.WRITE]

    @property
    def total(self) -> int:
        """How many requests were sent at all."""
        return self.counts.total()


_METER: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered() -> Iterator[Meter]:
    """Count the requests that this thread sends meanwhile."""
    meter = Meter()
    token = _METER.set(meter)
    try:
        yield meter
    finally:
        _METER.reset(token)


class Budget:
    """The places of one project's quota, shared by all threads of this process."""

    def __init__(self, quota: Quota | None) -> None:
        """No quota: a server that counts nothing."""
        self.quota = quota
        self._book = QuotaBook(quota or Quota())
        self._changed = Condition()

    def share(self, identity: str, urgency: Urgency) -> "Share":
        """The part of one identity, for requests of this urgency."""
        return Share(budget=self, identity=identity, urgency=urgency)

    def estimate(self, requests: int) -> str:
        """How long a job of that many reads takes at least, in words; empty for no time at all."""
        seconds = self.quota.seconds_for(requests) if self.quota else 0
        if self.quota is None or not seconds:
            return ""
        minutes = math.ceil(seconds / 60)
        return several(
            "about %(count)s minute at Google's %(reads)s reads a minute",
            "about %(count)s minutes at Google's %(reads)s reads a minute",
            minutes,
            reads=self.quota.per_identity,
        )

    def take(self, identity: str, direction: Direction, urgency: Urgency) -> Ticket:
        """Wait for a place and take it."""
        with self._changed:
            ticket = self._book.join(identity, direction, urgency)
            try:
                while wait := self._book.wait(time.monotonic(), ticket):
                    self._changed.wait(min(wait, _LONGEST_NAP))
            except BaseException:
                self._book.leave(ticket)
                raise
            finally:
                self._changed.notify_all()
            return ticket

    def answered(self, ticket: Ticket) -> None:
        """The request of this place is over, however it ended."""
        with self._changed:
            self._book.answered(time.monotonic(), ticket)
            self._changed.notify_all()

    def refused(self, ticket: Ticket, seconds: float) -> None:
        """Google said "too many"; nobody of the identity asks again for that long."""
        with self._changed:
            self._book.refused(ticket, time.monotonic() + seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One identity's way through the budget."""

    budget: Budget
    identity: str
    urgency: Urgency

    @contextmanager
    def request(self, method: str, url: str) -> Iterator[None]:
        """Around the sending of one request: waits for a place, counts."""
        direction = direction_of(method, url)
        ticket = None
        if direction is not None and self.budget.quota is not None:
            ticket = self.budget.take(self.identity, direction, self.urgency)
        meter = _METER.get()
        if meter is not None:
            meter.counts[direction or "drive"] += 1
        try:
            yield
        finally:
            if ticket is not None:
                self.budget.answered(ticket)

    def refused(self, method: str, url: str, seconds: float) -> None:
        """Google said "too many" to such a request; all of the identity wait that long."""
        direction = direction_of(method, url)
        if direction is not None and self.budget.quota is not None:
            self.budget.refused(Ticket(self.urgency, 0, self.identity, direction), seconds)


def direction_of(method: str, url: str) -> Direction | None:
    """Which quota of Sheets the request counts against; None for one that is not to Sheets.

    A read is any method that only retrieves, also the few that are POSTs.
    """
    path = urlsplit(url).path
    if not path.startswith("/v4/spreadsheets"):
        return None
    if method.lower() == "get" or path.lower().rpartition(":")[2] in _READING_POSTS:
        return Direction.READ
    return Direction.WRITE


UNLIMITED = Budget(None)
"""For a server that counts nothing; requests are still counted for a `metered` block."""
