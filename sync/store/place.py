"""Where a store stands: a file of the data folder, or a database on a PostgreSQL server."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from sync.errors import StoreError

_DRIVER = "postgresql+psycopg"
_EXAMPLE = f"{_DRIVER}://USER:PASSWORD@HOST/DATABASE"


@dataclass(frozen=True, slots=True)
class StoreUrl:
    """A database on a PostgreSQL server; what it is called here never shows the password."""

    url: URL

    @classmethod
    def read(cls, text: str) -> "StoreUrl":
        """The database that `text` names; StoreError, without what may be secret in it."""
        try:
            url = make_url(text)
        except (ArgumentError, ValueError):
            url = None
        if url is None or url.drivername not in {_DRIVER, "postgresql"} or not url.database:
            raise StoreError(f"This is no address of a PostgreSQL database; write {_EXAMPLE}")
        return cls(url.set(drivername=_DRIVER))

    def __str__(self) -> str:
        host = self.url.host or self.url.query.get("host") or "this machine"
        port = f":{self.url.port}" if self.url.port else ""
        return f"The PostgreSQL database {self.url.database} on {host}{port}"

    def __repr__(self) -> str:
        return f"StoreUrl({self})"


StorePlace = Path | StoreUrl
"""The file of a SQLite store, or the address of one on PostgreSQL."""


def may_hold_a_store(place: StorePlace) -> bool:
    """Whether it is worth opening: a file that is not there holds nothing; a server is asked."""
    return isinstance(place, StoreUrl) or place.exists()
