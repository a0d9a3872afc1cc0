"""What a night does with trackers that are made: no new ones, and none of a year that is over.

Level-triggered: a tracker is behind when what it should be differs from what it was brought to
last. Of one that is not behind nothing is read and nothing is written.
"""

from collections.abc import Collection
from dataclasses import dataclass

from service.features.trackers.apply import Applying, TrackerReport, is_current
from service.features.trackers.briefing import Briefing
from sheet_templates.desired import DesiredTracker
from sheet_templates.spare import more_rows_than
from sync.store.members import keep_minted, used_rows


@dataclass(frozen=True, slots=True)
class KeepingUp:
    """Bringing this year's made trackers up to date."""

    applying: Applying

    def before_reading(self) -> list[TrackerReport]:
        """Those in which rows or columns are to come or go: what is read is what is asked for.

        A child without a row would be told as one whose row somebody removed.
        """
        briefing = self.applying.briefing()
        changed = [
            public_id
            for public_id, wanted in self._behind(briefing).items()
            if not _has_lines(briefing, wanted)
        ]
        return self.applying.bring_about(briefing, changed)

    def after_reading(self) -> list[TrackerReport]:
        """All that are behind, with rows to write into, each in one go."""
        self._top_up(self.applying.briefing())
        briefing = self.applying.briefing()
        return self.applying.bring_about(briefing, list(self._behind(briefing)))

    def these(self, asked: Collection[str]) -> list[TrackerReport]:
        """Those of the trackers asked for that are behind; the others are not looked at."""
        briefing = self.applying.briefing()
        return self.applying.bring_about(briefing, list(self._behind(briefing, asked)))

    def _behind(
        self, briefing: Briefing, asked: Collection[str] | None = None
    ) -> dict[str, DesiredTracker]:
        """The trackers that something has changed for, as they should be."""
        wanted = {one.tracker_id: one for one in self.applying.desired(briefing, asked)}
        return {
            public_id: wanted[public_id]
            for public_id, held in briefing.known.items()
            if public_id in wanted
            and held.tracker.desired_sha is not None
            and not is_current(held, wanted[public_id])
        }

    def _top_up(self, briefing: Briefing) -> None:
        """Write down where more rows are needed; the trackers are drawn with them from now on."""
        store, scope = self.applying.store, self.applying.scope
        with store.reading() as tx:
            used = used_rows(tx, scope)
        more = [
            (held.tracker, rows)
            for wanted in self.applying.desired(briefing, None)
            if (held := briefing.known.get(wanted.tracker_id)) and held.tracker.desired_sha
            if (rows := more_rows_than(wanted, used.get(held.tracker.id, {})))
        ]
        if more:
            with store.writing() as tx:
                for tracker_of, rows in more:
                    keep_minted(tx, tracker_of, rows)


def _has_lines(briefing: Briefing, wanted: DesiredTracker) -> bool:
    """Whether the tracker was drawn with the lines that it should have."""
    drawn = briefing.known[wanted.tracker_id].tracker.desired_sha or ""
    return drawn.startswith(wanted.lines())
