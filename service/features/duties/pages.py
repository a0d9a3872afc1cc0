"""A person's own duties, and for the document owner those of anybody."""

from flask import Blueprint, abort, render_template

from service.access import Action, DutiesOf, Person
from service.features.duties.view import duties_of
from service.shell.door import overview, require, require_person
from service.shell.language import current_speech

duties = Blueprint("duties", __name__, template_folder="templates")


@duties.get("/duties")
def mine() -> str:
    """What the person who is signed in owes."""
    person = require_person()
    require(Action.SEE_DUTIES, DutiesOf(person.sourced_id))
    return _page(person, asking=person)


@duties.get("/duties/<staff_member>")
def of(staff_member: str) -> str:
    """What one staff member owes, by sourcedId."""
    asking = require(Action.SEE_DUTIES, DutiesOf(staff_member))
    school = overview()
    if staff_member not in school.staff:
        abort(404)
    return _page(school.person(staff_member), asking)


def _page(person: Person, asking: Person) -> str:
    school, is_own = overview(), asking.sourced_id == person.sourced_id
    others = asking.stands_in_for & school.staff.keys()
    return render_template(
        "duties/duties.html",
        duties=duties_of(school, person, current_speech()),
        school=school,
        is_own=is_own,
        does=is_own or person.sourced_id in others,
        others=[school.staff[one] for one in sorted(others)] if is_own else [],
    )
