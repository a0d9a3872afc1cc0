"""The trackers themselves: planning and applying, listing them."""

from collections.abc import Sequence
from typing import Any

from service.bootstrap import Installation
from service.features.trackers.apply import Applying, TrackerReport
from service.features.trackers.staffing import give
from service.operations.asked import asked_tracker
from service.operations.operation import Operation, Options, Progress
from service.projecting import projected
from sheet_templates.sentences import sentence
from sync.errors import TrackerError
from sync.push import Keep
from sync.quota import Urgency
from sync.store.trackers import trackers as stored_trackers


def applying(
    installation: Installation,
    progress: Progress,
    urgency: Urgency = Urgency.PERSON_WAITS,
    label: str = "provision",
    keep: Keep | None = None,
) -> Applying:
    """What planning and applying need, in this installation; `label` names the phase in logs."""
    return Applying(
        store=installation.store,
        scope=installation.scope(),
        briefing=lambda: projected(installation),
        service_identity=installation.account.email,
        gateway=lambda: installation.gateway(label, urgency),
        drive_id=installation.drive_id,
        today=installation.clock.today(installation.zone()),
        now=installation.clock.now,
        clock=installation.school_clock(),
        progress=progress,
        in_flight=width(installation.in_flight),
        holder=installation.holder,
        keep=keep,
    )


def width(in_flight: int) -> int:
    """How many trackers are written side by side.

    More than are read: nine of the ten calls for a new tracker go to Drive, which has a quota of
    its own, and meanwhile the quota of Sheets would lie idle.
    """
    return 1 if in_flight == 1 else 3 * in_flight


def _plan(installation: Installation, options: Options, progress: Progress) -> Any:
    """What would happen to the tracker `tracker`, or to each; changes nothing."""
    return rows(applying(installation, progress).plan(asked_tracker(installation, options)))


def _apply(installation: Installation, options: Options, progress: Progress) -> Any:
    """Make the tracker `tracker`, or each, as it should be; what was done."""
    return rows(applying(installation, progress).apply(asked_tracker(installation, options)))


def _provision(installation: Installation, options: Options, progress: Progress) -> Any:
    """Apply to every tracker that is not made, or was made before something changed.

    `only_new` leaves the second kind to `follow_up`.
    """
    work = applying(installation, progress)
    reports = work.make_new() if options.get("only_new") else work.apply(changed_only=True)
    made = [report.tracker for report in reports if report.is_new]
    changed = [report.tracker for report in reports if not report.is_new]
    rest = set(installation.briefing().tracker_ids().values()) - {*made, *changed}
    return {"made": made, "changed": changed, "as_they_were": sorted(rest)}


def _hand_over(installation: Installation, options: Options, progress: Progress) -> Any:
    """Make the address `email` the document owner of `tracker`, or of all, there and in Google."""
    briefing = installation.briefing()
    asked = asked_tracker(installation, options)
    over = [
        one
        for one in briefing.known.values()
        if one.tracker.closed_at is None and asked in {None, one.tracker.public_id}
    ]
    if not over:
        raise TrackerError(
            sentence("There is no tracker yet that could be handed over; apply makes them.")
        )
    with installation.store.writing() as tx:
        owner = give(tx, over, briefing.roster, options["email"], installation.clock.now())
    reports = applying(installation, progress).apply(asked, changed_only=True)
    handed = [one.tracker.public_id for one in over]
    return {"owner": owner.name, "handed_over": handed, "applied": rows(reports)}


def rows(reports: Sequence[TrackerReport]) -> list[dict[str, Any]]:
    """The reports as JSON can hold them."""
    return [
        {
            "tracker": report.tracker,
            "is_new": report.is_new,
            "steps": list(report.sentences),
            "refused": list(report.refused),
        }
        for report in reports
    ]


def _trackers(installation: Installation, *_: Any) -> Any:
    """The school's trackers: id, grade, spreadsheet, when it was last read."""
    with installation.store.reading() as tx:
        stored = stored_trackers(tx, installation.scope())
    return [
        {
            "tracker": one.public_id,
            "grade": one.grade,
            "spreadsheet_id": one.spreadsheet_id,
            "last_read_at": one.last_read_at.isoformat() if one.last_read_at else None,
        }
        for one in stored
    ]


OPERATIONS = {
    "plan": Operation(work=_plan, needs_sheets=True),
    "apply": Operation(work=_apply, changes_store=True, needs_sheets=True),
    "provision": Operation(work=_provision, changes_store=True, needs_sheets=True),
    "hand_over": Operation(work=_hand_over, changes_store=True, needs_sheets=True),
    "trackers": Operation(work=_trackers),
}
