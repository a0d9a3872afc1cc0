"""The audit: what changed and a seventh of the rest each night, everything when asked."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from service.features.access.doors import Doors
from service.features.access.policy import policy_of
from sheet_templates.sentences import sentence
from sync.domain.audit import Finding, Repair
from sync.doorkeeping import Look
from sync.errors import TrackerError
from sync.store.audit import (
    Right,
    StoredFinding,
    is_audited,
    keep_look,
    longest_unseen,
    mark_audited,
    open_findings,
)
from sync.store.trackers import Tracker, advance_cursor, drive_cursor

NIGHTS = 7
"""Within so many nights every tracker is looked at, whether Drive told of a change or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """How many trackers were looked at, and all that stands open, also from earlier looks."""

    looked_at: int
    findings: tuple[StoredFinding, ...]
    repaired: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Auditing:
    """Looking and repairing; `progress` is told of each tracker."""

    doors: Doors
    progress: Callable[[str], None]

    def night(self, night: date) -> AuditReport:
        """What Drive lists as changed, and the seventh that was longest not looked at; once."""
        with self.doors.store.reading() as tx:
            if is_audited(tx, self.doors.scope, night):
                return self._report(0)
        looked_at = self._changed()
        with self.doors.store.writing() as tx:
            mark_audited(tx, self.doors.scope, night, self.doors.now())
        return self._report(looked_at)

    def now(self) -> AuditReport:
        """The same, at any time and as often as it is asked for."""
        return self._report(self._changed())

    def _changed(self) -> int:
        """Look at what changed since the last audit and at a seventh; how many.

        The token is kept after the looks: what breaks off is looked at again.
        """
        doors = self.doors
        cursor = f"audit {doors.drive_id}"
        gateway = doors.doorkeeping.gateway
        with doors.store.reading() as tx:
            token = drive_cursor(tx, cursor)
            unseen = longest_unseen(tx, doors.scope)
        next_token, files = gateway.start_page_token(doors.drive_id), set[str]()
        if token is not None:
            changes, next_token = gateway.changes(token, doors.drive_id)
            files = {change.file_id for change in changes}
        seventh = set(unseen[: -(-len(unseen) // NIGHTS)])
        todo = [
            one
            for one in doors.made()
            if token is None or one.id in seventh or one.spreadsheet_id in files
        ]
        self._look_at(todo)
        with doors.store.writing() as tx:
            advance_cursor(tx, cursor, next_token)
        return len(todo)

    def all(self, only: str | None = None) -> AuditReport:
        """Look at every tracker, or at the one asked for."""
        todo = [one for one in self.doors.made() if only in {None, one.public_id}]
        self._look_at(todo)
        return self._report(len(todo), only)

    def repair(self, agreed: Collection[tuple[str, str]], only: str | None = None) -> AuditReport:
        """Repair what needs no yes, and of the rest what is `agreed` (tracker, key); look again."""
        repaired, problems = 0, list[str]()
        known, desired = self.doors.known(), self.doors.desired()
        todo = [one for one in self.doors.made() if only in {None, one.public_id}]
        for tracker in todo:
            assert tracker.spreadsheet_id is not None
            wanted = desired.get(tracker.public_id)
            look = self.doors.doorkeeping.look(tracker.spreadsheet_id, wanted, known)
            mine = [one for one in look.findings if _may_repair(one, tracker, agreed)]
            if mine:
                self.progress(sentence("repairing %(tracker)s", tracker=tracker.public_id))
                self.doors.doorkeeping.repair(tracker.spreadsheet_id, mine)
                look = self.doors.doorkeeping.look(tracker.spreadsheet_id, wanted, known)
            left = {one.key for one in look.findings}
            repaired += sum(one.key not in left for one in mine)
            problems += [f"{tracker.public_id}: {one.sentence}" for one in mine if one.key in left]
            self._keep(tracker, look)
        if problems:
            raise TrackerError(
                sentence("Some repairs did not hold; look who undoes them."), problems
            )
        report = self._report(len(todo), only)
        return AuditReport(looked_at=report.looked_at, findings=report.findings, repaired=repaired)

    def _look_at(self, todo: list[Tracker]) -> None:
        known, desired = self.doors.known(), self.doors.desired()
        for number, tracker in enumerate(todo, start=1):
            self.progress(
                sentence(
                    "looking at %(tracker)s (%(number)s of %(whole)s)",
                    tracker=tracker.public_id,
                    number=number,
                    whole=len(todo),
                )
            )
            assert tracker.spreadsheet_id is not None
            wanted = desired.get(tracker.public_id)
            self._keep(tracker, self.doors.doorkeeping.look(tracker.spreadsheet_id, wanted, known))

    def _keep(self, tracker: Tracker, look: Look) -> None:
        doors = self.doors
        rows = policy_of(doors, doors.rules(), tracker, look.held, look.ranges)
        rights = [
            Right(
                who=one.who,
                role=one.role,
                may=one.may,
                ranges=one.ranges,
                closed_ranges=one.closed_ranges,
                reason=one.reason,
            )
            for one in rows
        ]
        with doors.store.writing() as tx:
            keep_look(tx, doors.scope, tracker.id, look.findings, rights, doors.now())

    def _report(self, looked_at: int, only: str | None = None) -> AuditReport:
        with self.doors.store.reading() as tx:
            findings = open_findings(tx, self.doors.scope)
        mine = tuple(one for one in findings if only in {None, one.tracker})
        return AuditReport(looked_at=looked_at, findings=mine)


def _may_repair(finding: Finding, tracker: Tracker, agreed: Collection[tuple[str, str]]) -> bool:
    if finding.repair is Repair.AFTER_A_YES:
        return (tracker.public_id, finding.key) in agreed
    return finding.repair is Repair.AT_ONCE
