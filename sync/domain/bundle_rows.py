"""The rows of a roster bundle that are kept, so that a later delta can be laid over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleRows:
    """What a school's roster was made of, as far as a roster is made of it.

    `version` is OneRoster's, `sha256` the digest of the zip that came last. `rows` are the cells
    by file (without .csv) and sourcedId. `as_of` is a moment up to which every change is surely in
    them; None where nothing says so.
    """

    version: str
    sha256: str
    as_of: datetime | None
    rows: Mapping[str, Mapping[str, Mapping[str, str]]]
