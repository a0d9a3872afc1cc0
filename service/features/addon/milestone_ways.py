"""The milestones that a person has left to see to, as rows of cards that list them."""

from collections.abc import Sequence

from service.features.addon.asking import Asking
from service.features.addon.cards import (
    Ask,
    Button,
    Link,
    Paragraph,
    Row,
    Widget,
    bold,
    lines,
)
from service.milestone_lines import MilestoneLine, milestone_lines
from service.signs import SIGNS
from service.speech_in_templates import state_word
from sync.domain.milestones_owed import OwedMilestone

MILESTONE = "milestone"
ON_CARD = 5
"""How many milestones a card names; the page of duties has them all."""


def milestone_rows(asking: Asking, owed: Sequence[OwedMilestone]) -> tuple[Widget, ...]:
    """The first of these, each a way to its card and to its page, and how many there are."""
    shown = milestone_lines(asking.school, owed[:ON_CARD], asking.said)
    more = asking.said.say(
        "%(count)s milestones are left to see to; the first %(shown)s stand here.",
        count=asking.said.number(len(owed)),
        shown=ON_CARD,
    )
    rows = (_row(asking, one) for one in shown)
    return (*rows, *((Paragraph(more),) if len(owed) > len(shown) else ()))


def page_of_milestone(asking: Asking, line: MilestoneLine) -> Link:
    """The page of a milestone, where everything said of it stands."""
    return Link(f"{asking.addon.settings.public_url}/milestones/{line.public_id}")


def _row(asking: Asking, line: MilestoneLine) -> Row:
    said = asking.said
    due = said.say(
        "%(sign)s %(where)s: %(state)s, due %(day)s",
        sign=SIGNS[line.state],
        where=line.where,
        state=state_word(line.state, said),
        day=said.day(line.window.due_on),
    )
    return Row(
        text=lines(bold(line.title), due),
        on_click=Ask(path=MILESTONE, parameters={"milestone": line.public_id}),
        button=Button(text=said.say("Its page"), on_click=page_of_milestone(asking, line)),
    )
