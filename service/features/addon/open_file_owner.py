"""The document owner's part of the card of the open spreadsheet: is it healthy, what mends it."""

from collections.abc import Iterator, Sequence

from service.access import Action, OneTracker
from service.answers import school_answer
from service.features.addon.asking import Asking
from service.features.addon.cards import (
    Ask,
    Button,
    Buttons,
    Link,
    Paragraph,
    Row,
    Section,
    Widget,
    bold,
    lines,
)
from service.features.addon.owner import class_rows
from service.features.addon.paths import REPAIR, SYNC
from service.overview import TrackerStanding
from service.speech import Speech
from sync.domain.audit import Repair
from sync.domain.completeness import completeness
from sync.store.issues import StoredIssue

MOST_SHOWN = 5
"""How many cells and findings the card names; the tracker's page has them all."""


def owners_sections(asking: Asking, standing: TrackerStanding) -> Iterator[Section]:
    """How complete the tracker is, what is wrong with it, and the buttons; for its owner only."""
    if not asking.may(Action.CHANGE_TRACKER, OneTracker(standing.public_id)):
        return
    page = f"{asking.addon.settings.public_url}/trackers/{standing.public_id}"
    yield _complete(asking, standing)
    yield from _waiting(asking, standing)
    yield from _unreadable(asking, standing)
    yield from _columns(asking, standing)
    yield from _drift(asking, standing, page)
    sync = Ask(path=SYNC, parameters={"tracker": asking.handle_of(standing)})
    buttons = (
        Button(text=asking.said.say("Sync now"), on_click=sync),
        Button(text=asking.said.say("Its page"), on_click=Link(page)),
    )
    yield Section(widgets=(Buttons(buttons),))


def _complete(asking: Asking, standing: TrackerStanding) -> Section:
    school = asking.school
    opened = [one for one in school.opened if school.tracker_with(one) == standing.public_id]
    answer = Paragraph(bold(school_answer(school, completeness(opened), asking.said)))
    rows = class_rows(asking, standing)
    more = _more(rows, MOST_CLASSES, asking.said)
    return Section(widgets=(answer, *rows[:MOST_CLASSES], *more))


MOST_CLASSES = 10


def _more(rows: Sequence[object], most: int, said: Speech) -> tuple[Paragraph, ...]:
    """How many there are, where not all are shown."""
    if len(rows) <= most:
        return ()
    counts = {"most": said.number(most), "count": said.number(len(rows))}
    return (Paragraph(said.say("The first %(most)s of %(count)s.", **counts)),)


def _waiting(asking: Asking, standing: TrackerStanding) -> Iterator[Section]:
    found = [one for one in asking.addon.holds() if one.tracker == standing.public_id]
    if found:
        said = asking.said
        waits = said.several(
            "%(count)s change waits for your word.",
            "%(count)s changes wait for your word.",
            len(found),
        )
        way = Button(text=said.say("Say your word"), on_click=Ask(path="owner/held"), is_main=True)
        yield Section(widgets=(Paragraph(waits), Buttons((way,))))


def _unreadable(asking: Asking, standing: TrackerStanding) -> Iterator[Section]:
    """Cells that the last read could not make sense of, each with the way to it."""
    found = [one for one in asking.school.kept.issues if one.tracker == standing.public_id]
    if found:
        rows = [_cell(asking, one) for one in found[:MOST_SHOWN]]
        yield Section(
            header=asking.said.say("Cells that cannot be read"),
            widgets=(*rows, *_more(found, MOST_SHOWN, asking.said)),
        )


def _cell(asking: Asking, stored: StoredIssue) -> Row:
    issue, school, say = stored.issue, asking.school, asking.said.say
    whose = school.student_names.get(issue.key.student) if issue.key else None
    link = school.kept.places.cell_link(stored.tracker, issue.tab, issue.a1)
    return Row(
        text=lines(
            bold(whose or say("Cell %(cell)s", cell=issue.a1)),
            say("It says %(text)s.", text=issue.raw),
            asking.said.tell(issue.message),
        ),
        button=Button(text=say("Cell"), on_click=Link(link)) if link else None,
    )


def _columns(asking: Asking, standing: TrackerStanding) -> Iterator[Section]:
    """What people say is amiss with its columns; they name no student."""
    found = asking.addon.problems(standing.public_id)
    if found:
        said = [Paragraph(asking.said.tell(one.words)) for one in found[:MOST_SHOWN]]
        yield Section(
            header=asking.said.say("What people say of its columns"),
            widgets=(*said, *_more(found, MOST_SHOWN, asking.said)),
        )


def _drift(asking: Asking, standing: TrackerStanding, page: str) -> Iterator[Section]:
    """What the audit found, and the repair of what needs no yes; a yes is given on the page."""
    found = [one for one in asking.addon.findings() if one.tracker == standing.public_id]
    say, header = asking.said.say, asking.said.say("Sharing and locks")
    if not found:
        nothing = Paragraph(say("The last looks found nothing wrong."))
        yield Section(header=header, widgets=(nothing,))
        return
    widgets: list[Widget] = [
        Paragraph(asking.said.tell(one.sentence)) for one in found[:MOST_SHOWN]
    ]
    widgets += _more(found, MOST_SHOWN, asking.said)
    repairs = [one.repair for one in found]
    buttons = []
    if Repair.AT_ONCE in repairs:
        repair = Ask(path=REPAIR, parameters={"tracker": asking.handle_of(standing)})
        buttons.append(Button(text=say("Repair"), on_click=repair, is_main=True))
    if Repair.AFTER_A_YES in repairs:
        widgets.append(
            Paragraph(
                say("Nobody's access is taken away from here: that needs your yes on the page.")
            )
        )
        buttons.append(Button(text=say("Say yes on the page"), on_click=Link(f"{page}#rights")))
    if Repair.BY_HAND in repairs:
        widgets.append(
            Paragraph(say("What the program cannot put right stands on the page as well."))
        )
    yield Section(
        header=header,
        widgets=(*widgets, *((Buttons(tuple(buttons)),) if buttons else ())),
    )
