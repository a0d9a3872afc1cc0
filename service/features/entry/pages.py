"""Entering scores on a page, for phones and for whoever is not in the spreadsheet.

One child after the other, with Enter; or a pasted list. What was typed travels in the form, and
nothing is stored or written before the person has seen all of it.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from service.access import Person
from service.features.entry.matching import match
from service.features.entry.view import (
    BLANK,
    Child,
    Column,
    children_of,
    columns_of,
    doubt_of,
    in_words,
    review_of,
)
from service.shell.door import overview, require_person
from service.shell.language import current_speech
from service.shell.works import begin
from service.speech import Speech
from service.works import Job, Outcome, Part

entry_pages = Blueprint("entry", __name__, template_folder="templates", url_prefix="/entry")
_COLUMN = "/<school_class>/<window>/<metric>"


@entry_pages.get("")
def page() -> str:
    """The windows, classes and metrics that one may enter."""
    return render_template("entry/entry.html", columns=_columns(require_person()))


@entry_pages.get(_COLUMN)
def start(school_class: str, window: str, metric: str) -> str:
    """The first child without a score, and a field for a list."""
    column = _column(school_class, window, metric)
    children = children_of(overview(), column, {})
    return _one(column, children, _first_blank(children))


@entry_pages.post(_COLUMN)
def go_on(school_class: str, window: str, metric: str) -> str | tuple[str, int]:
    """Take the score of one child, or a list; then the next child, or the review."""
    column, typed = _column(school_class, window, metric), _typed()
    pasted = request.form.get("list", "")
    if pasted.strip():
        return _review_of_list(column, typed, pasted)
    at = request.form.get("at", "")
    if at not in column.students:
        said = current_speech()
        abort(
            400,
            said.say("The form names nobody of this class. Nothing was written; begin again."),
        )
    doubt = doubt_of(overview(), column, typed.get(at, ""))
    children = children_of(overview(), column, typed)
    if doubt:
        return _one(column, children, at, doubt), 400
    place = column.students.index(at) + (-1 if request.form.get("go") == "back" else 1)
    if request.form.get("go") == "review" or place >= len(column.students):
        return _review(column, children)
    return _one(column, children, column.students[max(place, 0)])


@entry_pages.post(f"{_COLUMN}/write")
def write(school_class: str, window: str, metric: str) -> Response:
    """Have written what was seen in the review, in this person's name."""
    column = _column(school_class, window, metric)
    seen = {one: request.form.get(f"shown.{one}", BLANK) for one in column.students}
    scores = {
        student: text
        for student, text in _typed().items()
        if student in column.students and (request.form.get("replace") or seen[student] == BLANK)
    }
    said, person = current_speech(), require_person()
    if not scores:
        abort(400, said.say("There is no score to write. Nothing was written."))
    job = Job(
        operation="enter_scores",
        options={
            "window": window,
            "metric": metric,
            "scores": scores,
            "shown": seen,
            "by": person.sourced_id,
        },
        title=said.say("Writing %(scores)s", scores=column.title),
        back=url_for("entry.page"),
        tell=partial(_told, said=said),
    )
    return begin(job, person)


def _columns(person: Person) -> tuple[Column, ...]:
    said = current_speech()
    found = columns_of(overview(), person, said)
    if not found:
        abort(
            403,
            said.say(
                "You owe no scores in a window that has opened, so there is none to enter here."
            ),
        )
    return found


def _column(school_class: str, window: str, metric: str) -> Column:
    """The column that the address names, if the person may enter it; others do not exist."""
    wanted = (school_class, window, metric)
    found = (
        one
        for one in _columns(require_person())
        if (one.school_class, one.window, one.metric) == wanted
    )
    return next(found, None) or abort(404)


def _typed() -> dict[str, str]:
    """What was typed so far, by student; the current score is among it."""
    form = request.form
    typed = {
        name.removeprefix("typed."): text.strip()
        for name, text in form.items()
        if name.startswith("typed.")
    }
    if "score" in form:
        typed[form.get("at", "")] = form["score"].strip()
    return {student: text for student, text in typed.items() if text}


def _first_blank(children: Sequence[Child]) -> str:
    blank = (one.student for one in children if one.stands == BLANK)
    return next(blank, children[0].student)


def _one(column: Column, children: Sequence[Child], at: str, doubt: str = "") -> str:
    place = column.students.index(at)
    return render_template(
        "entry/one.html",
        column=column,
        children=children,
        child=children[place],
        place=place + 1,
        doubt=doubt,
        in_words=partial(in_words, overview(), column, said=current_speech()),
    )


def _review_of_list(column: Column, typed: Mapping[str, str], pasted: str) -> str:
    names = {one: overview().student_names[one] for one in column.students}
    found = match(pasted, names, current_speech())
    children = children_of(overview(), column, {**typed, **found.scores})
    return _review(column, children, found.problems)


def _review(column: Column, children: Sequence[Child], problems: Sequence[str] = ()) -> str:
    return render_template(
        "entry/review.html",
        column=column,
        children=children,
        review=review_of(overview(), column, children, problems, current_speech()),
        blank=BLANK,
        in_words=partial(in_words, overview(), column, said=current_speech()),
    )


def _told(done: Any, said: Speech) -> Outcome:
    cells = [line for one in done["trackers"] for line in one["cells"]]
    left = [line for one in done["trackers"] for line in (*one["left"], *one["homeless"])]
    parts = (
        Part(title=said.say("Written into the spreadsheet"), lines=tuple(cells)),
        Part(title=said.say("Left as it is"), lines=tuple(left)),
    )
    answer = said.several(
        "%(count)s score written in your name.",
        "%(count)s scores written in your name.",
        len(cells),
    )
    return Outcome(answer=answer, parts=tuple(one for one in parts if one.lines))
