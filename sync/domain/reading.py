"""One cell -> a score, a code, nothing, or a doubt that says what stands there and what to do.

Four outcomes, no fifth: accepted, normalised and noted, quarantined, blank. A doubt never becomes
a number; blank is never zero.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sheet_templates.expectation import Measure
from sheet_templates.model import ExcuseCode
from sheet_templates.snapshot import ReadCell

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+(\.0+)?")  # float() would read digits of any script


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a cell says: a number or a code; `normalised_from` where it was typed otherwise."""

    number: float | None = None
    code: str | None = None
    normalised_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A cell that cannot be read: the rule that says so, the text as it stands, the remedy."""

    rule: str
    raw: str
    message: str


def read_score(
    cell: ReadCell, scale: Measure, codes: tuple[ExcuseCode, ...]
) -> Reading | Doubt | None:
    """What stands where a score belongs; None for a blank cell.

    In order: blank; a formula or an error; a number that is a date, a percentage or a time by its
    format; a number; a code (case and spaces do not matter); a number typed as text; the rest.
    """
    if cell.is_blank:
        return None
    if "formulaValue" in cell.entered:
        raw = str(cell.entered["formulaValue"])
        return Doubt(rule="formula", raw=raw, message=f"{raw} is a formula. Type the score itself.")
    if "errorValue" in cell.effective:
        raw = cell.formatted or "#ERROR!"
        return Doubt(rule="error", raw=raw, message=f"{raw} is an error. Type the score again.")
    if "numberValue" in cell.entered:
        return _number(cell, float(cell.entered["numberValue"]), scale)
    if "boolValue" in cell.entered:
        raw = str(cell.entered["boolValue"]).upper()
        return Doubt(rule="boolean", raw=raw, message=f"{raw} is not a score. {_remedy(scale)}")
    return _text(str(cell.entered.get("stringValue", "")), scale, codes)


def _number(cell: ReadCell, number: float, scale: Measure) -> Reading | Doubt:
    kinds = {
        "DATE": "a date",
        "DATE_TIME": "a date",
        "TIME": "a time",
        "PERCENT": "a percentage",
        "CURRENCY": "an amount of money",
    }
    kind = kinds.get(cell.number_format or "")
    if kind:
        raw = cell.formatted or _plain(number)
        message = (
            f"{raw} was understood as {kind}, so the score that was meant is not known. "
            "Clear the cell's format and type the score again."
        )
        return Doubt(rule="format", raw=raw, message=message)
    return _on_scale(number, _plain(number), scale)  # a format may show 512.5 as 513


def _on_scale(
    number: float, raw: str, scale: Measure, normalised_from: str | None = None
) -> Reading | Doubt:
    if not _bounds(scale)[0] <= number <= _bounds(scale)[1]:
        message = f"{raw.strip()} is outside {scale.title}. {_remedy(scale)}"
        return Doubt(rule="out_of_range", raw=raw, message=message)
    if not number.is_integer():
        message = f"{raw.strip()} is not a whole number. {_remedy(scale)}"
        return Doubt(rule="not_whole", raw=raw, message=message)
    return Reading(number=number, normalised_from=normalised_from)


def _bounds(scale: Measure) -> tuple[float, float]:
    lowest = -math.inf if scale.lowest is None else scale.lowest
    return lowest, math.inf if scale.highest is None else scale.highest


def _text(text: str, scale: Measure, codes: tuple[ExcuseCode, ...]) -> Reading | Doubt:
    trimmed = text.strip()
    if not trimmed:
        message = "Only spaces stand there. Clear the cell, or type the score."
        return Doubt(rule="spaces", raw=text, message=message)
    known = {excuse.code.upper(): excuse.code for excuse in codes}
    code = known.get(trimmed.upper())
    if code:
        return Reading(code=code, normalised_from=None if text == code else text)
    if _WHOLE_NUMBER.fullmatch(trimmed):
        return _on_scale(float(trimmed), text, scale, normalised_from=text)
    message = f'"{text}" is neither a score nor a code. {_suggestion(trimmed, scale, codes)}'
    return Doubt(rule="text", raw=text, message=message)


def _suggestion(text: str, scale: Measure, codes: tuple[ExcuseCode, ...]) -> str:
    if not codes:
        return f"Type a whole number from {scale.lowest} to {scale.highest}."
    words: Mapping[str, str] = {excuse.meaning.lower(): excuse.code for excuse in codes}
    words = {**words, **{excuse.code.lower(): excuse.code for excuse in codes}}
    near = get_close_matches(text.lower(), list(words), n=1, cutoff=0.75)
    if near:
        return f"If it means {near[0]}, type {words[near[0]]}."
    return f"Type the score, or one of {', '.join(excuse.code for excuse in codes)}."


def _remedy(scale: Measure) -> str:
    return f"Type a whole number from {scale.lowest} to {scale.highest}, or a code."


def _plain(number: float) -> str:
    return str(int(number)) if number.is_integer() else str(number)


def verbatim(cell: ReadCell) -> dict[str, Any]:
    """Everything that a person put into a cell, as it stands."""
    kept: dict[str, Any] = {}
    if not cell.is_blank:
        kept["entered"] = dict(cell.entered)
        if cell.formatted:
            kept["shown"] = cell.formatted
    if cell.note:
        kept["note"] = cell.note
    return kept
