"""Two programs on one store: one holds the lease, the other is told or takes over for good."""

from datetime import timedelta

import pytest

from sync.store.engine import Store
from sync.store.leases import TERM, Lease, LeaseError, give_back, renew_lease, take_lease
from tests.store.builders import MONDAY

LATER = MONDAY + TERM + timedelta(seconds=1)


def take(store: Store, holder: str, at: object = MONDAY) -> Lease:
    with store.writing() as tx:
        return take_lease(tx, "school 1", holder, at)  # type: ignore[arg-type]


def test_a_second_service_is_refused_and_told_which_the_first_is(store: Store) -> None:
    take(store, "host-a, /srv/a")
    with pytest.raises(LeaseError) as refused:
        take(store, "host-b, /srv/b", MONDAY + timedelta(minutes=1))
    assert refused.value.reason == (
        "Another Tracksheet service works on this store: host-a, /srv/a, since "
        "2026-09-14T03:00:00+00:00. End it, or, if it is gone, wait until "
        "2026-09-14T03:15:00+00:00; then this one goes on."
    )


def test_the_same_installation_goes_on_at_once_after_a_crash(store: Store) -> None:
    assert take(store, "host-a, /srv/a").fencing == 1
    assert take(store, "host-a, /srv/a").fencing == 2


def test_one_that_slept_through_its_term_stores_nothing_any_more(store: Store) -> None:
    slow = take(store, "host-a, /srv/a")
    quick = take(store, "host-b, /srv/b", LATER)
    with pytest.raises(LeaseError, match="taken over by host-b, /srv/b"), store.writing() as tx:
        renew_lease(tx, slow, LATER)
    with store.writing() as tx:
        renew_lease(tx, quick, LATER)


def test_renewing_holds_it_for_another_term(store: Store) -> None:
    held = take(store, "a")
    with store.writing() as tx:
        renew_lease(tx, held, MONDAY + TERM / 2)
    with pytest.raises(LeaseError):
        take(store, "b", LATER)


def test_what_is_given_back_can_be_taken_at_once(store: Store) -> None:
    held = take(store, "a")
    with store.writing() as tx:
        give_back(tx, held, MONDAY)
    assert take(store, "b").fencing == 2
    with store.writing() as tx:
        give_back(tx, held, MONDAY)  # too late: it is somebody else's
    with pytest.raises(LeaseError):
        take(store, "c")


def test_a_lease_from_the_future_does_not_lock_everybody_out(store: Store) -> None:
    """The clock went back by days: the lease was taken after now."""
    take(store, "a", MONDAY + timedelta(days=30))
    assert take(store, "b").fencing == 2
