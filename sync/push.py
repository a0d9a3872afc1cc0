"""Carry a plan out: make or find the file, share it, draw it in one batch, verify from the reply.

Level-triggered: what is desired is known, what is there is read, and the plan is made again after
any failure. Nothing here remembers steps; a run that is broken off anywhere is finished by running
again. In the order of the code:

1. the intent (nonce, Drive's page token from before) is committed before the file is created;
2. after a crash the file is found again by its nonce among the changes since that token;
3. the attempt is committed before Google is asked, and closed with the digest that it reached.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sheet_templates.desired import DesiredTracker
from sheet_templates.drawing import Facet
from sheet_templates.edits import Plan
from sheet_templates.errors import DriftError
from sheet_templates.plan import plan
from sheet_templates.requests import draw_requests, marked_values, permission_body
from sheet_templates.snapshot import (
    PLAN_FACETS,
    PLAN_FIELDS,
    Snapshot,
    just_created,
    parse_snapshot,
)
from sync.errors import GoogleError, TrackerError
from sync.google.gateway import Gateway
from sync.store.engine import Store
from sync.store.kinds import AttemptState
from sync.store.trackers import (
    AttemptEnd,
    Tracker,
    adopt_spreadsheet,
    close_attempt,
    mark_provisioned,
    open_attempt,
)

MOST_ROUNDS = 3  # people edit meanwhile, or an answer is lost: read and plan again, not for ever

NONCE = "tracksheet_nonce"
"""The appProperties key that marks a file as made for an intent; it is no identity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What carrying out plans needs; `drive_id` is the shared drive the files live in."""

    store: Store
    gateway: Gateway
    drive_id: str
    now: Callable[[], datetime]

    def provision(self, tracker: Tracker, desired: DesiredTracker, *, is_new: bool) -> bool:
        """Make the tracker the desired one; whether there was anything to do.

        `is_new` says that the intent was committed a moment ago, so that no file can exist yet.
        TrackerError names what Google refuses; running again goes on from what is there.
        """
        digest = desired.digest()
        if tracker.desired_sha == digest:
            return False
        try:
            spreadsheet_id, snapshot = self._file(tracker, desired, is_new=is_new)
            self._reach(tracker, desired, spreadsheet_id, snapshot)
        except GoogleError as error:
            raise TrackerError(f"{tracker.public_id}: {error.reason}", error.problems) from error
        except DriftError as error:
            raise TrackerError(f"{tracker.public_id}: {error.reason}") from error
        return True

    def _file(
        self, tracker: Tracker, desired: DesiredTracker, *, is_new: bool
    ) -> tuple[str, Snapshot | None]:
        """The tracker's file, found or made; its snapshot where it is known without reading."""
        if tracker.spreadsheet_id is not None:
            return tracker.spreadsheet_id, None
        found = None if is_new else self._find(tracker)
        made = found or self.gateway.create_spreadsheet(
            desired.title, self.drive_id, {NONCE: tracker.nonce}
        )
        with self.store.writing() as tx:
            adopt_spreadsheet(tx, tracker.id, made, self.now())
        return made, None if found else just_created(desired.title)

    def _find(self, tracker: Tracker) -> str | None:
        """The oldest file made for this intent; younger twins that are empty go to the trash."""
        if tracker.changes_token is None:
            return None
        changes, _ = self.gateway.changes(tracker.changes_token, self.drive_id)
        made = sorted(
            (change.created, change.file_id)
            for change in changes
            if change.app_properties.get(NONCE) == tracker.nonce
            and not (change.removed or change.trashed)
        )
        for _, twin in made[1:]:
            if parse_snapshot(self.gateway.read(twin, PLAN_FIELDS), PLAN_FACETS).is_blank:
                self.gateway.trash(twin)
        return made[0][1] if made else None

    def _reach(
        self,
        tracker: Tracker,
        desired: DesiredTracker,
        spreadsheet_id: str,
        snapshot: Snapshot | None,
    ) -> None:
        for _ in range(MOST_ROUNDS):
            known = snapshot or self._read(spreadsheet_id)
            edits = plan(desired, known)
            if edits.is_empty:
                with self.store.writing() as tx:
                    mark_provisioned(tx, tracker.id, desired.digest(), self.now())
                return
            snapshot = self._attempt(tracker, desired, spreadsheet_id, edits)
        left = plan(desired, snapshot or self._read(spreadsheet_id))
        if not left.is_empty:
            raise TrackerError(
                f"{tracker.public_id}: after {MOST_ROUNDS} rounds the spreadsheet still differs.",
                [str(edit)[:300] for edit in (*left.sharing, *left.drawing, *left.marked)],
            )
        with self.store.writing() as tx:
            mark_provisioned(tx, tracker.id, desired.digest(), self.now())

    def _attempt(
        self, tracker: Tracker, desired: DesiredTracker, spreadsheet_id: str, edits: Plan
    ) -> Snapshot | None:
        """Carry the plan out once; the state after it where the reply tells, else None."""
        plan_sha = hashlib.sha256(repr(edits).encode()).hexdigest()
        with self.store.writing() as tx:
            attempt = open_attempt(tx, tracker.id, plan_sha, self.now())
        try:
            after = self._send(desired, spreadsheet_id, edits)
        except GoogleError as error:
            unsure = error.may_have_applied
            end: AttemptEnd = AttemptState.UNKNOWN if unsure else AttemptState.FAILED
            with self.store.writing() as tx:
                close_attempt(tx, attempt, end, self.now())
            if not unsure:
                raise
            return None
        with self.store.writing() as tx:
            close_attempt(tx, attempt, AttemptState.APPLIED, self.now())
            if after is not None and plan(desired, after).is_empty:
                mark_provisioned(tx, tracker.id, desired.digest(), self.now())
        return after

    def _send(self, desired: DesiredTracker, spreadsheet_id: str, edits: Plan) -> Snapshot | None:
        """Share first, protect second: a person must have the file to edit a range in it."""
        for share in edits.sharing:
            self.gateway.share(spreadsheet_id, permission_body(share))
        after = None
        if edits.drawing:
            reply = self.gateway.draw(spreadsheet_id, draw_requests(edits), PLAN_FIELDS)
            after = replace(
                parse_snapshot(reply, PLAN_FACETS | {Facet.PERMISSIONS}),
                permissions=desired.permissions,
            )
        if edits.marked:
            self.gateway.write_marked(spreadsheet_id, marked_values(edits))
            after = None
        return after

    def _read(self, spreadsheet_id: str) -> Snapshot:
        raw = self.gateway.read(spreadsheet_id, PLAN_FIELDS)
        permissions = self.gateway.permissions(spreadsheet_id)
        return parse_snapshot(raw, PLAN_FACETS | {Facet.PERMISSIONS}, permissions)
