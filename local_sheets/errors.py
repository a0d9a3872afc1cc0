"""The one error of the local server, in the words and statuses of Google's APIs.

Texts are those of real answers where they are known; a text that Google is only expected to give
is marked so at its constructor.
"""

from collections.abc import Sequence
from typing import Any

PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


class GoogleError(Exception):
    """A refusal: the HTTP code, Google's canonical status, the text, and typed details."""

    def __init__(
        self,
        *,
        code: int,
        status: str,
        message: str,
        details: Sequence[dict[str, Any]] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message
        self.details = list(details)

    def prefixed(self, prefix: str) -> "GoogleError":
        """The same error with its place in the request before the text."""
        return GoogleError(
            code=self.code,
            status=self.status,
            message=prefix + self.message,
            details=self.details,
        )


def invalid(message: str, violations: Sequence[tuple[str, str]] = ()) -> GoogleError:
    """400 INVALID_ARGUMENT; `violations` are (field, description) of a BadRequest detail."""
    details: list[dict[str, Any]] = []
    if violations:
        listed = [
            {"field": place, "description": text} if place else {"description": text}
            for place, text in violations
        ]
        details.append(
            {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": listed}
        )
    return GoogleError(code=400, status="INVALID_ARGUMENT", message=message, details=details)


def protected() -> GoogleError:
    """400: a write into a protected range by somebody who is not among its editors."""
    return invalid(PROTECTED)


def unparsable_range(a1: str) -> GoogleError:
    """400: a range that names no tab, or is no A1 text."""
    return invalid(f"Unable to parse range: {a1}")


def beyond_grid(shown: str, rows: int, columns: int) -> GoogleError:
    """400: a range that starts outside the grid."""
    return invalid(f"Range ({shown}) exceeds grid limits. Max rows: {rows}, max columns: {columns}")


def no_tab(sheet_id: int) -> GoogleError:
    """400: a sheetId that the spreadsheet does not have (expected wording)."""
    return invalid(f"No grid with id: {sheet_id}")


def not_supported(kind: str) -> GoogleError:
    """400: Google knows this, the local server does not carry it out."""
    return invalid(
        f"{kind} is not supported by the local server. Google knows it; "
        "try it against Google, or use one of the kinds listed in docs/local-sheets.md."
    )


def bad_fields(path: str) -> GoogleError:
    """400: a `fields` parameter that names nothing in the answer (expected wording)."""
    text = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    return invalid("Request contains an invalid argument.", [(path, text)])


def not_found(message: str = "Requested entity was not found.") -> GoogleError:
    """404 NOT_FOUND."""
    return GoogleError(code=404, status="NOT_FOUND", message=message)


def forbidden(message: str = "The caller does not have permission") -> GoogleError:
    """403 PERMISSION_DENIED."""
    return GoogleError(code=403, status="PERMISSION_DENIED", message=message)


def unauthenticated() -> GoogleError:
    """401 UNAUTHENTICATED: an unknown or expired token."""
    return GoogleError(
        code=401,
        status="UNAUTHENTICATED",
        message=(
            "Request had invalid authentication credentials. Expected OAuth 2 access token, "
            "login cookie or other valid authentication credential. See "
            "https://developers.google.com/identity/sign-in/web/devconsole-project."
        ),
        details=[
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "ACCESS_TOKEN_EXPIRED",
                "domain": "googleapis.com",
            }
        ],
    )


def insufficient_scopes() -> GoogleError:
    """403: the token's scopes do not allow the method."""
    return GoogleError(
        code=403,
        status="PERMISSION_DENIED",
        message="Request had insufficient authentication scopes.",
        details=[
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                "domain": "googleapis.com",
            }
        ],
    )


def service_disabled() -> GoogleError:
    """403: the project of the caller has not enabled the Sheets API (expected body)."""
    link = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview"
    return GoogleError(
        code=403,
        status="PERMISSION_DENIED",
        message=(
            "Google Sheets API has not been used in project 123456789012 before or it is disabled. "
            f"Enable it by visiting {link}?project=123456789012 then retry."
        ),
        details=[
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "SERVICE_DISABLED",
                "domain": "googleapis.com",
                "metadata": {
                    "service": "sheets.googleapis.com",
                    "consumer": "projects/123456789012",
                },
            }
        ],
    )
