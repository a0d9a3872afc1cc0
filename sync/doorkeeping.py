"""Looking at who can reach a tracker and what is protected in it, putting it right, taking out.

Permissions of a file go one after the other: of two at the same time Google keeps the last.
Every change is followed by another look, and only what that look shows is told as done.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sheet_templates.desired import DesiredTracker
from sheet_templates.drawing import Facet, Protection
from sheet_templates.edits import Plan, Protect
from sheet_templates.errors import DriftError
from sheet_templates.plan import plan
from sheet_templates.requests import draw_requests, permission_body
from sheet_templates.sentences import sentence
from sheet_templates.snapshot import PLAN_FACETS, PLAN_FIELDS, Snapshot, parse_snapshot
from sync.domain.audit import (
    Finding,
    FindingKind,
    Held,
    Known,
    Repair,
    judge_filter_views,
    judge_protections,
    judge_sharing,
)
from sync.errors import GoogleError
from sync.google.gateway import Gateway, Json

RANGES = (
    "sheets(properties(sheetId,title),protectedRanges(protectedRangeId,description,range,"
    "warningOnly,unprotectedRanges,editors))"
)
"""The mask of a read of protected ranges alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut:
    """What was taken from somebody in one tracker, and what reading back still shows."""

    had_file: bool
    ranges: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def is_proved(self) -> bool:
        """Whether reading back shows nothing of them."""
        return not self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look at a tracker shows: what is wrong, who has the file, which ranges are protected.

    Without a file that can be looked at there is only the finding that says so.
    """

    findings: tuple[Finding, ...]
    held: tuple[Held, ...] = ()
    ranges: tuple[Protection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorkeeping:
    """The doors of trackers, through one gateway."""

    gateway: Gateway

    def held(self, spreadsheet_id: str) -> list[Held]:
        """Everybody who can reach the file, members of the drive included."""
        return [_held(entry) for entry in self.gateway.all_permissions(spreadsheet_id)]

    def look(self, spreadsheet_id: str, desired: DesiredTracker | None, known: Known) -> Look:
        """What is so, and what of it is wrong; a file that cannot be looked at is a finding too.

        GoogleError where Google could not be reached: then nothing is known.
        """
        try:
            held = self.held(spreadsheet_id)
            findings = judge_sharing(desired, held, known)
            ranges: tuple[Protection, ...] = ()
            if desired is not None:
                raw = self.gateway.read(spreadsheet_id, PLAN_FIELDS)
                snapshot = parse_snapshot(raw, PLAN_FACETS)
                ranges = tuple(one for tab in snapshot.tabs for one in tab.protections)
                findings += _judged(desired, snapshot, known)
        except GoogleError as error:
            if error.code not in {403, 404}:
                raise
            said = sentence(
                "The file cannot be looked at (%(reason)s); was it moved or deleted?",
                reason=error.reason,
            )
            return Look(findings=(_unreadable(said),))
        return Look(findings=tuple(findings), held=tuple(held), ranges=ranges)

    def repair(self, spreadsheet_id: str, findings: Collection[Finding]) -> None:
        """Put right what each finding names: close, open, then draw, in this order."""
        for one in findings:
            if one.permission_id is not None:
                self.gateway.withdraw(spreadsheet_id, one.permission_id)
        for one in findings:
            if one.share is not None:
                self.gateway.share(spreadsheet_id, permission_body(one.share))
        edits = Plan(drawing=tuple(one.edit for one in findings if one.edit is not None))
        if edits.drawing:
            self.gateway.draw(spreadsheet_id, draw_requests(edits), "spreadsheetId")

    def take_out(self, spreadsheet_id: str, email: str, desired: DesiredTracker | None) -> TakenOut:
        """Take the file and all ranges from a person or a group, but for what `desired` gives.

        The file goes first: without it a range is worth nothing.
        """
        own = [one for one in self.held(spreadsheet_id) if _is_theirs(one, email)]
        keeps_file = desired is not None and email in {p.email.lower() for p in desired.permissions}
        closable = [] if keeps_file else [one for one in own if _can_close(one)]
        for one in closable:
            self.gateway.withdraw(spreadsheet_id, one.permission_id)
        kept = _kept_ranges(desired, email)
        edits = _without(self._ranges(spreadsheet_id), email, kept)
        if edits:
            self.gateway.draw(
                spreadsheet_id, draw_requests(Plan(drawing=tuple(edits))), "spreadsheetId"
            )
        return TakenOut(
            had_file=bool(closable),
            ranges=tuple(edit.protection.description for edit in edits),
            left=tuple(self._left(spreadsheet_id, email, kept, keeps_file=keeps_file)),
        )

    def _left(
        self, spreadsheet_id: str, email: str, kept: frozenset[int], *, keeps_file: bool
    ) -> list[str]:
        """What reading back shows; that a link is open concerns them as well."""
        left = []
        for one in self.held(spreadsheet_id):
            if _is_theirs(one, email) and not keeps_file:
                way = "as a member of the shared drive" if one.is_inherited else f"as {one.role}"
                left.append(f"{email} still has the file, {way}")
            elif one.kind in {"anyone", "domain"}:
                left.append("the file is open to " + (one.address or "anyone who has the link"))
            elif one.kind == "group" and one.address != email and not keeps_file:
                left.append(f"the file is shared with the group {one.address}: take them out there")
        ranges = self._ranges(spreadsheet_id)
        left += [
            f"{email} may still edit {edit.protection.description}"
            for edit in _without(ranges, email, kept)
        ]
        return left + [
            f"who may edit {one.description} cannot be seen: the service was taken out of it"
            for tab in ranges.tabs
            for one in tab.protections
            if not (one.editors or one.warns_only)
        ]

    def _ranges(self, spreadsheet_id: str) -> Snapshot:
        raw = self.gateway.read(spreadsheet_id, RANGES)
        return parse_snapshot(raw, frozenset({Facet.PROTECTIONS}))


def _judged(desired: DesiredTracker, snapshot: Snapshot, known: Known) -> list[Finding]:
    try:
        # Where columns wait to be moved, a plan would do that first and say nothing of the rights.
        edits = plan(desired.unmoved or desired, snapshot)
    except DriftError as error:
        return [_unreadable(error.reason)]
    return judge_protections(snapshot, edits, known) + judge_filter_views(snapshot, edits)


def _held(entry: Json) -> Held:
    details = entry.get("permissionDetails", ())
    return Held(
        permission_id=entry["id"],
        kind=entry["type"],
        address=(entry.get("emailAddress") or entry.get("domain") or "").lower(),
        role=entry["role"],
        is_inherited=bool(details) and all(one.get("inherited") for one in details),
    )


def _unreadable(said: str) -> Finding:
    return Finding(
        kind=FindingKind.UNREADABLE,
        key="unreadable",
        sentence=said,
        repair=Repair.BY_HAND,
    )


def _is_theirs(one: Held, address: str) -> bool:
    return one.kind in {"user", "group"} and one.address == address


def _can_close(one: Held) -> bool:
    return not one.is_inherited and one.role != "owner"


def _kept_ranges(desired: DesiredTracker | None, email: str) -> frozenset[int]:
    return frozenset(
        one.protected_range_id
        for tab in (desired.tabs if desired else ())
        for one in tab.protections
        if email in _listed(one)
    )


def _without(snapshot: Snapshot, email: str, kept: frozenset[int]) -> list[Protect]:
    """The ranges that somebody may edit and should not, each without them."""
    return [
        Protect(protection=_taken_from(one, email), replaces=True)
        for tab in snapshot.tabs
        for one in tab.protections
        if one.protected_range_id not in kept and email in _listed(one)
    ]


def _listed(protection: Protection) -> set[str]:
    return {one.lower() for one in (*protection.editors, *protection.groups)}


def _taken_from(protection: Protection, email: str) -> Protection:
    editors = frozenset(one for one in protection.editors if one.lower() != email)
    groups = frozenset(one for one in protection.groups if one.lower() != email)
    return replace(protection, editors=editors, groups=groups)
