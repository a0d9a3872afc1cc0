"""The page of work under way: where it stands, and at the end what came of it."""

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from service.access import Action, Person, WorkOf
from service.shell.door import require, require_person, works
from service.works import BusyError, Job, WorkState
from sheet_templates.sentences import sentence

work_pages = Blueprint("works", __name__, template_folder="templates", url_prefix="/work")

# The one page with a script: it asks for itself again until the work is over.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@work_pages.get("/<public_id>")
def page(public_id: str) -> Response:
    """One piece of work."""
    person = require_person()
    found = works().find(public_id)
    require(Action.SEE_WORK, WorkOf(found.by if found else ""))
    if found is None:
        abort(404, sentence("This work ended long ago, or the service was restarted since."))
    answer = make_response(
        render_template(
            "shell/work.html",
            work=found,
            is_running=found.state is WorkState.RUNNING,
            is_own=found.by == person.sourced_id,
        )
    )
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


def begin(job: Job, person: Person) -> Response:
    """Begin the job for this person and lead to its page; 429 where they have begun too much."""
    try:
        work = works().begin(job, person.sourced_id)
    except BusyError as error:
        abort(429, error.reason)
    return redirect(url_for("works.page", public_id=work.public_id), 303)
