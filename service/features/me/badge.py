"""How a tracker stands, in a badge and in figures, for pages outside: no names, of anybody."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from service.overview import Overview
from service.speech import ENGLISH
from sync.domain.completeness import Completeness, EntryState, completeness

_COLOURS = {
    EntryState.MISSING: "#b3261e",
    EntryState.UNREADABLE: "#8a4b00",
    EntryState.LATE: "#8a4b00",
    EntryState.OPEN: "#0b5794",
}
_DONE = "#1b6e3c"
_LETTER = 7  # about the width of a letter, in pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """One tracker's figures over the windows that have opened, as of a day."""

    tracker: str
    title: str
    as_of: date
    counts: Completeness

    @property
    def words(self) -> str:
        """The figures in a few words."""
        return ENGLISH.percent(self.counts.done, self.counts.expected)

    @property
    def colour(self) -> str:
        """The colour of the worst state; contrast with white is 4.5:1 at least."""
        return _COLOURS.get(self.counts.state, _DONE) if self.counts.expected else _DONE

    @property
    def left_width(self) -> int:
        """The width of the title's half, in pixels."""
        return _LETTER * len(self.title) + 12

    @property
    def width(self) -> int:
        """The whole width, in pixels."""
        return self.left_width + _LETTER * len(self.words) + 12

    def figures(self) -> dict[str, Any]:
        """The same for programs."""
        state = self.counts.state.value if self.counts.expected else "not open"
        counts = asdict(self.counts) | {"done": self.counts.done}
        return {"tracker": self.tracker, "as_of": str(self.as_of), "state": state, **counts}


def badge_of(overview: Overview, tracker: str) -> Badge | None:
    """The badge of a tracker, None where there is none of that id."""
    standing = next((one for one in overview.trackers if one.public_id == tracker), None)
    if standing is None:
        return None
    opened = (
        one for one in overview.opened if overview.tracker_of[one.expected.student] == tracker
    )
    return Badge(
        tracker=tracker,
        title=standing.title,
        as_of=overview.today,
        counts=completeness(opened),
    )
