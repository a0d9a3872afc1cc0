"""The errors of reading, storing and judging; each names the thing, the place and the remedy."""

from collections.abc import Sequence

from sheet_templates.errors import TracksheetError


class RosterError(TracksheetError):
    """A roster bundle cannot be imported; nothing was written."""


class CalendarError(TracksheetError):
    """The dates of the school year and the data cadence do not fit together."""


class ExcuseError(TracksheetError):
    """An excuse cannot be given or withdrawn as asked; nothing was stored."""


class MilestoneError(TracksheetError):
    """What is said of a milestone cannot be taken as it is; nothing was stored."""


class NoteError(TracksheetError):
    """A note cannot be stored as asked; nothing was stored."""


class SelfCheckError(TracksheetError):
    """Answers on how the school collects data cannot be stored as asked; nothing was stored."""


class FlagError(TracksheetError):
    """A flag cannot be moved as asked; nothing was stored."""


class StoreError(TracksheetError):
    """The canonical store cannot be opened or written."""


class GoogleError(TracksheetError):
    """Google (or the local server) refused or could not be reached.

    `code` is the HTTP status, None where no answer came. `may_have_applied` says that a write
    may have taken effect although no good answer came: read again before writing again.
    """

    def __init__(
        self,
        reason: str,
        problems: Sequence[str] = (),
        *,
        code: int | None = None,
        may_have_applied: bool = False,
    ) -> None:
        super().__init__(reason, problems)
        self.code = code
        self.may_have_applied = may_have_applied


class TrackerError(TracksheetError):
    """One tracker's failure, its own: names the tracker; the others go on."""


class FaultError(TracksheetError):
    """A fault of this program itself, told of one tracker so that the others go on."""
