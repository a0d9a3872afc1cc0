"""Caseloads: seeing what a list would change, importing it, listing what is kept."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.bootstrap import Installation
from service.features.roster.caseloads import caseload_changes, read_caseloads
from service.features.trackers.known import known_trackers
from service.features.trackers.staffing import note_members
from service.operations.operation import Operation, Options, Progress
from sheet_templates.model import Audience
from sheet_templates.school import Roster
from sheet_templates.sentences import sentence
from sync.errors import RosterError
from sync.store.addresses import google_addresses
from sync.store.caseloads import keep_caseloads
from sync.store.school import roster


def _preview(installation: Installation, options: Options, progress: Progress) -> Any:
    """What the list in the file `path` would change; nothing is written."""
    progress(sentence("reading the list"))
    today = installation.today()
    with installation.store.reading() as tx:
        scope = installation.scope()
        present, addresses = roster(tx, scope), google_addresses(tx, scope)
    path = Path(options["path"])
    spells = read_caseloads(path, present, today, addresses)
    _check_dates(installation, replace(present, caseloads=spells))
    changes = caseload_changes(present, spells, today)
    return {
        "children": len({one.student for one in spells}),
        "people": len({one.staff_member for one in spells}),
        "parts": [{"title": one.title, "lines": list(one.lines)} for one in changes.parts],
        "warning": changes.warning,
        "digest": hashlib.sha256(path.read_bytes()).hexdigest(),
        "notices": [],
    }


def _check_dates(installation: Installation, roster: Roster) -> None:
    """CalendarError where a caseload would have grades whose windows have different dates."""
    briefing = replace(installation.briefing(), roster=roster)
    if briefing.template.audience is Audience.CASELOAD:
        for key in briefing.tracker_ids():
            briefing.windows(briefing.subject(key), briefing.template)


def _import(installation: Installation, options: Options, progress: Progress) -> Any:
    """Make the list in the file `path` the caseloads of the school.

    One that takes suspiciously many children off is refused, unless its digest is `agreed` to.
    Children who are off are dated in the trackers that hold them.
    """
    previewed = _preview(installation, options, progress)
    if previewed["warning"] and options.get("agreed") != previewed["digest"]:
        raise RosterError(
            f"{previewed['warning']} That looks like a part of the list, so nothing was imported. "
            "See `caseload preview`; if it is right, import it with --yes."
        )
    scope, today, now = installation.scope(), installation.today(), installation.clock.now()
    with installation.store.writing() as tx:
        known_as = google_addresses(tx, scope)
        spells = read_caseloads(Path(options["path"]), roster(tx, scope), today, known_as)
        keep_caseloads(tx, scope, spells, now)
        present = roster(tx, scope)
        known = known_trackers(tx, scope).values()
        note_members(tx, known, present, present.school_year.begins_on.year, today)
    return previewed


def _caseloads(installation: Installation, *_: Any) -> Any:
    """Every spell that is kept: whose, which child, from when to when."""
    with installation.store.reading() as tx:
        present = roster(tx, installation.scope())
    emails = {one.sourced_id: one.email for one in present.staff}
    return [
        {
            "staff e-mail": emails.get(one.staff_member, one.staff_member),
            "student id": one.student,
            "from": one.begins_on.isoformat(),
            "to": one.ends_on.isoformat() if one.ends_on else "",
        }
        for one in present.caseloads
    ]


OPERATIONS = {
    "caseload_preview": Operation(work=_preview),
    "import_caseloads": Operation(work=_import, changes_store=True),
    "caseloads": Operation(work=_caseloads),
}
