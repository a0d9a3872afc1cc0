"""Bringing what people typed into the store: now, and every night."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from service.bootstrap import Installation
from service.operations.asked import asked_tracker
from service.operations.duties import go_round
from service.operations.following import before_reading, follow_up
from service.operations.operation import Operation, Options, Progress
from sheet_templates.sentences import several
from sync.errors import TrackerError
from sync.nightly import Sync, SyncReport
from sync.preview import preview
from sync.quota import Urgency
from sync.store.run_trouble import telling_why
from sync.store.runs import last_night
from sync.store.school import school
from sync.store.trackers import trackers as stored_trackers

_LONGEST_REST = timedelta(hours=24)


def _sync_now(installation: Installation, options: Options, progress: Progress) -> Any:
    """Read the tracker `tracker`, all (`full`), or what changed; TrackerError when any failed.

    With `follow`, what is known then is written into all that are behind, as at night: also where
    some could not be read, for one tracker's failure is its own.
    """
    public_id = asked_tracker(installation, options)
    with _telling_why(installation):
        runs = sync_of(installation, progress)
        report = _asked_run(runs, public_id, full=bool(options.get("full")))
    go_round(installation, {public_id} if public_id else None)
    return _followed(installation, report, progress) if options.get("follow") else _answer(report)


def sync_one(installation: Installation, public_id: str, progress: Progress) -> dict[str, Any]:
    """Read that tracker now, whether it changed or not; TrackerError when it failed."""
    with _telling_why(installation):
        report = sync_of(installation, progress).one(public_id)
    go_round(installation, {public_id})
    return _answer(report)


def _asked_run(runs: Sync, public_id: str | None, *, full: bool) -> SyncReport:
    if public_id is not None:
        return runs.one(public_id)
    return runs.all() if full else runs.now()


def _sync_preview(installation: Installation, options: Options, progress: Progress) -> Any:
    """What `sync` with the same options would change, in words; nothing is stored."""
    public_id = asked_tracker(installation, options)
    sync = sync_of(installation, progress)
    return [
        {"tracker": one.tracker, "changes": list(one.sentences), "failure": one.failure}
        for one in preview(sync, public_id, full=bool(options.get("full")))
    ]


def nightly(installation: Installation, progress: Progress) -> Any:
    """Tonight's run, by the real clock; its sync is nothing when it has been done.

    Rows and columns that are asked for come first, so that what is read is what is asked for; then
    the sync, the duties, and what follows from both goes into the trackers. One that cannot be
    brought up to date is read all the same, and told of at the end.
    """
    night = installation.clock.night(installation.zone())
    with _telling_why(installation):
        behind = _tried(lambda: before_reading(installation, progress))
        report = sync_of(installation, progress).night(night)
    go_round(installation)
    return _followed(installation, report, progress, Urgency.JOB, behind)


def _telling_why(installation: Installation) -> AbstractContextManager[None]:
    """What breaks the run off is kept for the owner's pages."""
    return telling_why(installation.store, installation.scope(), installation.clock.now)


def _tried(work: Callable[[], object]) -> TrackerError | None:
    """What kept trackers from being brought up to date; the night goes on."""
    try:
        work()
    except TrackerError as error:
        return error
    return None


def _followed(
    installation: Installation,
    report: SyncReport,
    progress: Progress,
    urgency: Urgency = Urgency.PERSON_WAITS,
    behind: TrackerError | None = None,
) -> dict[str, Any]:
    """What a run came to, and how many trackers were brought up to date after it.

    `behind` is what kept some from it before the run. TrackerError with that and every failure.
    """
    followed: list[Any] = []
    failed = _tried(lambda: followed.extend(follow_up(installation, progress, urgency)))
    return _answer(report, failed or behind) | {"followed": len(followed)}


def is_overdue(installation: Installation) -> bool:
    """Whether there are trackers and no night has come to its end within a day.

    A sync by hand is none: it may have read one tracker only, and it ends nobody's access.
    """
    with installation.store.reading() as tx:
        known = school(tx)
        if known is None or not stored_trackers(tx, known.scope):
            return False
        finished = last_night(tx, known.scope)
    return finished is None or installation.clock.now() - finished > _LONGEST_REST


def sync_of(installation: Installation, progress: Progress) -> Sync:
    """What runs over this installation's trackers."""
    gateway = installation.gateway("sync", Urgency.JOB)
    briefing = installation.briefing()
    return Sync(
        store=installation.store,
        gateway=gateway,
        drive_id=installation.drive_id(gateway),
        scope=installation.scope(),
        expectations=briefing.expectations(),
        unknown=briefing.unknown(),
        clock=installation.clock,
        progress=progress,
        budget=installation.budget,
        holder=installation.holder,
        in_flight=installation.in_flight,
    )


def _answer(report: SyncReport, behind: TrackerError | None = None) -> dict[str, Any]:
    """What a run did; TrackerError when it failed for a tracker, or one was left `behind`."""
    if report.failures:
        also = () if behind is None else (behind.reason, *behind.problems)
        raise TrackerError(
            several(
                "%(count)s tracker could not be synced, %(read)s were.",
                "%(count)s trackers could not be synced, %(read)s were.",
                len(report.failures),
                read=report.trackers_read,
            ),
            [*report.failures.values(), *report.notices, *also],
        )
    if behind is not None:
        raise behind
    return {
        "trackers_read": report.trackers_read,
        "checked": report.checked,
        "changes": report.changes,
        "notices": list(report.notices),
    }


OPERATIONS = {
    "sync": Operation(work=_sync_now, changes_store=True, needs_sheets=True),
    "sync_preview": Operation(work=_sync_preview, needs_sheets=True),
}
