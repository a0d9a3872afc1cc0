"""A milestone: what is to be done, and saying that it is, or that it is not this time.

Stored first; duties follow. A click that Google sends twice finds its word said already, and says
it no second time.
"""

from collections.abc import Iterator, Sequence

from service.access import Action, DutiesOf
from service.features.addon.asking import Asking, NotAllowedError
from service.features.addon.cards import (
    Answer,
    Ask,
    Button,
    Buttons,
    Card,
    Done,
    Paragraph,
    Section,
    Show,
    TextField,
    Turn,
    bold,
    lines,
)
from service.features.addon.home import home
from service.features.addon.milestone_ways import MILESTONE, page_of_milestone
from service.milestone_lines import MilestoneLine, milestone_line
from service.settling import Saying, refuse_bad_word
from service.signs import SIGNS
from service.speech_in_templates import state_word
from sheet_templates.sentences import Sentence, sentence
from sync.domain.milestones_owed import LONGEST_NOTE, OwedMilestone, Said
from sync.errors import MilestoneError

DONE, NOT_THIS_TIME, TAKE_BACK = "milestone/done", "milestone/not-this-time", "milestone/take-back"
_KEPT: dict[Said, Sentence] = {
    Said.DONE: sentence("Kept: it is done. Thank you."),
    Said.NOT_THIS_TIME: sentence("Kept, with the reason. Nobody is asked for it any more."),
    Said.TAKEN_BACK: sentence("Taken back. It is to be done."),
}


def one(asking: Asking) -> Answer:
    """What is to be done, until when, and the ways to say how it went."""
    return Show(_card(asking, _owed(asking)))


def done(asking: Asking) -> Answer:
    """Keep that it is done."""
    return _say(asking, Said.DONE)


def not_this_time(asking: Asking) -> Answer:
    """Keep that it is not done this time, and why; the card again without a reason."""
    return _say(asking, Said.NOT_THIS_TIME)


def take_back(asking: Asking) -> Answer:
    """Take back what was said; it stays in the history."""
    return _say(asking, Said.TAKEN_BACK)


def _say(asking: Asking, said: Said) -> Answer:
    owed, note = _owed(asking), asking.event.text("note").strip()
    try:
        refuse_bad_word(said, note)
    except MilestoneError as error:
        return Turn(_card(asking, owed, [asking.said.tell(each) for each in error.problems]))
    if not _is_said(owed, said, note):
        saying = Saying(
            said=said,
            note=note,
            by=asking.person.sourced_id,
            source="add-on",
            day=asking.school.today,
        )
        asking.addon.settle(owed, saying)
    return Done(home(asking.afresh()), asking.said.tell(_KEPT[said]))


def _is_said(owed: OwedMilestone, said: Said, note: str) -> bool:
    """Whether just this stands already, as after a click that comes a second time."""
    if said is Said.TAKEN_BACK:
        return owed.word is None
    return owed.word is not None and (owed.word.said, owed.word.note) == (said, note)


def _owed(asking: Asking) -> OwedMilestone:
    """The milestone that the click names, where it is the person's to settle.

    One that is not theirs is as unknown to them as one that does not exist.
    """
    named = asking.event.parameters.get(MILESTONE, "")
    found = next((each for each in asking.school.milestones if each.public_id == named), None)
    if found is None or not asking.may(Action.SETTLE, DutiesOf(found.owed_by)):
        raise NotAllowedError(
            asking.said.say(
                "This milestone is not there any more, or somebody else owes it now. Open your "
                "duties to see what is left."
            )
        )
    return found


def _card(asking: Asking, owed: OwedMilestone, problems: Sequence[str] = ()) -> Card:
    line, say = milestone_line(asking.school, owed, asking.said), asking.said.say
    page = Button(text=say("Its page"), on_click=page_of_milestone(asking, line))
    return Card(
        name=MILESTONE,
        title=say("Milestone"),
        sections=(
            Section(widgets=tuple(_about(asking, line))),
            Section(widgets=(*map(Paragraph, problems), *_ways(asking, owed))),
            Section(widgets=(Buttons((page,)),)),
        ),
    )


def _about(asking: Asking, line: MilestoneLine) -> Iterator[Paragraph]:
    said = asking.said
    whose = said.say("For %(where)s, owed by %(name)s.", where=line.where, name=line.person)
    stands = f"{SIGNS[line.state]} {state_word(line.state, said)}"
    yield Paragraph(lines(bold(line.title), line.what))
    yield Paragraph(lines(f"{whose} {line.dates}", stands))


def _ways(asking: Asking, owed: OwedMilestone) -> tuple[Paragraph | TextField | Buttons, ...]:
    """The word that stands and its taking back; else the two that can be said."""
    said, parameters = asking.said, {MILESTONE: owed.public_id}
    if owed.word is not None:
        back = Button(
            text=said.say("Take it back"), on_click=Ask(path=TAKE_BACK, parameters=parameters)
        )
        return (Paragraph(_word(asking, owed)), Buttons((back,)))
    note = TextField(
        name="note",
        label=said.say("What was decided, or why not this time"),
        hint=said.say(
            "In one line, without any student's name; leave it empty for Done if you like"
        ),
        longest=LONGEST_NOTE,
        is_long=False,
    )
    not_now = Ask(path=NOT_THIS_TIME, parameters=parameters)  # we ask for the reason in words
    buttons = (
        Button(text=said.say("Done"), on_click=Ask(path=DONE, parameters=parameters), is_main=True),
        Button(text=said.say("Not this time"), on_click=not_now),
    )
    return (note, Buttons(buttons))


def _word(asking: Asking, owed: OwedMilestone) -> str:
    """What stands said, by whom and when."""
    word, said, school = owed.word, asking.said, asking.school
    assert word is not None, "only a word that stands is told"
    by = school.staff.get(word.by)
    told = said.say(
        "%(said)s, said %(name)s at %(moment)s.",
        said=said.say("Done") if word.said is Said.DONE else said.say("Not this time"),
        name=by.name if by else word.by,
        moment=said.moment(word.at, school.kept.clock),
    )
    return lines(told, word.note)
