"""What somebody has left to do, said once: pages, letters and feeds take their words from here."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.overview import Overview
from service.speech import Speech
from service.to_do import TO_DO, windows_of
from sheet_templates.school import Checkpoint
from sync.domain.completeness import JudgedEntry
from sync.domain.milestones_owed import OwedMilestone
from sync.domain.notes_owed import OwedNote


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftInWindow:
    """The scores of one window that somebody has still to enter."""

    window: Checkpoint
    entries: tuple[JudgedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What one person has left to do as of the overview's day; windows in the order of the year.

    Children whom the person said are not theirs are left out.
    """

    overview: Overview
    person: str
    windows: tuple[LeftInWindow, ...]
    notes: tuple[OwedNote, ...]
    milestones: tuple[OwedMilestone, ...]

    @property
    def scores(self) -> int:
        """How many scores are left."""
        return sum(len(one.entries) for one in self.windows)

    @property
    def children(self) -> tuple[str, ...]:
        """Of whom scores are left, by sourcedId, each once."""
        entries = (entry for one in self.windows for entry in one.entries)
        return tuple(dict.fromkeys(entry.expected.student for entry in entries))

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not self.windows and not self.notes and not self.milestones

    @property
    def awaited(self) -> tuple[Checkpoint, ...]:
        """The windows of all that is left: of scores, of notes and of milestones."""
        scores = (one.window for one in self.windows)
        others = (one.window for some in (self.notes, self.milestones) for one in some)
        return (*scores, *others)

    def answer(self, speech: Speech) -> str:
        """How much of what, until when, in a sentence or two."""
        parts = (self._scores(speech), self._notes(speech), self._milestones(speech))
        return " ".join(filter(None, parts))

    def subject(self, speech: Speech) -> str:
        """The same for a subject line; nobody's name."""
        parts = []
        if self.windows:
            what = speech.listed([self._titled(one.window, speech) for one in self.windows])
            parts.append(
                speech.several(
                    "%(count)s score to enter: %(what)s",
                    "%(count)s scores to enter: %(what)s",
                    self.scores,
                    what=what,
                )
            )
        if self.notes:
            parts.append(
                speech.several(
                    "%(count)s progress note to write",
                    "%(count)s progress notes to write",
                    len(self.notes),
                )
            )
        if self.milestones:
            titles = list(dict.fromkeys(one.window.title for one in self.milestones))
            parts.append(
                speech.several(
                    "%(count)s milestone to see to: %(what)s",
                    "%(count)s milestones to see to: %(what)s",
                    len(self.milestones),
                    what=speech.listed(titles),
                )
            )
        return "; ".join(parts)

    def _scores(self, speech: Speech) -> str:
        parts = [self._part(one, speech) for one in self.windows]
        if not parts:
            return ""
        return speech.several(
            "%(count)s score is left to enter: %(parts)s.",
            "%(count)s scores are left to enter: %(parts)s.",
            self.scores,
            parts=speech.listed(parts),
        )

    def _notes(self, speech: Speech) -> str:
        if not self.notes:
            return ""
        first = min(one.window.due_on for one in self.notes)
        return speech.several(
            "%(count)s progress note is left to write, due %(day)s.",
            "%(count)s progress notes are left to write, the first due %(day)s.",
            len(self.notes),
            day=speech.day(first),
        )

    def _milestones(self, speech: Speech) -> str:
        if not self.milestones:
            return ""
        first = self.milestones[0].window
        return speech.several(
            "%(count)s milestone is left to see to: %(title)s, due %(day)s.",
            "%(count)s milestones are left to see to, the first, %(title)s, due %(day)s.",
            len(self.milestones),
            title=first.title,
            day=speech.day(first.due_on),
        )

    def _part(self, left: LeftInWindow, speech: Speech) -> str:
        values = {
            "count": speech.number(len(left.entries)),
            "window": left.window.title.lower(),
            "day": speech.day(left.window.due_on),
        }
        if self.overview.today > left.window.due_on:
            return speech.say("%(count)s for %(window)s (was due %(day)s)", **values)
        return speech.say("%(count)s for %(window)s (due %(day)s)", **values)

    def _titled(self, window: Checkpoint, speech: Speech) -> str:
        values = {"window": window.title.lower(), "day": speech.day(window.due_on)}
        if self.overview.today > window.due_on:
            return speech.say("%(window)s was due %(day)s", **values)
        return speech.say("%(window)s due %(day)s", **values)


def left_for(overview: Overview, person: str, tracker: str | None = None) -> Left:
    """What this person (sourcedId) has left to do; in one tracker (a public id) where it is named.

    Children who have left the school are in no tracker.
    """

    def is_there(student: str) -> bool:
        return tracker is None or overview.tracker_of.get(student) == tracker

    judged = [
        one
        for one in overview.judged_for(person)
        if one.state in TO_DO
        and is_there(one.expected.student)
        and (person, one.expected.student) not in overview.kept.not_mine
    ]
    notes = [one for one in overview.notes_for(person) if is_there(one.support.student)]
    return Left(
        overview=overview,
        person=person,
        windows=tuple(
            LeftInWindow(window=window, entries=tuple(entries))
            for window, entries in windows_of(overview.frame, judged)
        ),
        notes=tuple(_notes(notes)),
        milestones=milestones_left(overview, person, tracker),
    )


def milestones_left(
    overview: Overview, person: str, tracker: str | None = None
) -> tuple[OwedMilestone, ...]:
    """Those that this person has left to see to, in order of time; in one tracker if named."""
    return tuple(
        one
        for one in overview.milestones_for(person)
        if one.state in TO_DO and tracker in {None, one.tracker}
    )


def _notes(notes: Sequence[OwedNote]) -> list[OwedNote]:
    wanted = [one for one in notes if one.state in TO_DO]
    return sorted(wanted, key=lambda one: (one.window.due_on, one.support.student))
