"""Files, permissions and changes as Drive's JSON, complete; `fields` then picks from it."""

from typing import Any

from local_sheets.access import (
    inherited_permissions,
    is_current,
    may_read,
    may_write,
    names_person,
)
from local_sheets.drive_call import DriveCall
from local_sheets.drive_lag import shown_state
from local_sheets.drive_model import (
    FOLDER,
    DriveFile,
    GranteeType,
    Permission,
    Role,
    SharedDrive,
    permission_id,
)


def person_json(call: DriveCall, email: str) -> dict[str, Any]:
    """Drive's User resource."""
    person = call.people.person(email)
    return {
        "kind": "drive#user",
        "displayName": person.name if person else email,
        "me": email == call.caller.email,
        "permissionId": permission_id(GranteeType.USER, email),
        "emailAddress": email,
    }


def file_json(call: DriveCall, file: DriveFile) -> dict[str, Any]:
    """Drive's File resource; what shared drives do not have is left out for their files."""
    role = call.role(file)
    version, modified = shown_state(call, file)
    shown: dict[str, Any] = {
        "kind": "drive#file",
        "id": file.id,
        "name": file.name,
        "mimeType": file.mime_type,
        "starred": False,
        "trashed": file.trashed,
        "explicitlyTrashed": file.trashed,
        "spaces": ["drive"],
        "version": str(version),
        "createdTime": file.created,
        "modifiedTime": modified,
        "lastModifyingUser": person_json(call, file.last_editor),
        "capabilities": capabilities(file, role),
        "webViewLink": f"{call.url}/spreadsheets/d/{file.id}/edit?usp=drivesdk",
    }
    optional = {
        "description": file.description,
        "appProperties": dict(file.app_properties),
        "properties": dict(file.properties),
        "parents": list(file.parents),
    }
    shown |= {name: value for name, value in optional.items() if value}
    return shown | (_in_shared_drive(file) if file.drive_id else _in_my_drive(call, file, role))


def _in_shared_drive(file: DriveFile) -> dict[str, Any]:
    return {
        "driveId": file.drive_id,
        "teamDriveId": file.drive_id,
        "hasAugmentedPermissions": bool(file.permissions),
    }


def _in_my_drive(call: DriveCall, file: DriveFile, role: Role | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "owners": [person_json(call, file.owner)],
        "ownedByMe": file.owner == call.caller.email,
        "shared": len(file.permissions) > 1,
        "writersCanShare": True,
    }
    if may_write(role):
        shown["permissions"] = permissions_json(call, file)
    return shown


def capabilities(file: DriveFile, role: Role | None) -> dict[str, bool]:
    """What the caller may do with a file."""
    write, manage = may_write(role), may_manage(file, role)
    return {
        "canAddChildren": write and file.mime_type == FOLDER,
        "canComment": role is not None and role.rank >= Role.COMMENTER.rank,
        "canCopy": may_read(role),
        "canDelete": may_delete(file, role),
        "canDownload": may_read(role),
        "canEdit": write,
        "canRename": write,
        "canShare": write,
        "canTrash": manage,
        "canUntrash": manage,
    }


def may_manage(file: DriveFile, role: Role | None) -> bool:
    """Trash and move: the owner, in a shared drive its content managers."""
    least = Role.FILE_ORGANIZER if file.drive_id else Role.OWNER
    return role is not None and role.rank >= least.rank


def may_delete(file: DriveFile, role: Role | None) -> bool:
    """Delete for good: the owner, in a shared drive its organizers (Google: files.delete)."""
    least = Role.ORGANIZER if file.drive_id else Role.OWNER
    return role is not None and role.rank >= least.rank


def permissions_json(call: DriveCall, place: DriveFile | SharedDrive) -> list[dict[str, Any]]:
    """All permissions of a file (inherited ones too) or the members of a shared drive."""
    if isinstance(place, SharedDrive):
        members = filter(is_current, place.permissions)
        return [permission_json(call, p, [_detail("member", p, "")]) for p in members]
    found: dict[str, list[tuple[Permission, str]]] = {}
    for origin, p in inherited_permissions(place, call.shelf):
        found.setdefault(p.id, []).append((p, origin))
    for p in filter(is_current, place.permissions):
        found.setdefault(p.id, []).append((p, ""))
    return [
        permission_json(
            call,
            max((p for p, _ in listed), key=lambda p: p.role.rank),
            [_detail(_kind(place, origin), p, origin) for p, origin in listed]
            if place.drive_id
            else [],
        )
        for listed in found.values()
    ]


def _kind(place: DriveFile, origin: str) -> str:
    return "member" if origin == place.drive_id else "file"


def _detail(kind: str, permission: Permission, inherited_from: str) -> dict[str, Any]:
    shown = {
        "permissionType": kind,
        "role": permission.role.value,
        "inherited": bool(inherited_from),
    }
    return shown | ({"inheritedFrom": inherited_from} if inherited_from else {})


def permission_json(
    call: DriveCall, permission: Permission, details: list[dict[str, Any]]
) -> dict[str, Any]:
    """Drive's Permission resource; `details` only inside shared drives."""
    shown: dict[str, Any] = {
        "kind": "drive#permission",
        "id": permission.id,
        "type": permission.type.value,
        "role": permission.role.value,
    }
    match permission.type:
        case GranteeType.USER | GranteeType.GROUP:
            person = call.people.person(permission.grantee)
            shown |= {
                "emailAddress": permission.grantee,
                "displayName": person.name if person else permission.grantee,
                "deleted": False,
                "pendingOwner": False,
            }
        case GranteeType.DOMAIN:
            shown |= {"domain": permission.grantee, "displayName": permission.grantee}
            shown |= {"allowFileDiscovery": False}
        case GranteeType.ANYONE:
            shown |= {"allowFileDiscovery": False}
    if permission.expires:
        shown["expirationTime"] = permission.expires
    if details:
        shown |= {"permissionDetails": details, "teamDrivePermissionDetails": details}
    return shown


def drive_json(drive: SharedDrive, role: Role | None) -> dict[str, Any]:
    """Drive's Drive resource: a shared drive, and what the caller may do in it."""
    return {
        "capabilities": _drive_capabilities(role),
        "kind": "drive#drive",
        "id": drive.id,
        "name": drive.name,
        "createdTime": drive.created,
        "hidden": False,
    }


def _drive_capabilities(role: Role | None) -> dict[str, bool]:
    """Google's table of the roles of shared drives (About shared drives)."""
    rank = -1 if role is None else role.rank
    write, content, manage = (
        rank >= least.rank for least in (Role.WRITER, Role.FILE_ORGANIZER, Role.ORGANIZER)
    )
    return {
        "canAddChildren": write,
        "canComment": rank >= Role.COMMENTER.rank,
        "canCopy": rank >= 0,
        "canDeleteChildren": manage,
        "canDeleteDrive": manage,
        "canDownload": rank >= 0,
        "canEdit": write,
        "canListChildren": rank >= 0,
        "canManageMembers": manage,
        "canReadRevisions": write,
        "canRename": write,
        "canRenameDrive": manage,
        "canShare": write,
        "canTrashChildren": content,
    }


def could_see(call: DriveCall, permissions: tuple[Permission, ...]) -> bool:
    """Whether one of these permissions reaches the caller."""
    return any(names_person(p, call.caller) for p in permissions)
