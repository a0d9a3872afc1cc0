from dataclasses import replace

import pytest

from service.access import (
    Action,
    DutiesOf,
    LettersOf,
    NotesIn,
    OneTracker,
    Person,
    Subject,
    WholeSchool,
    may,
)
from sheet_templates.school import Role

BADRU = Person(sourced_id="badru", name="Ada Badru", role=Role.DOCUMENT_OWNER)
RUIZ = Person(
    sourced_id="ruiz", name="Rosa Ruiz", role=Role.TEACHER, trackers=frozenset({"s-1.2026.01"})
)
COLE = Person(
    sourced_id="cole",
    name="Cal Cole",
    role=Role.INTERVENTION_STAFF,
    trackers=frozenset({"s-1.2026.02"}),
)
STONE = Person(sourced_id="stone", name="Mr. Stone", role=None)
EVERYTHING: list[tuple[Action, Subject]] = [
    (Action.SEE_SCHOOL, WholeSchool()),
    (Action.SEE_DUTIES, DutiesOf("ruiz")),
    (Action.SEE_DUTIES, DutiesOf("stone")),
    (Action.SEE_TRACKER, OneTracker("s-1.2026.01")),
]


@pytest.mark.parametrize(("action", "subject"), EVERYTHING, ids=str)
def test_mr_stone_who_has_no_role_gets_nothing_anywhere(action: Action, subject: Subject) -> None:
    assert not may(STONE, action, subject).allowed


@pytest.mark.parametrize(("action", "subject"), EVERYTHING, ids=str)
def test_the_document_owner_gets_everything_of_the_school(action: Action, subject: Subject) -> None:
    assert may(BADRU, action, subject).allowed


@pytest.mark.parametrize(
    ("person", "action", "subject", "yes"),
    [
        (RUIZ, Action.SEE_SCHOOL, WholeSchool(), "no"),
        (RUIZ, Action.SEE_DUTIES, DutiesOf("ruiz"), "yes"),
        (RUIZ, Action.SEE_DUTIES, DutiesOf("cole"), "no"),
        (RUIZ, Action.SEE_TRACKER, OneTracker("s-1.2026.01"), "yes"),
        (RUIZ, Action.SEE_TRACKER, OneTracker("s-1.2026.02"), "no"),
        (COLE, Action.SEE_SCHOOL, WholeSchool(), "no"),
        (COLE, Action.SEE_DUTIES, DutiesOf("cole"), "yes"),
        (COLE, Action.SEE_DUTIES, DutiesOf("ruiz"), "no"),
        (COLE, Action.SEE_TRACKER, OneTracker("s-1.2026.02"), "yes"),
        (COLE, Action.SEE_TRACKER, OneTracker("s-1.2026.01"), "no"),
    ],
)
def test_staff_get_their_own_duties_and_trackers_and_no_more(
    person: Person, action: Action, subject: Subject, yes: str
) -> None:
    assert may(person, action, subject).allowed is (yes == "yes")


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_who_stands_in_does_that_persons_work_and_a_guest_has_no_part_in_restricted_notes(
    role: Role,
) -> None:
    grade, notes = "s-1.2026.02", NotesIn(tracker="s-1.2026.02", writers=frozenset({role}))
    guest = replace(COLE, role=role, is_guest=True, stands_in_for=frozenset({"lund"}))
    assert may(guest, Action.SEE_STUDENT, OneTracker(grade)).allowed
    assert may(guest, Action.WRITE_NOTE, notes).allowed
    decision = may(guest, Action.RESTRICTED_NOTES, OneTracker(grade))
    assert not decision.allowed
    assert "not on this school's staff list" in decision.why
    if role is Role.DOCUMENT_OWNER:
        return
    for action in (Action.SEE_DUTIES, Action.ENTER, Action.EXCUSE):
        assert may(guest, action, DutiesOf("lund")).allowed
        assert not may(guest, action, DutiesOf("ruiz")).allowed
    assert not may(guest, Action.ANSWER, DutiesOf("lund")).allowed
    assert not may(guest, Action.SEE_LETTERS, LettersOf("lund")).allowed


@pytest.mark.parametrize("person", [BADRU, RUIZ, COLE], ids=lambda one: str(one.name))
@pytest.mark.parametrize(("tab", "told"), [("Log", "the tab Log"), ("", "where they are kept")])
def test_where_a_tracker_takes_no_notes_nobody_writes_any_and_is_told_where_they_are(
    person: Person, tab: str, told: str
) -> None:
    notes = NotesIn(tracker="s-1.2026.02", writers=frozenset(), typed_into=tab)
    decision = may(person, Action.WRITE_NOTE, notes)
    assert not decision.allowed
    assert told in decision.why


@pytest.mark.parametrize("action", list(Action), ids=str)
@pytest.mark.parametrize("subject", [WholeSchool(), DutiesOf("x"), OneTracker("x")], ids=str)
def test_what_no_rule_allows_is_no(action: Action, subject: Subject) -> None:
    assert not may(RUIZ, action, subject).allowed


@pytest.mark.parametrize("person", [BADRU, RUIZ, COLE, STONE], ids=lambda one: str(one.name))
@pytest.mark.parametrize(("action", "subject"), EVERYTHING, ids=str)
def test_every_answer_gives_its_reason_as_a_sentence(
    person: Person, action: Action, subject: Subject
) -> None:
    why = may(person, action, subject).why
    assert why[0].isupper()
    assert why.endswith(".")
