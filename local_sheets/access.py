"""Who may do what with a file: one place that turns permissions into a role."""

from collections.abc import Iterable, Mapping

from local_sheets.directory import Person
from local_sheets.drive_model import DriveFile, GranteeType, Permission, Role, SharedDrive


def names_person(permission: Permission, person: Person) -> bool:
    """Whether a permission reaches this person, by address, group, domain or for anyone."""
    match permission.type:
        case GranteeType.USER:
            return permission.grantee == person.email
        case GranteeType.GROUP:
            return permission.grantee in person.groups
        case GranteeType.DOMAIN:
            return person.email.endswith("@" + permission.grantee)
        case GranteeType.ANYONE:
            return True


def strongest(permissions: Iterable[Permission], person: Person) -> Role | None:
    """The best role among the permissions that reach a person."""
    roles = [p.role for p in permissions if names_person(p, person)]
    return max(roles, key=lambda role: role.rank, default=None)


def role_on(file: DriveFile, drives: Mapping[str, SharedDrive], person: Person) -> Role | None:
    """A person's role on a file, membership of its shared drive included."""
    return strongest(effective_permissions(file, drives), person)


def effective_permissions(
    file: DriveFile, drives: Mapping[str, SharedDrive]
) -> tuple[Permission, ...]:
    """The file's own permissions and those that it inherits from its shared drive."""
    drive = drives.get(file.drive_id)
    return file.permissions + (drive.permissions if drive else ())


def may_read(role: Role | None) -> bool:
    """Everybody with a role at all."""
    return role is not None


def may_write(role: Role | None) -> bool:
    """Writers and above."""
    return role is not None and role.rank >= Role.WRITER.rank
