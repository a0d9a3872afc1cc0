"""Who looks at the pages: the person of the signed cookie, and forms that come from here."""

from flask import request, session

from local_sheets.directory import Directory, Person


def current_person(directory: Directory) -> Person | None:
    """The person that was chosen in this browser; nobody once people.json drops them."""
    return directory.people().person(session.get("email", ""))


def is_from_here() -> bool:
    """Whether a post was sent by a page of this server (browsers name the origin on a POST)."""
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")
