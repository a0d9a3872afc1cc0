"""Drive's refusals, in Drive's own style: an `errors` array with a reason."""

from typing import Any

STORAGE_QUOTA = (
    "Service Accounts do not have storage quota. Leverage shared drives "
    "(https://developers.google.com/workspace/drive/api/guides/about-shareddrives), or use OAuth "
    "delegation (http://support.google.com/a/answer/7281227) instead."
)


class DriveError(Exception):
    """A refusal of the Drive API; `location` names the parameter, header or field at fault."""

    def __init__(
        self, code: int, reason: str, message: str, *, domain: str = "global", location: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.message = message
        self.domain = domain
        self.location = location

    def body(self) -> dict[str, Any]:
        """The JSON that Google answers."""
        error = {"message": self.message, "domain": self.domain, "reason": self.reason}
        if self.location:
            kind = "header" if self.location == "Authorization" else "parameter"
            error |= {"location": self.location, "locationType": kind}
        return {"error": {"code": self.code, "message": self.message, "errors": [error]}}


def file_not_found(file_id: str) -> DriveError:
    """Also the answer for a file that exists but is not shared with the caller."""
    return DriveError(404, "notFound", f"File not found: {file_id}.", location="fileId")


def permission_not_found(permission: str) -> DriveError:
    """No such permission on this file."""
    message = f"Permission not found: {permission}."
    return DriveError(404, "notFound", message, location="permissionId")


def not_allowed() -> DriveError:
    """The caller can see the file but may not do this with it."""
    message = "The user does not have sufficient permissions for this file."
    return DriveError(403, "insufficientFilePermissions", message)


def no_storage() -> DriveError:
    """A service account tried to own a file."""
    return DriveError(403, "storageQuotaExceeded", STORAGE_QUOTA, domain="usageLimits")


def invalid(message: str, location: str = "") -> DriveError:
    """A parameter or field whose value makes no sense."""
    return DriveError(400, "invalid", message, location=location)


def bad_request(message: str) -> DriveError:
    """A request that cannot be understood."""
    return DriveError(400, "badRequest", message)


def bad_credentials() -> DriveError:
    """A token that is unknown or expired, or none at all."""
    return DriveError(401, "authError", "Invalid Credentials", location="Authorization")


def missing_scope() -> DriveError:
    """A good token whose scopes do not reach this method."""
    message = "Request had insufficient authentication scopes."
    return DriveError(403, "insufficientPermissions", message)


def not_supported(what: str) -> DriveError:
    """Something that Google knows and the local server does not."""
    return bad_request(f"{what} is not supported by the local server.")
