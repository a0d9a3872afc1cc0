"""The page behind a letter's link: looking changes nothing, the button does what it says.

A link is for its person alone: whoever opens it must be signed in as them, or answer for the whole
school. So a letter that is passed on opens nothing.
"""

from flask import Blueprint, Response, abort, make_response, render_template, request

from service.access import Action, DutiesOf
from service.answer_links import Answer, Asked, LinkError
from service.answering import Given
from service.features.answers.view import done_in_words, question_of
from service.shell.door import answers, forget_overview, overview, require, require_person
from service.shell.language import speak_as
from sheet_templates.sentences import sentence

answer_pages = Blueprint("answers", __name__, template_folder="templates", url_prefix="/answer")
_LONGEST_REASON = 300


@answer_pages.get("/<token>")
def ask(token: str) -> Response:
    """What the link would do, and a button; nothing is done."""
    return _page(_asked(token), done="")


@answer_pages.post("/<token>")
def do(token: str) -> Response:
    """Do what the link stands for, for the students who were ticked."""
    asked = _asked(token)
    given = Given(
        students=request.form.getlist("student"),
        code=request.form.get("code", ""),
        reason=request.form.get("reason", "").strip()[:_LONGEST_REASON],
        by=require_person().sourced_id,
    )
    codes = {one.code for one in overview().codes_for(given.students)}
    if asked.answer is Answer.EXCUSED and given.code not in codes:
        abort(400, sentence("Choose why there is no score; nothing was done."))
    count = answers().carry_out(overview(), asked, given)
    forget_overview()
    return _page(asked, done=done_in_words(asked, count, speak_as(asked.person)))


def _page(asked: Asked, done: str) -> Response:
    school = overview()
    said = speak_as(asked.person)
    page = render_template(
        "answers/answer.html",
        question=question_of(school, asked, said),
        person=school.person(asked.person),
        done=done,
    )
    return make_response(page)


def _asked(token: str) -> Asked:
    """What the link stands for, if whoever is signed in may answer."""
    require_person(come_back=True)
    try:
        asked = answers().links.read(token)
    except LinkError as error:
        abort(403, error.reason)
    require(Action.ANSWER, DutiesOf(asked.person))
    return asked
