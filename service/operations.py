"""What an installation can be told to do, by name: the commands and the running service share it.

Every operation takes the installation, options that JSON can hold and a way to tell of progress,
and returns what JSON can hold.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from service.bootstrap import Installation
from service.calendars import school_calendar
from service.features.roster.oneroster import read_bundle
from service.features.trackers.provision import Provisioning
from service.report import entry_rows, flag_rows, school_report
from sheet_templates.errors import TracksheetError
from sheet_templates.school import Role, Roster
from sync.errors import RosterError, TrackerError
from sync.nightly import Sync, SyncReport
from sync.store.runs import last_finished
from sync.store.school import save_roster, school
from sync.store.trackers import trackers as stored_trackers

_LONGEST_REST = timedelta(hours=24)

Options = Mapping[str, Any]
Progress = Callable[[str], None]
Operation = Callable[[Installation, Options, Progress], Any]


def import_roster(installation: Installation, options: Options, progress: Progress) -> Any:
    """Store the roster in the bundle `path`, with its calendar; what is worth knowing of it."""
    progress("reading the roster")
    bundle = read_bundle(Path(options["path"]))
    calendar = school_calendar(bundle.roster.school_year, installation.template.cadence)
    with installation.store.writing() as tx:
        save_roster(
            tx,
            bundle.roster,
            calendar.instructional_days,
            zone=installation.settings.zone,
            sha256=bundle.sha256,
            at=installation.clock.now(),
        )
    if installation.settings.is_embedded:
        installation.folder.write_people(_people(bundle.roster))
    return {
        "school": bundle.roster.school.name,
        "students": len(bundle.roster.students),
        "staff": len(bundle.roster.staff),
        "instructional_days": len(calendar.instructional_days),
        "notices": [str(notice) for notice in bundle.notices],
    }


def _people(roster: Roster) -> list[dict[str, Any]]:
    """The staff as the embedded server's directory, and one outsider to try the door with."""
    staff: list[dict[str, Any]] = [
        {"email": person.email, "name": person.name, "title": person.role.value, "groups": []}
        for person in roster.staff
    ]
    domain = next(p.email for p in roster.staff if p.role is Role.DOCUMENT_OWNER).split("@")[-1]
    outsider = {
        "email": f"outsider@{domain}",
        "name": "Mr. Stone",
        "title": "no role at this school",
        "groups": [],
    }
    return [*staff, outsider]


def provision(installation: Installation, _: Options, progress: Progress) -> Any:
    """Make every tracker that is not yet made; TrackerError with every failure."""
    report = Provisioning(
        store=installation.store,
        scope=installation.scope(),
        briefing=installation.briefing(),
        service_identity=installation.account.email,
        gateway=lambda: installation.gateway("provision"),
        shared_drive=installation.settings.shared_drive,
        now=installation.clock.now,
        progress=progress,
    ).run()
    return {
        "made": list(report.made),
        "as_they_were": list(report.as_they_were),
        "outdated": list(report.outdated),
    }


def sync(installation: Installation, options: Options, progress: Progress) -> Any:
    """Read the tracker `tracker`, or all that changed; TrackerError when any of them failed."""
    public_id = _asked_tracker(installation, options)
    runs = _sync(installation, progress)
    return _sync_answer(runs.one(public_id) if public_id else runs.now())


def nightly(installation: Installation, progress: Progress) -> Any:
    """Tonight's run, by the real clock; nothing when it has been done."""
    night = installation.clock.night(installation.zone())
    return _sync_answer(_sync(installation, progress).night(night))


def is_overdue(installation: Installation) -> bool:
    """Whether there are trackers and no sync of them has finished within a day."""
    with installation.store.reading() as tx:
        known = school(tx)
        if known is None or not stored_trackers(tx, known.scope):
            return False
        finished = last_finished(tx, known.scope)
    return finished is None or installation.clock.now() - finished > _LONGEST_REST


def _sync(installation: Installation, progress: Progress) -> Sync:
    gateway = installation.gateway("sync")
    return Sync(
        store=installation.store,
        gateway=gateway,
        drive_id=gateway.shared_drive(installation.settings.shared_drive),
        scope=installation.scope(),
        expectations=installation.briefing().expectations(),
        clock=installation.clock,
        progress=progress,
    )


def _asked_tracker(installation: Installation, options: Options) -> str | None:
    """The tracker that was asked for, None for all; TrackerError when there is none of that id."""
    public_id: str | None = options.get("tracker")
    if public_id is None:
        return None
    known = sorted(installation.briefing().tracker_ids().values())
    if public_id not in known:
        raise TrackerError(f"There is no tracker {public_id!r}; there are {', '.join(known)}.")
    return public_id


def _sync_answer(report: SyncReport) -> dict[str, Any]:
    if report.failures:
        raise TrackerError(
            f"{len(report.failures)} trackers could not be synced, {report.trackers_read} were.",
            list(report.failures.values()),
        )
    return {"trackers_read": report.trackers_read, "changes": report.changes}


def trackers(installation: Installation, *_: Any) -> Any:
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


def status(installation: Installation, *_: Any) -> Any:
    """The school's figures."""
    return school_report(_overview(installation))


def flags(installation: Installation, options: Options, _: Progress) -> Any:
    """What somebody has to act on."""
    return flag_rows(_overview(installation), _asked_tracker(installation, options))


def entries(installation: Installation, options: Options, _: Progress) -> Any:
    """Everything that has been entered."""
    return entry_rows(_overview(installation), _asked_tracker(installation, options))


def _overview(installation: Installation) -> Any:
    overview = installation.reader().overview()
    if overview is None:
        raise RosterError(
            f"{installation.folder.path} holds no school yet. Import one with `roster import ZIP`."
        )
    return overview


OPERATIONS: Mapping[str, Operation] = {
    "import_roster": import_roster,
    "provision": provision,
    "sync": sync,
    "trackers": trackers,
    "status": status,
    "flags": flags,
    "entries": entries,
}
"""Everything that can be asked for, by name."""

NEEDS_SHEETS = frozenset({"provision", "sync"})
"""The operations that speak to Google."""

CHANGES_STORE = frozenset({"import_roster", "provision", "sync"})
"""The operations that write, and therefore take turns."""


def problem_answer(error: TracksheetError) -> dict[str, Any]:
    """An error as JSON: the short reason, and all problems."""
    return {"error": error.reason, "problems": list(error.problems)}
