"""Whether a data review will stand: what it needs by its day, and what of that is there. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from service.overview import Overview
from service.speech import Speech
from service.to_do import TO_DO
from sync.domain.completeness import JudgedEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStanding:
    """One day of reviews: every expected entry that is due by then, and how many lack."""

    on: date
    needed: tuple[JudgedEntry, ...]

    @property
    def blank(self) -> tuple[JudgedEntry, ...]:
        """Those of them that somebody still has to see to: blank or unreadable."""
        return tuple(one for one in self.needed if one.state in TO_DO)

    @property
    def lacking(self) -> int:
        """How many these are."""
        return len(self.blank)

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
            yield ReviewStanding(
                on=day,
                needed=tuple(one for one in overview.judged if one.checkpoint.due_on <= day),
            )
