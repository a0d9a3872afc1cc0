"""One click: who made it, on what, and what it asked; and the refusal that is a card."""

import secrets
from dataclasses import dataclass, replace

from service.access import Action, DutiesOf, OneTracker, Person, Subject, may
from service.features.addon.addon import AddOn
from service.features.addon.events import Event
from service.overview import Overview, TrackerStanding
from service.speech import Speech, speech
from sheet_templates.school import Student


class NotAllowedError(Exception):
    """The person may not; its words say why and are shown to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A click of `person`, whose role was looked up for this very click."""

    addon: AddOn
    person: Person
    school: Overview
    event: Event

    @property
    def said(self) -> Speech:
        """The language that the person chose."""
        return speech(self.school.choice_of(self.person.sourced_id).language)

    @property
    def titles(self) -> dict[str, str]:
        """What each tracker is called in that language, by public id."""
        return {one.public_id: self.said.tell(one.title) for one in self.school.trackers}

    def require(self, action: Action, subject: Subject) -> None:
        """NotAllowedError with the reason unless the person may."""
        decision = may(self.person, action, subject)
        if not decision.allowed:
            raise NotAllowedError(self.said.tell(decision.why))

    def may(self, action: Action, subject: Subject) -> bool:
        """Whether the person may."""
        return may(self.person, action, subject).allowed

    def student(self) -> Student:
        """The child that the click names, if the person may see how that child is doing.

        A child of whom they may see nothing is as unknown to them as one that does not exist.
        """
        known = self.addon.student(self.event.parameters.get("student", ""), self.school.students)
        if known is None or not self.may(
            Action.SEE_STUDENT, OneTracker(self.school.tracker_of.get(known, ""))
        ):
            raise NotAllowedError(
                self.said.say(
                    "This student is not in a tracker that is shared with you, or has left the "
                    "school."
                )
            )
        return self.school.students[known]

    def handle_of(self, tracker: TrackerStanding) -> str:
        """What a tracker is called in a card's parameters."""
        return self.addon.handle(f"tracker {tracker.public_id}")

    def tracker(self) -> TrackerStanding | None:
        """The tracker that the click names; None where it names none that there is."""
        named = self.event.parameters.get("tracker", "")
        trackers = self.school.trackers
        return next((one for one in trackers if self.handle_of(one) == named), None)

    @property
    def once(self) -> str:
        """What this asking is called: the name that came with the form, else a new one."""
        return self.event.parameters.get("once") or secrets.token_urlsafe(12)

    def may_excuse(self, owed_by: str) -> bool:
        """Whether the person may excuse what `owed_by` owes."""
        return self.may(Action.EXCUSE, DutiesOf(owed_by))

    def afresh(self) -> "Asking":
        """The same with the school as it is after something was stored."""
        school = self.addon.overview()
        return self if school is None else replace(self, school=school)
