"""What Google takes for a card: its own protobuf types, parsed strictly, and rules beside them.

The types refuse unknown fields, widgets and values. They do not know that inputs need names, that
a card has at most 100 widgets, that links must lead somewhere allowed, that some fields work in
Chat only; those rules are ours, from Google's reference. The envelope around cards is published as
JSON schemas in Google's documentation; here it is a message set made at run time.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from google.apps.card_v1 import Card
from google.protobuf import descriptor_pool, json_format, message_factory
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)

MOST_WIDGETS, MOST_ITEMS = 100, 100
PACKAGE = "tracksheet.tests.addon"
CARD = type(Card.pb(Card()))
_CHAT_ONLY = {
    "textSyntax", "contentText", "topLabelText", "bottomLabelText", "carousel", "chipList",
    "placeholderText", "columns",
}  # fmt: skip
_HTML = {"textParagraph": ("text",), "decoratedText": ("text",)}
_TAGS = {"b", "i", "u", "s", "br"}
_INPUTS = ("textInput", "selectionInput", "dateTimePicker")
F = FieldDescriptorProto


def _envelopes() -> Any:
    """RenderActions and SubmitFormResponse, with Google's own Card inside."""
    card = CARD.DESCRIPTOR.full_name
    file = FileDescriptorProto(
        name="tracksheet/tests/addon.proto",
        package=PACKAGE,
        syntax="proto3",
        dependency=[CARD.DESCRIPTOR.file.name],
    )
    navigation = file.message_type.add(name="Navigation")
    navigation.oneof_decl.add(name="way")
    for number, (name, kind) in enumerate(
        (("push_card", card), ("update_card", card), ("pop", bool), ("pop_to_root", bool)), 1
    ):
        _field(navigation, name, number, kind).oneof_index = 0
    _message(file, "Notification", text=str)
    _message(file, "Action", navigations=["Navigation"], notification="Notification")
    _message(file, "Empty")
    _message(file, "EditorAction", request_file_scope_for_active_document="Empty")
    _message(file, "HostAppAction", editor_action="EditorAction")
    _message(file, "RenderActions", action="Action", host_app_action="HostAppAction")
    _message(file, "SubmitFormResponse", render_actions="RenderActions", state_changed=bool)
    pool = descriptor_pool.Default()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.{name}"))
        for name in ("RenderActions", "SubmitFormResponse")
    }


def _message(file: FileDescriptorProto, name: str, **fields: Any) -> None:
    made = file.message_type.add(name=name)
    for number, (field, kind) in enumerate(fields.items(), 1):
        _field(made, field, number, kind)


def _field(message: DescriptorProto, name: str, number: int, kind: Any) -> FieldDescriptorProto:
    repeated = isinstance(kind, list)
    kind = kind[0] if repeated else kind
    words = name.split("_")
    made = message.field.add(
        name=name,
        number=number,
        json_name=words[0] + "".join(word.title() for word in words[1:]),
        label=F.LABEL_REPEATED if repeated else F.LABEL_OPTIONAL,
    )
    if kind in (str, bool):
        made.type = F.TYPE_STRING if kind is str else F.TYPE_BOOL
    else:
        made.type = F.TYPE_MESSAGE
        made.type_name = f".{kind}" if "." in kind else f".{PACKAGE}.{kind}"
    return made


_ENVELOPES = _envelopes()


def parse_card(card: dict[str, Any]) -> None:
    """Take the card as Google's types do; json_format.ParseError where they do not."""
    json_format.ParseDict(card, CARD(), ignore_unknown_fields=False)


def asks_for_the_file(answer: dict[str, Any]) -> bool:
    """Whether an answer to a click has Google ask for the open file, in Google's own form."""
    json_format.ParseDict(answer, _ENVELOPES["SubmitFormResponse"](), ignore_unknown_fields=False)
    wish: dict[str, Any] = {"editorAction": {"requestFileScopeForActiveDocument": {}}}
    return bool(answer == {"renderActions": {"hostAppAction": wish}})


def cards_in(answer: dict[str, Any], *, is_trigger: bool) -> list[dict[str, Any]]:
    """The cards of an answer whose envelope is right; json_format.ParseError otherwise."""
    kind = "RenderActions" if is_trigger else "SubmitFormResponse"
    json_format.ParseDict(answer, _ENVELOPES[kind](), ignore_unknown_fields=False)
    action = (answer if is_trigger else answer["renderActions"])["action"]
    ways = action["navigations"]
    return [way[name] for way in ways for name in ("pushCard", "updateCard") if name in way]


def findings(card: dict[str, Any], *, base: str, entries: set[str], links: set[str]) -> list[str]:
    """What is wrong with a card although Google's types take it; one sentence each.

    `base` is the add-on's address, `entries` its paths, `links` what may be opened.
    """
    widgets = [widget for section in card["sections"] for widget in section["widgets"]]
    names = [widget[kind].get("name") for widget in widgets for kind in _INPUTS if kind in widget]
    names += [
        fields["switchControl"].get("name")
        for widget in widgets
        for fields in widget.values()
        if "switchControl" in fields
    ]
    found = [f"{len(widgets)} widgets"] if len(widgets) > MOST_WIDGETS else []
    found += [] if card.get("header", {}).get("title") else ["no title"]
    found += [] if all(names) and len(set(names)) == len(names) else ["inputs without a name"]
    found += ["a section without widgets" for one in card["sections"] if not one["widgets"]]
    found += [f"{name} works in Chat only" for name in _keys(card) if name in _CHAT_ONLY]
    found += [f"{name} is no camel case" for name in _keys(card) if "_" in name]
    found += ["a null" for value in _values(card) if value is None]
    for widget in widgets:
        found += _widget(widget)
    found += _undrawn(card)
    for click in _clicks(card):
        found += _click(click, base, entries, links, set(names))
    return found


_DRAWN = {
    "card": {"name", "header", "sections", "fixedFooter", "cardActions"},
    "header": {"title", "subtitle", "imageUrl", "imageAltText", "imageType"},
    "sections": {"header", "widgets", "collapsible", "uncollapsibleWidgetsCount"},
    "textParagraph": {"text", "maxLines"},
    "decoratedText": {
        "topLabel", "text", "bottomLabel", "wrapText", "startIcon", "endIcon", "onClick", "button",
        "switchControl",
    },
    "buttonList": {"buttons"},
    "buttons": {"text", "altText", "icon", "color", "type", "disabled", "onClick"},
    "button": {"text", "altText", "icon", "color", "type", "disabled", "onClick"},
    "textInput": {
        "name", "label", "hintText", "value", "type", "validation", "initialSuggestions",
        "onChangeAction",
    },
    "selectionInput": {"name", "label", "type", "items", "onChangeAction"},
    "items": {"text", "value", "selected", "bottomText", "id", "title", "subtitle", "image",
              "layout"},
    "dateTimePicker": {
        "name", "label", "type", "valueMsEpoch", "timezoneOffsetDate", "onChangeAction",
    },
    "switchControl": {"name", "value", "selected", "controlType", "onChangeAction"},
    "divider": set(),
    "image": {"imageUrl", "imageUri", "altText", "onClick"},
    "grid": {"title", "columnCount", "borderStyle", "onClick", "items"},
    "onClick": {"action", "openDynamicLinkAction", "openLink", "card"},
    "action": {
        "function", "parameters", "requiredWidgets", "allWidgetsAreRequired", "persistValues",
        "loadIndicator",
    },
    "openLink": {"url", "openAs", "onClose"},
}  # fmt: skip
"""What the local side panel draws and follows, by the field that holds it."""
_CHOICES_DRAWN = {"CHECK_BOX", "RADIO_BUTTON", "SWITCH", "DROPDOWN"}
_KINDS_DRAWN = {
    "textParagraph", "decoratedText", "buttonList", "textInput", "selectionInput",
    "dateTimePicker", "divider", "image", "grid",
}  # fmt: skip


def _undrawn(part: Any, within: str = "card") -> Iterator[str]:
    """What our own panel could show as a red note only; nobody would have seen it in a browser."""
    if isinstance(part, list):
        for one in part:
            yield from _undrawn(one, within)
        return
    if not isinstance(part, dict):
        return
    known = _KINDS_DRAWN if within == "widgets" else _DRAWN.get(within)
    for name, value in part.items():
        if known is not None and name not in known:
            yield f"the panel does not draw {name} in {within}"
        yield from _undrawn(value, name)
    if within == "selectionInput" and part.get("type") not in _CHOICES_DRAWN:
        yield f"the panel does not draw {part.get('type')}"


def _widget(widget: dict[str, Any]) -> Iterator[str]:
    ((kind, fields),) = widget.items()
    for name in _HTML.get(kind, ()):
        if tags := tags_of(fields[name]) - _TAGS:
            yield f"markup {sorted(tags)} in {kind}"
    if kind == "textInput" and not (fields.get("label") or fields.get("hintText")):
        yield "a field without a label"
    if kind == "selectionInput":
        values = [item["value"] for item in fields["items"]]
        if not 1 <= len(values) <= MOST_ITEMS or len(set(values)) < len(values):
            yield "choices that are none, too many or alike"
    for button in [*fields.get("buttons", ()), *([fields["button"]] if "button" in fields else [])]:
        if not button.get("text") or "onClick" not in button:
            yield "a button without text or click"


def _click(
    click: dict[str, Any], base: str, entries: set[str], links: set[str], names: set[Any]
) -> Iterator[str]:
    if "openLink" in click:
        url = click["openLink"]["url"]
        if not any(url.startswith(prefix) for prefix in links):
            yield f"a link to {url}"
        return
    if "action" not in click:
        yield f"a click that leads to {sorted(click)}"
        return
    action = click["action"]
    path = action["function"].removeprefix(f"{base}/")
    if path not in entries or urlsplit(action["function"]).query:
        yield f"a click to {action['function']}"
    for one in action["parameters"]:
        if not (one["value"].isascii() and len(one["value"]) <= 64):
            yield f"a parameter {one['value']!r}"
    if missing := set(action.get("requiredWidgets", ())) - names:
        yield f"{missing} is required and not there"


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag if not attrs else f"{tag} {attrs}")
        self.text += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.text += data


def tags_of(text: str) -> set[str]:
    """The tags that a browser would see in a text."""
    return _read(text).tags


def shown(text: str) -> str:
    """What a person reads of a text of a card."""
    return _read(text).text


def _read(text: str) -> _Html:
    html = _Html()
    html.feed(text)
    html.close()
    return html


def texts_of(card: dict[str, Any]) -> Iterator[tuple[bool, str]]:
    """Every text of a card, and whether Google reads HTML in it."""
    for key, value in card["header"].items():
        yield False, str(value) if key != "imageType" else ""
    for section in card["sections"]:
        yield False, section.get("header", "")
        for widget in section["widgets"]:
            ((kind, fields),) = widget.items()
            for name in _HTML.get(kind, ()):
                yield True, fields[name]
            plain = {key: value for key, value in fields.items() if key not in _HTML.get(kind, ())}
            for value in _values(plain):
                yield False, str(value)


def _keys(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from part
    for value in _below(part):
        yield from _keys(value)


def _values(part: Any) -> Iterator[Any]:
    for value in _below(part):
        yield from _values(value) if isinstance(value, dict | list) else (value,)


def _clicks(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict) and "onClick" in part:
        yield part["onClick"]
    for value in _below(part):
        yield from _clicks(value)


def _below(part: Any) -> list[Any]:
    if isinstance(part, dict):
        return list(part.values())
    return part if isinstance(part, list) else []
