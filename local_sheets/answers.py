"""Answers as bytes: Google's JSON, pretty or compact, gzipped when the client takes it."""

import gzip
from typing import Any

from werkzeug.wrappers import Request, Response

from local_sheets.drive_errors import DriveError
from local_sheets.errors import GoogleError
from local_sheets.json_text import pack
from local_sheets.request_log import Api

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


def error_answer(request: Request, api: Api, error: GoogleError | DriveError) -> Response:
    """A refusal in the style of the API that was called."""
    if api is Api.DRIVE:
        shown = error if isinstance(error, DriveError) else as_drive_error(error)
        response = json_answer(request, shown.body(), shown.code)
    elif isinstance(error, GoogleError):
        response = json_answer(request, sheets_error_body(error), error.code)
    else:
        response = json_answer(request, error.body(), error.code)
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="https://accounts.google.com/"'
    return response


def injected_error(api: Api, status: int) -> GoogleError | DriveError:
    """The body that Google sends with 429, 500 and 503, for faults that a test asked for."""
    if api is Api.DRIVE:
        return _drive_fault(status)
    if status == 429:
        return over_quota(api, 60, per_person=True)
    if status == 503:
        message = "The service is currently unavailable."
        return GoogleError(code=503, status="UNAVAILABLE", message=message)
    return internal()


def internal(message: str = "Internal error encountered.") -> GoogleError:
    """500: something broke on our side."""
    return GoogleError(code=500, status="INTERNAL", message=message)


def _drive_fault(status: int) -> DriveError:
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
