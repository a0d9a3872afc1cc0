"""Keeps other web pages out of a server on loopback: Host, Origin, CSRF token, headers.

Any page open in the same browser can send requests to 127.0.0.1. A name that another site points
there (DNS rebinding) is stopped by the Host header, a form it posts by Origin and by a token.
"""

import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, request, session

from sheet_templates.sentences import sentence

HTTP_PORT = 80
CSRF_FIELD = "csrf_token"
_CSRF_KEY = "csrf"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def fence(app: Flask, port: int, public_url: str | None = None) -> None:
    """Puts the fences around every route of `app`, which listens on `port` of this machine.

    Where a proxy makes it public, it answers at that address as well, and only encrypted.
    """
    hosts = hosts_for(port)
    headers = dict(_HEADERS)
    if public_url:
        hosts |= {urlsplit(public_url).netloc.lower()}
    if public_url and public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"

    def check() -> None:
        _check_host(request, hosts)
        if request.method not in _SAFE_METHODS:
            _check_origin(request, hosts)
            _check_token(request)

    app.before_request(check)

    def with_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)  # a page may have a stricter policy of its own
        return response

    app.after_request(with_headers)


def hosts_for(port: int) -> frozenset[str]:
    """The Host headers under which this machine's own browser reaches the server."""
    names = ("127.0.0.1", "localhost", "[::1]")
    bare = names if port == HTTP_PORT else ()
    return frozenset((*(f"{name}:{port}" for name in names), *bare))


def csrf_token() -> str:
    """This session's token, made when it is first asked for; every form sends it back."""
    token = session.get(_CSRF_KEY)
    if not isinstance(token, str):
        token = session[_CSRF_KEY] = secrets.token_urlsafe(24)
    return token


def _check_host(asked: Request, hosts: frozenset[str]) -> None:
    # The header itself: request.host is rebuilt by the framework from several sources.
    if asked.headers.get("Host", "").lower() not in hosts:
        abort(
            403,
            sentence(
                "This server answers only at its own address on this machine. "
                "Open the address that Tracksheet printed when it started."
            ),
        )


def _check_origin(asked: Request, hosts: frozenset[str]) -> None:
    origin = asked.headers.get("Origin")
    if origin is not None and _place_of(origin) not in hosts:
        abort(403, sentence("This form was sent by another web page, so nothing was done."))


def _place_of(origin: str) -> str:
    """The host and port of an origin; empty for what is none, as `null` or half an address."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _check_token(asked: Request) -> None:
    known, sent = session.get(_CSRF_KEY), asked.form.get(CSRF_FIELD, "")
    if not isinstance(known, str) or not hmac.compare_digest(known.encode(), sent.encode()):
        abort(
            403,
            sentence(
                "This form is no longer valid, so nothing was done. "
                "Go back, load the page again and send it once more."
            ),
        )
