"""How much may be asked from one address in a minute: enough for a school, no flood."""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

PAGES = "600 per minute"
CHANGES = "120 per minute"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def limit(app: Flask) -> None:
    """Count requests by address, in memory: the service is one process."""
    Limiter(
        get_remote_address,
        app=app,
        storage_uri="memory://",
        application_limits=[PAGES],
        default_limits=[CHANGES],
        default_limits_exempt_when=lambda: request.method in _SAFE_METHODS,
        headers_enabled=False,
    )
