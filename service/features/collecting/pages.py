"""The page on how the school collects data, its form, and its history as a table."""

import secrets
from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from service.access import Action, Person, WholeSchool
from service.features.collecting.answering import (
    LONGEST_COMMENT,
    Draft,
    answers_in,
    draft_of,
    problems_of,
)
from service.features.collecting.facts import facts_of
from service.features.collecting.statements import LATEST, VERSIONS, WORDING
from service.features.collecting.tables import as_csv
from service.features.collecting.view import FEW, LEVELS, collecting_page
from service.shell.door import overview, people, records, require
from service.shell.language import current_speech
from sync.domain.self_checks import SelfCheck
from sync.store.self_checks import NewCheck

collecting = Blueprint(
    "collecting", __name__, template_folder="templates", url_prefix="/collecting"
)


@collecting.get("")
def page() -> str:
    """One talk beside the one before; the latest, or the one whose first day is asked for."""
    person, said, school = _person(), current_speech(), overview()
    shown = collecting_page(people().checks(), person.sourced_id, _asked(), said)
    if shown is None:
        abort(404)
    return render_template(
        "collecting/collecting.html",
        page=shown,
        levels=[said.tell(word) for word in LEVELS.values()],
        facts=facts_of(school, records().looked_at(school.year_begins), said),
        few=FEW,
        school=school,
    )


@collecting.get("/answer")
def form() -> str:
    """The statements, nothing chosen."""
    _person()
    return _form(Draft(), secrets.token_urlsafe(12))


@collecting.post("/answer")
def answer() -> AnyResponse | tuple[str, int]:
    """Store the answers; the form again, with all that is wrong with them."""
    person, draft, said = _person(), draft_of(request.form), current_speech()
    once = request.form.get("once") or secrets.token_urlsafe(12)
    problems = list(problems_of(draft, said))
    if problems:
        return _form(draft, once, problems), 400
    check = SelfCheck(
        by=person.sourced_id, version=LATEST, on=overview().today, answers=answers_in(draft)
    )
    people().answer_check(NewCheck(check=check, once=once))
    return redirect(url_for("collecting.page"), 303)


@collecting.get("/history.csv")
def history() -> Response:
    """All talks as CSV."""
    _person()
    table = as_csv(people().checks(), current_speech())
    headers = {"Content-Disposition": "attachment; filename=how-we-collect-data.csv"}
    return Response(table, mimetype="text/csv", headers=headers)


def _person() -> Person:
    return require(Action.SELF_CHECK, WholeSchool())


def _asked() -> date | None:
    """The first day of the talk that the address asks for; none is the latest."""
    text = request.args.get("talk", "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def _form(draft: Draft, once: str, problems: Sequence[str] = ()) -> str:
    said = current_speech()
    return render_template(
        "collecting/answer.html",
        parts=[
            (said.tell(part.title), [(key, said.tell(WORDING[key])) for key in part.statements])
            for part in VERSIONS[LATEST]
        ],
        levels=[(level.value, said.tell(word)) for level, word in LEVELS.items()],
        draft=draft,
        version=LATEST,
        longest=LONGEST_COMMENT,
        once=once,
        problems=problems,
        few=FEW,
    )
