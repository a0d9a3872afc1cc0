"""Changing the columns of the school's template in the browser; what is kept is a new version.

The form carries all that is not kept yet, so that nothing half-done is stored and going back in
the browser goes back in the work.
"""

from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service.access import Action, Person, WholeSchool
from service.features.setup.column_form import FormError, added_text, asked_of, draft_in, wish_in
from service.features.setup.column_view import (
    KIND_WORDS,
    ColumnsPage,
    Versions,
    fresh_page,
    page_of,
)
from service.shell.door import overview, records, require
from service.shell.language import current_speech
from service.shell.works import begin
from service.speech import Speech
from service.works import Job, Next, Outcome, Part
from sheet_templates.column_edits import METRICS
from sheet_templates.column_wishes import places
from sheet_templates.parsing import template_text
from sheet_templates.roles import Role
from sheet_templates.sentences import sentence, together

column_pages = Blueprint(
    "columns", __name__, template_folder="templates", url_prefix="/setup/template/columns"
)


@column_pages.get("")
def page() -> str:
    """The columns of the newest version, to be changed."""
    _owner()
    return _shown(fresh_page(_versions()))


@column_pages.post("")
def change() -> str | Response:
    """Do what a button asks of the columns in the form; only keeping them stores anything."""
    owner, versions = _owner(), _versions()
    if request.form.get("base") != str(versions.newest.n):
        said = current_speech()
        abort(
            409,
            said.say(
                "Another version was kept while you changed this one, so nothing was changed. "
                "Open the page anew, and change the newest version."
            ),
        )
    asked = asked_of(request.form)
    try:
        made = page_of(versions, draft_in(request.form), asked, wish_in(request.form))
    except FormError as error:
        abort(400, together([error.said, sentence("Nothing was changed.")]))
    if asked.what == "keep" and made.made is not None and made.changes:
        return _keep(made, owner)
    return _shown(made)


def _owner() -> Person:
    return require(Action.CHANGE_SCHOOL, WholeSchool())


def _versions() -> Versions:
    school = overview()
    kept = [
        one
        for one in records().template_versions(school.year_begins)
        if one.key == school.template.key
    ]
    if not kept or not any(one.is_made for one in school.trackers):
        said = current_speech()
        abort(409, said.say("There is no version to change yet: it comes with the first tracker."))
    return Versions(kept=kept)


def _shown(made: ColumnsPage) -> str:
    template = overview().template
    return render_template(
        "setup/columns.html",
        page=made,
        metrics=METRICS,
        choices=places(template),
        windows=template.cadence.windows,
        roles=[one.value for one in Role],
        kinds=KIND_WORDS,
        added=[added_text(one) for one in made.draft.added],
    )


def _keep(made: ColumnsPage, owner: Person) -> Response:
    assert made.made is not None, "only what can be drawn is kept"
    said = current_speech()
    first = next(one for one in overview().trackers if one.is_made)
    tell = partial(
        _told,
        said=said,
        tracker=(first.public_id, first.title),
        address=url_for("template.preview"),
    )
    job = Job(
        operation="template_keep",
        options={
            "template": template_text(made.made),
            "base": made.base,
            "by": owner.sourced_id,
        },
        title=said.say("Keeping the changed columns"),
        back=url_for("template.page"),
        tell=tell,
    )
    return begin(job, owner)


def _told(told: Any, said: Speech, tracker: tuple[str, str], address: str) -> Outcome:
    public_id, title = tracker
    return Outcome(
        answer=said.say(
            "Version %(n)s is kept. No tracker follows it yet: try it on one first.",
            n=told["version"],
        ),
        parts=(Part(title=said.say("What is new"), lines=said.told(told["changes"])),),
        next=Next(
            label=said.say("See what it would do in %(tracker)s", tracker=title),
            address=address,
            fields=(("version", str(told["version"])), ("tracker", public_id)),
        ),
    )
