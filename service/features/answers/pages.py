"""The page behind a letter's link: looking changes nothing, the button has done what it says.

A link is for its person alone: whoever opens it must be signed in as them, or answer for the whole
school. So a letter that is passed on opens nothing.
"""

from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service.access import Action, DutiesOf
from service.answer_links import Answer, Asked, LinkError
from service.features.answers.view import done_in_words, question_of
from service.shell.door import answer_links, overview, require, require_person
from service.shell.language import speak_as
from service.shell.works import begin
from service.speech import Speech
from service.works import Job, Outcome
from sheet_templates.sentences import sentence

answer_pages = Blueprint("answers", __name__, template_folder="templates", url_prefix="/answer")


@answer_pages.get("/<token>")
def ask(token: str) -> str:
    """What the link would do, and a button; nothing is done."""
    asked = _asked(token)
    said, school = speak_as(asked.person), overview()
    return render_template(
        "answers/answer.html",
        question=question_of(school, asked, said),
        person=school.person(asked.person),
    )


@answer_pages.post("/<token>")
def do(token: str) -> Response:
    """Begin what the link stands for, for the students who were ticked."""
    asked, person = _asked(token), require_person()
    said, students = speak_as(asked.person), request.form.getlist("student")
    if asked.answer is not Answer.TYPED and not students:
        abort(400, sentence("No student was chosen, so nothing was done."))
    code = request.form.get("code", "")
    if asked.answer is Answer.EXCUSED and code not in _codes(students):
        abort(400, sentence("Choose why there is no score; nothing was done."))
    job = Job(
        operation="answer",
        options={
            "answer": asked.answer.value,
            "window": asked.window,
            "person": asked.person,
            "students": students,
            "code": code,
            "reason": request.form.get("reason", "").strip(),
            "by": person.sourced_id,
        },
        title=question_of(overview(), asked, said).title,
        back=url_for("answers.ask", token=token),
        tell=partial(_told, asked=asked, said=said),
    )
    return begin(job, person)


def _codes(students: list[str]) -> set[str]:
    return {one.code for one in overview().codes_for(students)}


def _told(done: Any, asked: Asked, said: Speech) -> Outcome:
    return Outcome(answer=done_in_words(asked, done["count"], said))


def _asked(token: str) -> Asked:
    """What the link stands for, if whoever is signed in may answer."""
    require_person(come_back=True)
    try:
        asked = answer_links().read(token)
    except LinkError as error:
        abort(403, error.reason)
    require(Action.ANSWER, DutiesOf(asked.person))
    return asked
