"""The school's roster: importing it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from service.bootstrap import Installation
from service.calendars import school_calendar
from service.features.roster.oneroster import read_bundle
from service.features.trackers.known import known_trackers
from service.features.trackers.staffing import keep_owned, note_members
from service.operations.operation import Operation, Options, Progress
from sheet_templates.school import Role, Roster
from sync.domain.school_calendar import SchoolCalendar
from sync.domain.scope import Scope
from sync.store.calendars import keep_draft, newest, publish
from sync.store.engine import Tx
from sync.store.school import save_roster, school_year


def _import_roster(installation: Installation, options: Options, progress: Progress) -> Any:
    """Store the roster in the bundle `path`, with its calendar; what is worth knowing of it.

    Trackers whose document owner it lacks go to the address `hand_over_to`; without one the
    roster is refused. Children it no longer has are dated in the trackers that hold them.
    """
    progress("reading the roster")
    bundle = read_bundle(Path(options["path"]))
    year, zone = bundle.roster.school_year, installation.zone()
    proposed = school_calendar(year, installation.template.cadence, zone)
    days = proposed.for_band(proposed.bands[0]).instructional_days
    now, today = installation.clock.now(), installation.clock.today(zone)
    with installation.store.writing() as tx:
        before = school_year(tx)
        scope = save_roster(tx, bundle.roster, days, zone=zone, sha256=bundle.sha256, at=now)
        known = list(known_trackers(tx, scope).values())
        keep_owned(tx, known, bundle.roster, options.get("hand_over_to"), now)
        note_members(tx, known, bundle.roster, year.begins_on.year, today)
        notices = _keep_calendar(tx, scope, proposed, now, is_another=before not in {None, year})
    if installation.settings.is_embedded:
        installation.folder.write_people(_people(bundle.roster))
    return {
        "school": bundle.roster.school.name,
        "students": len(bundle.roster.students),
        "staff": len(bundle.roster.staff),
        "instructional_days": len(days),
        "notices": [*(str(notice) for notice in bundle.notices), *notices],
    }


def _keep_calendar(
    tx: Tx, scope: Scope, proposed: SchoolCalendar, at: datetime, *, is_another: bool
) -> list[str]:
    """Publish a school year's first calendar; where the roster moves a later one, only draft it.

    Dates that people rely on do not move behind their backs: a draft is previewed and published.
    """
    if newest(tx, scope) is None:
        publish(tx, scope, proposed, why="From the roster.", at=at)
    elif is_another:
        keep_draft(tx, scope, proposed, why="The roster's school year has changed.", at=at)
        return [
            (
                "the roster's school year differs from the one before; its dates wait as a draft: "
                "see `calendar preview`, then `calendar publish`"
            )
        ]
    return []


def _people(roster: Roster) -> list[dict[str, Any]]:
    """The staff as the embedded server's directory, and one outsider to try the door with."""
    staff: list[dict[str, Any]] = [
        {"email": person.email, "name": person.name, "title": person.role.value, "groups": []}
        for person in roster.staff
    ]
    staff += [
        {"email": person.email, "name": person.name, "title": "leader", "groups": []}
        for person in roster.leaders
    ]
    domain = next(p.email for p in roster.staff if p.role is Role.DOCUMENT_OWNER).split("@")[-1]
    outsider = {
        "email": f"outsider@{domain}",
        "name": "Mr. Stone",
        "title": "no role at this school",
        "groups": [],
    }
    return [*staff, outsider]


OPERATIONS = {
    "import_roster": Operation(work=_import_roster, changes_store=True, makes_folder=True),
}
