"""The pages that a person may go to from anywhere."""

from dataclasses import dataclass

from flask import request, url_for

from service.access import Action, DutiesOf, LettersOf, Person, Subject, WholeSchool, may
from service.shell.door import known_overview
from service.speech import marked
from service.student_notes import writes_notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One page of the menu."""

    title: str
    address: str
    is_here: bool


def places_for(person: Person) -> list[Place]:
    """The pages that are open to this person, in the order of the menu."""
    own = person.sourced_id
    menu: list[tuple[str, str, Action, Subject]] = [
        (marked("Today"), "desk.page", Action.SEE_SCHOOL, WholeSchool()),
        (marked("Reviews"), "reviews.page", Action.SEE_REVIEWS, WholeSchool()),
        (marked("Collecting data"), "collecting.page", Action.SELF_CHECK, WholeSchool()),
        (marked("My duties"), "duties.mine", Action.SEE_DUTIES, DutiesOf(own)),
        (marked("Excuses"), "excuses.page", Action.EXCUSE, DutiesOf(own)),
        (marked("Runs"), "runs.page", Action.SEE_RUNS, WholeSchool()),
        (marked("Roster"), "intake.page", Action.CHANGE_SCHOOL, WholeSchool()),
        (marked("Setting up"), "setup.page", Action.CHANGE_SCHOOL, WholeSchool()),
        (marked("Letters"), "mailbox.page", Action.SEE_LETTERS, LettersOf(own)),
    ]
    open_to_them = [
        (title, page)
        for title, page, action, subject in menu
        if may(person, action, subject).allowed
    ]
    school = known_overview()
    if school is not None and writes_notes(school, person):
        open_to_them.append((marked("Progress notes"), "notes.page"))
    return [
        Place(title=title, address=url_for(page), is_here=request.endpoint == page)
        for title, page in open_to_them
    ]
