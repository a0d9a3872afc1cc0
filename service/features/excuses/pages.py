"""The excuses that hold, giving one and taking one back: said first, then done."""

from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service.access import Action, DutiesOf, Person
from service.excuse_words import what_of
from service.excusing import LONGEST_REASON
from service.features.excuses.view import (
    excusable_by,
    excuses_for,
    is_theirs,
    may_excuse,
    meant_by,
)
from service.shell.door import overview, require, require_person
from service.shell.language import current_speech
from service.shell.works import begin
from service.works import Job, Outcome
from sync.domain.excuses import Excuse

excuse_pages = Blueprint("excuses", __name__, template_folder="templates", url_prefix="/excuses")
_ALL = "all"


@excuse_pages.get("")
def page() -> str:
    """The excuses that this person may take back, and the form to give one."""
    person, school, said = _person(), overview(), current_speech()
    return render_template(
        "excuses/excuses.html",
        lines=excuses_for(school, person, said),
        form=excusable_by(school, person),
        longest=LONGEST_REASON,
        today=school.today,
        every=_ALL,
    )


@excuse_pages.post("/ask")
def ask() -> str:
    """What the excuse would mean; stores nothing."""
    given, school, said = _given(), overview(), current_speech()
    meant = meant_by(school, given["student"], given["checkpoint"], given["metric"])
    until = given["until_day"]
    return render_template(
        "excuses/ask.html",
        given=given,
        name=school.student_names[given["student"]],
        what=what_of(school, given["checkpoint"], given["metric"], said),
        count=len(meant),
        until=said.day(date.fromisoformat(until)) if until else "",
        every=_ALL,
    )


@excuse_pages.post("")
def give() -> Response:
    """Store the excuse, and bring the duties up to date."""
    person, given, said = _person(), _given(), current_speech()
    options = {**given, "by": person.sourced_id, "source": "page"}
    title = said.say("Excusing a score")
    answer = said.say("Excused. A score that is typed later outweighs it.")
    return _begin(person, "excuse_give", options, title, answer)


@excuse_pages.get("/<public_id>")
def one(public_id: str) -> str:
    """One excuse, and taking it back."""
    person, school = _person(), overview()
    excuse = _excuse(public_id)
    lines = excuses_for(school, person, current_speech())
    line = next(one for one in lines if one.public_id == excuse.public_id)
    return render_template("excuses/one.html", line=line)


@excuse_pages.post("/<public_id>/take-back")
def take_back(public_id: str) -> Response:
    """Take the excuse back; it stays in the history."""
    person, excuse, said = _person(), _excuse(public_id), current_speech()
    title, answer = said.say("Taking an excuse back"), said.say("Taken back. The score is owed.")
    return _begin(person, "excuse_withdraw", {"excuse": excuse.public_id}, title, answer)


def _person() -> Person:
    person = require_person()
    return require(Action.EXCUSE, DutiesOf(person.sourced_id))


def _excuse(public_id: str) -> Excuse:
    """A standing excuse that the person may take back; another is as unknown as none."""
    person, school = _person(), overview()
    standing = chain.from_iterable(school.kept.excuses.by_student.values())
    found = [one for one in standing if one.public_id == public_id]
    if not found or not is_theirs(school, person, found[0]):
        abort(404)
    return found[0]


def _given() -> dict[str, Any]:
    """What the form says; 400 with what is wrong, 403 for a score that somebody else owes."""
    person, school, form = _person(), overview(), request.form
    said, student = current_speech(), form.get("student", "")
    codes = [one.code for one in school.codes_for([student])]
    window, metric = form.get("window", ""), form.get("metric", "")
    given: dict[str, Any] = {
        "student": student,
        "checkpoint": None if window == _ALL else window,
        "metric": None if metric == _ALL else metric,
        "code": form.get("code", ""),
        "reason": form.get("reason", "").strip(),
        "until_day": form.get("until", "") or None,
    }
    meant = meant_by(school, given["student"], given["checkpoint"], given["metric"])
    if not meant or not given["code"] or len(given["reason"]) > LONGEST_REASON:
        abort(400, said.say("Choose a student, a window and a code first. Nothing was stored."))
    if given["code"] not in codes:
        listed = said.listed(codes)
        abort(
            400, said.say("This student's codes are %(codes)s. Nothing was stored.", codes=listed)
        )
    if not _is_ahead(given["until_day"], school.today):
        abort(400, said.say("Choose today or a later day, or none. Nothing was stored."))
    if not may_excuse(person, meant):
        abort(
            403, said.say("You can excuse only scores that you owe yourself. Nothing was stored.")
        )
    return given


def _is_ahead(day: str | None, today: date) -> bool:
    try:
        return day is None or date.fromisoformat(day) >= today
    except ValueError:
        return False


def _begin(
    person: Person, operation: str, options: dict[str, Any], title: str, answer: str
) -> Response:
    tell = partial(_told, answer=answer)
    back = url_for("excuses.page")
    job = Job(operation=operation, options=options, title=title, back=back, tell=tell)
    return begin(job, person)


def _told(_: Any, answer: str) -> Outcome:
    return Outcome(answer=answer)
