"""What came of each tracker of a run: what was fetched, how it counts, what is said of a fault."""

import logging
from dataclasses import dataclass, field

from sheet_templates.errors import TracksheetError
from sheet_templates.sentences import about, sentence, together
from sheet_templates.snapshot import Snapshot
from sync.domain.decide import Decision
from sync.domain.obstacles import Obstacle
from sync.errors import FaultError, GoogleError
from sync.store.kinds import Outcome
from sync.store.trackers import Tracker
from sync.worklist import Cause, Task

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """A run's figures while it goes on; failures are by tracker."""

    read: int = 0
    checked: int = 0
    changes: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    healed: list[str] = field(default_factory=list)
    hopeless: int = 0  # in a row

    def take(self, task: Task, decision: Decision) -> None:
        """Count a tracker that was read and stored."""
        name = task.tracker.public_id
        self.hopeless = 0
        self.changes += decision.changes
        if decision.errors:
            self.failures[name] = together(decision.errors)
            return
        self.read += 1
        if task.tracker.last_outcome is Outcome.FAILED:
            self.healed.append(name)
        self.checked += task.cause is Cause.CHECKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of asking Google for one tracker, and how many requests it took."""

    snapshot: Snapshot | None = None
    error: TracksheetError | None = None
    obstacle: Obstacle | None = None
    requests: int


def is_hopeless(error: TracksheetError) -> bool:
    """Whether it is hardly the tracker's: Google gave no answer, or this program has a fault."""
    return isinstance(error, FaultError) or (isinstance(error, GoogleError) and error.code is None)


def told(tracker: Tracker, fault: Exception) -> FaultError:
    """A fault of ours as people are told it; the log has all of it."""
    _LOG.error("%s: a fault", tracker.public_id, exc_info=fault)
    return FaultError(
        about(
            tracker.public_id,
            sentence(
                "a fault of this program (%(kind)s) kept it from being read. Its entries stay as "
                "they were. Send the program's log to whoever looks after it.",
                kind=type(fault).__name__,
            ),
        )
    )
