"""Google's quota: never passed, nearly used up, people first."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_sheets.quotas import Quotas
from local_sheets.request_log import Api
from scripts.simulated_night import SERVICE, Simulated, simulate
from sync.quota import Direction, Quota, QuotaBook, Ticket, Urgency

QUOTA = Quota()


def share_used(night: Simulated, jobs: int) -> float:
    """How much of what a night may have it used."""
    return jobs / (night.ended / QUOTA.seconds * QUOTA.for_jobs)


def refused_by_local_sheets(night: Simulated) -> int:
    """The 429s that the local server would have sent."""
    start = datetime(2027, 1, 5, tzinfo=UTC)
    clock = [start]
    quotas = Quotas(lambda: clock[0])
    refused = 0
    for moment in sorted(night.counted_at):
        clock[0] = start + timedelta(seconds=moment)
        refused += quotas.take(Api.SHEETS_READ, SERVICE) is not None
    return refused


def test_two_thousand_changed_trackers_use_the_nights_share_and_are_never_refused() -> None:
    night = simulate(QuotaBook(QUOTA), 2000)
    assert len(night.counted_at) == 2000
    assert share_used(night, 2000) >= 0.95
    assert night.most_in(60) <= 60
    assert refused_by_local_sheets(night) == 0


def test_people_who_ask_during_a_night_hardly_wait() -> None:
    night = simulate(QuotaBook(QUOTA), 600, people_every=25.0)
    assert night.most_in(60) <= 60
    assert len(night.people_waited) > 10
    assert max(night.people_waited) == 0


@given(
    workers=st.integers(1, 12),
    jobs=st.integers(1, 80),
    people_every=st.one_of(st.none(), st.floats(0.5, 20)),
    limit=st.integers(4, 12),
    seed=st.integers(0, 1000),
)
def test_no_minute_sees_more_than_the_limit(
    workers: int, jobs: int, people_every: float | None, limit: int, seed: int
) -> None:
    quota = Quota(per_identity=limit, per_project=limit + 2)
    night = simulate(QuotaBook(quota), jobs, workers=workers, people_every=people_every, seed=seed)
    assert night.most_in(60) <= limit


def test_places_that_are_given_back_early_are_found_out() -> None:
    """The planted bug: counted for three quarters of a minute only."""

    class Hasty(QuotaBook):
        def answered(self, now: float, ticket: Ticket) -> None:
            super().answered(now - 15, ticket)

    night = simulate(Hasty(QUOTA), 600)
    assert night.most_in(60) > 60
    assert refused_by_local_sheets(night) > 0


def test_a_person_goes_before_a_job_that_asked_earlier() -> None:
    book = QuotaBook(Quota(per_identity=1, kept_free=0))
    first = book.join(SERVICE, Direction.READ, Urgency.JOB)
    assert book.wait(0, first) == 0
    job = book.join(SERVICE, Direction.READ, Urgency.JOB)
    person = book.join(SERVICE, Direction.READ, Urgency.PERSON_WAITS)
    book.answered(1, first)
    assert book.wait(61, job) == math.inf
    assert book.wait(61, person) == 0


def test_reads_and_writes_and_identities_do_not_wait_for_each_other() -> None:
    book = QuotaBook(Quota(per_identity=1, per_project=3, kept_free=0))
    asked = [(SERVICE, Direction.READ), (SERVICE, Direction.WRITE), ("t@x", Direction.READ)]
    for identity, direction in asked:
        assert book.wait(0, book.join(identity, direction, Urgency.PERSON_WAITS)) == 0
    second = book.join(SERVICE, Direction.READ, Urgency.PERSON_WAITS)
    assert book.wait(0, second) == math.inf


def test_the_projects_quota_binds_identities_that_have_places_left() -> None:
    book = QuotaBook(Quota(per_identity=5, per_project=2, kept_free=0))
    tickets = [book.join(f"p{n}", Direction.READ, Urgency.PERSON_WAITS) for n in range(3)]
    assert [book.wait(0, ticket) for ticket in tickets] == [0, 0, math.inf]
    book.answered(1, tickets[0])
    assert book.wait(2, tickets[2]) == pytest.approx(59)


def test_after_a_refusal_nobody_of_that_identity_asks_for_as_long() -> None:
    book = QuotaBook(QUOTA)
    ticket = book.join(SERVICE, Direction.READ, Urgency.JOB)
    assert book.wait(0, ticket) == 0
    book.refused(ticket, until=30)
    again = book.join(SERVICE, Direction.READ, Urgency.PERSON_WAITS)
    assert book.wait(10, again) == 20
    assert book.wait(30, again) == 0


@pytest.mark.parametrize(("reads", "seconds"), [(1, 0), (57, 0), (58, 60), (200, 180)])
def test_the_least_time_that_reads_take(reads: int, seconds: int) -> None:
    assert QUOTA.seconds_for(reads) == seconds
