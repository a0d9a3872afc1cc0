"""A person's own choices, their calendar feed, and the badges of trackers.

A feed is opened by calendar programs, which sign in nowhere: its secret address is the key. So is
that of a badge, which shows figures only.
"""

import hmac

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from itsdangerous import Signer
from werkzeug.wrappers import Response as AnyResponse

from service.access import Action, ChoicesOf, DutiesOf, Person, WholeSchool, may
from service.features.me.badge import Badge, badge_of
from service.features.me.feed import feed_of
from service.shell.door import overview, people, require, require_person
from service.shell.language import speak_as
from service.speech import LANGUAGES
from sheet_templates.sentences import sentence
from sync.domain.telling_people import LettersWanted

me = Blueprint("me", __name__, template_folder="templates")


@me.get("/me")
def page() -> str:
    """What the person who is signed in has chosen."""
    return _page(_own())


@me.post("/me")
def choose() -> AnyResponse:
    """Keep what was chosen."""
    person = _own()
    language, letters = request.form.get("language", ""), request.form.get("letters", "")
    if language not in LANGUAGES or letters not in set(LettersWanted):
        abort(
            400, sentence("Choose one of the languages and one of the ways; nothing was changed.")
        )
    people().choose(person.sourced_id, language, LettersWanted(letters))
    return redirect(url_for("me.page"), 303)


@me.post("/me/feed")
def make_feed() -> str:
    """Make a new feed and show its address, this once."""
    person = _own()
    secret = people().make_feed(person.sourced_id)
    return _page(person, feed=url_for("me.feed", secret=secret, _external=True))


@me.post("/me/feed/end")
def end_feed() -> AnyResponse:
    """Make the feed's address worth nothing."""
    people().end_feed(_own().sourced_id)
    return redirect(url_for("me.page"), 303)


@me.get("/feed/<secret>.ics")
def feed(secret: str) -> Response:
    """The feed under a secret address."""
    owner = people().person_of_feed(secret)
    if owner is None or not may(overview().person(owner), Action.CHOOSE, ChoicesOf(owner)).allowed:
        abort(404)
    written = feed_of(overview(), overview().person(owner), speak_as(owner), people().now())
    return Response(written, mimetype="text/calendar")


@me.get("/badge/<tracker>/<key>.svg")
def badge(tracker: str, key: str) -> Response:
    """A tracker's badge as a picture."""
    drawn = render_template("me/badge.svg", badge=_badge(tracker, key))
    return Response(drawn, mimetype="image/svg+xml")


@me.get("/badge/<tracker>/<key>.json")
def figures(tracker: str, key: str) -> dict[str, object]:
    """The same figures for programs."""
    return _badge(tracker, key).figures()


def _page(person: Person, feed: str | None = None) -> str:
    school = overview()
    sees_all = may(person, Action.SEE_SCHOOL, WholeSchool()).allowed
    return render_template(
        "me/me.html",
        choice=school.choice_of(person.sourced_id),
        feed=feed,
        has_duties=may(person, Action.SEE_DUTIES, DutiesOf(person.sourced_id)).allowed,
        languages=LANGUAGES,
        ways=LettersWanted,
        badges=[(one.title, _address(one.public_id)) for one in school.trackers if sees_all],
    )


def _own() -> Person:
    person = require_person()
    return require(Action.CHOOSE, ChoicesOf(person.sourced_id))


def _address(tracker: str) -> str:
    return url_for("me.badge", tracker=tracker, key=_key(tracker), _external=True)


def _key(tracker: str) -> str:
    secret = current_app.secret_key
    assert secret, "an app has a secret key"
    return Signer(secret, salt="a badge").get_signature(tracker).decode("ascii")


def _badge(tracker: str, key: str) -> Badge:
    found = badge_of(overview(), tracker)
    if found is None or not hmac.compare_digest(key.encode(), _key(tracker).encode()):
        abort(404)
    return found
