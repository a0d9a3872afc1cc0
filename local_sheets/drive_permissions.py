"""Drive v3 permissions of files and of shared drives."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from local_sheets.access import may_write, strongest
from local_sheets.drive_call import DriveCall
from local_sheets.drive_errors import (
    DriveError,
    bad_request,
    invalid,
    not_allowed,
    not_supported,
    permission_not_found,
)
from local_sheets.drive_model import (
    DriveFile,
    GranteeType,
    Permission,
    Role,
    SharedDrive,
    permission_id,
)
from local_sheets.drive_view import permissions_json
from local_sheets.sharing_rules import (
    Place,
    check_expiry,
    check_pace,
    check_role,
    is_temporary,
    transferred,
    wanted_expiry,
    with_owner,
)
from local_sheets.storage import Draft

_READ_ONLY = frozenset(
    {"kind", "id", "displayName", "photoLink", "deleted", "pendingOwner", "permissionDetails"}
)
#: gspread still sends v2's withLink; v3 tolerates it.
_TOLERATED = _READ_ONLY | {"withLink", "allowFileDiscovery"}


def list_permissions(call: DriveCall, place_id: str) -> dict[str, Any]:
    """permissions.list: inherited ones are shown with their origin."""
    place = _place(call, place_id)
    if isinstance(place, DriveFile) and not may_write(call.role(place)):
        raise not_allowed()
    shown, token = call.page(permissions_json(call, place), 100)
    reply: dict[str, Any] = {"kind": "drive#permissionList"}
    reply |= {"nextPageToken": token} if token else {}
    return reply | {"permissions": list(shown)}


def get_permission(call: DriveCall, place_id: str, permission: str) -> dict[str, Any]:
    """permissions.get."""
    return _shown(call, _place(call, place_id), permission)


def create_permission(call: DriveCall, place_id: str) -> dict[str, Any]:
    """permissions.create: a grantee who has one already gets the new role."""
    call.only(frozenset({"type", "role", "emailAddress", "domain", "expirationTime"}), _TOLERATED)
    _refuse_proposal(call)
    wanted = _wanted(call)

    def share(place: Place) -> tuple[Permission, ...]:
        old = next((p for p in place.permissions if p.id == wanted.id), None)
        check_role(place, wanted.role)
        check_expiry(call, place, wanted)
        if wanted.role is Role.OWNER:
            return transferred(call, place, wanted)
        if old is not None and old.role is Role.OWNER:
            return place.permissions
        kept = tuple(p for p in place.permissions if p.id != wanted.id)
        return (*kept, wanted)

    _change(call, place_id, share, "permissions.create")
    return _shown(call, _place(call, place_id), wanted.id)


def update_permission(call: DriveCall, place_id: str, permission: str) -> dict[str, Any]:
    """permissions.update: another role for a grantee, another end of it, or none."""
    call.only(
        frozenset({"role", "expirationTime"}), _TOLERATED | {"type", "emailAddress", "domain"}
    )
    _refuse_proposal(call)

    def give(place: Place) -> tuple[Permission, ...]:
        old = _own(call, place, permission)
        role = _role(call) if "role" in call.body or "expirationTime" not in call.body else old.role
        check_role(place, role)
        expires = "" if call.query.flag("removeExpiration") else wanted_expiry(call, old.expires)
        new = replace(old, role=role, expires=expires)
        check_expiry(call, place, new)
        if role is Role.OWNER:
            return transferred(call, place, new)
        return tuple(new if p is old else p for p in place.permissions)

    _change(call, place_id, give, "permissions.update")
    return _shown(call, _place(call, place_id), permission)


def _refuse_proposal(call: DriveCall) -> None:
    if call.body.get("pendingOwner"):
        raise not_supported("A transfer that the new owner has to accept (pendingOwner)")


def delete_permission(call: DriveCall, place_id: str, permission: str) -> None:
    """permissions.delete: one that is inherited cannot be taken away on the file."""

    def take(place: Place) -> tuple[Permission, ...]:
        old = _own(call, place, permission)
        return tuple(p for p in place.permissions if p is not old)

    mine = permission == permission_id(GranteeType.USER, call.caller.email)
    _change(call, place_id, take, "permissions.delete", by_anyone=mine)


def _place(call: DriveCall, place_id: str) -> Place:
    drive = call.shelf.drives.get(place_id)
    if drive is not None and strongest(drive.permissions, call.caller) is not None:
        return drive
    return call.visible(place_id)


def _shown(call: DriveCall, place: Place, permission: str) -> dict[str, Any]:
    for shown in permissions_json(call, place):
        if shown["id"] == permission:
            return shown
    raise permission_not_found(permission)


def _change(
    call: DriveCall,
    place_id: str,
    change: Callable[[Place], tuple[Permission, ...]],
    kind: str,
    *,
    by_anyone: bool = False,
) -> None:
    with call.storage.writing() as draft:
        place = _place(call, place_id)
        if not (by_anyone or _may_share(call, place)):
            raise not_allowed()
        check_pace(call)
        _store(call, draft, place, change(place), kind)


def _store(
    call: DriveCall, draft: Draft, place: Place, permissions: tuple[Permission, ...], kind: str
) -> None:
    if isinstance(place, SharedDrive):
        draft.put_drive(replace(place, permissions=permissions), call.stamp(kind))
    elif permissions != place.permissions:
        owned = with_owner(call, replace(place, permissions=permissions))
        draft.put_file(owned, call.stamp(kind))


def _may_share(call: DriveCall, place: Place) -> bool:
    if isinstance(place, DriveFile):
        return may_write(call.role(place)) and not is_temporary(call, place)
    return strongest(place.permissions, call.caller) is Role.ORGANIZER


def _own(call: DriveCall, place: Place, permission: str) -> Permission:
    """The permission that stands on the place itself; raises if inherited, owning or absent."""
    for p in place.permissions:
        if p.id == permission:
            if p.role is Role.OWNER:
                raise not_allowed()
            return p
    _shown(call, place, permission)  # raises 404 unless it is inherited
    message = "Cannot change an inherited permission on the file that inherits it."
    raise DriveError(403, "cannotModifyInheritedPermission", message)


def _role(call: DriveCall) -> Role:
    try:
        return Role(call.text("role"))
    except ValueError:
        message = (
            "The permission role field is required."
            if not call.text("role")
            else (f"The specified role is invalid: {call.text('role')}.")
        )
        raise invalid(message, "permission.role") from None


def _wanted(call: DriveCall) -> Permission:
    try:
        kind = GranteeType(call.text("type"))
    except ValueError:
        raise invalid("The permission type field is required.", "permission.type") from None
    role, grantee = _role(call), _grantee(call, kind)
    return Permission(type=kind, role=role, grantee=grantee, expires=wanted_expiry(call, ""))


def _grantee(call: DriveCall, kind: GranteeType) -> str:
    mails = call.query.first("sendNotificationEmail") is None or call.query.flag(
        "sendNotificationEmail"
    )
    match kind:
        case GranteeType.ANYONE:
            return ""
        case GranteeType.DOMAIN:
            domain = call.text("domain").strip().lower()
            if not domain:
                raise bad_request("The domain field is required for the type domain.")
            return domain
        case GranteeType.USER | GranteeType.GROUP:
            email = call.text("emailAddress").strip().lower()
            if "@" not in email:
                raise invalid(
                    "The specified emailAddress is invalid or not applicable for the "
                    "given permission type.",
                    "permission.emailAddress",
                )
            if not mails and not _is_known(call, kind, email):
                raise _nobody(email)
            return email


def _is_known(call: DriveCall, kind: GranteeType, email: str) -> bool:
    if kind is GranteeType.GROUP:
        return email in call.people.groups()
    return call.people.person(email) is not None


def _nobody(email: str) -> DriveError:
    message = (
        f'Bad Request. User message: "You are trying to invite {email}. Since there is no Google '
        "account associated with this email address, you must check the &quot;Notify people&quot; "
        'box to invite this recipient."'
    )
    return DriveError(400, "invalidSharingRequest", message)
