"""Work that goes on in the background, as cards tell of it."""

from collections.abc import Callable, Sequence

from service.access import Action, WorkOf
from service.features.addon.asking import Asking
from service.features.addon.cards import Ask, Button, Buttons, Paragraph, bold
from service.speech import Speech
from service.works import Work

_MOST_LINES = 10


def asked_work(asking: Asking) -> Work | None:
    """The work that the click names, for whoever may see it; None where it is long over."""
    work = asking.addon.works.find(asking.event.parameters.get("work", ""))
    asking.require(Action.SEE_WORK, WorkOf(work.by if work else ""))
    return work


def going_on(work: Work, headline: str, look: str, said: Speech) -> tuple[Paragraph | Buttons, ...]:
    """How far the work is, with a button that looks again (at the path `look`)."""
    again = Ask(path=look, parameters={"work": work.public_id})
    return (
        Paragraph(bold(headline)),
        Paragraph(said.tell(work.said)),
        Paragraph(said.say("You may leave; it goes on by itself.")),
        Buttons((Button(text=said.say("Look again"), on_click=again, is_main=True),)),
    )


def first_lines(told: Sequence[str], more: Callable[[int], str]) -> tuple[Paragraph, ...]:
    """As many lines as a card has room for; `more` says how many stand elsewhere."""
    shown = tuple(Paragraph(line) for line in told[:_MOST_LINES])
    left = len(told) - _MOST_LINES
    return (*shown, Paragraph(more(left))) if left > 0 else shown
