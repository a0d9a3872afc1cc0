"""What is wrong with a tracker's sharing and protected ranges, as sentences for its owner.

Pure: what Google says goes in, findings come out. What is not known is said so; nobody gets a
right because they were found to have one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sheet_templates.desired.parts import DesiredTracker
from sheet_templates.drawing import Permission, Protection
from sheet_templates.edits import InsertLines, Plan, Protect, SetFilterView
from sheet_templates.sentences import Sentence, Value, sentence, together
from sheet_templates.snapshot import Snapshot, SnapshotTab

THE_SERVICE = sentence("the service")
"""The role of the account that Tracksheet itself works with."""


class FindingKind(StrEnum):
    """What kind of thing is wrong."""

    LINK = "open by link"
    DOMAIN = "open to a domain"
    STRANGER = "stranger"
    ENDED = "access has ended"
    ROLE = "wrong role"
    NOT_SHARED = "not shared"
    MEMBER = "member of the drive"
    PROTECTION_LOST = "protection lost"
    PROTECTION_CHANGED = "protection changed"
    VIEW_LOST = "filter view lost"
    VIEW_CHANGED = "filter view changed"
    UNREADABLE = "cannot be looked at"

    @property
    def is_outside(self) -> bool:
        """Whether somebody can reach the file who was not given it by the school."""
        return self in {
            FindingKind.LINK,
            FindingKind.DOMAIN,
            FindingKind.STRANGER,
            FindingKind.ENDED,
            FindingKind.MEMBER,
        }

    @property
    def is_protection(self) -> bool:
        """Whether cells are open that should be protected."""
        return self in {FindingKind.PROTECTION_LOST, FindingKind.PROTECTION_CHANGED}


class Repair(StrEnum):
    """How a finding is repaired."""

    AT_ONCE = "at once"
    AFTER_A_YES = "after a yes"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One permission of a file as Drive lists it; the address is that of a domain for a domain."""

    permission_id: str
    kind: str  # Drive's: user, group, domain, anyone
    address: str
    role: str
    is_inherited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong, and what would repair it; `key` stays the same while it lasts."""

    kind: FindingKind
    key: str
    sentence: str
    repair: Repair
    permission_id: str | None = None
    share: Permission | None = None
    edit: Protect | SetFilterView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whom the school knows: names by address, who answers for the trackers, whose access ended.

    `service` is the service's own address. All addresses are in lower case.
    """

    names: Mapping[str, str]
    owners: frozenset[str]
    service: str
    ended: frozenset[str] = field(default_factory=frozenset)

    def name(self, address: str) -> str:
        """A name as people read it, else the address."""
        return self.names.get(address, address)

    def is_outside(self, address: str) -> bool:
        """Whether an address is of no domain that the school's people have."""
        return address.rpartition("@")[2] not in {one.rpartition("@")[2] for one in self.names}


_CAN = {
    "reader": sentence("view"),
    "commenter": sentence("comment on"),
    "writer": sentence("edit"),
    "fileOrganizer": sentence("edit"),
    "organizer": sentence("edit"),
    "owner": sentence("edit"),
}
_RANK = ("reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")


def judge_sharing(
    desired: DesiredTracker | None, held: Iterable[Held], known: Known
) -> list[Finding]:
    """What is wrong with whom a file is shared with.

    Without `desired` (a tracker that the roster no longer asks for) everybody whom the school
    knows may have it.
    """
    listed = list(held)
    wanted = {one.email.lower(): one for one in desired.permissions} if desired else {}
    findings = [found for one in listed for found in _of_permission(one, desired, wanted, known)]
    has = {one.address.lower() for one in listed}
    for address, permission in wanted.items():
        if address not in has:
            findings.append(
                Finding(
                    kind=FindingKind.NOT_SHARED,
                    key=f"not shared {address}",
                    sentence=sentence(
                        "%(address)s should have it and does not.", address=known.name(address)
                    ),
                    repair=Repair.AT_ONCE,
                    share=permission,
                )
            )
    return findings


def _of_permission(
    one: Held, desired: DesiredTracker | None, wanted: Mapping[str, Permission], known: Known
) -> Iterator[Finding]:
    address, can = one.address.lower(), _CAN.get(one.role, one.role)
    if one.kind == "anyone":
        said = sentence("Anyone who has the link can %(can)s it.", can=can)
        yield _to_close(FindingKind.LINK, one, said, Repair.AT_ONCE)
    elif one.kind == "domain":
        said = sentence("Everybody at %(address)s can %(can)s it.", address=address, can=can)
        yield _to_close(FindingKind.DOMAIN, one, said, Repair.AT_ONCE)
    elif address in wanted and address not in known.ended:
        yield from _of_role(one, wanted[address], known)
    elif address != known.service and not (one.is_inherited and address in known.owners):
        yield from _of_stranger(one, desired, known)


def _of_role(one: Held, wanted: Permission, known: Known) -> Iterator[Finding]:
    """Less than it should be; more comes only from the drive or from owning the file."""
    if _RANK.index(one.role) < _RANK.index(wanted.role):
        name, can, should = known.name(one.address.lower()), _CAN[one.role], _CAN[wanted.role]
        yield Finding(
            kind=FindingKind.ROLE,
            key=f"role {one.address.lower()}",
            sentence=sentence(
                "%(name)s can only %(can)s it and should be able to %(should)s it.",
                name=name,
                can=can,
                should=should,
            ),
            repair=Repair.AT_ONCE,
            share=wanted,
        )


def _of_stranger(one: Held, desired: DesiredTracker | None, known: Known) -> Iterator[Finding]:
    address, can = one.address.lower(), _CAN.get(one.role, one.role)
    name = known.name(address)
    if one.is_inherited:
        yield Finding(
            kind=FindingKind.MEMBER,
            key=f"member {address}",
            sentence=(
                sentence(
                    "%(name)s is a member of the shared drive and so can %(can)s every tracker "
                    "in it. Take them out in Drive, Manage members, unless that is meant.",
                    name=name,
                    can=can,
                )
            ),
            repair=Repair.BY_HAND,
        )
    elif one.role == "owner":
        yield Finding(
            kind=FindingKind.STRANGER,
            key=f"owner {address}",
            sentence=sentence(
                "%(name)s owns the file; only they can hand it over, in Drive.", name=name
            ),
            repair=Repair.BY_HAND,
        )
    elif address in known.ended:
        said = sentence(
            "The access of %(name)s has ended, and they can still %(can)s it.", name=name, can=can
        )
        yield _to_close(FindingKind.ENDED, one, said, Repair.AT_ONCE)
    elif desired is None and address in known.names:
        return
    elif one.kind == "group":
        said = sentence(
            "The group %(address)s can %(can)s it; who is in it cannot be seen from here.",
            address=address,
            can=can,
        )
        yield _to_close(FindingKind.STRANGER, one, said, Repair.AFTER_A_YES)
    elif known.is_outside(address):
        said = sentence(
            "%(address)s can %(can)s it and has no address of the school.",
            address=address,
            can=can,
        )
        yield _to_close(FindingKind.STRANGER, one, said, Repair.AFTER_A_YES)
    else:
        said = sentence(
            "%(name)s can %(can)s it and is not on this tracker's team.", name=name, can=can
        )
        yield _to_close(FindingKind.STRANGER, one, said, Repair.AFTER_A_YES)


def _to_close(kind: FindingKind, one: Held, sentence: str, repair: Repair) -> Finding:
    return Finding(
        kind=kind,
        key=f"{one.kind} {one.address.lower()}",
        sentence=sentence,
        repair=repair,
        permission_id=one.permission_id,
    )


def judge_protections(snapshot: Snapshot, edits: Plan, known: Known) -> list[Finding]:
    """What the plan would do to protected ranges, as what has happened to them."""
    grown = {edit.sheet_id for edit in edits.drawing if isinstance(edit, InsertLines)}
    return [
        found
        for edit in edits.drawing
        if isinstance(edit, Protect)
        for found in _of_protection(edit, snapshot, known, grown)
    ]


def judge_filter_views(snapshot: Snapshot, edits: Plan) -> list[Finding]:
    """What the plan would do to filter views, as what has happened to them."""
    grown = {edit.sheet_id for edit in edits.drawing if isinstance(edit, InsertLines)}
    return [
        _of_view(edit, tab)
        for edit in edits.drawing
        if isinstance(edit, SetFilterView)
        and (tab := snapshot.tab(edit.view.area.sheet_id)) is not None
        and not (edit.replaces and tab.sheet_id in grown)  # it is only set anew where lines move
    ]


def _of_view(edit: SetFilterView, tab: SnapshotTab) -> Finding:
    view = edit.view
    names: dict[str, Value] = {"view": view.title, "tab": tab.title}
    said = sentence('The filter view "%(view)s" on the tab %(tab)s is gone.', **names)
    if edit.replaces:
        said = sentence(
            'The filter view "%(view)s" on the tab %(tab)s was changed: it picks or sorts other '
            "rows.",
            **names,
        )
    return Finding(
        kind=FindingKind.VIEW_CHANGED if edit.replaces else FindingKind.VIEW_LOST,
        key=f"filter view {view.filter_view_id}",
        sentence=said,
        repair=Repair.AT_ONCE,
        edit=edit,
    )


def _of_protection(
    edit: Protect, snapshot: Snapshot, known: Known, grown: set[int]
) -> Iterator[Finding]:
    wanted = edit.protection
    tab = snapshot.tab(wanted.area.sheet_id)
    if tab is None:
        return  # a tab that is gone is the planner's to make, with its protections
    held = next(
        (one for one in tab.protections if one.protected_range_id == wanted.protected_range_id),
        None,
    )
    if held is None:
        yield Finding(
            kind=FindingKind.PROTECTION_LOST,
            key=f"protection {wanted.protected_range_id}",
            sentence=(
                sentence(
                    'The protection "%(description)s" on the tab %(tab)s is gone: everybody who '
                    "has the file can edit there.",
                    description=wanted.description,
                    tab=tab.title,
                )
            ),
            repair=Repair.AT_ONCE,
            edit=edit,
        )
        return
    changes = list(_changes(held, wanted, known, is_moved=wanted.area.sheet_id not in grown))
    if changes:
        yield Finding(
            kind=FindingKind.PROTECTION_CHANGED,
            key=f"protection {wanted.protected_range_id}",
            sentence=(
                sentence(
                    'The protection "%(description)s" on the tab %(tab)s was changed: %(changes)s.',
                    description=wanted.description,
                    tab=tab.title,
                    changes=together(changes, between=", "),
                )
            ),
            repair=Repair.AT_ONCE,
            edit=edit,
        )


def _changes(
    held: Protection, wanted: Protection, known: Known, *, is_moved: bool
) -> Iterator[Sentence]:
    if held.warns_only:
        yield sentence("it only warns")
    if held.for_domain:
        yield sentence("everybody of the domain may edit there")
    more = (held.editors | held.groups) - (wanted.editors | wanted.groups)
    fewer = (wanted.editors | wanted.groups) - (held.editors | held.groups)
    if more:
        yield sentence("%(names)s may edit there too", names=_names(more, known))
    if fewer and not held.warns_only:
        yield sentence("%(names)s may not edit there any more", names=_names(fewer, known))
    if held.open_areas:
        yield sentence("parts of it are open to everybody")
    if is_moved and held.area != wanted.area:
        yield sentence("it covers other cells")


def _names(addresses: Iterable[str], known: Known) -> str:
    return ", ".join(sorted(known.name(address.lower()) for address in addresses))
