"""A letter's two bodies out of what it says: plain text, and HTML that looks the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypedDict

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from service.milestone_lines import MilestoneLine
from service.speech import Speech, speech
from service.speech_in_templates import teach
from service.to_do import ChildToDo, NoteToDo
from sheet_templates.model import ExcuseCode


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPart:
    """What a person owes of one window; `more` children are not listed.

    `answers` are the addresses at which the person answers, by the answer's name.
    """

    title: str
    dates: str
    children: tuple[ChildToDo, ...]
    more: int
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesPart:
    """The progress notes that a person owes; `typed` is where to say that they are written."""

    notes: tuple[NoteToDo, ...]
    more: int
    typed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPerson:
    """The letter to somebody who owes something; `choices` is where they choose letters.

    `milestones` are those left to see to, each with the address of its page.
    """

    name: str
    school: str
    answer: str
    windows: tuple[WindowPart, ...]
    notes: NotesPart | None
    milestones: tuple[tuple[MilestoneLine, str], ...]
    codes: tuple[ExcuseCode, ...]
    link: str
    choices: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToOwner:
    """The letter to the document owner."""

    name: str
    school: str
    reviews: tuple[str, ...]
    classes: tuple[str, ...]
    milestones: tuple[str, ...]
    unreadable: int
    link: str
    choices: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPart:
    """One review of the week: how it stands, and what it lacks, a line a class."""

    sentence: str
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToLeader:
    """The letter to a leader in a week with a data review or a milestone; it names nobody else.

    `milestones` has a line for each that is late or due in the week, with how many are done.
    """

    title: str
    name: str
    school: str
    reviews: tuple[ReviewPart, ...]
    milestones: tuple[str, ...]
    link: str
    choices: str


class Bodies(TypedDict):
    """The same letter twice."""

    plain: str
    html: str


_NAMES = {ToPerson: "to_person", ToOwner: "to_owner", ToLeader: "to_leader"}


def written(letter: ToPerson | ToOwner | ToLeader, said: Speech) -> Bodies:
    """The letter's bodies in a language."""
    name = _NAMES[type(letter)]
    plain, html = (
        _templates(said.language).get_template(f"{name}.{kind}").render(letter=letter)
        for kind in ("txt", "html")
    )
    return Bodies(plain=plain, html=html)


@cache
def _templates(language: str) -> Environment:
    said = speech(language)
    templates = Environment(
        loader=PackageLoader("service.features.reminders"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    teach(templates, lambda: said)
    return templates
