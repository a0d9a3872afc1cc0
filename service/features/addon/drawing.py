"""Cards -> the JSON that Google reads."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from markupsafe import escape

from service.features.addon.cards import (
    Answer,
    AskFile,
    AskScope,
    Button,
    Buttons,
    Card,
    Choice,
    DayField,
    Done,
    Link,
    OnClick,
    Paragraph,
    Row,
    Section,
    Show,
    TextField,
    Tick,
    Turn,
    Widget,
)

Json = dict[str, Any]


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
            case AskScope(scope):
                return asking_for(scope)
            case AskFile():
                return _ASKING_FOR_THE_FILE
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

    def _widget(self, widget: Widget) -> Json:
        match widget:
            case Paragraph(text):
                return {"textParagraph": {"text": str(escape(text))}}
            case Row():
                return {"decoratedText": self._row(widget)}
            case Buttons(buttons):
                return {"buttonList": {"buttons": [self._button(one) for one in buttons]}}
            case _:
                return _input(widget)

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


def asking_for(scope: str) -> Json:
    """What has Google ask the person for a scope; Google wants these names as they are."""
    return {"requesting_google_scopes": {"scopes": [scope]}}


_ASKING_FOR_THE_FILE: Json = {
    "renderActions": {"hostAppAction": {"editorAction": {"requestFileScopeForActiveDocument": {}}}}
}


def _input(widget: TextField | Choice | DayField | Tick) -> Json:
    match widget:
        case TextField():
            return {"textInput": _text_input(widget)}
        case Choice():
            return {"selectionInput": _selection(widget)}
        case DayField():
            return {"dateTimePicker": _day_picker(widget)}
        case Tick():
            return {"decoratedText": _tick(widget)}


def _text_input(field_: TextField) -> Json:
    value = {"value": field_.value} if field_.value else {}
    return value | {
        "name": field_.name,
        "label": field_.label,
        "hintText": field_.hint,
        "type": "MULTIPLE_LINE" if field_.is_long else "SINGLE_LINE",
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


def _tick(tick: Tick) -> Json:
    box = {"name": tick.name, "value": "yes", "selected": True, "controlType": "CHECK_BOX"}
    return {"text": str(escape(tick.text)), "wrapText": True, "switchControl": box}
