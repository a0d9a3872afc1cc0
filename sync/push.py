"""Carry a plan out: make or find the file, share it, draw it in one batch, verify from the reply.

Level-triggered: what is desired is known, what is there is read, and the plan is made again after
any failure. Nothing here remembers steps; a run that is broken off anywhere is finished by running
again. In the order of the code:

1. the intent (nonce, Drive's page token from before) is committed before the file is created;
2. after a crash the file is found again by its nonce among the changes since that token;
3. the attempt is committed before Google is asked, and closed with the digest that it reached;
4. values go before the batch where they can, because the batch's reply is the next read.

What a plan was made from is kept before the plan is carried out, where somebody asks for it: a
write may put right what people disturbed, and then no later read says that it ever was so.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sheet_templates.desired import DesiredTracker
from sheet_templates.drawing import Facet
from sheet_templates.edits import ChangeAccess, Plan, Share, SharingEdit, Withdraw
from sheet_templates.errors import DriftError
from sheet_templates.plan import plan
from sheet_templates.requests import (
    draw_requests,
    marked_formulas,
    marked_values,
    permission_body,
)
from sheet_templates.sentences import about, sentence
from sheet_templates.snapshot import (
    PLAN_FACETS,
    PLAN_FIELDS,
    Snapshot,
    just_created,
    parse_snapshot,
)
from sync.errors import GoogleError, TrackerError
from sync.google.gateway import NONCE, Gateway
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

MOST_ROUNDS = 4  # people edit meanwhile, or an answer is lost: read and plan again, not for ever


Planner = Callable[[Snapshot], Plan]
"""What it takes from a snapshot to the state that is wanted."""

Keep = Callable[[Tracker, Snapshot], bool]
"""Stores a tracker as it reads; whether that says something which was not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A plan that was carried out, and the snapshot that it was made from."""

    plan: Plan
    before: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The rounds that it took to reach a state, and the spreadsheet in it.

    `put_off`: `after` says something that was not known, so the state was made of too little, and
    is not reached.
    """

    spreadsheet_id: str
    rounds: tuple[Round, ...]
    after: Snapshot
    put_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What carrying out plans needs; `drive_id` is the shared drive the files live in.

    `keep` is given the snapshot that a plan was made from, before anything is sent. Where it says
    something new, the plan is put off: what is wanted may be another thing now.
    """

    store: Store
    gateway: Gateway
    drive_id: str
    now: Callable[[], datetime]
    keep: Keep | None = None

    def provision(self, tracker: Tracker, desired: DesiredTracker, *, is_new: bool) -> Reached:
        """Make the tracker the desired one; what was done for it, nothing if it was so.

        `is_new` says that the intent was committed a moment ago, so that no file can exist yet.
        TrackerError names what Google refuses or what a person has to put right first; running
        again goes on from what is there.
        """

        def work() -> Reached:
            spreadsheet_id, snapshot = self._file(tracker, desired, is_new=is_new)
            return self._reach(
                tracker,
                spreadsheet_id,
                lambda known: plan(desired, known),
                desired.digest(),
                snapshot,
            )

        return _naming(tracker, work)

    def settle(
        self, tracker: Tracker, planner: Planner, digest: str, known: Snapshot | None = None
    ) -> Reached:
        """Bring a tracker that has its file to where `planner` finds nothing to do.

        `known` is the spreadsheet as read a moment ago, where it was.
        """
        spreadsheet_id = _spreadsheet_of(tracker)
        return _naming(
            tracker, lambda: self._reach(tracker, spreadsheet_id, planner, digest, known)
        )

    def look(self, tracker: Tracker) -> Snapshot:
        """The tracker's spreadsheet as it is, with everything that a plan compares."""
        return _naming(tracker, lambda: self._read(_spreadsheet_of(tracker)))

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
        spreadsheet_id: str,
        planner: Planner,
        digest: str,
        snapshot: Snapshot | None,
    ) -> Reached:
        """Read and plan and send until nothing is left to do; the rounds that it took."""
        rounds: list[Round] = []
        while True:
            known = snapshot or self._read(spreadsheet_id)
            edits = planner(known)
            if edits.is_empty:
                with self.store.writing() as tx:
                    mark_provisioned(tx, tracker.id, digest, self.now())
                return Reached(spreadsheet_id=spreadsheet_id, rounds=tuple(rounds), after=known)
            if len(rounds) == MOST_ROUNDS:
                raise TrackerError(
                    sentence(
                        "%(tracker)s: after %(rounds)s rounds the spreadsheet still differs.",
                        tracker=tracker.public_id,
                        rounds=MOST_ROUNDS,
                    ),
                    [str(edit)[:300] for edit in (*edits.sharing, *edits.drawing, *edits.marked)],
                )
            if not rounds and self.keep is not None and self.keep(tracker, known):
                return Reached(spreadsheet_id=spreadsheet_id, rounds=(), after=known, put_off=True)
            rounds.append(Round(plan=edits, before=known))
            snapshot = self._attempt(tracker, spreadsheet_id, known, edits)

    def _attempt(
        self, tracker: Tracker, spreadsheet_id: str, known: Snapshot, edits: Plan
    ) -> Snapshot | None:
        """Carry the plan out once; the state after it where the replies tell, else None."""
        plan_sha = hashlib.sha256(repr(edits).encode()).hexdigest()
        with self.store.writing() as tx:
            attempt = open_attempt(tx, tracker.id, plan_sha, self.now())
        try:
            after = self._send(spreadsheet_id, known, edits)
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
        return after

    def _send(self, spreadsheet_id: str, known: Snapshot, edits: Plan) -> Snapshot | None:
        """Share first, protect second: a person must have the file to edit a range in it.

        Drive keeps only the last of permission calls that overlap, so they go one by one.
        """
        for edit in edits.sharing:
            share(self.gateway, spreadsheet_id, edit)
        values_first = bool(edits.marked and edits.drawing and edits.values_can_go_first)
        if values_first:
            self._write_marked(spreadsheet_id, edits)
        after = _shared(known, edits)
        if edits.drawing:
            reply = self.gateway.draw(spreadsheet_id, draw_requests(edits), PLAN_FIELDS)
            drawn = parse_snapshot(reply, PLAN_FACETS | {Facet.PERMISSIONS})
            after = replace(
                drawn, permissions=after.permissions, permission_ids=after.permission_ids
            )
        if edits.marked and not values_first:
            self._write_marked(spreadsheet_id, edits)
            return None
        return after

    def _write_marked(self, spreadsheet_id: str, edits: Plan) -> None:
        """Values as they are, then formulas, each in one request where there are any."""
        if values := marked_values(edits):
            self.gateway.write_marked(spreadsheet_id, values)
        if formulas := marked_formulas(edits):
            self.gateway.write_marked(spreadsheet_id, formulas, "USER_ENTERED")

    def _read(self, spreadsheet_id: str) -> Snapshot:
        raw = self.gateway.read(spreadsheet_id, PLAN_FIELDS)
        permissions = self.gateway.permissions(spreadsheet_id)
        return parse_snapshot(raw, PLAN_FACETS | {Facet.PERMISSIONS}, permissions)


def share(gateway: Gateway, spreadsheet_id: str, edit: SharingEdit) -> None:
    """Open the file to somebody, change what they may do, or close it."""
    match edit:
        case Share(permission=permission):
            gateway.share(spreadsheet_id, permission_body(permission))
        case ChangeAccess(permission_id=held, permission=permission):
            gateway.change_access(spreadsheet_id, held, permission.role)
        case Withdraw(permission_id=held):
            gateway.withdraw(spreadsheet_id, held)


def _shared(known: Snapshot, edits: Plan) -> Snapshot:
    """Whom the file is shared with after the plan; Drive has answered each of its calls."""
    held = {permission.email: permission for permission in known.permissions}
    for edit in edits.sharing:
        if isinstance(edit, Withdraw):
            held.pop(edit.email, None)
        else:
            email = edit.permission.email.lower()
            held[email] = replace(edit.permission, email=email)
    return replace(known, permissions=tuple(held.values()))


def _spreadsheet_of(tracker: Tracker) -> str:
    if tracker.spreadsheet_id is None:
        raise TrackerError(
            sentence(
                "%(tracker)s has no spreadsheet yet; apply makes it.", tracker=tracker.public_id
            )
        )
    return tracker.spreadsheet_id


Done = TypeVar("Done")


def _naming(tracker: Tracker, work: Callable[[], Done]) -> Done:
    """Do the work; what goes wrong names the tracker."""
    try:
        return work()
    except GoogleError as error:
        raise TrackerError(
            about(tracker.public_id, error.reason),
            error.problems,
        ) from error
    except DriftError as error:
        raise TrackerError(about(tracker.public_id, error.reason)) from error
