"""The clock of the nights: APScheduler starts the sync, in the school's zone, and nothing else.

One scheduler in memory, in one process: two processes on one job store would run a job twice.
That a night is done once is the store's business (one run for each school and night).
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from sheet_templates.errors import TracksheetError

_LOG = logging.getLogger(__name__)
_PATIENCE = timedelta(hours=6)  # a laptop that was asleep at the hour still does the night


def start_nights(
    run_night: Callable[[Callable[[str], None]], object], *, zone: str, hour: int
) -> Callable[[], None]:
    """Run the nightly sync at `hour` in `zone` from now on; call the result to stop."""
    scheduler = BackgroundScheduler(timezone=zone)
    scheduler.add_job(
        _night,
        "cron",
        args=[run_night],
        hour=hour,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=int(_PATIENCE.total_seconds()),
    )
    scheduler.start()
    return lambda: scheduler.shutdown(wait=True)


def _night(run_night: Callable[[Callable[[str], None]], object]) -> None:
    try:
        done = run_night(_LOG.info)
    except TracksheetError as error:
        _LOG.error("the nightly sync failed: %s %s", error.reason, "; ".join(error.problems))
    else:
        _LOG.info("the nightly sync is done: %s", done)
