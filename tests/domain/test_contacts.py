"""Contacts with home: which rows are some, what they say, and when a family was last reached."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sheet_templates.library import shipped_template
from sheet_templates.model import TrackerTemplate
from sync.domain.contacts import Contact, contacts_on, contacts_tab, last_reached
from sync.domain.record_rows import RecordVersion

TODAY = date(2027, 5, 10)
SHIPPED = shipped_template()


def version(key: str, **cells: str | float) -> RecordVersion:
    def entered(value: str | float) -> dict[str, Any]:
        kind = "stringValue" if isinstance(value, str) else "numberValue"
        return {"entered": {kind: value}}

    told = {"student": "Quill, Mara · st-1", **cells}
    return RecordVersion(
        tab="contacts",
        row_key=key,
        seen_on=date(2027, 5, 9),
        is_there=True,
        cells={column: entered(value) for column, value in told.items()},
    )


def contact(day: int, how: str) -> Contact:
    on = date(2027, 5, day)
    return Contact(on=on, is_dated=True, how=how, with_whom="", said="", agreed="", author="")


def own(change: str) -> TrackerTemplate:
    """The shipped template with its tab of contacts changed."""
    tab = contacts_tab(SHIPPED)
    assert tab is not None
    if change == "off":
        other = replace(tab, off="Kept elsewhere.")
    else:
        other = replace(tab, columns=tuple(one for one in tab.columns if one.key != change))
    return replace(SHIPPED, tabs=tuple(other if one is tab else one for one in SHIPPED.tabs))


def test_a_row_is_told_with_what_it_says_and_a_day_that_cannot_be_read_stays_words() -> None:
    said = version("a", date="last week", how="Call", with_whom="mother", said="All well.")
    (found,) = contacts_on(SHIPPED, [said], "st-1")
    assert (found.on, found.is_dated) == (date(2027, 5, 9), False)
    assert (found.how, found.with_whom, found.said, found.agreed) == (
        "Call",
        "mother",
        "All well.",
        "",
    )
    assert [(column.key, says) for column, says in found.others] == [("date", "last week")]
    assert contacts_on(SHIPPED, [said], "st-2") == ()


@pytest.mark.parametrize("change", ["off", "how", "student"])
def test_a_tab_that_is_off_or_holds_something_else_is_none_of_contacts(change: str) -> None:
    template = own(change)
    assert contacts_tab(template) is None
    assert contacts_on(template, [version("a", date="2027-05-03", how="call")], "st-1") == ()


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ([(3, "call"), (4, "letter"), (2, "")], 4),
        ([(3, "call"), (4, "Not reached"), (5, "sin respuesta")], 3),  # tries
        ([(3, "meeting"), (11, "meeting")], 3),  # a plan
        ([(4, "not reached")], None),
        ([], None),
    ],
)
def test_a_family_was_last_reached_on_the_latest_day_up_to_today(
    said: list[tuple[int, str]], day: int | None
) -> None:
    found = last_reached([contact(*one) for one in said], TODAY)
    assert (found.on.day if found else None) == day
