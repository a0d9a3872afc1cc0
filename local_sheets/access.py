"""Who may do what with a file: one place that turns permissions into a role."""

from collections.abc import Iterable, Iterator

from local_sheets import clock
from local_sheets.directory import People, Person
from local_sheets.drive_model import DriveFile, GranteeType, Permission, Role
from local_sheets.shelf import Shelf


def is_current(permission: Permission) -> bool:
    """Whether a permission has not expired."""
    return not permission.expires or permission.expires > clock.rfc3339(clock.now())


def names_person(permission: Permission, person: Person) -> bool:
    """Whether a permission reaches this person, by address, group, domain or for anyone."""
    if not is_current(permission):
        return False
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


def role_on(file: DriveFile, shelf: Shelf, person: Person) -> Role | None:
    """A person's role on a file, with what it inherits from its folders and its shared drive."""
    return strongest(effective_permissions(file, shelf), person)


def reaches_address(file: DriveFile, shelf: Shelf, people: People, address: str) -> bool:
    """Whether a file is shared with an address, be it a person's or a group's."""
    person = people.person(address) or Person(email=address.strip().lower(), name=address)
    return any(
        names_person(p, person) or (p.type is GranteeType.GROUP and p.grantee == person.email)
        for p in effective_permissions(file, shelf)
    )


def effective_permissions(file: DriveFile, shelf: Shelf) -> tuple[Permission, ...]:
    """The file's own permissions and those that it inherits (Google: Share files and folders)."""
    inherited = tuple(p for _, p in inherited_permissions(file, shelf))
    return file.permissions + inherited


def inherited_permissions(file: DriveFile, shelf: Shelf) -> Iterator[tuple[str, Permission]]:
    """What folders above a file and its shared drive give, each with the id of its origin.

    Who owns a folder has full rights on what others put into it only as a writer (expected).
    """
    for folder in folders_above(file, shelf):
        for p in folder.permissions:
            kept = Permission(type=p.type, role=Role.WRITER, grantee=p.grantee)
            yield folder.id, kept if p.role is Role.OWNER else p
    drive = shelf.drives.get(file.drive_id)
    for p in drive.permissions if drive else ():
        yield file.drive_id, p


def folders_above(file: DriveFile, shelf: Shelf) -> Iterator[DriveFile]:
    """The folders that hold a file, from the nearest to the outermost."""
    seen = {file.id}
    while file.parents:
        above = shelf.files.get(file.parents[0])
        if above is None or above.id in seen:
            return
        seen.add(above.id)
        yield above
        file = above


def may_read(role: Role | None) -> bool:
    """Everybody with a role at all."""
    return role is not None


def may_write(role: Role | None) -> bool:
    """Writers and above."""
    return role is not None and role.rank >= Role.WRITER.rank
