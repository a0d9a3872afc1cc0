"""One family of errors; each names the thing, the place and the remedy."""

from collections.abc import Sequence


class TracksheetError(Exception):
    """Something a person can put right.

    `reason` is one short sentence; `problems` are all that was found, one a line, each with its
    place and remedy; `remedy`, where one fits all, ends the reason.
    """

    def __init__(self, reason: str, problems: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.problems = tuple(problems)


class TemplateError(TracksheetError):
    """A tracker template says something that cannot be drawn."""


class RosterError(TracksheetError):
    """A roster bundle cannot be imported; nothing was written."""


class CalendarError(TracksheetError):
    """The dates of the school year and the data cadence do not fit together."""


class StoreError(TracksheetError):
    """The canonical store cannot be opened or written."""


class GoogleError(TracksheetError):
    """Google (or the local server) refused or could not be reached."""


class TrackerError(TracksheetError):
    """One tracker's failure, its own: names the tracker; the others go on."""
