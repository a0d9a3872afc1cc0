"""A tracker's page, a child's history in it, and what the document owner has done to it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service import wording
from service.access import Action, OneTracker, Person, may
from service.features.health.doubts import chosen, doubts_of
from service.features.health.view import health_of, past_of
from service.held import told_before, told_put_back
from service.overview import TrackerStanding
from service.shell.door import overview, records, require
from service.shell.works import begin
from service.works import Job, Outcome, Part

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
        health=health_of(school, standing, records().tracker(public_id)),
        school=school,
        may_change=may(person, Action.CHANGE_TRACKER, OneTracker(public_id)).allowed,
    )


@tracker_pages.get("/students/<student>")
def history(public_id: str, student: str) -> str:
    """All that one child's cells in this tracker ever said."""
    require(Action.SEE_TRACKER, OneTracker(public_id))
    school, standing = overview(), _standing(public_id)
    name = school.student_names.get(student)
    if name is None or school.tracker_of.get(student) != public_id:
        abort(404)
    cells = past_of(school, public_id, records().past(public_id, student))
    return render_template(
        "health/history.html", cells=cells, name=name, standing=standing, school=school
    )


@tracker_pages.post("/sync")
def sync(public_id: str) -> Response:
    """Have the tracker read now."""
    return _begin(public_id, "sync", {}, "Reading {}", _told_sync)


@tracker_pages.post("/mend")
def mend(public_id: str) -> Response:
    """Have the chosen readings written into the spreadsheet."""
    owner = _owner(public_id)
    asked = chosen(doubts_of(overview(), _standing(public_id)), request.form.getlist("issue"))
    if not asked:
        abort(409, "None of the chosen cells waits any more, so nothing was changed.")
    options = {"issues": list(asked), "by": _address(owner)}
    return _begin(public_id, "mend", options, "Mending cells of {}", _told_mend)


@tracker_pages.post("/holds/<hold>/accept")
def accept(public_id: str, hold: str) -> Response:
    """Say that a held change is right."""
    options = {"id": _waiting(public_id, hold), "by": _address(_owner(public_id))}
    return _begin(
        public_id, "accept_hold", options, "Taking over a change of {}", _told_sync, names=False
    )


@tracker_pages.post("/holds/<hold>/before")
def before_hold(public_id: str, hold: str) -> Response:
    """Show what putting a held change back would write; nothing is written."""
    _owner(public_id)
    options = {"id": _waiting(public_id, hold)}
    address = url_for("tracker.put_back", public_id=public_id, hold=hold)
    title = "Looking what to put back in {}"
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
    title = "Putting the earlier scores back in {}"
    return _begin(public_id, "put_back", options, title, told_put_back, names=False)


@tracker_pages.post("/look")
def look(public_id: str) -> Response:
    """Have rights and protections read back from Google."""
    return _begin(public_id, "audit", {}, "Looking who can reach {}", _told_doors)


@tracker_pages.post("/repair")
def repair(public_id: str) -> Response:
    """Have sharing and protections put right; what needs a yes only where it was given."""
    _owner(public_id)
    agreed = [[public_id, key] for key in request.form.getlist("agreed")]
    return _begin(
        public_id, "audit_repair", {"agreed": agreed}, "Repairing the doors of {}", _told_doors
    )


def _begin(
    public_id: str,
    operation: str,
    options: Mapping[str, Any],
    title: str,
    tell: Callable[[Any], Outcome],
    *,
    names: bool = True,
) -> Response:
    """Begin work on the tracker; `names` puts its id among the options."""
    person = _owner(public_id)
    standing = _standing(public_id)
    job = Job(
        operation=operation,
        options={**options, "tracker": public_id} if names else options,
        title=title.format(standing.title),
        back=url_for("tracker.page", public_id=public_id),
        tell=tell,
    )
    return begin(job, person)


def _owner(public_id: str) -> Person:
    return require(Action.CHANGE_TRACKER, OneTracker(public_id))


def _waiting(public_id: str, hold: str) -> str:
    """The id of a change that waits, for its document owner; 409 where it waits no more."""
    _owner(public_id)
    if hold not in {one.public_id for one in records().tracker(public_id).holds}:
        abort(409, "This change does not wait for a word any more, so nothing was changed.")
    return hold


def _address(person: Person) -> str:
    return overview().staff[person.sourced_id].email


def _standing(public_id: str) -> TrackerStanding:
    """The tracker of that id; 404 where there is none, for whoever may know that."""
    found = [one for one in overview().trackers if one.public_id == public_id]
    return found[0] if found else abort(404)


def _told_sync(done: Any) -> Outcome:
    changes = wording.counted(done["changes"], "entry", "entries")
    notices = Part(title="Worth knowing", lines=tuple(done.get("notices", ())))
    return Outcome(answer=f"Read. {changes} changed.", parts=(notices,) if notices.lines else ())


def _told_mend(done: Any) -> Outcome:
    parts = (
        Part(title="Written into the spreadsheet", lines=tuple(done["written"])),
        Part(title="Left as it is", lines=tuple(done["left"])),
    )
    return Outcome(
        answer=f"{wording.counted(len(done['written']), 'cell')} written, and read back since.",
        parts=tuple(part for part in parts if part.lines),
    )


def _told_doors(done: Any) -> Outcome:
    found = tuple(one["finding"] for one in done["findings"])
    repaired = f"{wording.counted(done['repaired'], 'repair')} made. " if done["repaired"] else ""
    if not found:
        return Outcome(answer=f"{repaired}Everything is as it should be, as Google answers now.")
    answer = f"{repaired}{wording.counted(len(found), 'thing')} not as it should be."
    return Outcome(answer=answer, parts=(Part(title="What was found", lines=found),))
