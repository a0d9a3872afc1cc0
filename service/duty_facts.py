"""What is owed in each tracker of a school: the template, the roster and the calendar together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.features.trackers.briefing import Briefing
from service.note_facts import notes_facts
from sheet_templates.team import document_owner
from sync.domain.cadence import checkpoints_for
from sync.domain.expected import expected_entries
from sync.duty_round import NOTHING_OWED, Owed


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """Gives what is expected of a tracker; worked out when it is asked for, and once."""

    briefing: Briefing
    _known: dict[str, Owed] = field(default_factory=dict)

    def owed(self, tracker: str) -> Owed:
        """What is expected of the tracker; nothing where it is of another year."""
        if tracker not in self._known:
            grades = {public_id: grade for grade, public_id in self._ids().items()}
            grade = grades.get(tracker)
            self._known[tracker] = NOTHING_OWED if grade is None else self._owed(tracker, grade)
        return self._known[tracker]

    def _ids(self) -> Mapping[str, str]:
        return self.briefing.tracker_ids()

    def _owed(self, tracker: str, grade: str) -> Owed:
        """By the template that the tracker itself follows, and under its own document owner."""
        roster, template = self.briefing.roster, self.briefing.template_of(tracker)
        windows = checkpoints_for(grade, template.cadence, self.briefing.calendar.for_grade(grade))
        known = self.briefing.known.get(tracker)
        owner = (known and known.owner) or document_owner(roster)
        calendar = self.briefing.calendar.for_grade(grade)
        return Owed(
            expected=expected_entries(roster, grade, template.metrics, windows, owner.sourced_id),
            checkpoints=windows,
            notes=notes_facts(roster, grade, template, calendar, owner),
        )
