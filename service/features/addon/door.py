"""The door that Google knocks at: one path for each entry point, and no cookie anywhere.

In this order, and nothing is believed before it: the form of the request, the system token (it is
Google, for this very path), the person's consent, the person's token, the person's role today.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request, send_from_directory
from werkzeug.exceptions import HTTPException

from service.features.addon.addon import AddOn
from service.features.addon.asking import Asking, NotAllowedError
from service.features.addon.cards import Answer, Card, Show
from service.features.addon.drawing import Drawing, Json, asking_for
from service.features.addon.entries import clicks_of, triggers_of
from service.features.addon.events import EMAIL_SCOPE, BadEventError, event_of, tokens_of
from service.features.addon.keys import KeysAwayError
from service.features.addon.manifest import LOGO
from service.features.addon.nobody import no_role, no_school, not_allowed, trouble
from service.features.addon.tokens import TokenChecker, UnprovenError
from service.speech import ENGLISH
from sheet_templates.errors import TracksheetError

MOST_BYTES = 256 * 1024
_STATIC = Path(__file__).parent / "static"
_LOG = logging.getLogger(__name__)

Handle = Callable[[Asking], Answer]


class ConsentNeededError(Exception):
    """The person has not yet let Google tell us their address."""


def create_addon_app(addon: AddOn) -> Flask:
    """The add-on's entry points, to be mounted at the path of `addon.settings.url`."""
    app = Flask("addon", static_folder=None)
    app.add_url_rule(f"/{LOGO}", "logo", _logo)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    door = _Door(addon)
    for path, card in triggers_of(addon.settings).items():
        app.add_url_rule(f"/{path}", path, door.trigger(card), methods=["POST"])
    for path, handle in clicks_of(addon.settings).items():
        app.add_url_rule(f"/{path}", path, door.click(handle), methods=["POST"])
    app.register_error_handler(HTTPException, _refuse)
    app.register_error_handler(Exception, _broken)
    app.after_request(_not_kept)
    return app


class _Door:
    """Lets a request in, or answers it at once."""

    def __init__(self, addon: AddOn) -> None:
        self._addon = addon
        self._checker = TokenChecker(settings=addon.settings, keys=addon.keys)
        self._drawing = Drawing(addon.settings.url)

    def trigger(self, card: Callable[[Asking], Card]) -> Callable[[], Response]:
        """An entry point that opens the panel."""

        def answer() -> Response:
            return self._answer(lambda asking: Show(card(asking)), is_trigger=True)

        return answer

    def click(self, handle: Handle) -> Callable[[], Response]:
        """An entry point that a click leads to."""
        return lambda: self._answer(handle, is_trigger=False)

    def _answer(self, handle: Handle, *, is_trigger: bool) -> Response:
        try:
            answered = self._let_in(handle)
        except BadEventError as error:
            return _refusal(HTTPStatus.BAD_REQUEST, str(error))
        except UnprovenError as error:
            return _refusal(HTTPStatus.UNAUTHORIZED, str(error))
        except KeysAwayError as error:
            return _refusal(HTTPStatus.SERVICE_UNAVAILABLE, error.reason)
        except ConsentNeededError:
            return jsonify(asking_for(EMAIL_SCOPE))
        return jsonify(self._drawn(answered, is_trigger=is_trigger))

    def _drawn(self, answered: Answer, *, is_trigger: bool) -> Json:
        if isinstance(answered, Show) and is_trigger:
            return self._drawing.opening(answered.card)
        return self._drawing.answer(answered)

    def _let_in(self, handle: Handle) -> Answer:
        body = _body()
        tokens = tokens_of(body, request.headers.get("Authorization"))
        self._checker.check_system(tokens.system, f"{self._addon.settings.url}{request.path}")
        if not tokens.may_have_email:
            raise ConsentNeededError
        email = self._checker.person(tokens.person or "")
        event = event_of(body)
        school = self._addon.overview()
        if school is None:
            return Show(no_school(ENGLISH))
        member = school.with_address(email)
        if member is None:
            return Show(no_role(email, school.document_owner.name, ENGLISH))
        person = school.person(member.sourced_id)
        return _handled(
            handle, Asking(addon=self._addon, person=person, school=school, event=event)
        )


def _body() -> Any:
    if request.query_string or not request.is_json:
        raise BadEventError("an event is JSON, and has no query string")
    try:
        return request.get_json()
    except RecursionError as error:
        raise BadEventError("the event is nested too deeply") from error


def _handled(handle: Handle, asking: Asking) -> Answer:
    """The answer, or the card that says why there is none."""
    try:
        return handle(asking)
    except NotAllowedError as error:
        return Show(not_allowed(str(error), asking.said))
    except TracksheetError as error:
        return Show(trouble(error.reason, error.problems, asking.said))


def _logo() -> Response:
    """The sign in the side panel; Google shows it on pages of its own."""
    answer = send_from_directory(_STATIC, LOGO)
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _refuse(error: HTTPException) -> Response:
    """What the framework refuses: another method, too large, no JSON."""
    return _refusal(HTTPStatus(error.code or 500), error.name)


def _broken(_: Exception) -> Response:
    """A bug of ours; the log has its place and never what was sent."""
    _LOG.exception("the add-on broke off at %s", request.endpoint)
    return _answered(HTTPStatus.INTERNAL_SERVER_ERROR)


def _refusal(status: HTTPStatus, why: str) -> Response:
    """An answer that tells a stranger nothing; the reason is for our log."""
    _LOG.warning("%s refused with %s: %s", request.endpoint, status.value, why)
    return _answered(status)


def _answered(status: HTTPStatus) -> Response:
    answer = jsonify({"error": status.phrase})
    answer.status_code = status.value
    return answer


def _not_kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
