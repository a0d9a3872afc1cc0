"""What is owed in each tracker of a school, for the rounds over duties and for projections."""

from dataclasses import dataclass, field

from service.features.trackers.briefing import Briefing
from service.owed import Own, owed_in
from sync.duty_round import NOTHING_OWED, Owed


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """Gives what is expected of a tracker; worked out when it is asked for, and once."""

    briefing: Briefing
    _known: dict[str, Owed] = field(default_factory=dict)

    def owed(self, tracker: str) -> Owed:
        """What is expected of the tracker; nothing where it is of another year."""
        if tracker not in self._known:
            keys = {public_id: key for key, public_id in self.briefing.tracker_ids().items()}
            key = keys.get(tracker)
            self._known[tracker] = NOTHING_OWED if key is None else self._owed(tracker, key)
        return self._known[tracker]

    def _owed(self, tracker: str, key: str) -> Owed:
        briefing, known = self.briefing, self.briefing.known.get(tracker)
        return owed_in(
            briefing.roster,
            briefing.subject(key),
            briefing.calendar,
            briefing.template_of(tracker),
            Own(owner=known.owner, asked=known.asked) if known else Own(),
        )
