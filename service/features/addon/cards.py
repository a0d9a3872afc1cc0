"""Cards of Google Workspace add-ons: small typed parts that become Card JSON.

Texts are HTML in `Paragraph` and `Row` only; whatever people or templates say is escaped there by
Markup. Titles, labels, buttons and toasts are plain text at Google, where nobody knows whether an
escape would be shown; so no words of people stand in them, but for the school's own names of
windows, scores and codes in choices.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup, escape

Text = str | Markup
Json = dict[str, Any]

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
    """A text that people type, at most `longest` characters."""

    name: str
    label: str
    hint: str
    longest: int


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


Widget = Paragraph | Row | Buttons | TextField | Choice | DayField


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


Answer = Show | Turn | Done


def bold(text: Text) -> Markup:
    """The text, escaped, in bold."""
    return Markup("<b>{}</b>").format(text)


def lines(*parts: Text) -> Markup:
    """Texts one below the other; empty ones are left out."""
    return Markup("<br>").join([escape(part) for part in parts if part])


def page_of(
    rows: Sequence[Row], number: int, turn: Ask, noun: str, none: str
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
    said = f"{first + 1} to {first + len(shown)} of {len(rows)} {noun}."
    ways = [
        Button(text=text, on_click=_to_page(turn, to))
        for text, to in (("Earlier", number - 1), ("More", number + 1))
        if 0 <= to <= last
    ]
    return (*shown, Paragraph(said), *((Buttons(tuple(ways)),) if ways else ()))


def _to_page(turn: Ask, number: int) -> Ask:
    return Ask(path=turn.path, parameters={**turn.parameters, "page": str(number)})


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws cards as JSON; `url` is the add-on's own address, without a slash at its end."""

    url: str

    def opening(self, card: Card) -> Json:
        """The answer to a trigger: the first card of a stack."""
        return {"action": {"navigations": [{"pushCard": self.card(card)}]}}

    def answer(self, answer: Answer) -> Json:
        """The answer to a click."""
        match answer:
            case Show(card):
                action: Json = {"navigations": [{"pushCard": self.card(card)}]}
            case Turn(card):
                action = {"navigations": [{"updateCard": self.card(card)}]}
            case Done(card, toast):
                action = {
                    "navigations": [{"popToRoot": True}, {"updateCard": self.card(card)}],
                    "notification": {"text": toast},
                }
        return {"renderActions": {"action": action}, "stateChanged": isinstance(answer, Done)}

    def card(self, card: Card) -> Json:
        """The card itself."""
        header = {"title": card.title} | ({"subtitle": card.subtitle} if card.subtitle else {})
        sections = [self._section(one) for one in card.sections if one.widgets]
        return {"name": card.name, "header": header, "sections": sections}

    def _section(self, section: Section) -> Json:
        header = {"header": section.header} if section.header else {}
        return header | {"widgets": [self._widget(one) for one in section.widgets]}

    def _widget(self, widget: Widget) -> Json:  # one line for each kind
        match widget:
            case Paragraph(text):
                return {"textParagraph": {"text": str(escape(text))}}
            case Row():
                return {"decoratedText": self._row(widget)}
            case Buttons(buttons):
                return {"buttonList": {"buttons": [self._button(one) for one in buttons]}}
            case TextField():
                return {"textInput": _text_input(widget)}
            case Choice():
                return {"selectionInput": _selection(widget)}
            case DayField():
                return {"dateTimePicker": _day_picker(widget)}

    def _row(self, row: Row) -> Json:
        drawn: Json = {"text": str(escape(row.text)), "wrapText": True}
        if row.on_click is not None:
            drawn["onClick"] = self._on_click(row.on_click)
        if row.button is not None:
            drawn["button"] = self._button(row.button)
        return drawn

    def _button(self, button: Button) -> Json:
        drawn = {"text": button.text, "onClick": self._on_click(button.on_click)}
        return drawn | ({"type": "FILLED"} if button.is_main else {})

    def _on_click(self, on_click: OnClick) -> Json:
        if isinstance(on_click, Link):
            return {"openLink": {"url": on_click.url}}
        action: Json = {
            "function": f"{self.url}/{on_click.path}",
            "parameters": [
                {"key": key, "value": value} for key, value in on_click.parameters.items()
            ],
            "loadIndicator": "SPINNER",
            "persistValues": True,
        }
        if on_click.required:
            action["requiredWidgets"] = list(on_click.required)
        return {"action": action}


def _text_input(field_: TextField) -> Json:
    return {
        "name": field_.name,
        "label": field_.label,
        "hintText": field_.hint,
        "type": "MULTIPLE_LINE",
        "validation": {"characterLimit": field_.longest},
    }


def _selection(choice: Choice) -> Json:
    return {
        "name": choice.name,
        "label": choice.label,
        "type": "DROPDOWN",
        "items": [
            {"text": text, "value": value, "selected": at == 0}
            for at, (value, text) in enumerate(choice.items)
        ],
    }


def _day_picker(field_: DayField) -> Json:
    drawn: Json = {"name": field_.name, "label": field_.label, "type": "DATE_ONLY"}
    if field_.value is not None:
        midnight = datetime.combine(field_.value, datetime.min.time(), UTC)
        drawn["valueMsEpoch"] = str(int(midnight.timestamp() * 1000))
    return drawn
