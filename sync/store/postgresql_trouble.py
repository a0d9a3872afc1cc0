"""What can go wrong with a store on PostgreSQL and a person can put right; bugs stay loud."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, StatementError

from sheet_templates.sentences import sentence
from sync.errors import StoreError

_REMEDIES = {
    "28P01": (sentence("refuses the password"), sentence("correct it in TRACKSHEET_STORE_URL")),
    "28000": (
        sentence("lets nobody in by this name or from here"),
        sentence("look at the server's pg_hba.conf"),
    ),
    "3D000": (
        sentence("is not there"),
        sentence("make it: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0"),
    ),
    "42501": (
        sentence("does not give this role the right"),
        sentence("let the role own the database: ALTER DATABASE ... OWNER TO ..."),
    ),
    "25006": (
        sentence("cannot be written"),
        sentence("name the server that takes writes, not a copy that follows it"),
    ),
    "53100": (
        sentence("cannot grow: the disk is full"),
        sentence("free some space on the server and try again"),
    ),
    "53300": (sentence("has no connection left"), sentence("end some, or raise max_connections")),
    "55P03": (
        sentence("is kept locked by another program"),
        sentence("end the other Tracksheet that uses this database, and try again"),
    ),
}
_AWAY = (
    sentence("cannot be reached"),
    sentence(
        "see that the server runs; what was under way is stored whole or not at all, so run it "
        "again"
    ),
)
_SAID_AT_THE_DOOR = {
    "password authentication failed": "28P01",
    "no password supplied": "28P01",
    "no pg_hba.conf entry": "28000",
    "too many clients": "53300",
    "remaining connection slots": "53300",
}
"""Before there is a connection the driver gives no code, only the server's words."""


@contextmanager
def telling_trouble(place: str, *, reading: bool = False) -> Iterator[None]:
    """Turn what a person can put right into a StoreError that names the place and the remedy.

    Everything else passes unchanged: a broken constraint or a wrong statement is our bug, and
    so is a write in a transaction that is for reading (the server calls both "read-only").
    """
    try:
        yield
    except DBAPIError as error:
        code = _code_of(error)
        if reading and code == "25006":
            raise
        told = _AWAY if code == "08000" else _REMEDIES.get(code)
        if told is None:
            raise
        trouble, remedy = told
        # Without the cause: a driver's error may hold what it was to connect with.
        raise StoreError(
            sentence(
                "%(place)s %(trouble)s; %(remedy)s.", place=place, trouble=trouble, remedy=remedy
            )
        ) from None


def quote_nothing(error: BaseException, wrapped: StatementError | None = None) -> None:
    """Leave of the server's words the first sentence: its details quote the row.

    Errors stand in the log, and a log names no child. `wrapped` is the same as SQLAlchemy has it.
    """
    first = getattr(getattr(error, "diag", None), "message_primary", None)
    if first is not None:
        error.args = (first,)
        if wrapped is not None:
            wrapped.args = (f"({type(error).__name__}) {first}",)


def _code_of(error: DBAPIError) -> str:
    """The SQLSTATE of what went wrong; 08000 for whatever means that there is no connection."""
    code = getattr(error.orig, "sqlstate", None)
    if code is not None:
        gone = error.connection_invalidated or code.startswith(("08", "57P"))
        return "08000" if gone else str(code)
    words = str(error.orig)
    if 'database "' in words and "does not exist" in words:
        return "3D000"
    if 'role "' in words and "does not exist" in words:
        return "28000"
    for said, code_of_it in _SAID_AT_THE_DOOR.items():
        if said in words:
            return code_of_it
    return "08000" if type(error.orig).__name__ == "OperationalError" else ""
