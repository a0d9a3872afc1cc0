"""Which rule reads a cell: the order in which its content is looked at."""

from collections.abc import Callable, Mapping

from sheet_templates.expectation import Measure, ValueKind
from sheet_templates.sentences import sentence
from sheet_templates.snapshot import ReadCell
from sync.domain.reading.choices import read_choice, read_text, read_yes_no
from sync.domain.reading.codes import CodeTable
from sync.domain.reading.dates import read_date
from sync.domain.reading.outcomes import Doubt, Reading
from sync.domain.reading.percents import read_percent
from sync.domain.reading.remedies import Asked
from sync.domain.reading.scores import read_score

_Reader = Callable[[ReadCell, Asked], Reading | Doubt]
_READERS: Mapping[ValueKind, _Reader] = {
    ValueKind.NUMBER: read_score,
    ValueKind.PERCENT: read_percent,
    ValueKind.CHOICE: read_choice,
    ValueKind.YES_NO: read_yes_no,
    ValueKind.DATE: read_date,
    ValueKind.TEXT: read_text,
}


def read_entry(
    cell: ReadCell, measure: Measure, codes: CodeTable, locale: str = "en_US"
) -> Reading | Doubt | None:
    """What stands where an entry belongs; None for a blank cell.

    `locale` is the spreadsheet's, as en_US: it says how dates and decimals are written.
    """
    return read_cell(cell, Asked(measure=measure, codes=codes, locale=locale))


def read_cell(cell: ReadCell, asked: Asked) -> Reading | Doubt | None:
    """What stands in a cell of a column that asks for this; None for a blank cell.

    In order: blank; a formula or an error, which nobody typed as a value; nothing but spaces; one
    of the column's own choices; a code (case, accents, spaces and full stops do not matter); and
    then what the measure takes.
    """
    if cell.is_blank:
        return None
    computed = _computed(cell, asked)
    if computed is not None:
        return computed
    if "stringValue" in cell.entered:
        text = str(cell.entered["stringValue"])
        if not text.strip():
            message = sentence(
                "Only spaces stand there. Clear the cell, or type %(wanted)s.", wanted=asked.wanted
            )
            return Doubt(rule="spaces", raw=text, message=message)
        code = None if asked.chooses(text) else asked.codes.code_for(text)
        if code:
            return Reading(code=code, normalised_from=None if text == code else text)
    return _READERS[asked.measure.kind](cell, asked)


def _computed(cell: ReadCell, asked: Asked) -> Doubt | None:
    if "errorValue" in cell.effective:
        raw = cell.formatted or "#ERROR!"
        message = sentence(
            "%(raw)s is an error. Type %(wanted)s again.", raw=raw, wanted=asked.wanted
        )
        return Doubt(rule="error", raw=raw, message=message)
    if "formulaValue" not in cell.entered:
        return None
    raw = str(cell.entered["formulaValue"])
    value = ReadCell(
        entered=cell.effective, effective=cell.effective, number_format=cell.number_format
    )
    outcome = None if value.is_blank else _READERS[asked.measure.kind](value, asked)
    shown = asked.as_typed(outcome) if isinstance(outcome, Reading) else None
    message = sentence(
        "%(raw)s is a formula. Type %(wanted)s itself.", raw=raw, wanted=asked.wanted
    )
    if shown:
        message = sentence(
            "%(raw)s is a formula, which gives %(shown)s now. If that is right, type %(shown)s.",
            raw=raw,
            shown=shown,
        )
    return Doubt(
        rule="formula",
        raw=raw,
        message=message,
        readings=(shown,) if shown else (),
        suggestion=shown,
    )
