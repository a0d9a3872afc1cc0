"""The server's own controls under /local/: the request log and the faults.

They need the control token of `DIR/local.json` as a bearer token and are not logged.
"""

import hmac
from dataclasses import asdict
from typing import Any

import orjson
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from local_sheets.answers import json_answer
from local_sheets.errors import GoogleError, invalid, not_found, unauthenticated
from local_sheets.faults import Faults
from local_sheets.request_log import RequestLog


class Controls:
    """GET /local/requests, and GET, POST, DELETE /local/faults."""

    def __init__(self, token: str, log: RequestLog, faults: Faults) -> None:
        self._token = token
        self._log = log
        self._faults = faults

    def answer(self, request: Request) -> Response:
        """The answer to a control request, an error included."""
        try:
            self._check_token(request)
            content = self._content(request)
        except RequestEntityTooLarge:
            return json_answer(request, {"error": {"code": 413, "message": "Too large"}}, 413)
        except GoogleError as error:
            body = {"error": {"code": error.code, "message": error.message}}
            return json_answer(request, body, error.code)
        return json_answer(request, content)

    def _check_token(self, request: Request) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            raise unauthenticated()

    def _content(self, request: Request) -> dict[str, Any]:
        match request.method, request.path:
            case "GET", "/local/requests":
                after = request.args.get("after", "0")
                if not (after.isascii() and after.isdecimal() and len(after) < 19):
                    raise invalid("after must be the number of an entry")
                return self._log.report(int(after))
            case "GET", "/local/faults":
                return {"faults": [asdict(fault) for fault in self._faults.all()]}
            case "POST", "/local/faults":
                return self._add(request)
            case "DELETE", "/local/faults":
                self._faults.clear()
                return {"faults": []}
            case _:
                raise not_found()

    def _add(self, request: Request) -> dict[str, Any]:
        try:
            return asdict(self._faults.add(orjson.loads(request.get_data())))
        except (orjson.JSONDecodeError, ValueError) as error:
            raise invalid(f"This fault cannot be injected: {error}") from error
