"""What the spreadsheet beside the panel asks of a person: the one card that knows the open file.

Google tells us which file is open once the person has granted that very file. Nothing is believed
of what it tells but the id: the tracker with this id, and the person's part in it, are looked up
in the store. Nothing is read from the spreadsheet.
"""

from collections.abc import Iterator

from service.access import Action, OneTracker
from service.features.addon.asking import Asking
from service.features.addon.cards import (
    Answer,
    Ask,
    AskFile,
    AskScope,
    Button,
    Buttons,
    Card,
    Link,
    Paragraph,
    Section,
    Show,
    Turn,
    bold,
    page_of,
)
from service.features.addon.events import FILE_SCOPE
from service.features.addon.home import as_of, home, score_row, to_do, trackers_of
from service.features.addon.milestone_ways import milestone_rows
from service.features.addon.note_ways import due_rows
from service.features.addon.open_file_owner import owners_sections
from service.features.addon.paths import FILE_TRACKER
from service.left import left_for
from service.overview import TrackerStanding
from service.student_notes import notes_link

GRANTED, START = "file-granted", "start"


def about(asking: Asking) -> Answer:
    """The card of the open file; before it, where Google does not tell which that is, the asking.

    Google asks the person, and then comes with the same click, or with the grant.
    """
    if asking.event.file:
        return Show(_card(asking, _with_file(asking)))
    return AskFile() if asking.event.may_have_file else AskScope(FILE_SCOPE)


def granted(asking: Asking) -> Card:
    """The card of the file that was granted just now: the first of its stack, so with a way on."""
    back = Button(text=asking.said.say("All that is yours"), on_click=Ask(path=START))
    return _card(asking, _with_file(asking), Section(widgets=(Buttons((back,)),)))


def turn(asking: Asking) -> Answer:
    """Another page of the same card; the click names the tracker."""
    return Turn(_card(asking, asking.tracker()))


def start(asking: Asking) -> Answer:
    """The person's first card, in place of that of the file."""
    return Turn(home(asking))


def _with_file(asking: Asking) -> TrackerStanding | None:
    """The tracker whose spreadsheet is the open file."""
    known = asking.event.file
    stored = (one for one in asking.school.trackers if one.stored is not None)
    found = (one for one in stored if one.stored and one.stored.spreadsheet_id == known)
    return next(found, None) if known else None


def _card(asking: Asking, standing: TrackerStanding | None, *more: Section) -> Card:
    """One who has no part in a tracker does not learn that it is one."""
    subject = OneTracker(standing.public_id if standing else "")
    if standing is None or not asking.may(Action.SEE_TRACKER, subject):
        return _no_part(asking, *more)
    title = Section(widgets=(Paragraph(bold(asking.said.tell(standing.title))),))
    owners = tuple(owners_sections(asking, standing))
    return Card(
        name="file",
        title=asking.said.say("This spreadsheet"),
        sections=(
            title,
            *owners,
            *_owed(asking, standing, is_owner=bool(owners)),
            Section(widgets=(as_of(asking, [standing]),)),
            *more,
        ),
    )


def _owed(asking: Asking, standing: TrackerStanding, *, is_owner: bool) -> Iterator[Section]:
    """What the person owes in this tracker; whoever owes nothing there is told so."""
    say, tracker = asking.said.say, standing.public_id
    left = left_for(asking.school, asking.person.sourced_id, tracker)
    if left.is_nothing:
        if not is_owner:
            said = say("You have nothing left to do in this spreadsheet today.")
            yield Section(widgets=(Paragraph(said), *_notes_tab(asking, standing)))
        return
    yield Section(widgets=(Paragraph(left.answer(asking.said)),))
    owed, names = to_do(asking, tracker), asking.school.student_names
    if owed:
        rows = page_of(
            [score_row(asking, one, names) for one in owed],
            asking.event.number("page"),
            Ask(path=FILE_TRACKER, parameters={"tracker": asking.handle_of(standing)}),
            say("scores to enter"),
            "",
            asking.said,
        )
        yield Section(header=say("To enter"), widgets=rows)
    notes = due_rows(asking, tracker)
    if notes:
        widgets = (*notes, *_notes_tab(asking, standing))
        yield Section(header=say("Progress notes"), widgets=widgets)
    milestones = milestone_rows(asking, left.milestones)
    yield Section(header=say("Milestones of the year"), widgets=milestones)


def _notes_tab(asking: Asking, standing: TrackerStanding) -> tuple[Buttons, ...]:
    """The way to the tab of notes, for whoever writes some in this tracker."""
    link = notes_link(asking.school, asking.person, standing.public_id)
    if link is None:
        return ()
    return (Buttons((Button(text=asking.said.say("Notes"), on_click=Link(link)),)),)


def _no_part(asking: Asking, *more: Section) -> Card:
    say, owner = asking.said.say, asking.school.document_owner
    said = say("You have no part in this spreadsheet.")
    why = say("It is none of the school's trackers of this year, or one that others work in.")
    ask = say("Ask %(name)s, %(email)s, if you should.", name=owner.name, email=owner.email)
    return Card(
        name="file",
        title=say("This spreadsheet"),
        sections=(
            Section(widgets=(Paragraph(bold(said)), Paragraph(why), Paragraph(ask))),
            Section(header=say("Your trackers"), widgets=tuple(trackers_of(asking))),
            *more,
        ),
    )
