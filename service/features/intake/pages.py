"""Sending a roster, seeing what it would change, and importing it."""

from functools import partial
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service.access import Action, Person, WholeSchool
from service.long_lists import told_at_first
from service.shell.door import overview, require, uploads
from service.shell.language import current_speech
from service.shell.works import begin
from service.speech import Speech
from service.uploads import UploadError
from service.works import Job, Next, Outcome, Part
from sheet_templates.sentences import sentence

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
        abort(400, sentence("Choose a file first. Nothing was changed."))
    try:
        kept = uploads().keep(sent.filename, sent.read())
    except UploadError as error:
        abort(400, error.reason)
    job = Job(
        operation="roster_preview",
        options={"path": str(uploads().find(kept))},
        title=sentence("What %(file)s would change", file=Path(sent.filename).name),
        back=url_for("intake.page"),
        tell=partial(
            _told_preview,
            kept=kept,
            address=url_for("intake.take_over"),
            said=current_speech(),
        ),
    )
    return begin(job, owner)


@intake.post("/import")
def take_over() -> Response:
    """Import a file that was previewed, as it was previewed."""
    owner = _owner()
    path = uploads().find(request.form.get("file", ""))
    if path is None:
        abort(
            409, sentence("The file is not here any more, so nothing was changed. Send it again.")
        )
    options = {"path": str(path), "agreed": request.form.get("agreed", "")}
    return begin(
        Job(
            operation="import_roster",
            options=options,
            title=sentence("Importing the roster"),
            back=url_for("intake.page"),
            tell=partial(_told_import, said=current_speech()),
        ),
        owner,
    )


def _owner() -> Person:
    return require(Action.CHANGE_SCHOOL, WholeSchool())


def _told_preview(told: Any, kept: str, address: str, said: Speech) -> Outcome:
    parts = [
        Part(
            title=f"{said.tell(one['title'])} ({said.number(len(one['lines']))})",
            lines=said.told(one["lines"]),
            open_lines=told_at_first(len(one["lines"])),
        )
        for one in told["parts"]
    ]
    if told["notices"]:
        parts.append(Part(title=said.say("Worth knowing"), lines=said.told(told["notices"])))
    sure = said.say("Yes, these children have left their classes") if told["warning"] else None
    return Outcome(
        answer=_would_change(told, said),
        parts=tuple(parts),
        next=Next(
            label=said.say("Import this roster"),
            address=address,
            fields=(("file", kept), ("agreed", told["digest"])),
            sure=sure,
        ),
    )


def _would_change(told: Any, said: Speech) -> str:
    if told["warning"]:
        doubt = said.say(
            "That looks like an incomplete export. Import it only if you know that it is so."
        )
        return f"{said.tell(told['warning'])} {doubt}"
    if not told["parts"]:
        return said.say("Nothing would change.")
    changes = sum(len(one["lines"]) for one in told["parts"])
    return said.several("%(count)s change.", "%(count)s changes.", changes)


def _told_import(done: Any, said: Speech) -> Outcome:
    notices = Part(title=said.say("Worth knowing"), lines=said.told(done["notices"]))
    answer = said.say(
        "The roster is in use now: %(children)s, %(adults)s. The trackers follow it tonight, or at "
        "once by setting up.",
        children=said.several("%(count)s child", "%(count)s children", done["students"]),
        adults=said.several("%(count)s adult", "%(count)s adults", done["staff"]),
    )
    return Outcome(answer=answer, parts=(notices,) if notices.lines else ())
