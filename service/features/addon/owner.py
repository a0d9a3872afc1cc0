"""The document owner's cards: how complete each class is, and what the audit found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.access import Action, WholeSchool
from service.answers import school_answer
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
    bold,
    lines,
    page_of,
)
from service.features.addon.home import score_row
from service.features.addon.paths import SYNC
from service.overview import Overview, TrackerStanding
from service.speech import Speech
from service.to_do import TO_DO
from sync.domain.completeness import Completeness, JudgedEntry, completeness, grouped


def by_class(asking: Asking) -> Answer:
    """Every class with its counts over opened windows; by grade and name, never by how much."""
    asking.require(Action.SEE_SCHOOL, WholeSchool())
    school, said, say = asking.school, asking.said, asking.said.say
    answer = school_answer(school, completeness(school.opened), said)
    desk = Link(f"{asking.addon.settings.public_url}/desk")
    card = Card(
        name="owner",
        title=say("By class"),
        sections=(
            Section(widgets=(Paragraph(bold(answer)),)),
            Section(
                header=say("Classes, windows that have opened"),
                widgets=page_of(
                    list(_rows(asking, _groups(asking))),
                    asking.event.number("page"),
                    Ask(path="owner"),
                    say("classes"),
                    say("No window has opened yet."),
                    said,
                ),
            ),
            *_waiting(asking),
            _drift(asking),
            Section(
                widgets=(
                    Buttons(
                        (
                            Button(text=say("Sync now"), on_click=Ask(path=SYNC)),
                            Button(text=say("Open the desk"), on_click=desk),
                        )
                    ),
                )
            ),
        ),
    )
    return Turn(card) if "page" in asking.event.parameters else Show(card)


def _drift(asking: Asking) -> Section:
    """How many findings stand open, and the way to them."""
    said, found = asking.said, len(asking.addon.findings())
    text = said.say("The last looks at who can reach the trackers found nothing wrong.")
    if found:
        text = said.several(
            "The last looks at who can reach the trackers found %(count)s thing.",
            "The last looks at who can reach the trackers found %(count)s things.",
            found,
        )
    way = Button(text=said.say("What was found"), on_click=Ask(path="owner/findings"), is_main=True)
    return Section(
        header=said.say("Sharing and locks"),
        widgets=(Paragraph(text), *((Buttons((way,)),) if found else ())),
    )


def _waiting(asking: Asking) -> Iterator[Section]:
    """The way to the changes that wait for a word; nothing where none does."""
    said, found = asking.said, len(asking.addon.holds())
    if found:
        waits = said.several(
            "%(count)s change waits for your word.",
            "%(count)s changes wait for your word.",
            found,
        )
        way = Button(text=said.say("Say your word"), on_click=Ask(path="owner/held"), is_main=True)
        yield Section(widgets=(Paragraph(waits), Buttons((way,))))


def findings(asking: Asking) -> Answer:
    """What stands open of the audit: who can reach what they should not, what is not locked."""
    asking.require(Action.SEE_SCHOOL, WholeSchool())
    titles, say = asking.titles, asking.said.say
    repair = Paragraph(
        say(
            "The tracker's page on the desk puts these right; it asks before it takes anybody's "
            "access away."
        )
    )
    rows = [
        Row(text=lines(bold(titles.get(one.tracker, one.tracker)), asking.said.tell(one.sentence)))
        for one in asking.addon.findings()
    ]
    card = Card(
        name="findings",
        title=say("Sharing and locks"),
        sections=(
            Section(
                widgets=(
                    *page_of(
                        rows,
                        asking.event.number("page"),
                        Ask(path="owner/findings"),
                        say("findings"),
                        say("The last looks found nothing wrong."),
                        asking.said,
                    ),
                    *((repair,) if rows else ()),
                )
            ),
        ),
    )
    return Turn(card) if "page" in asking.event.parameters else Show(card)


def one_class(asking: Asking) -> Answer:
    """What is left to enter in one class, whoever owes it: there one may help, or excuse."""
    asking.require(Action.SEE_SCHOOL, WholeSchool())
    named = asking.event.parameters.get("class", "")
    found = next((one for one in _groups(asking) if one.handle == named), None)
    left = [one for one in found.entries if one.state in TO_DO] if found else []
    names, say = asking.school.student_names, asking.said.say
    card = Card(
        name="class",
        title=say("Left to enter"),
        sections=(
            Section(widgets=(Paragraph(bold(found.title)),) if found else ()),
            Section(
                widgets=page_of(
                    [score_row(asking, one, names) for one in left],
                    asking.event.number("page"),
                    Ask(path="owner/class", parameters={"class": named}),
                    say("scores to enter"),
                    say("Nothing is left to enter in this class."),
                    asking.said,
                )
            ),
        ),
    )
    return Turn(card) if "page" in asking.event.parameters else Show(card)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Class:
    """One class of a grade, with its expected entries of windows that have opened."""

    handle: str
    title: str
    entries: Sequence[JudgedEntry]


def _rows(asking: Asking, classes: Iterable[_Class]) -> Iterator[Row]:
    for one in classes:
        counts = completeness(one.entries)
        is_done = counts.done == counts.expected
        way = Ask(path="owner/class", parameters={"class": one.handle})
        yield Row(
            text=lines(bold(one.title), _counted(counts, asking.said)),
            on_click=None if is_done else way,
        )


def class_rows(asking: Asking, standing: TrackerStanding) -> list[Row]:
    """The classes of one tracker, each with its counts and the way to what is left in it."""
    return list(_rows(asking, _classes_in(asking, standing, _by_tracker(asking))))


def _by_tracker(asking: Asking) -> Mapping[str, Sequence[JudgedEntry]]:
    return grouped(asking.school.opened, asking.school.tracker_with)


def _groups(asking: Asking) -> Iterator[_Class]:
    """The classes by grade and name; a child's own grade decides, also in a class of two."""
    files = _by_tracker(asking)
    for standing in asking.school.trackers:
        yield from _classes_in(asking, standing, files)


def _classes_in(
    asking: Asking, standing: TrackerStanding, files: Mapping[str, Sequence[JudgedEntry]]
) -> list[_Class]:
    entries = files.get(standing.public_id, ())
    groups = grouped(entries, lambda one: one.expected.school_class)
    made = [
        _Class(
            handle=asking.addon.handle(f"{standing.public_id} {key or ''}"),
            title=f"{asking.said.tell(standing.title)}, {_title(asking.school, key, asking.said)}",
            entries=those,
        )
        for key, those in groups.items()
    ]
    return sorted(made, key=lambda one: one.title)


def _title(school: Overview, school_class: str | None, said: Speech) -> str:
    known = school.classes.get(school_class) if school_class else None
    return known.title if known else said.say("Without a class")


def _counted(counts: Completeness, said: Speech) -> str:
    share = said.percent(counts.done, counts.expected)
    if not counts.missing:
        return share
    return said.several(
        "%(share)s, %(count)s missing", "%(share)s, %(count)s missing", counts.missing, share=share
    )
