"""The rules about people, laid over a tracker that is drawn: its sharing and protected ranges."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sheet_templates.access_rules import NO_RULES, AccessRules
from sheet_templates.desired.parts import DesiredTab, DesiredTracker
from sheet_templates.drawing import Permission, Protection
from sheet_templates.school import Role
from sheet_templates.team import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changes:
    """The rules for one tracker: whom to take out, whom to put beside whom, who is a group."""

    ended: frozenset[str]
    beside: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, frozenset[str]]


def with_rules(
    tracker: DesiredTracker, team: Team, grade: str, rules: AccessRules
) -> DesiredTracker:
    """The tracker with the rules laid over its sharing and its protected ranges."""
    if rules == NO_RULES:
        return tracker
    changes = _Changes(ended=rules.ended, beside=_beside(rules), groups=_groups(team, grade, rules))
    permissions = _permissions(tracker.permissions, changes)
    return replace(
        tracker,
        permissions=permissions,
        withdrawn=(tracker.withdrawn | rules.ended) - {one.email.lower() for one in permissions},
        tabs=tuple(_tab(tab, changes) for tab in tracker.tabs),
    )


def _beside(rules: AccessRules) -> dict[str, tuple[str, ...]]:
    beside: dict[str, tuple[str, ...]] = {}
    for one in rules.stand_ins:
        beside[one.stands_in_for] = (*beside.get(one.stands_in_for, ()), one.email)
    return beside


def _groups(team: Team, grade: str, rules: AccessRules) -> dict[str, frozenset[str]]:
    """Each group with the persons whom it stands for in this tracker, if there are any."""
    members = {Role.TEACHER: team.teachers, Role.INTERVENTION_STAFF: team.intervention_staff}
    found = {}
    for role, people in members.items():
        address = rules.group_of(role, grade)
        emails = frozenset(person.email.lower() for person in people) - rules.ended
        if address is not None and emails:
            found[address] = emails
    return found


def _permissions(held: tuple[Permission, ...], changes: _Changes) -> tuple[Permission, ...]:
    """One permission for each person or group; nobody twice."""
    grouped = frozenset().union(*changes.groups.values())
    made: dict[str, Permission] = {}
    for one in held:
        email = one.email.lower()
        if email not in changes.ended and email not in grouped:
            made.setdefault(email, one)
        for other in changes.beside.get(email, ()):
            if other not in changes.ended:
                made.setdefault(other, replace(one, email=other))
    for address in changes.groups:
        made.setdefault(address, Permission(email=address, role="writer", kind="group"))
    return tuple(made.values())


def _tab(tab: DesiredTab, changes: _Changes) -> DesiredTab:
    return replace(tab, protections=tuple(_protection(one, changes) for one in tab.protections))


def _protection(held: Protection, changes: _Changes) -> Protection:
    """Editors changed as the sharing is; a group only where all of its persons may edit."""
    names = {email.lower(): email for email in held.editors}
    beside = {other for email in names for other in changes.beside.get(email, ())}
    groups = frozenset(
        address for address, members in changes.groups.items() if members <= names.keys()
    )
    covered = frozenset().union(*(changes.groups[address] for address in groups))
    kept = {email: name for email, name in names.items() if email not in covered}
    added = {other: other for other in beside if other not in kept}
    editors = {email: name for email, name in (kept | added).items() if email not in changes.ended}
    return replace(held, editors=frozenset(editors.values()), groups=groups)
