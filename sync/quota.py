"""Google's quota as arithmetic: who may ask now, and how long the others wait. Pure.

Google counts reads and writes apart, for each identity and for the project, and refills each
minute; how it cuts its minutes is not known. So this counts exactly and safely: a request takes a
place from the moment it is sent until a minute after its answer came. Whenever Google counted it
lies between the two, so in no minute, however cut, does Google see more than the limit.

A night leaves a few places of each minute to people who wait at a page. Whoever waits stands in
line: people first, then in the order of asking.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Direction(StrEnum):
    """What a request does; Google has a quota for each."""

    READ = "read"
    WRITE = "write"


class Urgency(IntEnum):
    """Who goes first: somebody waits for the answer, or a job works through a list."""

    PERSON_WAITS = 0
    JOB = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many requests of one direction there may be in `seconds`.

    Jobs leave `kept_free` of the identity's places to people, and as many for each identity that
    the project has room for.
    """

    per_identity: int = 60
    per_project: int = 300
    kept_free: int = 3
    seconds: float = 60.0

    @property
    def for_jobs(self) -> int:
        """How many requests a job may send in one refill, when nobody else asks."""
        return max(1, self.per_identity - self.kept_free)

    def limit(self, urgency: Urgency, *, project: bool = False) -> int:
        """The places that a request of this urgency may fill."""
        places = self.per_project if project else self.per_identity
        if urgency is Urgency.PERSON_WAITS:
            return places
        share = self.for_jobs / self.per_identity
        return max(1, math.floor(places * share))

    def seconds_for(self, requests: int) -> float:
        """How long a job takes at least for that many requests; 0 if one refill is enough."""
        return max(0, math.ceil(requests / self.for_jobs) - 1) * self.seconds


@dataclass(slots=True, kw_only=True)
class _Bucket:
    """Places of one quota: held by requests under way, or freed at a moment that is known."""

    under_way: int = 0
    freed_at: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0  # Google said "too many" although we counted fewer

    def wait(self, now: float, limit: int) -> float:
        """Seconds until there may be a place, 0 if there is one; infinity: when one is answered."""
        if now < self.closed_until:
            return self.closed_until - now
        while self.freed_at and self.freed_at[0] <= now:
            self.freed_at.popleft()
        over = self.under_way + len(self.freed_at) - limit
        if over < 0:
            return 0.0
        return self.freed_at[over] - now if over < len(self.freed_at) else math.inf


@dataclass(frozen=True, slots=True, order=True)
class Ticket:
    """A place in the line: the smaller one goes first."""

    urgency: Urgency
    number: int
    identity: str = field(compare=False)
    direction: Direction = field(compare=False)


_PROJECT = ""


class QuotaBook:
    """Who has asked, and who may ask next. Not safe for threads: `sync.budget` guards it."""

    def __init__(self, quota: Quota) -> None:
        self.quota = quota
        self._buckets: dict[tuple[str, Direction], _Bucket] = {}
        self._line: set[Ticket] = set()
        self._numbers = 0

    def join(self, identity: str, direction: Direction, urgency: Urgency) -> Ticket:
        """Stand in line for one request."""
        self._numbers += 1
        ticket = Ticket(urgency, self._numbers, identity, direction)
        self._line.add(ticket)
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Give the place in the line up."""
        self._line.discard(ticket)

    def wait(self, now: float, ticket: Ticket) -> float:
        """Seconds until it is worth asking again; 0: the request is to be sent now, and counts.

        Infinity means: not before another request is answered or leaves the line.
        """
        own, project = self._bucket(ticket.identity, ticket), self._bucket(_PROJECT, ticket)
        rivals = (t for t in self._line if (t.identity, t.direction) == _kind(ticket))
        if any(rival < ticket for rival in rivals):
            return math.inf
        wait = max(
            own.wait(now, self.quota.limit(ticket.urgency)),
            project.wait(now, self.quota.limit(ticket.urgency, project=True)),
        )
        if wait == 0:
            self._line.remove(ticket)
            own.under_way += 1
            project.under_way += 1
        return wait

    def answered(self, now: float, ticket: Ticket) -> None:
        """The request's answer came, or its connection is lost."""
        for bucket in (self._bucket(ticket.identity, ticket), self._bucket(_PROJECT, ticket)):
            bucket.under_way -= 1
            bucket.freed_at.append(now + self.quota.seconds)

    def refused(self, ticket: Ticket, until: float) -> None:
        """Google answered "too many": nobody of that identity asks before `until`."""
        bucket = self._bucket(ticket.identity, ticket)
        bucket.closed_until = max(bucket.closed_until, until)

    def _bucket(self, name: str, ticket: Ticket) -> _Bucket:
        return self._buckets.setdefault((name, ticket.direction), _Bucket())


def _kind(ticket: Ticket) -> tuple[str, Direction]:
    return ticket.identity, ticket.direction
