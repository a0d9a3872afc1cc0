"""A letter's two bodies out of what it says: plain text, and HTML that looks the same."""

from dataclasses import dataclass
from typing import TypedDict

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from service import wording
from service.signs import SIGNS
from service.to_do import ChildToDo
from sheet_templates.model import ExcuseCode


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPart:
    """What a person owes of one window; `more` children are not listed."""

    title: str
    dates: str
    children: tuple[ChildToDo, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPerson:
    """The letter to somebody who owes scores."""

    name: str
    school: str
    answer: str
    windows: tuple[WindowPart, ...]
    codes: tuple[ExcuseCode, ...]
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToOwner:
    """The letter to the document owner."""

    name: str
    school: str
    reviews: tuple[str, ...]
    classes: tuple[str, ...]
    unreadable: int
    link: str


class Bodies(TypedDict):
    """The same letter twice."""

    plain: str
    html: str


_TEMPLATES = Environment(
    loader=PackageLoader("service.features.reminders"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_NAMES = {ToPerson: "to_person", ToOwner: "to_owner"}


def written(letter: ToPerson | ToOwner) -> Bodies:
    """The letter's bodies."""
    name = _NAMES[type(letter)]
    plain, html = (
        _TEMPLATES.get_template(f"{name}.{kind}").render(letter=letter, say=wording, signs=SIGNS)
        for kind in ("txt", "html")
    )
    return Bodies(plain=plain, html=html)
