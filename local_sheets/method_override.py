"""X-HTTP-Method-Override: how clients send a GET whose address would be too long.

Google's clients post such a query as a form, with the method that they mean in a header.
"""

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_METHODS = frozenset({"GET", "PUT", "PATCH", "DELETE"})
_LONGEST_QUERY = 1_000_000
_FORM = "application/x-www-form-urlencoded"


def overridden(environ: "WSGIEnvironment") -> "WSGIEnvironment":
    """The request that a POST stands for; any other request as it is."""
    wanted = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE", "").upper()
    if environ["REQUEST_METHOD"] != "POST" or wanted not in _METHODS:
        return environ
    changed = {**environ, "REQUEST_METHOD": wanted}
    length = environ.get("CONTENT_LENGTH") or "0"
    is_form = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() == _FORM
    if wanted != "GET" or not is_form or not length.isdigit() or int(length) > _LONGEST_QUERY:
        return changed
    form = environ["wsgi.input"].read(int(length)).decode("latin-1")
    query = "&".join(part for part in (environ.get("QUERY_STRING", ""), form) if part)
    return changed | {
        "QUERY_STRING": query,
        "CONTENT_LENGTH": "0",
        "wsgi.input": io.BytesIO(),
    }
