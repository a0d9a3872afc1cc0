"""The door of Google's push notifications: one path, POST only, and nothing said to anybody.

A notification has no body and says only that something changed; what, is asked of Drive. Its two
headers, the channel's id and token, are all that lets it in, so it has neither person nor cookie.
"""

from collections.abc import Callable, Sequence

from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException

from service.shell.limits import limit
from sync.domain.channels import Channel, told_by

_CHANGE = "change"

Known = Callable[[], Sequence[Channel]]
Hear = Callable[[Channel], None]


def create_channel_app(path: str, known: Known, hear: Hear) -> Flask:
    """The app; `known` gives the channels there are, `hear` is told of a change and never waits."""
    app = Flask("channel", static_folder=None)
    limit(app)

    def take() -> Response:
        headers = request.headers
        sent_id, token = headers.get("X-Goog-Channel-ID"), headers.get("X-Goog-Channel-Token")
        channel = told_by(known(), sent_id or "", token or "")
        if channel is None:
            abort(404)
        if headers.get("X-Goog-Resource-State") == _CHANGE:  # the first post, `sync`, tells nothing
            hear(channel)
        return Response(status=200)

    app.add_url_rule(path, "changes", take, methods=["POST"], provide_automatic_options=False)
    app.register_error_handler(HTTPException, _without_a_word)
    return app


def _without_a_word(error: HTTPException) -> Response:
    return Response(status=error.code or 500)
