"""The school's roster: seeing what a new one would change, and importing it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from service.bootstrap import Installation
from service.calendars import school_calendar
from service.features.roster.addresses import with_google_addresses
from service.features.roster.comparing import RosterChanges, roster_changes
from service.features.roster.lists import read_list
from service.features.roster.plain_lists import SUFFIXES
from service.features.roster.roster_import import RosterImport
from service.features.trackers.known import known_trackers
from service.features.trackers.staffing import keep_owned, note_members
from service.operations.operation import Operation, Options, Progress
from sheet_templates.school import Role, Roster
from sheet_templates.sentences import about, sentence
from sync.domain.school_calendar import SchoolCalendar
from sync.domain.scope import Scope
from sync.errors import RosterError
from sync.store.addresses import google_addresses
from sync.store.bundle_rows import keep_bundle_rows, kept_bundle_rows
from sync.store.calendars import keep_draft, newest, publish
from sync.store.engine import Tx
from sync.store.school import (
    refuse_another_school,
    roster,
    save_roster,
    school,
    school_year,
)


def _import_roster(installation: Installation, options: Options, progress: Progress) -> Any:
    """Store the roster in the bundle `path`, with its calendar; what is worth knowing of it.

    Trackers whose document owner it lacks go to the address `hand_over_to`; without one the
    roster is refused. So is one that would end suspiciously many enrollments, unless its digest
    is `agreed` to. Children it no longer has are dated in the trackers that hold them.
    """
    progress(sentence("reading the roster"))
    before, bundle = _read(installation, Path(options["path"]))
    _refuse_too_many_ends(roster_changes(before, bundle.roster), bundle, options)
    year, zone = bundle.roster.school_year, installation.zone()
    proposed = school_calendar(year, installation.adopted().cadence, zone)
    days = proposed.for_band(proposed.bands[0]).instructional_days
    now, today = installation.clock.now(), installation.clock.today(zone)
    with installation.store.writing() as tx:
        year_before = school_year(tx)
        scope = save_roster(tx, bundle.roster, days, zone=zone, sha256=bundle.sha256, at=now)
        keep_bundle_rows(tx, scope, bundle.rows)
        known = list(known_trackers(tx, scope).values())
        keep_owned(tx, known, bundle.roster, options.get("hand_over_to"), now)
        note_members(tx, known, roster(tx, scope), year.begins_on.year, today)
        notices = _keep_calendar(
            tx, scope, proposed, now, is_another=year_before not in {None, year}
        )
    if installation.settings.is_embedded:
        write_directory(installation)
    return {
        "school": bundle.roster.school.name,
        "students": len(bundle.roster.students),
        "staff": len(bundle.roster.staff),
        "instructional_days": len(days),
        "notices": [*(notice.said for notice in bundle.notices), *notices],
    }


def _preview(installation: Installation, options: Options, progress: Progress) -> Any:
    """What the roster in the file `path` would change; nothing is written."""
    progress(sentence("reading the roster"))
    before, bundle = _read(installation, Path(options["path"]))
    changes = roster_changes(before, bundle.roster)
    return {
        "school": bundle.roster.school.name,
        "students": len(bundle.roster.students),
        "parts": [{"title": one.title, "lines": list(one.lines)} for one in changes.parts],
        "notices": [one.said for one in bundle.notices],
        "enrollments": changes.held,
        "ended": changes.ended,
        "warning": changes.warning,
        "digest": bundle.digest,
    }


def _read(installation: Installation, path: Path) -> tuple[Roster | None, RosterImport]:
    """The present roster, and the one in the file: a OneRoster bundle or a list of children."""
    with installation.store.reading() as tx:
        known = school(tx)
        before = roster(tx, known.scope) if known else None
        addresses = google_addresses(tx, known.scope) if known else {}
        rows = kept_bundle_rows(tx, known.scope) if known else None
    if path.suffix.lower() in SUFFIXES:
        today = installation.clock.today(installation.zone())
        return before, read_list(path, before, today, addresses)
    from service.features.roster.oneroster import read_bundle  # noqa: PLC0415 - loads pandas

    bundle = read_bundle(path, rows, installation.clock.now())
    bundle = replace(bundle, roster=with_google_addresses(bundle.roster, addresses))
    if known is not None:
        refuse_another_school(known, bundle.roster.school)
    return before, bundle


def _refuse_too_many_ends(changes: RosterChanges, bundle: RosterImport, options: Options) -> None:
    if changes.ends_too_much and options.get("agreed") != bundle.digest:
        raise RosterError(
            sentence(
                "%(warning)s That looks like an incomplete export, so nothing was imported. See "
                "`roster preview`; if it is right, import it with --yes.",
                warning=changes.warning,
            ),
            [about(part.title, str(len(part.lines))) for part in changes.parts],
        )


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
            sentence(
                "the roster's school year differs from the one before; its dates wait as a draft: "
                "see `calendar preview`, then `calendar publish`"
            )
        ]
    return []


def write_directory(installation: Installation, *more: str) -> None:
    """Tell the embedded server who has an account: the school's people, by all their addresses."""
    with installation.store.reading() as tx:
        scope = installation.scope()
        there, addresses = _people(roster(tx, scope)), google_addresses(tx, scope)
    others = {*more, *addresses, *addresses.values()} - {one["email"].lower() for one in there}
    accounts = [{"email": one, "name": one, "title": "", "groups": []} for one in sorted(others)]
    installation.folder.write_people([*there, *accounts])


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
    "roster_preview": Operation(work=_preview, makes_folder=True),
    "import_roster": Operation(work=_import_roster, changes_store=True, makes_folder=True),
}
