"""What the form of columns says, as plain values; no framework but its way to hold a form."""

import json
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from sheet_templates.column_edits import METRICS, Added, Draft, Line
from sheet_templates.column_wishes import Wish
from sheet_templates.sentences import Sentence, sentence

Form = MultiDict[str, str]


class FormError(ValueError):
    """A form that our page cannot have sent; `said` says what is wrong with it."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(said)
        self.said = said


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a button asks for, and of which column if of one."""

    what: str
    place: str = ""
    key: str = ""


def asked_of(form: Form) -> Asked:
    """The button that was pressed; looking where none was."""
    what, _, column = form.get("do", "look").partition(":")
    place, _, key = column.partition("/")
    return Asked(what=what, place=place, key=key)


def draft_in(form: Form) -> Draft:
    """The columns as the form has them, in its order; FormError for what is none of ours."""
    lines = []
    for name in form.getlist("line"):
        place, _, key = name.partition("/")
        title = " ".join(form.get(f"title:{name}", "").split())
        shown = f"shown:{name}" in form
        lines.append(Line(place=place, key=key, title=title, is_shown=shown))
    return Draft(lines=tuple(lines), added=tuple(map(_added, form.getlist("added"))))


def _added(text: str) -> Added:
    try:
        said = json.loads(text)
        part, scale = dict(said["part"]), said["scale"]
        return Added(
            place=str(said["place"]), part=part, scale=None if scale is None else dict(scale)
        )
    except (ValueError, KeyError, TypeError) as error:
        raise FormError(sentence("An added column is not as this page writes it.")) from error


def added_text(added: Added) -> str:
    """An added column as the form carries it."""
    scale = None if added.scale is None else dict(added.scale)
    said = {"place": added.place, "part": dict(added.part), "scale": scale}
    return json.dumps(said, ensure_ascii=False)


def wish_in(form: Form) -> Wish:
    """The column that the form wishes for."""

    def said(name: str) -> str:
        return form.get(f"new-{name}", "").strip()

    return Wish(
        title=" ".join(said("title").split()),
        place=said("place") or METRICS,
        kind=said("kind"),
        lowest=said("lowest"),
        highest=said("highest"),
        words=said("words"),
        windows=tuple(form.getlist("new-window")),
        roles=tuple(form.getlist("new-role")),
        why=said("why"),
        baseline=said("baseline"),
        reached_at=said("reached"),
    )
