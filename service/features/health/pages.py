"""A tracker's page, a child's history in it, and what the document owner has done to it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from service.access import Action, OneTracker, Person, may
from service.features.health.about import about_of
from service.features.health.doubts import chosen, doubts_of
from service.features.health.timeline import next_of, timeline_file, timeline_of
from service.features.health.view import health_of, past_of
from service.held import told_before, told_put_back
from service.overview import TrackerStanding
from service.shell.door import overview, people, records, require
from service.shell.language import current_speech
from service.shell.works import begin
from service.speech import Speech
from service.works import Job, Outcome, Part
from sheet_templates.sentences import sentence

tracker_pages = Blueprint(
    "tracker", __name__, template_folder="templates", url_prefix="/trackers/<public_id>"
)


@tracker_pages.get("")
def page(public_id: str) -> str:
    """Whether this spreadsheet is healthy."""
    person = require(Action.SEE_TRACKER, OneTracker(public_id))
    school, standing = overview(), _standing(public_id)
    return render_template(
        "health/tracker.html",
        health=health_of(school, standing, records().tracker(public_id), current_speech()),
        school=school,
        may_change=may(person, Action.CHANGE_TRACKER, OneTracker(public_id)).allowed,
    )


@tracker_pages.get("/about")
def about(public_id: str) -> str:
    """Where the tracker is kept, who updates what, and who gets it: to print."""
    require(Action.SEE_TRACKER, OneTracker(public_id))
    school, standing = overview(), _standing(public_id)
    look = records().tracker(public_id).look
    return render_template(
        "health/about.html",
        about=about_of(school, standing, look, current_speech()),
        standing=standing,
        school=school,
    )


@tracker_pages.get("/timeline")
def timeline(public_id: str) -> str:
    """All dates of the tracker's year in order of time."""
    require(Action.SEE_TRACKER, OneTracker(public_id))
    school, standing, said = overview(), _standing(public_id), current_speech()
    found = timeline_of(school, standing, said)
    return render_template(
        "health/timeline.html",
        timeline=found,
        answer=next_of(found, said),
        standing=standing,
        school=school,
    )


@tracker_pages.get("/timeline.ics")
def timeline_calendar(public_id: str) -> Response:
    """The same for calendar programs, which names nobody."""
    require(Action.SEE_TRACKER, OneTracker(public_id))
    written = timeline_file(overview(), _standing(public_id), current_speech(), people().now())
    return FlaskResponse(written, mimetype="text/calendar")


@tracker_pages.get("/students/<student>")
def history(public_id: str, student: str) -> str:
    """All that one child's cells in this tracker ever said."""
    require(Action.SEE_TRACKER, OneTracker(public_id))
    school, standing = overview(), _standing(public_id)
    name = school.student_names.get(student)
    if name is None or school.tracker_of.get(student) != public_id:
        abort(404)
    cells = past_of(school, public_id, records().past(public_id, student), current_speech())
    return render_template(
        "health/history.html",
        cells=cells,
        name=name,
        student=student,
        standing=standing,
        school=school,
    )


@tracker_pages.post("/sync")
def sync(public_id: str) -> Response:
    """Have the tracker read now."""
    title = sentence("Reading %(tracker)s", tracker=_title(public_id))
    return _begin(public_id, "sync", {}, title, _told_sync)


@tracker_pages.post("/mend")
def mend(public_id: str) -> Response:
    """Have the chosen readings written into the spreadsheet."""
    owner = _owner(public_id)
    doubts = doubts_of(overview(), _standing(public_id), current_speech())
    asked = chosen(doubts, request.form.getlist("issue"))
    if not asked:
        abort(409, sentence("None of the chosen cells waits any more, so nothing was changed."))
    options = {"issues": list(asked), "by": _address(owner)}
    title = sentence("Mending cells of %(tracker)s", tracker=_title(public_id))
    return _begin(public_id, "mend", options, title, _told_mend)


@tracker_pages.post("/holds/<hold>/accept")
def accept(public_id: str, hold: str) -> Response:
    """Say that a held change is right."""
    options = {"id": _waiting(public_id, hold), "by": _address(_owner(public_id))}
    title = sentence("Accepting a change of %(tracker)s", tracker=_title(public_id))
    return _begin(public_id, "accept_hold", options, title, _told_sync, names=False)


@tracker_pages.post("/holds/<hold>/before")
def before_hold(public_id: str, hold: str) -> Response:
    """Show what putting a held change back would write; nothing is written."""
    _owner(public_id)
    options = {"id": _waiting(public_id, hold)}
    address = url_for("tracker.put_back", public_id=public_id, hold=hold)
    title = sentence("Looking at what to put back in %(tracker)s", tracker=_title(public_id))
    tell = partial(told_before, address=address)
    return _begin(public_id, "put_back_plan", options, title, tell, names=False)


@tracker_pages.post("/holds/<hold>/put-back")
def put_back(public_id: str, hold: str) -> Response:
    """Write back what was shown, and nothing else."""
    options = {
        "id": _waiting(public_id, hold),
        "by": _address(_owner(public_id)),
        "agreed": request.form.get("agreed", ""),
    }
    title = sentence("Putting the earlier scores back in %(tracker)s", tracker=_title(public_id))
    return _begin(public_id, "put_back", options, title, told_put_back, names=False)


@tracker_pages.post("/look")
def look(public_id: str) -> Response:
    """Have rights and protections read back from Google."""
    title = sentence("Looking at who can reach %(tracker)s", tracker=_title(public_id))
    return _begin(public_id, "audit", {}, title, _told_doors)


@tracker_pages.post("/repair")
def repair(public_id: str) -> Response:
    """Have sharing and protections put right; what needs a yes only where it was given."""
    _owner(public_id)
    agreed = [[public_id, key] for key in request.form.getlist("agreed")]
    title = sentence("Repairing the sharing of %(tracker)s", tracker=_title(public_id))
    return _begin(public_id, "audit_repair", {"agreed": agreed}, title, _told_doors)


def _begin(
    public_id: str,
    operation: str,
    options: Mapping[str, Any],
    title: str,
    tell: Callable[..., Outcome],
    *,
    names: bool = True,
) -> Response:
    """Begin work on the tracker; `names` puts its id among the options.

    `tell` is given what was done, and `said`: the language of whoever asked for it.
    """
    person = _owner(public_id)
    job = Job(
        operation=operation,
        options={**options, "tracker": public_id} if names else options,
        title=title,
        back=url_for("tracker.page", public_id=public_id),
        tell=partial(tell, said=current_speech()),
    )
    return begin(job, person)


def _owner(public_id: str) -> Person:
    return require(Action.CHANGE_TRACKER, OneTracker(public_id))


def _waiting(public_id: str, hold: str) -> str:
    """The id of a change that waits, for its document owner; 409 where it waits no more."""
    _owner(public_id)
    if hold not in {one.public_id for one in records().tracker(public_id).holds}:
        abort(
            409, sentence("This change does not wait for a word any more, so nothing was changed.")
        )
    return hold


def _title(public_id: str) -> str:
    """How people call the tracker, for its document owner."""
    _owner(public_id)
    return _standing(public_id).title


def _address(person: Person) -> str:
    return overview().staff[person.sourced_id].email


def _standing(public_id: str) -> TrackerStanding:
    """The tracker of that id; 404 where there is none, for whoever may know that."""
    found = [one for one in overview().trackers if one.public_id == public_id]
    return found[0] if found else abort(404)


def _told_sync(done: Any, said: Speech) -> Outcome:
    answer = said.several(
        "Read. %(count)s entry changed.", "Read. %(count)s entries changed.", done["changes"]
    )
    notices = Part(title=said.say("Worth knowing"), lines=said.told(done.get("notices", ())))
    return Outcome(answer=answer, parts=(notices,) if notices.lines else ())


def _told_mend(done: Any, said: Speech) -> Outcome:
    parts = (
        Part(title=said.say("Written into the spreadsheet"), lines=said.told(done["written"])),
        Part(title=said.say("Left as it is"), lines=said.told(done["left"])),
    )
    answer = said.several(
        "%(count)s cell written, and read back since.",
        "%(count)s cells written, and read back since.",
        len(done["written"]),
    )
    return Outcome(answer=answer, parts=tuple(part for part in parts if part.lines))


def _told_doors(done: Any, said: Speech) -> Outcome:
    found = said.told(one["finding"] for one in done["findings"])
    answer = said.say("Everything is as it should be, as Google answers now.")
    if found:
        answer = said.several(
            "%(count)s thing is not as it should be.",
            "%(count)s things are not as they should be.",
            len(found),
        )
    if done["repaired"]:
        repaired = said.several(
            "%(count)s repair made.", "%(count)s repairs made.", done["repaired"]
        )
        answer = f"{repaired} {answer}"
    parts = (Part(title=said.say("What was found"), lines=found),) if found else ()
    return Outcome(answer=answer, parts=parts)
