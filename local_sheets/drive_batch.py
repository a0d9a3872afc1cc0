"""POST /batch/drive/v3: up to 100 calls of Drive in one multipart/mixed body.

Google: batch requests of the Drive API. Each part is an HTTP request (application/http) and is
answered by a part of its own, as if it had come alone: with its own rights, log entry and faults.
The outer Authorization counts for parts that bring none.
"""

import io
import secrets
from collections.abc import Callable, Iterator, Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import HTTP
from typing import Any, cast
from urllib.parse import unquote_to_bytes, urlsplit

from werkzeug.wrappers import Request, Response

from local_sheets.drive_errors import bad_request

PATHS = frozenset({"/batch/drive/v3"})
_HANDED_DOWN = ("HTTP_AUTHORIZATION", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT")

Environ = dict[str, Any]


def answer_batch(request: Request, answer: Callable[[Request], Response], most: int) -> Response:
    """All parts in their order; raises DriveError if the body is no batch of 1 to `most` calls."""
    if not request.content_type or not request.content_type.startswith("multipart/mixed"):
        raise bad_request("The batch request must be multipart/mixed.")
    head = b"Content-Type: " + request.content_type.encode("latin-1") + b"\r\n\r\n"
    message = message_from_bytes(head + request.get_data(), policy=HTTP)
    parts = list(message.iter_parts()) if message.is_multipart() else []
    if not parts:
        raise bad_request("Failed to parse batch request, error: 0 items.")
    if len(parts) > most:
        raise bad_request(f"The batch request has more than {most} calls.")
    # All are read before the first is answered: a part that is no request changes nothing.
    environs = [_environ(request, cast("EmailMessage", part)) for part in parts]
    boundary = "batch_" + secrets.token_urlsafe(16)
    body = b"".join(
        _part(boundary, part.get("Content-ID", ""), answer(Request(environ)))
        for part, environ in zip(parts, environs, strict=True)
    )
    ending = f"--{boundary}--\r\n".encode()
    return Response(body + ending, content_type=f"multipart/mixed; boundary={boundary}")


def _environ(outer: Request, part: EmailMessage) -> Environ:
    if part.get_content_type() != "application/http":
        raise bad_request("Each part of a batch must be application/http.")
    raw = part.get_payload(decode=True)
    line, _, rest = (raw if isinstance(raw, bytes) else b"").lstrip().partition(b"\n")
    words = line.decode("latin-1").split()
    target = urlsplit(words[1]) if len(words) in (2, 3) else None
    if target is None or not target.path.startswith("/drive/"):
        raise bad_request(f"This is no call of the Drive API: {line[:100]!r}.")
    headers, body = _split(rest)
    environ: Environ = {name: outer.environ[name] for name in _HANDED_DOWN if name in outer.environ}
    environ |= {
        "REQUEST_METHOD": words[0].upper(),
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(target.path).decode("latin-1"),
        "QUERY_STRING": target.query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }
    return environ | dict(_named(headers))


def _split(raw: bytes) -> tuple[Mapping[str, str], bytes]:
    """Headers and body of an inner request, whatever ends its lines."""
    inner = message_from_bytes(raw, policy=HTTP)
    payload = inner.get_payload(decode=True)
    return {n.lower(): str(v) for n, v in inner.items()}, (
        payload if isinstance(payload, bytes) else b""
    )


def _named(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in headers.items():
        if name == "content-type":
            yield "CONTENT_TYPE", value
        elif name in ("authorization", "x-local-label", "if-match"):
            yield "HTTP_" + name.upper().replace("-", "_"), value


def _part(boundary: str, content_id: str, response: Response) -> bytes:
    """An answer as a part; its Content-ID names the request's."""
    named = content_id.strip().strip("<>")
    head = [f"--{boundary}", "Content-Type: application/http"]
    head += [f"Content-ID: <response-{named}>"] if named else []
    status = f"HTTP/1.1 {response.status}"
    inner = [status, *(f"{name}: {value}" for name, value in response.headers.items())]
    text = "\r\n".join([*head, "", *inner, "", ""]).encode("latin-1")
    return text + response.get_data() + b"\r\n"
