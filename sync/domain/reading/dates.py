"""Dates: kept as ISO texts, whatever a cell shows."""

from sheet_templates.sentences import sentence
from sheet_templates.snapshot import ReadCell
from sync.domain.reading.days import days_in, is_in_locale
from sync.domain.reading.number_text import day_of, plain
from sync.domain.reading.outcomes import Doubt, Reading
from sync.domain.reading.remedies import Asked

_OLDEST = 20_000  # 3 October 1954: a smaller number without a date's format is no date of a school
_NEWEST = 80_000  # 10 January 2119


def read_date(cell: ReadCell, asked: Asked) -> Reading | Doubt:
    """A day: a serial number under a date's format, or a text that the locale reads one way."""
    if "numberValue" in cell.entered:
        return _serial(cell, float(cell.entered["numberValue"]), asked)
    if "boolValue" in cell.entered:
        raw = str(cell.entered["boolValue"]).upper()
        return Doubt(
            rule="boolean",
            raw=raw,
            message=sentence("%(raw)s is not a date. %(remedy)s", raw=raw, remedy=asked.remedy),
        )
    return _text(str(cell.entered.get("stringValue", "")), asked)


def _serial(cell: ReadCell, number: float, asked: Asked) -> Reading | Doubt:
    day = day_of(number)
    raw = cell.formatted or plain(number)
    is_plausible = day is not None and _OLDEST <= number < _NEWEST
    if is_plausible and cell.number_format in {"DATE", "DATE_TIME"}:
        note = None if number.is_integer() else raw
        return Reading(text=str(day), normalised_from=note)
    if is_plausible:
        message = sentence(
            "%(raw)s is a number; as a date it would be %(day)s. If that is meant, type %(day)s.",
            raw=raw,
            day=str(day),
        )
        return Doubt(
            rule="date_number",
            raw=raw,
            message=message,
            readings=(str(day),),
            suggestion=str(day),
        )
    return Doubt(
        rule="date_number",
        raw=raw,
        message=sentence("%(raw)s is not a date. %(remedy)s", raw=raw, remedy=asked.remedy),
    )


def _text(text: str, asked: Asked) -> Reading | Doubt:
    days = days_in(text, asked.locale)
    if not days:
        return asked.neither(text)
    readings = tuple(map(str, days))
    if len(days) > 1:
        return asked.two_ways("date_order", text, readings, readings[0])
    if is_in_locale(text, days[0], asked.locale):
        return Reading(text=readings[0], normalised_from=None if text == readings[0] else text)
    message = sentence(
        '"%(text)s" is no date the way this spreadsheet writes dates. If %(readings)s is '
        "meant, type %(readings)s.",
        text=text,
        readings=readings[0],
    )
    return Doubt(
        rule="date_order", raw=text, message=message, readings=readings, suggestion=readings[0]
    )
