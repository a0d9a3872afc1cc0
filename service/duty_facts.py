"""What is owed in each tracker of a school: the template, the roster and the calendar together."""

from dataclasses import dataclass, field

from service.features.trackers.briefing import Briefing
from service.note_facts import notes_facts
from sheet_templates.model import Audience
from sheet_templates.team import document_owner
from sync.domain.cadence import checkpoints_for
from sync.domain.caseloads import owed_on_caseloads
from sync.domain.expected import ExpectedEntry, expected_entries
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
        """By the template that the tracker itself follows, and under its own document owner."""
        briefing = self.briefing
        roster, template = briefing.roster, briefing.template_of(tracker)
        subject, known = briefing.subject(key), briefing.known.get(tracker)
        owner = (known and known.owner) or document_owner(roster)
        years = {grade: briefing.calendar.for_grade(grade) for grade in subject.grades}
        windows = {
            grade: checkpoints_for(grade, template.cadence, year) for grade, year in years.items()
        }
        expected: list[ExpectedEntry] = []
        for grade, points in windows.items():
            wanted = expected_entries(
                roster, grade, template.metrics, points, owner.sourced_id, subject.students
            )
            if subject.audience is Audience.CASELOAD:
                expected += owed_on_caseloads(roster, wanted, points, owner.sourced_id)
            else:
                expected += wanted
        year = next(iter(years.values()), None) or briefing.year(subject)
        return Owed(
            expected=tuple(expected),
            checkpoints=(
                windows[subject.grade] if subject.grade else briefing.windows(subject, template)
            ),
            notes=notes_facts(roster, subject, template, year, owner),
        )
