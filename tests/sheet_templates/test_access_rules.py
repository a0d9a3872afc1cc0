"""Who is at the school as of a day: the roster, less whose access has ended, more who stands in."""

from datetime import date

from sheet_templates.access_rules import AccessRules, RoleGroup, StandIn, roster_as_of
from sheet_templates.school import Assignment, Role
from tests.store.builders import MAPLE

RUIZ, BADRU, COLE = (person.email for person in MAPLE.staff)


def stand_in(person: str, email: str = "sub@agency.example", name: str = "Sue Sub") -> StandIn:
    return StandIn(email=email, name=name, stands_in_for=person, until=date(2027, 5, 28))


def held(assignments: tuple[Assignment, ...]) -> list[tuple[str, bool]]:
    return [(one.staff_member, one.is_primary) for one in assignments]


def test_without_rules_the_roster_says_it_all() -> None:
    assert roster_as_of(MAPLE, AccessRules()) is MAPLE


def test_who_stands_in_is_second_while_the_person_is_there_and_first_once_they_are_not() -> None:
    one = stand_in(RUIZ)
    beside = roster_as_of(MAPLE, AccessRules(stand_ins=(one,)))
    alone = roster_as_of(MAPLE, AccessRules(stand_ins=(one,), ended=frozenset({RUIZ})))
    assert held(beside.assignments) == [("t-10", True), (one.sourced_id, False)]
    assert held(alone.assignments) == [(one.sourced_id, True)]
    assert [person.email for person in beside.staff] == [RUIZ, BADRU, COLE, one.email]
    assert [person.email for person in alone.staff] == [BADRU, COLE, one.email]
    assert (alone.staff[-1].given_name, alone.staff[-1].family_name) == ("Sue", "Sub")
    assert alone.staff[-1].role is Role.TEACHER
    assert beside.stand_ins == alone.stand_ins == ((one.sourced_id, "t-10"),)


def test_a_colleague_who_stands_in_keeps_what_is_their_own() -> None:
    now = roster_as_of(MAPLE, AccessRules(stand_ins=(stand_in(RUIZ, email=COLE),)))
    assert (now.staff, now.assignments) == (MAPLE.staff, MAPLE.assignments)
    assert now.stand_ins == (("t-3", "t-10"),)


def test_who_stands_in_for_somebody_that_has_left_stands_in_for_nobody() -> None:
    rules = AccessRules(stand_ins=(stand_in("gone@maple.example"),))
    assert roster_as_of(MAPLE, rules) == MAPLE


def test_of_two_groups_the_grades_own_stands_for_the_role() -> None:
    school, grade, aides = (
        RoleGroup(role=Role.TEACHER, grade=None, address="school"),
        RoleGroup(role=Role.TEACHER, grade="02", address="second"),
        RoleGroup(role=Role.INTERVENTION_STAFF, grade=None, address="aides"),
    )
    rules = AccessRules(groups=(school, grade, aides))
    asked = [(Role.TEACHER, "02"), (Role.TEACHER, "KG"), (Role.INTERVENTION_STAFF, "02")]
    assert [rules.group_of(*one) for one in asked] == ["second", "school", "aides"]
    assert AccessRules(groups=(grade,)).group_of(Role.TEACHER, "KG") is None
