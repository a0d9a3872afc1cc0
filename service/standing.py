"""Whether a data review will stand: what it needs by its day, and what of that is there. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from service.overview import Overview, TrackerStanding
from service.speech import ENGLISH, Speech
from service.to_do import TO_DO
from sync.domain.cadence import data_reviews
from sync.domain.completeness import JudgedEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class DueEntries:
    """The expected entries of one tracker that are due by a day.

    `blank` are those of them that somebody still has to see to: blank or unreadable.
    """

    needed: tuple[JudgedEntry, ...]
    blank: tuple[JudgedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStanding:
    """One day of reviews: every expected entry that is due by then, by tracker."""

    on: date
    due_in: Mapping[str, DueEntries]

    @property
    def blank(self) -> tuple[JudgedEntry, ...]:
        """Those that somebody still has to see to: blank or unreadable."""
        return tuple(chain.from_iterable(one.blank for one in self.due_in.values()))

    @property
    def lacking(self) -> int:
        """How many these are."""
        return sum(len(one.blank) for one in self.due_in.values())

    def in_words(self, said: Speech) -> str:
        """It stands, or what is lacking."""
        day = said.day(self.on)
        if not self.lacking:
            return said.say("The review on %(day)s will stand.", day=day)
        return said.several(
            "The review on %(day)s lacks %(count)s score that is due by then.",
            "The review on %(day)s lacks %(count)s scores that are due by then.",
            self.lacking,
            day=day,
        )


def reviews_ahead(overview: Overview, until: date | None = None) -> Iterable[ReviewStanding]:
    """The reviews from today on, or from today until a day, in order of time."""
    for day in sorted({review.on for review in overview.reviews}):
        if overview.today <= day and (until is None or day <= until):
            yield ReviewStanding(on=day, due_in=dict(_due_in(overview, day)))


def next_review(
    overview: Overview, trackers: Iterable[TrackerStanding], said: Speech = ENGLISH
) -> str:
    """When the next data review of these trackers' grades is, and why it moved; else empty."""
    ahead = [
        one
        for tracker in trackers
        for grade in tracker.subject.grades
        for one in data_reviews(
            overview.kept.calendar.for_grade(grade), tracker.framed.template.cadence.reviews
        )
        if one.on >= overview.today
    ]
    if not ahead:
        return ""
    first = min(ahead, key=lambda one: one.on)
    told = said.say("The next data review is on %(day)s.", day=said.day(first.on))
    return f"{told} {said.tell(first.why)}" if first.why else told


def _due_in(overview: Overview, day: date) -> Iterator[tuple[str, DueEntries]]:
    """By tracker; of one in which nothing changed it is at hand."""
    for public_id, judged in overview.judged_in.items():
        yield public_id, overview.derived.get(("due by", day, public_id), _due_by, judged, day)


def _due_by(judged: Iterable[JudgedEntry], day: date) -> DueEntries:
    needed = tuple(one for one in judged if one.checkpoint.due_on <= day)
    return DueEntries(needed=needed, blank=tuple(one for one in needed if one.state in TO_DO))
