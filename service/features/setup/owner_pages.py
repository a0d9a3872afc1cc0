"""Handing trackers over to another document owner: who, which, what it means, then doing it."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service.access import Action, WholeSchool
from service.overview import TrackerStanding
from service.shell.door import overview, require
from service.shell.language import current_speech
from service.shell.works import begin
from service.speech import Speech
from service.works import Job, Outcome, Part
from sheet_templates.school import StaffMember
from sheet_templates.sentences import sentence

owner_pages = Blueprint("owner", __name__, template_folder="templates", url_prefix="/setup/owner")
EVERY = "every"
"""What stands for all trackers in the choice of one."""


@owner_pages.get("")
def page() -> str:
    """To whom the trackers can be handed over."""
    require(Action.CHANGE_SCHOOL, WholeSchool())
    return _page(None, None)


@owner_pages.post("/ask")
def ask() -> str:
    """What handing over would mean; changes nothing."""
    require(Action.CHANGE_SCHOOL, WholeSchool())
    return _page(_chosen_person(), _chosen_tracker())


@owner_pages.post("")
def hand_over() -> Response:
    """Make the person the document owner, there and in Google."""
    asking = require(Action.CHANGE_SCHOOL, WholeSchool())
    person, standing = _chosen_person(), _chosen_tracker()
    if request.form.get("sure") != "yes":
        abort(400, sentence("Tick that the person has agreed first. Nothing was changed."))
    options = {"email": person.email}
    if standing is not None:
        options["tracker"] = standing.public_id
    job = Job(
        operation="hand_over",
        options=options,
        title=sentence("Handing over to %(name)s", name=person.name),
        back=url_for("owner.page"),
        tell=partial(_told, said=current_speech()),
    )
    return begin(job, asking)


def _page(person: StaffMember | None, standing: TrackerStanding | None) -> str:
    school = overview()
    return render_template(
        "setup/owner.html",
        school=school,
        people=sorted(school.staff.values(), key=lambda one: (one.family_name, one.given_name)),
        made=[one for one in school.trackers if one.is_made],
        person=person,
        standing=standing,
        every=EVERY,
    )


def _chosen_person() -> StaffMember:
    found = overview().staff.get(request.form.get("person", ""))
    return found or abort(400, sentence("Choose somebody of the staff first. Nothing was changed."))


def _chosen_tracker() -> TrackerStanding | None:
    """The tracker that the form names; None for every one."""
    asked = request.form.get("tracker", "")
    if asked == EVERY:
        return None
    found = [one for one in overview().trackers if one.is_made and one.public_id == asked]
    return (
        found[0] if found else abort(400, sentence("Choose a tracker first. Nothing was changed."))
    )


def _told(done: Any, said: Speech) -> Outcome:
    parts = (Part(title=one["tracker"], lines=said.told(one["steps"])) for one in done["applied"])
    answer = said.several(
        "%(name)s is the document owner of %(count)s tracker now, in Google as well.",
        "%(name)s is the document owner of %(count)s trackers now, in Google as well.",
        len(done["handed_over"]),
        name=done["owner"],
    )
    return Outcome(answer=answer, parts=tuple(part for part in parts if part.lines))
