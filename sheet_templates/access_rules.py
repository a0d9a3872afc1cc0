"""What is decided about people beside the roster: ended access, stand-ins, groups for roles.

The roster says who is at the school; these rules say whose access has ended although the roster
still has them, who stands in for whom until when, and which Google Group stands for a role. They
are laid over a tracker after it is drawn, so that no tab has to know of them.
"""

from dataclasses import dataclass, replace
from datetime import date

from sheet_templates.school import Assignment, Role, Roster, StaffMember

_STAND_IN = "stand-in "


def is_stand_in(sourced_id: str) -> bool:
    """Whether this is somebody from outside the roster who stands in for one on it."""
    return sourced_id.startswith(_STAND_IN)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """Somebody who may do what another person may, to the end of a day; addresses in lower case."""

    email: str
    name: str
    stands_in_for: str
    until: date

    @property
    def sourced_id(self) -> str:
        """Who they are to the pages; no id of a roster looks so."""
        return f"{_STAND_IN}{self.email}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGroup:
    """A Google Group that stands for everybody of a role; `grade` None is the whole school."""

    role: Role
    grade: str | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRules:
    """The rules as of a day; addresses in lower case."""

    ended: frozenset[str] = frozenset()
    stand_ins: tuple[StandIn, ...] = ()
    groups: tuple[RoleGroup, ...] = ()

    def group_of(self, role: Role, grade: str) -> str | None:
        """The group that stands for a role in a grade's tracker; the grade's own comes first."""
        found = [one for one in self.groups if one.role is role and one.grade in {grade, None}]
        found.sort(key=lambda one: one.grade is None)
        return found[0].address if found else None


NO_RULES = AccessRules()


def roster_as_of(roster: Roster, rules: AccessRules) -> Roster:
    """Who is at the school: without those whose access has ended, with those who stand in.

    A stand-in has the role and the classes of the person, and is the first of a class only where
    that person's own access has ended. A colleague keeps their own; for whom they stand in is told.
    """
    if not (rules.ended or rules.stand_ins):
        return roster
    by_email = {person.email.lower(): person for person in roster.staff}
    pairs = [
        (_as_staff(one, by_email[one.stands_in_for]), by_email[one.stands_in_for])
        for one in rules.stand_ins
        if one.stands_in_for in by_email and one.email not in by_email
    ]
    stand_ins = tuple(
        (by_email[one.email].sourced_id if one.email in by_email else one.sourced_id, person)
        for one in rules.stand_ins
        if one.stands_in_for in by_email
        for person in (by_email[one.stands_in_for].sourced_id,)
    )
    gone = {p.sourced_id for p in roster.staff if p.email.lower() in rules.ended}
    return replace(
        roster,
        stand_ins=stand_ins,
        staff=(
            *(person for person in roster.staff if person.sourced_id not in gone),
            *(staff for staff, _ in pairs),
        ),
        leaders=tuple(one for one in roster.leaders if one.email.lower() not in rules.ended),
        assignments=(
            *(one for one in roster.assignments if one.staff_member not in gone),
            *(
                replace(
                    one,
                    staff_member=staff.sourced_id,
                    is_primary=one.is_primary and person.sourced_id in gone,
                )
                for staff, person in pairs
                for one in _of(roster, person)
            ),
        ),
    )


def _of(roster: Roster, person: StaffMember) -> list[Assignment]:
    return [one for one in roster.assignments if one.staff_member == person.sourced_id]


def _as_staff(stand_in: StandIn, person: StaffMember) -> StaffMember:
    given, _, family = stand_in.name.rpartition(" ")
    return StaffMember(
        sourced_id=stand_in.sourced_id,
        given_name=given,
        family_name=family or stand_in.email,
        email=stand_in.email,
        role=person.role,
    )
