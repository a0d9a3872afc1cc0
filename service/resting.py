"""Whether the sync still comes to its end each night, or rests for too long."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sync.store.runs import RunTally

LONGEST_REST = timedelta(hours=30)
"""After so long without a run that came to its end, a night is missing."""


def last_end(tallies: Iterable[RunTally]) -> datetime | None:
    """When the last of these runs came to its end; None where none did."""
    return max((one.run.finished_at for one in tallies if one.run.finished_at), default=None)


def rests_too_long(since: datetime | None, now: datetime) -> bool:
    """Whether a night is missing; also where there never was one."""
    return since is None or now - since > LONGEST_REST
