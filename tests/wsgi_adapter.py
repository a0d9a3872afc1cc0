"""Real HTTP clients against a WSGI app in this process: the same bytes, no socket."""

import io
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.models import PreparedRequest, Response
from urllib3 import HTTPResponse

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


class WsgiAdapter(BaseAdapter):
    """Mount it on a requests session for the app's base URL.

    A connection that the app drops (any ConnectionError) becomes requests.ConnectionError, as
    it would over a socket.
    """

    def __init__(self, app: Any) -> None:
        super().__init__()
        self._app: WsgiApp = app

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 - the interface of requests
        timeout: Any = None,  # noqa: ARG002
        verify: bool | str = True,  # noqa: FBT001, FBT002, ARG002
        cert: Any = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> Response:
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _exc: Any = None
        ) -> Callable[[bytes], None]:
            started.append((status, headers))
            return lambda _written: None

        try:
            chunks = self._app(_environ(request), start_response)
            body = b"".join(chunks)
        except ConnectionError as error:
            raise requests.ConnectionError(error, request=request) from error
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
        status, headers = started[-1]
        return _response(request, status, headers, body, preload=not stream)

    def close(self) -> None:
        """Nothing is held open."""


def _environ(request: PreparedRequest) -> dict[str, Any]:
    parts = urlsplit(request.url or "")
    body = request.body or b""
    raw = body.encode() if isinstance(body, str) else bytes(body)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(parts.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc,
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(raw),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        key = name.upper().replace("-", "_")
        if key == "CONTENT_TYPE":
            environ[key] = text
        elif key != "CONTENT_LENGTH":
            environ["HTTP_" + key] = text
    return environ


def _response(
    request: PreparedRequest,
    status: str,
    headers: list[tuple[str, str]],
    body: bytes,
    *,
    preload: bool,
) -> Response:
    code = int(status.split(" ", 1)[0])
    response = Response()
    response.status_code = code
    response.reason = status.partition(" ")[2] or HTTPStatus(code).phrase
    response.request = request
    response.url = request.url or ""
    response.headers.update(headers)
    response.encoding = requests.utils.get_encoding_from_headers(response.headers)
    response.raw = HTTPResponse(
        body=io.BytesIO(body), headers=dict(headers), status=code, preload_content=False
    )
    if preload:
        response.content  # noqa: B018 - reads and decodes the body, as requests does
    return response
