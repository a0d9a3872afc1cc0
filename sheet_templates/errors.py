"""The root of our errors, and the one of templates."""

from collections.abc import Sequence


class TracksheetError(Exception):
    """Something a person can put right.

    `reason` is one short sentence that names the thing and, where one fits all, the remedy;
    `problems` are all that was found, one a line, each with its place and remedy.
    """

    def __init__(self, reason: str, problems: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.problems = tuple(problems)


class TemplateError(TracksheetError):
    """A tracker template says something that cannot be drawn."""


class DriftError(TracksheetError):
    """A spreadsheet has drifted so that putting it back would need a guess; nothing is planned."""
