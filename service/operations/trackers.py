"""The trackers themselves: making them, listing them."""

from typing import Any

from service.bootstrap import Installation
from service.features.trackers.provision import Provisioning
from service.operations.operation import Operation, Options, Progress
from sync.store.trackers import trackers as stored_trackers


def _provision(installation: Installation, _: Options, progress: Progress) -> Any:
    """Make every tracker that is not yet made; TrackerError with every failure."""
    report = Provisioning(
        store=installation.store,
        scope=installation.scope(),
        briefing=installation.briefing(),
        service_identity=installation.account.email,
        gateway=lambda: installation.gateway("provision"),
        drive_id=installation.drive_id,
        now=installation.clock.now,
        progress=progress,
    ).run()
    return {
        "made": list(report.made),
        "as_they_were": list(report.as_they_were),
        "outdated": list(report.outdated),
    }


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
    "provision": Operation(work=_provision, changes_store=True, needs_sheets=True),
    "trackers": Operation(work=_trackers),
}
