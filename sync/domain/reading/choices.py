"""Columns of words: levels from a list, yes or no, free text."""

from difflib import get_close_matches

from sheet_templates.sentences import sentence
from sheet_templates.snapshot import ReadCell
from sync.domain.reading.number_text import plain, tidied
from sync.domain.reading.outcomes import Doubt, Reading
from sync.domain.reading.remedies import Asked

_YES = frozenset({"yes", "y", "true", "sí", "si", "verdadero", "✓", "✔", "☑"})
_NO = frozenset({"no", "n", "false", "falso", "☐"})
_YES_OR_NO = (sentence("yes"), sentence("no"))
_LIKENESS = 0.75


def typed_text(cell: ReadCell) -> str:
    """What was typed, as a text: a number as one types it, a tick as TRUE."""
    if "numberValue" in cell.entered:
        return plain(float(cell.entered["numberValue"]))
    if "boolValue" in cell.entered:
        return str(cell.entered["boolValue"]).upper()
    return str(cell.entered.get("stringValue", ""))


def read_choice(cell: ReadCell, asked: Asked) -> Reading | Doubt:
    """One of the measure's choices; case and spaces do not matter."""
    text = typed_text(cell)
    choices = {_folded(choice): choice for choice in asked.measure.choices}
    choice = choices.get(_folded(text))
    if choice is not None:
        return Reading(text=choice, normalised_from=None if choice == text else text)
    near = get_close_matches(_folded(text), choices, n=2, cutoff=_LIKENESS)
    if near:
        readings = tuple(choices[one] for one in near)
        message = sentence(
            '"%(text)s" is none of the choices. If it means %(readings)s, type %(readings)s.',
            text=text,
            readings=readings[0],
        )
        return Doubt(
            rule="choice", raw=text, message=message, readings=readings, suggestion=readings[0]
        )
    return asked.neither(text)


def read_yes_no(cell: ReadCell, asked: Asked) -> Reading | Doubt:
    """A tick or a word for yes or no; 1, 0 and x are asked about."""
    text = typed_text(cell)
    folded = _folded(text)
    for words, value in ((_YES, "yes"), (_NO, "no")):
        if folded in words:
            as_it_is = "boolValue" in cell.entered or text == value
            return Reading(text=value, normalised_from=None if as_it_is else text)
    if folded in {"1", "0", "x"}:
        likely = "no" if folded == "0" else "yes"
        return asked.two_ways("yes_no", text, _YES_OR_NO, likely)
    return asked.neither(text)


def read_text(cell: ReadCell, _: Asked) -> Reading:
    """Whatever was typed, without outer spaces."""
    shown = cell.formatted if "numberValue" in cell.entered and cell.formatted else None
    text = shown or typed_text(cell)
    value = text.strip()
    return Reading(text=value, normalised_from=None if value == text and shown is None else text)


def _folded(text: str) -> str:
    return " ".join(tidied(text).casefold().split())
