"""The document owner's cards: how complete each class is, and what the audit found."""

from collections.abc import Iterator

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
from service.overview import Overview
from sync.domain.completeness import Completeness, completeness, grouped


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
                    list(_classes(asking)),
                    asking.event.number("page"),
                    Ask(path="owner"),
                    "classes",
                    "No window has opened yet.",
                ),
            ),
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
                            Button(text="Sync now", on_click=Ask(path="sync")),
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


def _classes(asking: Asking) -> Iterator[Row]:
    school = asking.school
    grades = grouped(school.opened, school.grade_of)
    for standing in school.trackers:
        groups = grouped(grades.get(standing.grade, []), lambda one: one.expected.school_class)
        titled = [(_title(school, key), entries) for key, entries in groups.items()]
        for title, entries in sorted(titled, key=lambda each: each[0]):
            yield Row(
                text=lines(bold(f"{standing.title}, {title}"), _counted(completeness(entries)))
            )


def _title(school: Overview, school_class: str | None) -> str:
    known = school.classes.get(school_class) if school_class else None
    return known.title if known else "Without a class"


def _counted(counts: Completeness) -> str:
    said = wording.percent(counts.done, counts.expected)
    return f"{said}, {wording.number(counts.missing)} missing" if counts.missing else said
