"""The page behind a figure."""

from flask import Blueprint, abort, render_template, request

from service.access import Action, DutiesOf, OneTracker, Person, WholeSchool, may
from service.features.figures.cut import Cut, cut_of, is_known
from service.features.figures.view import figure_of, seen_in_time
from service.measures import MEASURES, InTime, Measure
from service.overview import Overview
from service.shell.door import overview, records, require, require_person
from service.shell.language import current_speech

figures = Blueprint("figures", __name__, template_folder="templates", url_prefix="/figures")


@figures.get("/<measure>")
def page(measure: str) -> str:
    """How the figure is computed, of when, how much it rests on, and whom it is about."""
    cut = _cut()
    person = _allowed(cut)
    school, known = overview(), MEASURES.get(measure)
    if known is None or not is_known(cut, school):
        abort(404)

    def sees(tracker: str) -> bool:
        return may(person, Action.SEE_STUDENT, OneTracker(tracker)).allowed

    in_time = _in_time(school, known)
    return render_template(
        "figures/figure.html",
        figure=figure_of(school, known, cut, in_time, sees, current_speech()),
        measure=measure,
    )


def _cut() -> Cut:
    try:
        return cut_of(request.args)
    except ValueError:
        abort(404)


def _allowed(cut: Cut) -> Person:
    """A person's duties, or a tracker, for whom it is open to; all else for who sees reviews."""
    if cut.owed_by is not None:
        return require(Action.SEE_DUTIES, DutiesOf(cut.owed_by))
    person = require_person()
    shared = cut.tracker is not None and may(person, Action.SEE_TRACKER, OneTracker(cut.tracker))
    return person if shared and shared.allowed else require(Action.SEE_REVIEWS, WholeSchool())


def _in_time(school: Overview, measure: Measure) -> InTime:
    seen = records().first_seen(school.year_begins) if measure.in_time else {}
    return seen_in_time(seen, school.kept.clock)
