"""A milestone, and what is said of it by whoever owes it: done, not this time, or taken back.

The page asks before it acts, so a letter leads to it by a plain link: whoever opens it signs in and
sees what is to be done.
"""

from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service.access import Action, DutiesOf, Person
from service.features.milestones.view import SAID, page_of
from service.settling import refuse_bad_word
from service.shell.door import overview, require, require_person
from service.shell.language import current_speech
from service.shell.works import begin
from service.works import Job, Outcome
from sheet_templates.sentences import sentence, together
from sync.domain.milestones_owed import LONGEST_NOTE, OwedMilestone, Said
from sync.errors import MilestoneError

milestone_pages = Blueprint(
    "milestones", __name__, template_folder="templates", url_prefix="/milestones/<milestone>"
)


@milestone_pages.get("")
def page(milestone: str) -> str:
    """What is to be done, until when, what was said of it, and the ways to say so."""
    owed, _ = _owed(milestone)
    return render_template(
        "milestones/milestone.html",
        milestone=page_of(overview(), owed, current_speech()),
        longest=LONGEST_NOTE,
    )


@milestone_pages.post("/done")
def done(milestone: str) -> Response:
    """Keep that it is done."""
    return _say(milestone, Said.DONE, current_speech().say("Kept: it is done. Thank you."))


@milestone_pages.post("/not-this-time")
def not_this_time(milestone: str) -> Response:
    """Keep that it is not done this time, and why."""
    answer = current_speech().say("Kept, with the reason. Nobody is asked for it any more.")
    return _say(milestone, Said.NOT_THIS_TIME, answer)


@milestone_pages.post("/take-back")
def take_back(milestone: str) -> Response:
    """Take back what was said; it stays in the history."""
    answer = current_speech().say("Taken back. It is to be done.")
    return _say(milestone, Said.TAKEN_BACK, answer)


def _say(milestone: str, said: Said, answer: str) -> Response:
    owed, person = _owed(milestone)
    note = request.form.get("note", "").strip()
    try:
        refuse_bad_word(said, note)
    except MilestoneError as error:
        abort(400, together([*error.problems, sentence("Nothing was stored.")]))
    job = Job(
        operation="milestone_say",
        options={
            "milestone": owed.public_id,
            "said": said.value,
            "note": note,
            "by": person.sourced_id,
            "source": "page",
        },
        title=f"{owed.window.title}: {current_speech().tell(SAID[said])}",
        back=url_for("milestones.page", milestone=milestone),
        tell=partial(_told, answer=answer),
    )
    return begin(job, person)


def _told(_: Any, answer: str) -> Outcome:
    return Outcome(answer=answer)


def _owed(milestone: str) -> tuple[OwedMilestone, Person]:
    """The milestone and who asks: 404 where there is none, 403 where it is not theirs to say."""
    person = require_person(come_back=True)
    require(Action.SETTLE, DutiesOf(person.sourced_id))
    found = [one for one in overview().milestones if one.public_id == milestone]
    if not found:
        abort(404)
    require(Action.SETTLE, DutiesOf(found[0].owed_by))
    return found[0], person
