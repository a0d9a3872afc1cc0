"""Scores: numbers on a scale."""

from datetime import date

from sheet_templates.sentences import either, listed, sentence, several, together
from sheet_templates.snapshot import ReadCell
from sync.domain.reading.number_text import (
    day_of,
    fits,
    is_within,
    number_in,
    numbers_inside,
    other_number_in,
    plain,
    scores_that_became,
    times_hundred,
    with_digits_for_letters,
)
from sync.domain.reading.outcomes import Doubt, Reading
from sync.domain.reading.remedies import Asked

_FORMATS = {
    "DATE": sentence("a date"),
    "DATE_TIME": sentence("a date"),
    "TIME": sentence("a time"),
    "PERCENT": sentence("a percentage"),
    "CURRENCY": sentence("an amount of money"),
}


def read_score(cell: ReadCell, asked: Asked) -> Reading | Doubt:
    """A number on the scale; a number that is a date or the like by its format is asked about."""
    if "numberValue" in cell.entered:
        number = float(cell.entered["numberValue"])
        if cell.number_format in _FORMATS:
            return _of_another_kind(cell, number, asked)
        return on_scale(number, None, asked)  # a format may show 512.5 as 513
    if "boolValue" in cell.entered:
        raw = str(cell.entered["boolValue"]).upper()
        message = sentence("%(raw)s is not a score. %(remedy)s", raw=raw, remedy=asked.remedy)
        return Doubt(rule="boolean", raw=raw, message=message)
    return score_in_text(str(cell.entered.get("stringValue", "")), asked)


def on_scale(
    number: float, raw: str | None, asked: Asked, normalised_from: str | None = None
) -> Reading | Doubt:
    """The number as a reading, if the scale has it; `raw` is its text, where it was one."""
    if fits(number, asked.measure):
        return Reading(number, normalised_from=normalised_from)
    return _off_scale(number, plain(number) if raw is None else raw, asked)


def _off_scale(number: float, raw: str, asked: Asked) -> Doubt:
    measure = asked.measure
    if not is_within(number, measure):
        message = sentence(
            "%(raw)s is outside %(measure)s. %(remedy)s",
            raw=raw.strip(),
            measure=measure.title,
            remedy=asked.remedy,
        )
        if number == 0:
            blank = sentence("A score that is not there is left blank, never a zero.")
            message = together([message, blank])
        return Doubt(rule="out_of_range", raw=raw, message=message)
    said = (
        several(
            "%(raw)s has more than %(count)s decimal.",
            "%(raw)s has more than %(count)s decimals.",
            measure.decimals,
            raw=raw.strip(),
        )
        if measure.decimals
        else sentence("%(raw)s is not a whole number.", raw=raw.strip())
    )
    message = together([said, asked.remedy])
    return Doubt(rule="not_whole", raw=raw, message=message)


def score_in_text(text: str, asked: Asked) -> Reading | Doubt:
    """A number typed as text, by the spreadsheet's locale; else what may be meant by it."""
    number, other = number_in(text, asked.locale), other_number_in(text, asked.locale)
    if number is not None and (fits(number, asked.measure) or other is None):
        return on_scale(number, text, asked, normalised_from=text)
    if other is not None and fits(other, asked.measure):
        return _with_the_other_mark(text, other)
    if number is not None:
        return on_scale(number, text, asked)
    return _among_other_words(text, asked)


def _with_the_other_mark(text: str, other: float) -> Doubt:
    typed = plain(other)
    message = sentence(
        '"%(text)s" is %(typed)s where decimals are written the other way, and no score '
        "here. If %(typed)s is meant, type %(typed)s.",
        text=text,
        typed=typed,
    )
    return Doubt(
        rule="decimal_mark", raw=text, message=message, readings=(typed,), suggestion=typed
    )


def _among_other_words(text: str, asked: Asked) -> Doubt:
    digits = with_digits_for_letters(text)
    if digits and fits(float(digits), asked.measure):
        message = sentence(
            '"%(text)s" has letters that look like digits. If %(digits)s is meant, type '
            "%(digits)s.",
            text=text,
            digits=digits,
        )
        return Doubt(
            rule="letters", raw=text, message=message, readings=(digits,), suggestion=digits
        )
    found = tuple(dict.fromkeys(numbers_inside(text, lambda one: fits(one, asked.measure))))
    if not found:
        return asked.neither(text)
    if len(found) == 1:
        message = sentence(
            '"%(text)s" holds more than a score. If the score is %(found)s, type %(found)s '
            "alone and write the rest as a progress note or a note on the cell.",
            text=text,
            found=found[0],
        )
        return Doubt(
            rule="two_facts", raw=text, message=message, readings=found, suggestion=found[0]
        )
    message = sentence(
        '"%(text)s" holds more than one score: %(found)s. Type the one that counts.',
        text=text,
        found=listed(found),
    )
    return Doubt(rule="two_facts", raw=text, message=message, readings=found)


def _of_another_kind(cell: ReadCell, number: float, asked: Asked) -> Doubt:
    """A number that the cell's format makes something else: what was meant is asked."""
    kind = _FORMATS[cell.number_format or ""]
    raw = cell.formatted or plain(number)
    readings = _meant(cell.number_format or "", number, asked)
    message = sentence(
        "%(raw)s was understood as %(kind)s, so the score that was meant is not known.",
        raw=raw,
        kind=kind,
    )
    if readings:
        remedy = sentence(
            "If %(readings)s was meant, clear the cell's format and type %(readings)s again.",
            readings=either(readings),
        )
    else:
        remedy = sentence("Clear the cell's format and type the score again.")
    suggestion = readings[0] if len(readings) == 1 else None
    return Doubt(
        rule="format",
        raw=raw,
        message=together([message, remedy]),
        readings=tuple(readings),
        suggestion=suggestion,
    )


def _meant(number_format: str, number: float, asked: Asked) -> list[str]:
    """The scores that a spreadsheet turns into this."""
    own = [plain(number)] if fits(number, asked.measure) else []
    if number_format == "PERCENT":
        share = times_hundred(number)
        return list(dict.fromkeys(own + ([plain(share)] if fits(share, asked.measure) else [])))
    if number_format in {"DATE", "DATE_TIME"}:
        day: date | None = day_of(number)
        return own + (scores_that_became(day, asked.measure) if day else [])
    return own
