"""The errors of reading, storing and judging; each names the thing, the place and the remedy."""

from sheet_templates.errors import TracksheetError


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
