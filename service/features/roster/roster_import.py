"""What reading a file of the school's people gives, whichever kind of file it is."""

import hashlib
from dataclasses import dataclass

from service.features.roster.findings import Finding
from sheet_templates.school import Roster
from sync.domain.bundle_rows import BundleRows


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterImport:
    """What one file gave: the roster, what is worth knowing, and the digest of the file.

    `rows` are those that a later delta is laid over; None where it cannot be. `laid_over` is the
    digest of the bundle under a delta.
    """

    roster: Roster
    notices: tuple[Finding, ...]
    sha256: str
    rows: BundleRows | None = None
    laid_over: str | None = None

    @property
    def digest(self) -> str:
        """What stands for the outcome: a delta means something else over other rows."""
        if self.laid_over is None:
            return self.sha256
        return hashlib.sha256(f"{self.laid_over}{self.sha256}".encode()).hexdigest()
