"""Whether the data reviews will stand, for leaders and the document owner."""

from flask import Blueprint, render_template

from service.access import Action, WholeSchool
from service.features.reviews.view import reviews_of
from service.measures import MEASURES
from service.shell.door import overview, records, require
from service.shell.language import current_speech

reviews = Blueprint("reviews", __name__, template_folder="templates")


@reviews.get("/reviews")
def page() -> str:
    """The next review, and the figures that it rests on."""
    require(Action.SEE_REVIEWS, WholeSchool())
    school = overview()
    seen = records().first_seen(school.year_begins)
    return render_template(
        "reviews/reviews.html",
        reviews=reviews_of(school, seen, current_speech()),
        school=school,
        measures=MEASURES,
    )
