"""What an add-on answers: RenderActions to a trigger, SubmitFormResponse to a click.

The envelope is read here, strictly; the cards in it are the page's to draw.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from local_sheets.addon.reading import AddOnError, Fields

_WAYS = ("pushCard", "updateCard", "pop", "popToRoot", "popToCard")
ALL = "*"
"""Stands for every scope of the deployment."""


@dataclass(slots=True, kw_only=True)
class Reply:
    """An answer as the page follows it.

    `steps` change the stack of cards, each with one key; `scopes` are asked for before anything
    else can be done (ALL for every one); `is_stale` says that cards below no longer hold.
    """

    steps: list[dict[str, Any]] = field(default_factory=list)
    toast: str = ""
    link: str = ""
    wants_file: bool = False
    scopes: tuple[str, ...] = ()
    is_stale: bool = False

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return asdict(self)


def read_reply(content: Any, *, is_trigger: bool) -> Reply:
    """The answer; AddOnError names all that is wrong with it."""
    problems: list[str] = []
    top = Fields(content, "the answer", problems)
    reply = Reply()
    if top.has("requesting_google_scopes"):
        reply.scopes = _scopes(top.below("requesting_google_scopes"))
    elif is_trigger:
        _render(top, reply)
    else:
        if not top.has("renderActions"):
            top.problem("to a click has no renderActions")
        rendered = top.below("renderActions")
        _render(rendered, reply)
        rendered.end()
        reply.is_stale = top.flag("stateChanged")
    top.end()
    if problems:
        raise AddOnError(f"The add-on's answer cannot be read: {'; '.join(problems)}.")
    return reply


def _scopes(asked: Fields) -> tuple[str, ...]:
    wanted = asked.texts("scopes")
    if asked.flag("all_scopes"):
        wanted = (ALL,)
    if not wanted:
        asked.problem("names no scope")
    asked.end()
    return wanted


def _render(part: Fields, reply: Reply) -> None:
    action = part.below("action")
    reply.steps = [step for way in action.each("navigations") for step in _step(way)]
    notification = action.below("notification")
    reply.toast = notification.text("text")
    link = action.below("link")
    reply.link = link.text("url", is_needed=action.has("link"))
    link.leave("openAs")
    host = part.below("hostAppAction")
    editor = host.below("editorAction")
    reply.wants_file = editor.has("requestFileScopeForActiveDocument")
    empty = editor.below("requestFileScopeForActiveDocument")
    for one in (action, notification, link, host, editor, empty):
        one.end()


def _step(way: Fields) -> list[dict[str, Any]]:
    named = [name for name in _WAYS if way.has(name)]
    if len(named) != 1:
        way.problem(f"must have exactly one of {', '.join(_WAYS)}")
        way.leave(*_WAYS)
        way.end()
        return []
    name = named[0]
    value: Any
    if name == "popToCard":
        value = way.text(name, is_needed=True)
    elif name.startswith("pop"):
        value = way.flag(name)
        if not value:
            way.problem(f"says {name} and does not mean it")
    else:
        value = way.anything(name)
    way.end()
    return [{name: value}]
