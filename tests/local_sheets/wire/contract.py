"""Google's side of the wire: which method a request means, and whether the answer is one of its."""

import gzip
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from local_sheets.api_call import template
from local_sheets.schema import check_reply, methods
from local_sheets.wire import App


@cache
def _paths() -> tuple[tuple[str, Any, str], ...]:
    """Verb, pattern and id of every method; those with fixed words go before those without."""
    found = []
    for name, method in methods().items():
        verb, path = method["http"].split(" ", 1)
        found.append((path.count("{"), verb, template(path.replace("{range}", "{a1}")), name))
    found.sort(key=lambda one: one[0])
    return tuple((verb, pattern, name) for _, verb, pattern, name in found)


def method_called(verb: str, path: str) -> str | None:
    """The id of the method that a request means, or None when Google has none there."""
    for known, pattern, name in _paths():
        if verb == known and pattern.fullmatch(path):
            return name
    return None


def what_is_wrong(verb: str, path: str, status: int, body: bytes) -> list[str]:
    """What in an answer Google could not have sent; nothing is checked that is no JSON of it."""
    name = method_called(verb, path)
    if name is None or status != 200:
        return []
    return [f"{verb} {path}: {problem}" for problem in check_reply(name, json.loads(body))]


class Checked:
    """The app with every answer of it held to Google's schema: a wrong one fails the test."""

    def __init__(self, app: App) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        chunks, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        response = Response(b"".join(chunks), status, headers)
        verb, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if response.is_json:
            body = _unpacked(response)
            wrong = what_is_wrong(verb, path, response.status_code, body)
            assert wrong == []
        start_response(status, list(headers))
        return [response.get_data()]


def _unpacked(response: Response) -> bytes:
    raw = response.get_data()
    return gzip.decompress(raw) if response.content_encoding == "gzip" else raw
