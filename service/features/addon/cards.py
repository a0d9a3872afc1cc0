"""Cards of Google Workspace add-ons: small typed parts, which `drawing` makes Card JSON of.

Texts are HTML in `Paragraph` and `Row` only; whatever people or templates say is escaped there by
Markup. Titles, labels, buttons and toasts are plain text at Google, where nobody knows whether an
escape would be shown; so no words of people stand in them, but for the school's own names of
windows, scores and codes in choices.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup, escape

from service.speech import ENGLISH, Speech

Text = str | Markup

ROWS_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class Link:
    """Opens an address in a new tab of the browser."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Asks us: `path` is an entry point below the add-on's address.

    `required` are inputs that must be filled; Google keeps what was typed while we answer.
    """

    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()


OnClick = Link | Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button; the main one of a card is filled."""

    text: str
    on_click: OnClick
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text; plain text is escaped, Markup stands as it is."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a list: its text, where a click leads, and one button."""

    text: Text
    on_click: OnClick | None = None
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons side by side."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
    """A text that people type, at most `longest` characters; a long one has several lines."""

    name: str
    label: str
    hint: str
    longest: int
    is_long: bool = True
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A list to choose one of: pairs of value and text; the first is chosen beforehand."""

    name: str
    label: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayField:
    """A day that people choose, or leave out."""

    name: str
    label: str
    value: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A text with a box to tick, which is ticked beforehand; one that is not is not sent back."""

    name: str
    text: Text


Widget = Paragraph | Row | Buttons | TextField | Choice | DayField | Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Widgets under a heading; one with nothing in it is left out."""

    widgets: tuple[Widget, ...]
    header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card; `name` says which of the stack it is."""

    name: str
    title: str
    sections: tuple[Section, ...]
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """Lays a card on top."""

    card: Card


@dataclass(frozen=True, slots=True)
class Turn:
    """Puts a card in place of the one that was clicked on, as for another page of it."""

    card: Card


@dataclass(frozen=True, slots=True)
class Done:
    """Something was done: back to the first card, drawn anew, with a word about it."""

    card: Card
    toast: str


@dataclass(frozen=True, slots=True)
class AskScope:
    """Has Google ask the person for a scope; then the same click comes again."""

    scope: str


@dataclass(frozen=True, slots=True)
class AskFile:
    """Has Google ask the person whether we may know which spreadsheet is open."""


Answer = Show | Turn | Done | AskScope | AskFile


def bold(text: Text) -> Markup:
    """The text, escaped, in bold."""
    return Markup("<b>{}</b>").format(text)


def harmless(text: str) -> str:
    """The text with look-alikes for the signs of markup.

    For places where nobody knows whether Google reads markup: so it says the same both ways.
    """
    return text.translate(_LOOK_ALIKES)


_LOOK_ALIKES = str.maketrans({"<": "\u2039", ">": "\u203a", "&": "\uff06"})


def lines(*parts: Text) -> Markup:
    """Texts one below the other; empty ones are left out."""
    return Markup("<br>").join([escape(part) for part in parts if part])


def page_of(
    rows: Sequence[Row], number: int, turn: Ask, noun: str, none: str, said: Speech = ENGLISH
) -> tuple[Widget, ...]:
    """Ten rows of a list, how many there are in all, and the way to the others.

    `number` counts pages from 0, one past the end is the last; `noun` is the plural of what is
    listed, `none` what is said of an empty list.
    """
    if not rows:
        return (Paragraph(none),)
    last = (len(rows) - 1) // ROWS_A_PAGE
    number = min(max(number, 0), last)
    first = number * ROWS_A_PAGE
    shown = rows[first : first + ROWS_A_PAGE]
    place = said.say(
        "%(first)s to %(last)s of %(count)s %(noun)s.",
        first=first + 1,
        last=first + len(shown),
        count=len(rows),
        noun=noun,
    )
    ways = [
        Button(text=text, on_click=_to_page(turn, to))
        for text, to in ((said.say("Earlier"), number - 1), (said.say("More"), number + 1))
        if 0 <= to <= last
    ]
    return (*shown, Paragraph(place), *((Buttons(tuple(ways)),) if ways else ()))


def _to_page(turn: Ask, number: int) -> Ask:
    return Ask(path=turn.path, parameters={**turn.parameters, "page": str(number)})
