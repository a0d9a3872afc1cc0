"""What may be given to whom: roles, owners, times, and how often (Google: Share files).

Reasons and texts that Google has shown are its own; the others are expected.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from local_sheets import clock
from local_sheets.access import names_person
from local_sheets.drive_call import DriveCall
from local_sheets.drive_errors import DriveError, bad_request, invalid, no_storage, not_allowed
from local_sheets.drive_model import (
    FOLDER,
    DriveFile,
    GranteeType,
    Permission,
    Role,
    SharedDrive,
    owner_permission,
    root_id,
)

Place = DriveFile | SharedDrive

_FILE_ROLES = (Role.READER, Role.COMMENTER, Role.WRITER)
_MEMBER_ROLES = (*_FILE_ROLES, Role.FILE_ORGANIZER, Role.ORGANIZER)
_LONGEST = timedelta(days=366)  # Google: at most a year


def check_role(place: Place, role: Role) -> None:
    """Refuse a role that this kind of place does not know."""
    if isinstance(place, SharedDrive):
        if role not in _MEMBER_ROLES:
            raise invalid("The specified role is not valid for a shared drive.", "permission.role")
        return
    if role is Role.OWNER and place.drive_id:
        message = "Items in shared drives have no owner."
        raise DriveError(403, "ownerOnTeamDriveItemNotSupported", message)
    if role not in (*_FILE_ROLES, Role.OWNER):
        message = f"The role {role.value} is only valid for shared drives."
        raise DriveError(403, "invalidRoleForFile", message)


def check_pace(call: DriveCall) -> None:
    """Refuse more sharing than a switch allows within an hour."""
    most = call.switches.sharing_writes_an_hour
    if not most:
        return
    since = clock.rfc3339(clock.now() - timedelta(hours=1))
    if call.storage.written_since(call.caller.email, since, "permissions.") >= most:
        message = (
            'Rate limit exceeded. User message: "Sorry, you have exceeded your sharing quota."'
        )
        raise DriveError(403, "sharingRateLimitExceeded", message)


def wanted_expiry(call: DriveCall, old: str) -> str:
    """The expirationTime of the body as it is kept, `old` where none is named."""
    text = call.text("expirationTime")
    if not text:
        return old
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid(f"Invalid value for expirationTime: {text!r}.", "expirationTime") from error
    return clock.rfc3339(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def check_expiry(call: DriveCall, place: Place, permission: Permission) -> None:
    """Refuse an end that Google does not allow: of links and domains, past, or too far away."""
    if not permission.expires:
        return
    if permission.type not in (GranteeType.USER, GranteeType.GROUP):
        message = "Expiration dates can only be set on user and group permissions."
        raise DriveError(403, "cannotSetExpirationOnAnyoneOrDomain", message)
    if permission.role is Role.OWNER:
        raise DriveError(403, "cannotSetExpiration", "The access of an owner cannot expire.")
    until = datetime.fromisoformat(permission.expires) - clock.now()
    if until <= timedelta(0):
        message = "The expiration date must be in the future."
        raise DriveError(403, "expirationDateMustBeInTheFuture", message)
    if until > _LONGEST:
        message = "The expiration date cannot be more than a year in the future."
        raise DriveError(403, "expirationDateTooFarInTheFuture", message)
    _check_place(call, place, permission)


def _check_place(call: DriveCall, place: Place, permission: Permission) -> None:
    if isinstance(place, SharedDrive):
        message = "Expiration dates are not allowed for shared drive members."
        raise DriveError(403, "expirationDateNotAllowedForSharedDriveMembers", message)
    if place.drive_id and not call.switches.shared_drive_access_expires:
        message = "Expiration dates are not allowed for items in shared drives."
        raise DriveError(403, "cannotSetExpiration", message)
    if place.mime_type == FOLDER and permission.role is Role.WRITER:
        message = "Temporary access of writers is not allowed on folders of My Drive."
        raise DriveError(403, "cannotSetExpiration", message)


def is_temporary(call: DriveCall, file: DriveFile) -> bool:
    """Whether the caller may write only for a time; such a writer cannot share (Google)."""
    reaching = [p for p in file.permissions if names_person(p, call.caller)]
    writing = [p for p in reaching if p.role.rank >= Role.WRITER.rank]
    return bool(writing) and all(p.expires for p in writing) and not file.drive_id


def transferred(call: DriveCall, place: Place, wanted: Permission) -> tuple[Permission, ...]:
    """The permissions after a transfer of ownership: who owned becomes a writer.

    Within one organization it holds at once (Google: Transfer file ownership). Refused: whoever is
    no owner, other grantees than people, other organizations, and service accounts, which have no
    storage.
    """
    if not isinstance(place, DriveFile):
        raise invalid("A shared drive has no owner.", "permission.role")
    if call.role(place) is not Role.OWNER:
        raise not_allowed()
    if wanted.id == owner_permission(place.owner).id:
        return place.permissions  # gspread's copy gives each role again, the owner's too
    _check_asked(call)
    if wanted.type is not GranteeType.USER:
        raise invalid("Only a user can own a file.", "permission.type")
    heir = call.people.person(wanted.grantee)
    if heir is not None and heir.is_service and call.switches.strict_service_accounts:
        raise no_storage()
    if heir is None or _domain(heir.email) != _domain(place.owner):
        message = "Consent is required to transfer ownership of a file to another user."
        raise DriveError(403, "consentRequiredForOwnershipTransfer", message)
    others = tuple(p for p in place.permissions if p.id != wanted.id and p.role is not Role.OWNER)
    before = Permission(type=GranteeType.USER, role=Role.WRITER, grantee=place.owner)
    return (owner_permission(heir.email), *others, before)


def _check_asked(call: DriveCall) -> None:
    if not call.query.flag("transferOwnership"):
        message = (
            "The transferOwnership parameter must be enabled when the permission role is 'owner'."
        )
        raise DriveError(403, "forbidden", message, location="transferOwnership")
    told = call.query.first("sendNotificationEmail")
    if told is not None and not call.query.flag("sendNotificationEmail"):
        raise bad_request("sendNotificationEmail must not be disabled for ownership transfers.")


def _domain(email: str) -> str:
    return email.rpartition("@")[2]


def with_owner(call: DriveCall, file: DriveFile) -> DriveFile:
    """The file with the owner that its permissions name, in that person's root if asked so."""
    owner = next((p.grantee for p in file.permissions if p.role is Role.OWNER), "")
    if owner == file.owner:
        return file
    moves = call.query.flag("moveToNewOwnersRoot")
    return replace(file, owner=owner, parents=(root_id(owner),) if moves else file.parents)
