"""Answers as bytes: Google's JSON, pretty or compact, gzipped when the client takes it."""

import gzip
from typing import Any

from werkzeug.wrappers import Request, Response

from local_sheets.drive_errors import DriveError
from local_sheets.errors import GoogleError
from local_sheets.json_text import pack
from local_sheets.request_log import Api
from local_sheets.switches import DEFAULTS, Switches

JSON = "application/json; charset=UTF-8"
_WORTH_PACKING = 512


def json_answer(request: Request, content: Any, status: int = 200) -> Response:
    """A JSON answer; prettyPrint (true by default) indents by two and ends the last line."""
    pretty = request.args.get("prettyPrint", "true").lower() not in ("false", "0")
    packed = pack(content, pretty=pretty)
    response = Response(packed + b"\n" if pretty else packed, status=status, content_type=JSON)
    response.headers["Cache-Control"] = "private"
    response.headers["Vary"] = "Origin, X-Origin, Referer, Accept-Encoding"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if len(packed) >= _WORTH_PACKING and request.accept_encodings["gzip"] > 0:
        response.data = gzip.compress(response.data, compresslevel=1, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    return response


def sheets_error_body(error: GoogleError) -> dict[str, Any]:
    """The v2 style of the Sheets API: code, message, status, details."""
    body: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "status": error.status,
    }
    if error.details:
        body["details"] = error.details
    return {"error": body}


_DRIVE_REASONS = {400: "badRequest", 401: "authError", 403: "forbidden", 404: "notFound"}


def as_drive_error(error: GoogleError) -> DriveError:
    """A refusal that shared code words for Sheets, in Drive's style."""
    if "fields" in error.message or any("fields" in str(detail) for detail in error.details):
        path = next(
            (v.get("field", "") for d in error.details for v in d.get("fieldViolations", ())), ""
        )
        message = f"Invalid field selection {path}".strip()
        return DriveError(400, "invalidParameter", message, location="fields")
    reason = _DRIVE_REASONS.get(error.code, "backendError")
    return DriveError(error.code, reason, error.message)


_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
}


def _in_sheets_style(error: DriveError) -> dict[str, Any]:
    """A refusal of Drive as a switch has it: without domain and reason."""
    status = _STATUSES.get(error.code, "INTERNAL")
    return sheets_error_body(GoogleError(code=error.code, status=status, message=error.message))


def error_answer(
    request: Request, api: Api, error: GoogleError | DriveError, switches: Switches = DEFAULTS
) -> Response:
    """A refusal in the style of the API that was called."""
    if isinstance(error, GoogleError) and api is Api.DRIVE:
        error = as_drive_error(error)
    if isinstance(error, DriveError):
        reasons = switches.drive_errors_give_reasons
        body = error.body() if reasons else _in_sheets_style(error)
    else:
        body = sheets_error_body(error)
        if error.code in {401, 403} and not switches.errors_have_details:
            body["error"].pop("details", None)
    response = json_answer(request, body, error.code)
    if error.code == 401 and (api is Api.DRIVE or switches.errors_have_details):
        response.headers["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/"'
    return response


def injected_error(api: Api, status: int) -> GoogleError | DriveError:
    """The body that Google sends with 409, 429, 500 and 503, for faults that a test asked for."""
    if api is Api.DRIVE:
        return _drive_fault(status)
    if status == 429:
        return over_quota(api, 60, per_person=True)
    if status == 409:
        return GoogleError(code=409, status="ABORTED", message="The operation was aborted.")
    if status == 503:
        message = "The service is currently unavailable."
        return GoogleError(code=503, status="UNAVAILABLE", message=message)
    return internal()


def internal(message: str = "Internal error encountered.") -> GoogleError:
    """500: something broke on our side."""
    return GoogleError(code=500, status="INTERNAL", message=message)


def _drive_fault(status: int) -> DriveError:
    if status == 409:
        return DriveError(409, "conflict", "The operation was aborted.")
    if status == 429:
        return DriveError(429, "rateLimitExceeded", "Rate Limit Exceeded", domain="usageLimits")
    if status == 503:
        return DriveError(503, "backendError", "The service is currently unavailable.")
    return DriveError(500, "backendError", "Internal Error")


def over_quota(api: Api, limit: int, *, per_person: bool) -> GoogleError:
    """429 with the body that Google sends, for a person's limit or for the project's."""
    kind = "Read" if api is Api.SHEETS_READ else "Write"
    whose, name = (" per user", "PerUser") if per_person else ("", "PerProject")
    return GoogleError(
        code=429,
        status="RESOURCE_EXHAUSTED",
        message=(
            f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per "
            f"minute{whose}' of service 'sheets.googleapis.com' for consumer "
            "'project_number:123456789012'."
        ),
        details=[
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "RATE_LIMIT_EXCEEDED",
                "domain": "googleapis.com",
                "metadata": {
                    "service": "sheets.googleapis.com",
                    "quota_limit": f"{kind}RequestsPerMinute{name}",
                    "quota_limit_value": str(limit),
                    "quota_metric": f"sheets.googleapis.com/{kind.lower()}_requests",
                    "quota_unit": "1/min/{project}/{user}" if per_person else "1/min/{project}",
                    "consumer": "projects/123456789012",
                },
            }
        ],
    )
