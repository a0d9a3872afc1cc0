"""A tracker whose school year is over: read-only for everybody but its keepers, and kept whole."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from sheet_templates.desired.brief import Tell, english
from sheet_templates.drawing import Area, Facet, Permission, Protection
from sheet_templates.edits import ChangeAccess, Plan, Protect
from sheet_templates.errors import DriftError
from sheet_templates.identity import stable_id
from sheet_templates.locked_out import is_locked
from sheet_templates.sentences import sentence
from sheet_templates.snapshot import Snapshot, SnapshotTab

READER = "reader"
_CALLED = sentence("The school year is over: kept as it was")


def close_plan(
    tracker_id: str, snapshot: Snapshot, keepers: frozenset[str], tell: Tell = english
) -> Plan:
    """The edits after which nobody but the keepers can change anything.

    Everybody else may read on; each tab, also one that people added, is protected as a whole, and
    the protections within stay for the keepers alone. No cell is written. `tell` says what a
    protection is called in the tracker's language. DriftError for a protection that shuts the
    service out.
    """
    called = tell(_CALLED)
    return Plan(
        sharing=tuple(_readers(snapshot, keepers)),
        drawing=tuple(
            edit
            for tab in snapshot.tabs
            for edit in _protections(tab, _whole(tracker_id, tab, keepers, called))
        ),
    )


def closing_digest(tracker_id: str, keepers: frozenset[str]) -> str:
    """The digest of the closed state, kept as that of the state that was reached last."""
    return hashlib.sha256(f"closed {tracker_id} {sorted(keepers)}".encode()).hexdigest()


def _readers(snapshot: Snapshot, keepers: frozenset[str]) -> Iterator[ChangeAccess]:
    if Facet.PERMISSIONS not in snapshot.facets:
        return
    kept = {email.lower() for email in keepers}
    for held in snapshot.permissions:
        if held.role in {"writer", "commenter"} and held.email not in kept:
            yield ChangeAccess(
                permission_id=snapshot.permission_ids[held.email],
                permission=Permission(email=held.email, role=READER),
            )


def _whole(tracker_id: str, tab: SnapshotTab, keepers: frozenset[str], called: str) -> Protection:
    return Protection(
        protected_range_id=stable_id(tracker_id, "protection", "closed", str(tab.sheet_id)),
        description=called,
        area=Area(sheet_id=tab.sheet_id),
        editors=keepers,
    )


def _protections(tab: SnapshotTab, whole: Protection) -> Iterator[Protect]:
    held = {one.protected_range_id: one for one in tab.protections}
    for known in tab.protections:
        if is_locked(known):
            raise DriftError(
                sentence(
                    "The protection %(name)s of the tab %(tab)s shuts the service out. Add the "
                    "service there (Data, Protect sheets and ranges) or delete that protection, "
                    "then run it again; nothing was written.",
                    name=repr(known.description),
                    tab=tab.title,
                )
            )
        if (
            known.protected_range_id != whole.protected_range_id
            and not known.editors <= whole.editors
        ):
            yield Protect(protection=replace(known, editors=whole.editors), replaces=True)
    if held.get(whole.protected_range_id) != whole:
        yield Protect(protection=whole, replaces=whole.protected_range_id in held)
