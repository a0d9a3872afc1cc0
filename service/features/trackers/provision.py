"""Provision: apply the plan to every tracker that is not yet made. Safe to run at any moment."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from service.features.trackers.briefing import Briefing
from sheet_templates.desired import DesiredTracker, desired_tracker
from sync.domain.scope import Scope
from sync.errors import TrackerError
from sync.google.gateway import Gateway
from sync.push import Push
from sync.store.engine import Store
from sync.store.trackers import Tracker, advance_cursor, drive_cursor, intend, trackers


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionReport:
    """What provisioning did: trackers made or finished now, those made before, the rest.

    `outdated` were made before and the roster or template has changed since; they are left as
    they are.
    """

    made: tuple[str, ...]
    as_they_were: tuple[str, ...]
    outdated: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioning:
    """What provisioning needs; `gateway` and `drive_id` are asked for only if there is work."""

    store: Store
    scope: Scope
    briefing: Briefing
    service_identity: str
    gateway: Callable[[], Gateway]
    drive_id: Callable[[Gateway], str]
    now: Callable[[], datetime]
    progress: Callable[[str], None]

    def run(self) -> ProvisionReport:
        """Make what is missing; TrackerError, when all have been tried, with every failure."""
        desired = {
            grade: desired_tracker(self.briefing.brief(grade, self.service_identity))
            for grade in self.briefing.tracker_ids()
        }
        with self.store.reading() as tx:
            stored = {tracker.public_id: tracker for tracker in trackers(tx, self.scope)}
        todo = {
            grade: wanted
            for grade, wanted in desired.items()
            if (held := stored.get(wanted.tracker_id)) is None or held.desired_sha is None
        }
        if todo:
            self._make(todo, stored)
        rest = [wanted for grade, wanted in desired.items() if grade not in todo]
        return ProvisionReport(
            made=tuple(wanted.tracker_id for wanted in todo.values()),
            as_they_were=tuple(w.tracker_id for w in rest if _is_current(stored, w)),
            outdated=tuple(w.tracker_id for w in rest if not _is_current(stored, w)),
        )

    def _make(self, todo: dict[str, DesiredTracker], stored: dict[str, Tracker]) -> None:
        gateway = self.gateway()
        drive_id = self.drive_id(gateway)
        token = gateway.start_page_token(drive_id)
        with self.store.writing() as tx:
            if drive_cursor(tx, drive_id) is None:
                advance_cursor(tx, drive_id, token)
        push = Push(store=self.store, gateway=gateway, drive_id=drive_id, now=self.now)
        problems: list[str] = []
        for number, (grade, wanted) in enumerate(todo.items(), start=1):
            self.progress(f"making {wanted.tracker_id} ({number} of {len(todo)})")
            is_new = wanted.tracker_id not in stored
            try:
                push.provision(self._intend(grade, wanted, token), wanted, is_new=is_new)
            except TrackerError as error:
                problems += [error.reason, *error.problems]
        if problems:
            raise TrackerError("Some trackers could not be made; run it again.", problems)

    def _intend(self, grade: str, wanted: DesiredTracker, token: str) -> Tracker:
        with self.store.writing() as tx:
            return intend(
                tx,
                self.scope,
                public_id=wanted.tracker_id,
                grade=grade,
                template=self.briefing.template,
                nonce=secrets.token_hex(12),
                changes_token=token,
                at=self.now(),
            )


def _is_current(stored: dict[str, Tracker], wanted: DesiredTracker) -> bool:
    return stored[wanted.tracker_id].desired_sha == wanted.digest()
