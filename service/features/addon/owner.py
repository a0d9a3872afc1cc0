"""The document owner's cards: how complete each class is, and what the audit found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service import wording
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
from service.to_do import TO_DO
from sync.domain.completeness import Completeness, JudgedEntry, completeness, grouped


def by_class(asking: Asking) -> Answer:
    """Every class with its counts over opened windows; by grade and name, never by how much."""
    asking.require(Action.SEE_SCHOOL, WholeSchool())
    school = asking.school
    found = len(asking.addon.findings())
    drift = wording.counted(found, "thing") if found else "Nothing"
    card = Card(
        name="owner",
        title="By class",
        sections=(
            Section(widgets=(Paragraph(bold(school_answer(school, completeness(school.opened)))),)),
            Section(
                header="Classes, windows that have opened",
                widgets=page_of(
                    list(_rows(_groups(asking))),
                    asking.event.number("page"),
                    Ask(path="owner"),
                    "classes",
                    "No window has opened yet.",
                ),
            ),
            *_waiting(asking),
            Section(
                header="Sharing and locks",
                widgets=(
                    Paragraph(f"{drift} found by the last looks of the audit."),
                    *((Buttons((_FOUND,)),) if found else ()),
                ),
            ),
            Section(
                widgets=(
                    Buttons(
                        (
                            Button(text="Sync now", on_click=Ask(path=SYNC)),
                            Button(
                                text="Open the desk",
                                on_click=Link(f"{asking.addon.settings.public_url}/desk"),
                            ),
                        )
                    ),
                )
            ),
        ),
    )
    return Turn(card) if "page" in asking.event.parameters else Show(card)


def _waiting(asking: Asking) -> Iterator[Section]:
    """The way to the changes that wait for a word; nothing where none does."""
    found = len(asking.addon.holds())
    if found:
        waits = wording.counted(found, "change waits", "changes wait")
        way = Button(text="Say your word", on_click=Ask(path="owner/held"), is_main=True)
        yield Section(widgets=(Paragraph(f"{waits} for your word."), Buttons((way,))))


def findings(asking: Asking) -> Answer:
    """What stands open of the audit: who can reach what they should not, what is not locked."""
    asking.require(Action.SEE_SCHOOL, WholeSchool())
    titles = {one.public_id: one.title for one in asking.school.trackers}
    rows = [
        Row(text=lines(bold(titles.get(one.tracker, one.tracker)), one.sentence))
        for one in asking.addon.findings()
    ]
    card = Card(
        name="findings",
        title="Sharing and locks",
        sections=(
            Section(
                widgets=(
                    *page_of(
                        rows,
                        asking.event.number("page"),
                        Ask(path="owner/findings"),
                        "findings",
                        "Nothing is wrong as far as the audit has looked.",
                    ),
                    *((Paragraph(_REPAIR),) if rows else ()),
                )
            ),
        ),
    )
    return Turn(card) if "page" in asking.event.parameters else Show(card)


_FOUND = Button(text="What was found", on_click=Ask(path="owner/findings"), is_main=True)
_REPAIR = (
    "Whoever runs Tracksheet puts these right with tracksheet audit --repair, which asks before "
    "it takes anybody's access away."
)


def one_class(asking: Asking) -> Answer:
    """What is left to enter in one class, whoever owes it: there one may help, or excuse."""
    asking.require(Action.SEE_SCHOOL, WholeSchool())
    named = asking.event.parameters.get("class", "")
    found = next((one for one in _groups(asking) if one.handle == named), None)
    left = [one for one in found.entries if one.state in TO_DO] if found else []
    names = asking.school.student_names
    card = Card(
        name="class",
        title="Left to enter",
        sections=(
            Section(widgets=(Paragraph(bold(found.title)),) if found else ()),
            Section(
                widgets=page_of(
                    [score_row(asking, one, names) for one in left],
                    asking.event.number("page"),
                    Ask(path="owner/class", parameters={"class": named}),
                    "scores to enter",
                    "Nothing is left to enter in this class.",
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


def _rows(classes: Iterable[_Class]) -> Iterator[Row]:
    for one in classes:
        counts = completeness(one.entries)
        is_done = counts.done == counts.expected
        way = Ask(path="owner/class", parameters={"class": one.handle})
        yield Row(text=lines(bold(one.title), _counted(counts)), on_click=None if is_done else way)


def class_rows(asking: Asking, standing: TrackerStanding) -> list[Row]:
    """The classes of one tracker, each with its counts and the way to what is left in it."""
    return list(_rows(_classes_in(asking, standing, _by_tracker(asking))))


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
            title=f"{standing.title}, {_title(asking.school, key)}",
            entries=those,
        )
        for key, those in groups.items()
    ]
    return sorted(made, key=lambda one: one.title)


def _title(school: Overview, school_class: str | None) -> str:
    known = school.classes.get(school_class) if school_class else None
    return known.title if known else "Without a class"


def _counted(counts: Completeness) -> str:
    said = wording.percent(counts.done, counts.expected)
    return f"{said}, {wording.number(counts.missing)} missing" if counts.missing else said
