"""Where a store stands: a file of the data folder, or a database on a PostgreSQL server."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

from sync.errors import StoreError

_SCHEMES = frozenset({"postgresql", "postgresql+psycopg"})


@dataclass(frozen=True, slots=True)
class StoreUrl:
    """A database on a PostgreSQL server; what it is called here never shows the password."""

    text: str = field(repr=False)

    @classmethod
    def read(cls, text: str) -> "StoreUrl":
        """The database that `text` names; StoreError, without what may be secret in it."""
        url = _split(text)
        if url is None or url.scheme not in _SCHEMES or not url.path.strip("/"):
            raise StoreError(
                "This is no address of a PostgreSQL database; "
                "write postgresql://USER:PASSWORD@HOST/DATABASE"
            )
        return cls(text)

    def __str__(self) -> str:
        url = urlsplit(self.text)
        host = url.hostname or "".join(parse_qs(url.query).get("host", ["this machine"]))
        port = f":{url.port}" if url.port else ""
        return f"The PostgreSQL database {url.path.strip('/')} on {host}{port}"


def _split(text: str) -> SplitResult | None:
    try:
        url = urlsplit(text)
        _ = url.port  # reading it is what checks it
    except ValueError:
        return None
    return url


StorePlace = Path | StoreUrl
"""The file of a SQLite store, or the address of one on PostgreSQL."""


def may_hold_a_store(place: StorePlace) -> bool:
    """Whether it is worth opening: a file that is not there holds nothing; a server is asked."""
    return isinstance(place, StoreUrl) or place.exists()
