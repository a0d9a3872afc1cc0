"""The first card, of each person's own; and what everybody finds: the list of what they owe, help.

A card is made from what is in the store; Google is asked nothing.
"""

from collections.abc import Iterator, Mapping, Sequence

from service.access import Action, OneTracker, WholeSchool
from service.answers import own_answer, school_answer
from service.features.addon.asking import Asking
from service.features.addon.cards import (
    Answer,
    Ask,
    Button,
    Buttons,
    Card,
    Link,
    Paragraph,
    Row,
    Section,
    Show,
    Turn,
    Widget,
    bold,
    lines,
    page_of,
)
from service.features.addon.milestone_ways import milestone_rows
from service.features.addon.note_ways import notes_section
from service.features.addon.paths import FILE
from service.left import left_for, milestones_left
from service.overview import TrackerStanding
from service.signs import SIGNS
from service.speech_in_templates import state_word
from service.standing import next_review
from service.student_notes import notes_link
from service.to_do import window_dates, windows_of
from sheet_templates.school import Role
from sync.domain.completeness import JudgedEntry, completeness, key_of

ON_HOME = 5
"""How many scores the first card names; the list has them all, ten a page."""


def home(asking: Asking) -> Card:
    """What this person should know first, and the way to everything else."""
    if asking.person.leads:
        return _leading(asking)
    owed, say = to_do(asking), asking.said.say
    sections = [
        Section(widgets=tuple(_answer(asking))),
        Section(header=say("To enter"), widgets=_first_of(asking, owed)),
        *_standing_in(asking),
        Section(header=say("Progress notes"), widgets=notes_section(asking)),
        Section(header=say("Milestones of the year"), widgets=_milestones(asking)),
        Section(header=say("Trackers"), widgets=tuple(trackers_of(asking))),
        Section(widgets=(as_of(asking, _mine(asking)), *_open_file(asking))),
    ]
    if asking.may(Action.SEE_SCHOOL, WholeSchool()):
        sections.insert(0, _school(asking))
    return Card(name="home", title="Tracksheet", sections=tuple(sections))


def _answer(asking: Asking) -> Iterator[Paragraph]:
    """What the person owes until when, and when the next data review is."""
    yield Paragraph(bold(own_answer(asking.school, asking.person, asking.said)))
    review = next_review(asking.school, _mine(asking), asking.said)
    if review:
        yield Paragraph(review)


def _milestones(asking: Asking) -> tuple[Widget, ...]:
    return milestone_rows(asking, milestones_left(asking.school, asking.person.sourced_id))


def _standing_in(asking: Asking) -> Iterator[Section]:
    """What is left to do of each person for whom this one stands in, with the first ways to it."""
    school, said = asking.school, asking.said
    for other in sorted(asking.person.stands_in_for & school.staff.keys()):
        left = left_for(school, other)
        answer = left.answer(said) or said.say("Nothing is left to do today.")
        rows = _to_do_of(asking, other)[:ON_HOME]
        yield Section(
            header=said.say("You stand in for %(name)s", name=school.staff[other].name),
            widgets=(
                Paragraph(answer),
                *(score_row(asking, one, school.student_names) for one in rows),
                *milestone_rows(asking, left.milestones),
            ),
        )


def due(asking: Asking) -> Answer:
    """All scores that the person still owes, ten a page, with the way to each cell."""
    owed, say = to_do(asking), asking.said.say
    dates = tuple(
        Paragraph(lines(bold(window.title), window_dates(window, asking.school.today, asking.said)))
        for window, _ in windows_of(asking.school.frame, owed)
    )
    names = asking.school.student_names
    rows = page_of(
        [score_row(asking, one, names) for one in owed],
        asking.event.number("page"),
        Ask(path="due"),
        say("scores to enter"),
        say("Nothing is left to enter today."),
        asking.said,
    )
    card = Card(
        name="due",
        title=say("What you owe"),
        sections=(Section(widgets=dates), Section(widgets=rows)),
    )
    return Turn(card) if "page" in asking.event.parameters else Show(card)


def help_card(asking: Asking) -> Answer:
    """What the cards are for, what to type when there is no score, and whom to ask."""
    owed = (one.expected.student for one in asking.school.judged_for(asking.person.sourced_id))
    codes = [f"{one.code}: {one.meaning}" for one in asking.school.codes_for(owed)]
    owner, say = asking.school.document_owner, asking.said.say
    said = (
        say(
            "The cards show what the last sync read. What was typed since comes in the next night."
        ),
        say(
            "Type scores into the spreadsheet. A card never writes into a cell that people type in."
        ),
        say(
            "Questions about the trackers: %(name)s, %(email)s.",
            name=owner.name,
            email=owner.email,
        ),
    )
    problem = Button(text=say("A column is a problem"), on_click=Ask(path="column"))
    card = Card(
        name="help",
        title=say("Help"),
        sections=(
            Section(widgets=tuple(Paragraph(one) for one in said)),
            Section(
                header=say("What to type when there is no score"),
                widgets=(Paragraph(lines(*codes)),),
            ),
            Section(widgets=(Buttons((problem,)),)),
        ),
    )
    return Show(card)


def _leading(asking: Asking) -> Card:
    """Leaders see no child here; what is theirs stands on a page."""
    link = Link(f"{asking.addon.settings.public_url}/reviews")
    say = asking.said.say
    widgets = (
        Paragraph(say("You lead this school. A page says whether the data reviews will stand.")),
        Buttons((Button(text=say("Open it"), on_click=link, is_main=True),)),
    )
    return Card(name="home", title="Tracksheet", sections=(Section(widgets=widgets),))


def to_do(asking: Asking, tracker: str | None = None) -> list[JudgedEntry]:
    """What the person owes now: window by window, then by the child's name.

    In one tracker (a public id) where it is named.
    """
    return _to_do_of(asking, asking.person.sourced_id, tracker)


def _to_do_of(asking: Asking, person: str, tracker: str | None = None) -> list[JudgedEntry]:
    names = asking.school.student_names
    return [
        one
        for window in left_for(asking.school, person, tracker).windows
        for one in sorted(window.entries, key=lambda each: names[each.expected.student])
    ]


def _first_of(asking: Asking, owed: list[JudgedEntry]) -> tuple[Widget, ...]:
    if not owed:
        return ()
    names = asking.school.student_names
    shown = tuple(score_row(asking, one, names) for one in owed[:ON_HOME])
    said = asking.said
    text = said.say("As a list")
    if len(owed) > len(shown):
        text = said.say("All %(count)s", count=said.number(len(owed)))
    listed = Button(text=text, on_click=Ask(path="due"), is_main=len(owed) > len(shown))
    return (*shown, Buttons((listed,)))


def score_row(asking: Asking, judged: JudgedEntry, names: Mapping[str, str]) -> Row:
    """One score to enter: a click opens the child, the button the cell."""
    entry, school = judged.expected, asking.school
    link = school.entry_link(key_of(entry))
    what = f"{judged.checkpoint.title} {school.metric_title(entry.metric)}"
    return Row(
        text=lines(
            bold(names[entry.student]),
            f"{SIGNS[judged.state]} {what}: {state_word(judged.state, asking.said)}",
        ),
        on_click=Ask(path="student", parameters={"student": asking.addon.handle(entry.student)}),
        button=Button(text=asking.said.say("Cell"), on_click=Link(link)) if link else None,
    )


def trackers_of(asking: Asking) -> Iterator[Row]:
    """The trackers that the person works in; intervention staff are led to the notes."""
    say = asking.said.say
    for standing in _mine(asking):
        tab = notes_link(asking.school, asking.person, standing.public_id)
        notes = tab if asking.person.role is Role.INTERVENTION_STAFF else None
        link = notes or standing.link
        text = say("Notes") if notes else say("Open")
        yield Row(
            text=_named(asking, standing),
            button=Button(text=text, on_click=Link(link)) if link else None,
        )


def _mine(asking: Asking) -> list[TrackerStanding]:
    """The trackers that the person may see."""
    trackers = asking.school.trackers
    return [one for one in trackers if asking.may(Action.SEE_TRACKER, OneTracker(one.public_id))]


def _open_file(asking: Asking) -> tuple[Buttons, ...]:
    """The way to the card of the spreadsheet beside the panel, where the school wants one."""
    if not asking.addon.settings.knows_open_file:
        return ()
    text = asking.said.say("About this spreadsheet")
    return (Buttons((Button(text=text, on_click=Ask(path=FILE)),)),)


def _named(asking: Asking, standing: TrackerStanding) -> str:
    if standing.is_made:
        return asking.said.tell(standing.title)
    return asking.said.say("%(tracker)s: no spreadsheet yet", tracker=standing.title)


def _school(asking: Asking) -> Section:
    counts = completeness(asking.school.opened)
    return Section(
        widgets=(
            Paragraph(bold(school_answer(asking.school, counts, asking.said))),
            Buttons(
                (
                    Button(
                        text=asking.said.say("By class"), on_click=Ask(path="owner"), is_main=True
                    ),
                )
            ),
        )
    )


def as_of(asking: Asking, trackers: Sequence[TrackerStanding]) -> Paragraph:
    """Of when a card about these trackers is: the oldest read among them."""
    school = asking.school
    reads = [one.last_read_at for one in trackers]
    known = [at for at in reads if at is not None]
    if not known or len(known) < len(reads):
        return Paragraph(asking.said.say("Not every tracker has been read yet."))
    moment = asking.said.moment(min(known), school.kept.clock)
    return Paragraph(asking.said.say("As of %(moment)s.", moment=moment))
