"""Whether a data review will stand: what it needs by its day, and what of that is there. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from service import wording
from service.overview import Overview
from service.to_do import TO_DO
from sync.domain.completeness import JudgedEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStanding:
    """One day of reviews: every expected entry that is due by then, and how many lack."""

    on: date
    needed: tuple[JudgedEntry, ...]

    @property
    def lacking(self) -> int:
        """How many of them somebody still has to see to: blank or unreadable."""
        return sum(one.state in TO_DO for one in self.needed)

    @property
    def sentence(self) -> str:
        """It stands, or what is lacking."""
        name = f"The review on {wording.long_day(self.on)}"
        if not self.lacking:
            return f"{name} will stand."
        verb = "is" if self.lacking == 1 else "are"
        return f"{name} lacks {wording.counted(self.lacking, 'score')} that {verb} due by then."


def reviews_ahead(overview: Overview, until: date | None = None) -> Iterable[ReviewStanding]:
    """The reviews from today on, or from today until a day, in order of time."""
    for day in sorted({review.on for review in overview.reviews}):
        if overview.today <= day and (until is None or day <= until):
            yield ReviewStanding(
                on=day,
                needed=tuple(one for one in overview.judged if one.checkpoint.due_on <= day),
            )
