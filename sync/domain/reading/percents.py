"""Percentages: 0 to 100 in the store, typed as 85, 85% or 0.85.

The unformatted value and the number format are read together. 0.85 is 85 only where no smaller
percentage can be meant; 1 may be one or a hundred and is asked about.
"""

from sheet_templates.sentences import sentence
from sheet_templates.snapshot import ReadCell
from sync.domain.reading.number_text import fits, number_in, plain, tidied, times_hundred
from sync.domain.reading.outcomes import Doubt, Reading
from sync.domain.reading.remedies import Asked
from sync.domain.reading.scores import on_scale, read_score, score_in_text


def read_percent(cell: ReadCell, asked: Asked) -> Reading | Doubt:
    """A percentage, however it was typed."""
    if "numberValue" in cell.entered:
        number = float(cell.entered["numberValue"])
        if cell.number_format == "PERCENT":
            return _formatted(cell, number, asked)
        if cell.number_format in {"DATE", "DATE_TIME", "TIME", "CURRENCY"}:
            return read_score(cell, asked)
        return _bare(number, plain(number), asked, was_text=False)
    if "stringValue" in cell.entered:
        return _text(str(cell.entered["stringValue"]), asked)
    return read_score(cell, asked)


def _formatted(cell: ReadCell, number: float, asked: Asked) -> Reading | Doubt:
    """Under a percent format 0.85 is shown as 85%; 85 is shown as 8500% and was typed before."""
    share = times_hundred(number)
    shown = cell.formatted or f"{plain(share)}%"
    if not fits(share, asked.measure) and fits(number, asked.measure):
        typed = plain(number)
        message = sentence(
            "%(shown)s is shown, and %(typed)s stands behind it. If %(typed)s%% is meant, "
            "type %(typed)s%%.",
            shown=shown,
            typed=typed,
        )
        return Doubt(
            rule="percent_format",
            raw=shown,
            message=message,
            readings=(f"{typed}%", f"{plain(share)}%"),
            suggestion=f"{typed}%",
        )
    return on_scale(share, shown, asked, normalised_from=shown)


def _bare(number: float, raw: str, asked: Asked, *, was_text: bool) -> Reading | Doubt:
    """A number without a sign: above 1 a percentage, below it a share or a small percentage."""
    share = times_hundred(number)
    own, hundredfold = fits(number, asked.measure), fits(share, asked.measure)
    if own and hundredfold and 0 < number <= 1:
        readings = (f"{plain(share)}%", f"{plain(number)}%")
        return asked.two_ways("percent_unit", raw, readings, readings[0])
    if 0 < number < 1 and hundredfold:
        return Reading(number=share, normalised_from=raw)
    return on_scale(number, raw, asked, normalised_from=raw if was_text else None)


def _text(text: str, asked: Asked) -> Reading | Doubt:
    typed = tidied(text)
    if typed.endswith("%"):
        number = number_in(typed[:-1], asked.locale)
        if number is not None:
            return on_scale(number, text, asked, normalised_from=text)
    number = number_in(typed, asked.locale)
    if number is not None:
        return _bare(number, text, asked, was_text=True)
    return score_in_text(text, asked)
