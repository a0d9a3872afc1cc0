"""The clock of the service: APScheduler starts the nightly sync and the letters of the morning.

One scheduler in memory, in one process: two processes on one job store would run a job twice.
That a night is done once is the store's business (one run for each school and night), also where
the clocks go back and the hour comes twice.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from apscheduler.jobstores.base import ConflictingIdError
from apscheduler.schedulers.background import BackgroundScheduler

from service.turns import Turns
from sheet_templates.errors import TracksheetError

Work = Callable[[Callable[[str], None]], object]
_LOG = logging.getLogger(__name__)
_PATIENCE = timedelta(hours=23)  # a laptop that slept at the hour does the night when it wakes
MORNING = 7
"""The hour, in the school's zone, at which letters are written."""
_MORNING_PATIENCE = timedelta(hours=10)  # later than that it is no morning any more
BETWEEN_DELIVERIES = 10
"""Minutes after which a letter that a mail server put off may be offered again."""
BETWEEN_CHANNELS = 10
"""Minutes after which it is looked at again whether the push channel is still good."""
AFTER_START = timedelta(seconds=30)  # the pages come first
BETWEEN_LOOKS = 1
"""Hours after which it is looked at again whether a night is missing: the network may be back."""


def schedule_nights(
    turns: Turns, *, zone: str, hour: int, catch_up_after: timedelta | None
) -> BackgroundScheduler:
    """A scheduler, not yet started: the nightly sync at `hour` in `zone`, letters in the morning.

    `catch_up_after` from now, and every hour from then on, it looks whether a night was missed:
    because nothing ran at the hour, or Google was out of reach. None leaves that out, for a start
    that syncs by itself.
    """
    scheduler = BackgroundScheduler(timezone=zone)
    scheduler.add_job(
        _run,
        "cron",
        id="night",
        args=[turns.run_night],
        hour=hour,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=int(_PATIENCE.total_seconds()),
    )
    scheduler.add_job(
        _run,
        "cron",
        id="morning",
        args=[partial(turns.run, "remind", {})],
        hour=MORNING,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=int(_MORNING_PATIENCE.total_seconds()),
    )
    scheduler.add_job(
        _run,
        "interval",
        id="letters",
        args=[partial(turns.run, "deliver", {})],
        minutes=BETWEEN_DELIVERIES,
        coalesce=True,
        max_instances=1,
    )
    if catch_up_after is not None:
        scheduler.add_job(
            _run,
            "interval",
            id="catch-up",
            args=[turns.run_missed_night],
            hours=BETWEEN_LOOKS,
            next_run_time=turns.installation.clock.now() + catch_up_after,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return scheduler


@dataclass(frozen=True, slots=True)
class Clockwork:
    """What push notifications have done at a time, on a scheduler that runs."""

    scheduler: BackgroundScheduler

    def keep_channel(self, work: Work, first: datetime) -> None:
        """Do the work at `first` and every few minutes from then on."""
        self.scheduler.add_job(
            _run,
            "interval",
            id="channel",
            args=[work],
            minutes=BETWEEN_CHANNELS,
            next_run_time=first,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def look_once(self, work: Work, at: datetime) -> None:
        """Do the work once at `at`; not a second time where it is to be done soon anyway.

        One may be at work while the next waits for its turn; a third would find what that finds.
        """
        with suppress(ConflictingIdError):
            self.scheduler.add_job(
                _run,
                "date",
                id="look",
                args=[work],
                run_date=at,
                max_instances=2,
                misfire_grace_time=None,
            )


def _run(work: Work) -> None:
    try:
        done = work(_LOG.info)
    except TracksheetError as error:
        _LOG.error("a job failed: %s %s", error.reason, "; ".join(error.problems))
    else:
        _LOG.info("a job is done: %s", done)
