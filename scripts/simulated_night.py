"""A night's requests under Google's quota on a simulated clock: no thread, no wait, the same rules.

Discrete events: some workers each send a request when the quota's book lets them, and its answer
comes after a while; people ask in between. Google counts a request at some moment between sending
and answer, which is drawn at random.
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from sync.quota import Direction, QuotaBook, Ticket, Urgency

SERVICE = "service@example"
_PEOPLE = 40


@dataclass(slots=True, kw_only=True)
class Simulated:
    """What came of it: when Google counted each request, and how long people waited."""

    counted_at: list[float] = field(default_factory=list)
    people_waited: list[float] = field(default_factory=list)
    ended: float = 0.0

    def most_in(self, seconds: float) -> int:
        """The most requests that any window of that length saw, wherever it begins."""
        times, first, most = sorted(self.counted_at), 0, 0
        for last, time in enumerate(times):
            while times[first] <= time - seconds:
                first += 1
            most = max(most, last - first + 1)
        return most


@dataclass(slots=True)
class _Night:
    """The state of the simulation."""

    book: QuotaBook
    jobs: int
    workers: int
    latency: Callable[[], float]
    result: Simulated = field(default_factory=Simulated)
    events: list[tuple[float, int, Callable[[float], None]]] = field(default_factory=list)
    asking: dict[Ticket, float] = field(default_factory=dict)
    numbers: int = 0
    next_look: float = 0.0

    def at(self, moment: float, what: Callable[[float], None]) -> None:
        self.numbers += 1
        heapq.heappush(self.events, (moment, self.numbers, what))

    def ask(self, now: float, urgency: Urgency) -> None:
        self.asking[self.book.join(SERVICE, Direction.READ, urgency)] = now
        self.look(now)

    def look(self, now: float) -> None:
        """Let everybody go who may; come back when the next one may."""
        for ticket in sorted(self.asking):
            wait = self.book.wait(now, ticket)
            if wait == 0:
                self.send(now, ticket)
            elif wait != float("inf") and not now < self.next_look <= now + wait:
                self.next_look = now + wait
                self.at(self.next_look, self.look)

    def send(self, now: float, ticket: Ticket) -> None:
        asked = self.asking.pop(ticket)
        if ticket.urgency is Urgency.PERSON_WAITS:
            self.result.people_waited.append(now - asked)
        answer = now + self.latency()
        self.result.counted_at.append(random.uniform(now, answer))  # noqa: S311 - no secret
        self.at(answer, lambda then: self.answer(then, ticket))

    def answer(self, now: float, ticket: Ticket) -> None:
        self.book.answered(now, ticket)
        self.result.ended = now
        if ticket.urgency is Urgency.JOB:
            self.next_job(now)
        self.look(now)

    def next_job(self, now: float) -> None:
        if self.jobs:
            self.jobs -= 1
            self.ask(now, Urgency.JOB)


def simulate(
    book: QuotaBook,
    jobs: int,
    *,
    workers: int = 4,
    people_every: float | None = None,
    seed: int = 0,
) -> Simulated:
    """A night of that many reads by so many workers.

    A person asks every `people_every` seconds, at most `_PEOPLE` times.
    """
    drawn = random.Random(seed)  # noqa: S311 - no secret
    night = _Night(book, jobs, workers, lambda: drawn.uniform(0.05, 1.5))
    for _ in range(workers):
        night.at(0.0, night.next_job)
    if people_every:
        _let_people_ask(night, people_every)
    while night.events:
        now, _, what = heapq.heappop(night.events)
        what(now)
    return night.result


def _let_people_ask(night: _Night, every: float) -> None:
    for number in range(1, _PEOPLE + 1):
        night.at(number * every, lambda now: night.ask(now, Urgency.PERSON_WAITS))
