"""Sending what is meant for one of Google's hosts to a local server, whoever asks for it."""

from typing import Any
from urllib.parse import urlsplit

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter


class Redirect(BaseAdapter):
    """Mount it on a session for a host: the same path and query are asked of `base_url`.

    google-auth knows its addresses by heart, so that the hosts are replaced below it and its own
    classes stay as they are for every server.
    """

    def __init__(self, base_url: str, onward: BaseAdapter) -> None:
        super().__init__()
        self._base_url = base_url
        self._onward = onward

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send the request to the local server."""
        parts = urlsplit(request.url or "")
        there = request.copy()
        query = f"?{parts.query}" if parts.query else ""
        there.url = f"{self._base_url}{parts.path or '/'}{query}"
        return self._onward.send(there, *args, **kwargs)

    def close(self) -> None:
        """Let go of what the requests went on by."""
        self._onward.close()
