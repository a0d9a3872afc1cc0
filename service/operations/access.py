"""Who can reach the trackers: the audit, ending and lending access, the policy table."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Any

from service.bootstrap import Installation
from service.features.access.auditing import Auditing, AuditReport
from service.features.access.doors import Doors
from service.features.access.ending import AccessError, Ending, EndReport
from service.features.access.policy import policy
from service.operations.asked import asked_tracker
from service.operations.duties import moment_of
from service.operations.operation import Operation, Options, Progress
from service.operations.roster import write_directory
from sheet_templates.access_rules import AccessRules
from sheet_templates.desired import DesiredTracker, desired_tracker
from sheet_templates.school import Role
from sheet_templates.sentences import sentence
from sheet_templates.team import document_owner
from sync.domain.moments import SchoolClock
from sync.doorkeeping import Doorkeeping
from sync.errors import TrackerError
from sync.flag_sources import AUDIT, View, raise_flags
from sync.quota import Urgency
from sync.store.access import access_rules
from sync.store.audit import StoredFinding


def _audit(installation: Installation, options: Options, progress: Progress) -> Any:
    """Look at what changed and a seventh of the rest, at `all`, or at `tracker`."""
    auditing = Auditing(doors=_doors(installation), progress=progress)
    only = asked_tracker(installation, options)
    with _flagging(installation):
        if options.get("all") or only is not None:
            return _findings(installation, auditing.all(only))
        return _findings(installation, auditing.now())


def _repair(installation: Installation, options: Options, progress: Progress) -> Any:
    """Repair what needs no yes, and what is `agreed` as pairs of tracker and key."""
    auditing = Auditing(doors=_doors(installation), progress=progress)
    agreed = {(tracker, key) for tracker, key in options.get("agreed", ())}
    with _flagging(installation):
        report = auditing.repair(agreed, asked_tracker(installation, options))
        return _findings(installation, report)


@contextmanager
def _flagging(installation: Installation) -> Iterator[None]:
    """What was found is flagged, and what was repaired resolved, also where the rest failed."""
    try:
        yield
    finally:
        with installation.store.writing() as tx:
            view = View(
                tx=tx,
                scope=installation.scope(),
                moment=moment_of(installation),
                owed_by={},
                tracker_of={},
                trackers=(),
                only=None,
            )
            raise_flags(view, [AUDIT])


def _end(installation: Installation, options: Options, progress: Progress) -> Any:
    """End the access of `person` from `on` (None: today) on."""
    ends_on = _day(options.get("on")) or installation.today()
    report = Ending(doors=_doors(installation), progress=progress).end(options["person"], ends_on)
    return _ended(report)


def _restore(installation: Installation, options: Options, progress: Progress) -> Any:
    """Take the end of `person`'s access back."""
    ending = Ending(doors=_doors(installation), progress=progress)
    return {"email": ending.restore(options["person"])}


def _stand_in(installation: Installation, options: Options, progress: Progress) -> Any:
    """Let `email` stand in for `person` until `until`."""
    until = _day(options["until"])
    assert until is not None
    lent = Ending(doors=_doors(installation), progress=progress).stand_in(
        options["email"], options["person"], until, options.get("name")
    )
    return asdict(lent) | {"until": lent.until.isoformat()}


def _group(installation: Installation, options: Options, progress: Progress) -> Any:
    """Let the group `address` (None: the persons again) stand for `role`, in `grade` or all."""
    role, grade = Role(options["role"]), options.get("grade")
    doors, address = _doors(installation), options["address"]
    Ending(doors=doors, progress=progress).group(role, grade, address)
    opened = [
        public_id
        for public_id, wanted in doors.desired().items()
        if address and address.lower() in {one.email.lower() for one in wanted.permissions}
    ]
    return {"role": role.value, "grade": grade, "address": address, "trackers": opened}


def _address(installation: Installation, options: Options, progress: Progress) -> Any:
    """Say that `person` is `address` to Google; None: whom the roster says."""
    ending = Ending(doors=_doors(installation), progress=progress)
    with _with_account(installation, options["address"]):
        return {"address": ending.address(options["person"], options["address"])}


@contextmanager
def _with_account(installation: Installation, address: str | None) -> Iterator[None]:
    """Let an address have an account on the embedded server, as it has one at Google."""
    if not installation.settings.is_embedded:
        yield
        return
    write_directory(installation, *([address.lower()] if address and "@" in address else []))
    try:
        yield
    finally:
        write_directory(installation)


def _list(installation: Installation, _: Options, progress: Progress) -> Any:
    """Who may do what where, and why, as Google answers now."""
    progress(sentence("reading who can reach the trackers"))
    return [
        asdict(row)
        | {"ranges": "; ".join(row.ranges), "closed_ranges": "; ".join(row.closed_ranges)}
        for row in policy(_doors(installation))
    ]


def access_night(installation: Installation, progress: Progress) -> Any:
    """Tonight's part: ends that are due, then the audit. TrackerError tells what is left."""
    doors = _doors(installation, Urgency.JOB)
    ended = Ending(doors=doors, progress=progress).end_all_due()
    night = installation.clock.night(installation.zone())
    with _flagging(installation):
        report = Auditing(doors=doors, progress=progress).night(night)
    left = [line for one in ended for line in one.left]
    if left:
        raise TrackerError("The access of some people could not be ended.", left)
    return {"ended": len(ended), **_findings(installation, report)}


def _doors(installation: Installation, urgency: Urgency = Urgency.PERSON_WAITS) -> Doors:
    gateway = installation.gateway("access", urgency)
    identity = installation.account.email
    scope, briefing = installation.scope(), installation.briefing()

    def rules() -> AccessRules:
        with installation.store.reading() as tx:
            return access_rules(tx, scope, installation.today())

    def desired() -> dict[str, DesiredTracker]:
        now = installation.briefing()
        return {
            public_id: desired_tracker(now.brief(key, identity))
            for key, public_id in now.tracker_ids().items()
        }

    return Doors(
        store=installation.store,
        scope=scope,
        doorkeeping=Doorkeeping(gateway=gateway),
        drive_id=installation.drive_id(gateway),
        roster=briefing.roster,
        rules=rules,
        desired=desired,
        subjects={
            public_id: briefing.subject(key) for key, public_id in briefing.tracker_ids().items()
        },
        service_identity=identity,
        owners=frozenset(
            held.owner.email.lower()
            for held in briefing.known.values()
            if held.owner is not None and held.tracker.closed_at is None
        )
        or frozenset({document_owner(briefing.roster).email.lower()}),
        today=installation.today(),
        now=installation.clock.now,
    )


def _findings(installation: Installation, report: AuditReport) -> dict[str, Any]:
    clock = installation.school_clock()
    return {
        "looked_at": report.looked_at,
        "repaired": report.repaired,
        "findings": [_finding(one, clock) for one in report.findings],
    }


def _finding(one: StoredFinding, clock: SchoolClock) -> dict[str, Any]:
    return {
        "tracker": one.tracker,
        "finding": one.sentence,
        "since": _since(one, clock),
        "repair": one.repair,
        "kind": one.kind,
        "key": one.key,
    }


def _since(one: StoredFinding, clock: SchoolClock) -> str:
    """What is known of when it came about, in words."""
    seen = clock.day(one.first_seen_at).isoformat()
    if one.not_before is None:
        return f"not known; there at the first look, {seen}"
    before = clock.day(one.not_before)
    if clock.day(one.first_seen_at) == before:
        return seen
    return f"between {before.isoformat()} and {seen}"


def _ended(report: EndReport) -> dict[str, Any]:
    return {
        "email": report.email,
        "ends_on": report.ends_on.isoformat(),
        "is_due": report.is_due,
        "is_proved": report.is_proved,
        "files": list(report.files),
        "ranges": report.ranges,
        "left": list(report.left),
    }


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise AccessError(f"{text!r} is no day; write it as 2027-05-28.") from error


OPERATIONS = {
    "audit": Operation(work=_audit, changes_store=True, needs_sheets=True),
    "audit_repair": Operation(work=_repair, changes_store=True, needs_sheets=True),
    "access_end": Operation(work=_end, changes_store=True, needs_sheets=True),
    "access_restore": Operation(work=_restore, changes_store=True, needs_sheets=True),
    "access_stand_in": Operation(work=_stand_in, changes_store=True, needs_sheets=True),
    "access_group": Operation(work=_group, changes_store=True, needs_sheets=True),
    "access_address": Operation(work=_address, changes_store=True, needs_sheets=True),
    "access_list": Operation(work=_list, changes_store=True, needs_sheets=True),
}
