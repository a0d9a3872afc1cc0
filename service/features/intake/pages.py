"""Sending a roster, seeing what it would change, and importing it."""

from functools import partial
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service import wording
from service.access import Action, Person, WholeSchool
from service.shell.door import overview, require, uploads
from service.shell.works import begin
from service.works import Job, Next, Outcome, Part

intake = Blueprint("intake", __name__, template_folder="templates", url_prefix="/roster")


@intake.get("")
def page() -> str:
    """The roster that counts, and where to send a new one."""
    require(Action.CHANGE_SCHOOL, WholeSchool())
    return render_template("intake/roster.html", school=overview())


@intake.post("/preview")
def preview() -> Response:
    """Keep the file and say what it would change; nothing of it counts."""
    owner = _owner()
    sent = request.files.get("roster")
    if sent is None or not sent.filename:
        abort(400, "Choose a file first. Nothing was changed.")
    kept = uploads().keep(sent.filename, sent.read())
    job = Job(
        operation="roster_preview",
        options={"path": str(uploads().find(kept))},
        title=f"What {Path(sent.filename).name} would change",
        back=url_for("intake.page"),
        tell=partial(_told_preview, kept=kept, address=url_for("intake.take_over")),
    )
    return begin(job, owner)


@intake.post("/import")
def take_over() -> Response:
    """Import a file that was previewed, as it was previewed."""
    owner = _owner()
    path = uploads().find(request.form.get("file", ""))
    if path is None:
        abort(409, "The file is not here any more, so nothing was changed. Send it again.")
    options = {"path": str(path), "agreed": request.form.get("agreed", "")}
    return begin(
        Job(
            operation="import_roster",
            options=options,
            title="Importing the roster",
            back=url_for("intake.page"),
            tell=_told_import,
        ),
        owner,
    )


def _owner() -> Person:
    return require(Action.CHANGE_SCHOOL, WholeSchool())


def _told_preview(told: Any, kept: str, address: str) -> Outcome:
    parts = [
        Part(title=f"{one['title']} ({len(one['lines'])})", lines=tuple(one["lines"]))
        for one in told["parts"]
    ]
    if told["notices"]:
        parts.append(Part(title="Worth knowing", lines=tuple(told["notices"])))
    answer = told["warning"] or (
        f"{wording.counted(sum(len(one['lines']) for one in told['parts']), 'change')}."
        if told["parts"]
        else "Nothing would change."
    )
    if told["warning"]:
        answer += " That looks like an incomplete export. Import it only if you know that it is so."
    return Outcome(
        answer=answer,
        parts=tuple(parts),
        next=Next(
            label="Import this roster",
            address=address,
            fields=(("file", kept), ("agreed", told["digest"])),
            sure="Yes, these children have left their classes" if told["warning"] else None,
        ),
    )


def _told_import(done: Any) -> Outcome:
    notices = Part(title="Worth knowing", lines=tuple(done["notices"]))
    children = wording.counted(done["students"], "child", "children")
    return Outcome(
        answer=(
            f"The roster counts now: {children}, {wording.counted(done['staff'], 'adult')}. "
            "The trackers follow it tonight, or at once by setting up."
        ),
        parts=(notices,) if notices.lines else (),
    )
