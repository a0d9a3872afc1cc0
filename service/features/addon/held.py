"""Changes that wait for the document owner's word: accepted, or put back after a look."""

from collections.abc import Callable
from functools import partial

from service.access import Action, WholeSchool
from service.features.addon.asking import Asking, NotAllowedError
from service.features.addon.cards import (
    Answer,
    Ask,
    Button,
    Buttons,
    Card,
    Paragraph,
    Row,
    Section,
    Show,
    Turn,
    bold,
    lines,
    page_of,
)
from service.features.addon.progress import asked_work, first_lines, going_on
from service.held import told_accepted, told_before, told_put_back
from service.speech import Speech
from service.works import Job, Outcome, Work, WorkState
from sync.store.holds import StoredHold

LIST, ONE, LOOK = "owner/held", "owner/held/one", "owner/held/look"
ACCEPT, BEFORE, PUT_BACK = "owner/held/accept", "owner/held/before", "owner/held/put-back"


def waiting(asking: Asking) -> Answer:
    """Every change that waits, with what was found; a click leads to what can be done."""
    asking.require(Action.CHANGE_TRACKER, WholeSchool())
    titles, say = asking.titles, asking.said.say
    rows = [
        Row(
            text=lines(
                bold(titles.get(one.tracker, one.tracker)), asking.said.tell(one.hold.message)
            ),
            on_click=Ask(path=ONE, parameters={"hold": one.public_id}),
        )
        for one in asking.addon.holds()
    ]
    widgets = page_of(
        rows,
        asking.event.number("page"),
        Ask(path=LIST),
        say("changes"),
        say("Nothing waits for your word."),
        asking.said,
    )
    card = Card(name="held", title=say("Your word"), sections=(Section(widgets=widgets),))
    return Turn(card) if "page" in asking.event.parameters else Show(card)


def one_hold(asking: Asking) -> Answer:
    """One change, and the two words that can be said of it."""
    found, said = _found(asking), asking.said
    parameters = {"hold": found.public_id}
    buttons = []
    if found.hold.can_be_accepted:
        accept_it = Ask(path=ACCEPT, parameters=parameters)
        buttons.append(Button(text=said.say("It is right"), on_click=accept_it))
    if found.hold.changes:
        before = Ask(path=BEFORE, parameters=parameters)
        buttons.append(Button(text=said.say("Show what to put back"), on_click=before))
    entries = said.several(
        "%(count)s entry, since %(moment)s.",
        "%(count)s entries, since %(moment)s.",
        len(found.hold.changes),
        moment=said.moment(found.seen_at, asking.school.kept.clock),
    )
    return Show(
        _card(
            said,
            Paragraph(bold(entries)),
            Paragraph(said.tell(found.hold.message)),
            *((Buttons(tuple(buttons)),) if buttons else ()),
        )
    )


def accept(asking: Asking) -> Answer:
    """Say that the change is right: it is taken over by a read, in the background."""
    return _begin(asking, "accept_hold", told_accepted, by=_address(asking))


def before(asking: Asking) -> Answer:
    """Look, in the background, what putting it back would write; nothing is written."""
    return _begin(asking, "put_back_plan", partial(told_before, address=_found(asking).public_id))


def put_back(asking: Asking) -> Answer:
    """Write back what was shown, and nothing else, in the background."""
    agreed = asking.event.parameters.get("agreed", "")
    return _begin(asking, "put_back", told_put_back, by=_address(asking), agreed=agreed)


def look(asking: Asking) -> Answer:
    """How the work stands by now."""
    work = asked_work(asking)
    return Turn(_progress(work, asking.said) if work else _gone(asking.said))


def _begin(asking: Asking, operation: str, tell: Callable[..., Outcome], **options: str) -> Answer:
    found = _found(asking)
    job = Job(
        operation=operation,
        options={"id": found.public_id, **options},
        title=asking.said.say("A change that waited"),
        back=f"{asking.addon.settings.public_url}/trackers/{found.tracker}",
        tell=partial(tell, said=asking.said),
    )
    work = asking.addon.works.begin(job, asking.person.sourced_id)
    return Show(_progress(work, asking.said))


def _found(asking: Asking) -> StoredHold:
    """The change that the click names, for its document owner; refused where it waits no more."""
    asking.require(Action.CHANGE_TRACKER, WholeSchool())
    named = asking.event.parameters.get("hold", "")
    found = next((one for one in asking.addon.holds() if one.public_id == named), None)
    if found is None:
        raise NotAllowedError(asking.said.say("This change does not wait for a word any more."))
    return found


def _address(asking: Asking) -> str:
    """The address of the document owner who says the word."""
    asking.require(Action.CHANGE_TRACKER, WholeSchool())
    return asking.school.staff[asking.person.sourced_id].email


def _progress(work: Work, said: Speech) -> Card:
    if work.outcome is None:
        return _card(said, *going_on(work, said.say("It is being done."), LOOK, said))
    return _ended(work, work.outcome, said)


def _ended(work: Work, outcome: Outcome, said: Speech) -> Card:
    told = said.told(line for part in outcome.parts for line in part.lines)
    headline = said.tell(outcome.answer)
    if work.state is not WorkState.DONE:
        broken_off = said.say("Broken off.")
        headline = f"{broken_off} {headline}"
    following: tuple[Buttons, ...] = ()
    if outcome.next is not None:
        parameters = {"hold": outcome.next.address, **dict(outcome.next.fields)}
        write = Ask(path=PUT_BACK, parameters=parameters)
        following = (Buttons((Button(text=outcome.next.label, on_click=write, is_main=True),)),)
    return _card(
        said,
        Paragraph(bold(headline)),
        *first_lines(told, partial(_more, said=said)),
        *following,
    )


def _more(count: int, said: Speech) -> str:
    return said.several(
        "%(count)s more; the pages show all.", "%(count)s more; the pages show all.", count
    )


def _card(said: Speech, *widgets: Paragraph | Buttons) -> Card:
    return Card(name="hold", title=said.say("Your word"), sections=(Section(widgets=widgets),))


def _gone(said: Speech) -> Card:
    text = said.say("This ended long ago, or the service was restarted since.")
    return _card(said, Paragraph(text))
