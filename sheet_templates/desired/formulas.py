"""The formulas of the Students tab; columns are named by key, the plan puts in their letters.

They use what is computed column by column in every engine (COUNTIFS, MINIFS, operators), and look
at no other tab but Lists.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from sheet_templates.dates import month
from sheet_templates.desired.brief import Tell, english
from sheet_templates.desired.columns import (
    OWED_FROM,
    OWED_UNTIL,
    DrawnColumn,
    Part,
    excused_column,
    score_column,
)
from sheet_templates.drawing import Formula
from sheet_templates.filled import NOTE_DUE, NOTE_MISSING_FROM, NOTE_OPENS
from sheet_templates.sentences import Sentence, ShortDay, day_alone, sentence


def to_do(
    columns: tuple[DrawnColumn, ...], left_on: date | None = None, tell: Tell = english
) -> Formula | None:
    """What is still to be entered, in words: "1 missing, 2 due Fri 18 Sep", "complete".

    Blank before anything has opened; "left 5 Jan 2027" first, for a student who did; "note late"
    last, where the file says which note is due. None where there is no score at all. `tell` says
    the words in the file's language.
    """
    span = span_of(columns)
    said = f"{_quoted(tell(_left(left_on, tell)))}," if left_on else ""
    if not span:
        return None
    first, last = span[0].key, span[-1].key
    note = f",{_note(tell)}" if NOTE_DUE in {column.key for column in columns} else ""
    owed = "ex~,{blank},du~,fr,du~,un"
    blank = f"sc~,{{blank}},{owed}"
    first_due = f'[[min|MINIFS(du~,{blank},op~,"<="&td,du~,">="&td)]]'
    missing = _joined(tell(sentence("%(count)s missing", count=_COUNT)), {_COUNT: "nm"})
    complete = _quoted(tell(sentence("complete")))
    late = _joined(tell(sentence("%(count)s late", count=_COUNT)), {_COUNT: "nl"})
    due = _joined(
        tell(sentence("%(count)s due %(day)s", count=_COUNT, day=_DAY)),
        {_COUNT: "nd", _DAY: _day_text(first_due, tell)},
    )
    text = (
        f"=LET([[,|sc~,{{{first}}}:{{{last}}},"
        f"ex~,{{{excused_column(first)}}}:{{{excused_column(last)}}},"
        f"op~,{{{first}#opens}}:{{{last}#opens}},du~,{{{first}#due}}:{{{last}#due}},"
        f"mi~,{{{first}#missing_from}}:{{{last}#missing_from}}]],td,TODAY(),"
        f'fr,">="&N({{{OWED_FROM}}}),un,"<="&IF({{{OWED_UNTIL}}}="",99999,{{{OWED_UNTIL}}}),'
        f'nm,[[+|COUNTIFS({blank},mi~,"<="&td)]],'
        f'nl,[[+|COUNTIFS({blank},du~,"<"&td,mi~,">"&td)]],'
        f'nd,[[+|COUNTIFS({blank},op~,"<="&td,du~,">="&td)]],'
        f'tx,TEXTJOIN(", ",TRUE,{said}IF(nm>0,{missing},""),IF(nl>0,{late},""),'
        f'IF(nd>0,{due},""){note}),'
        f'IF(tx<>"",tx,IF([[+|COUNTIFS(ex~,"<>-",du~,fr,du~,un,op~,"<="&td)]]>0,'
        f'{complete},"")))'
    )
    return Formula(text.replace("{blank}", '""'))


MISSING = sentence("missing")
"""What every word for something missing has in it: a filter view asks for it."""
_COUNT, _DAY = "\N{NUMBER SIGN}", "\N{COMMERCIAL AT}"
_WEEKDAYS = tuple(date.min + timedelta(days=day) for day in range(6, 13))  # Sunday to Saturday
_MONTHS = tuple(date.min.replace(month=month) for month in range(1, 13))


def _note(tell: Tell) -> str:
    """The worst of the child's progress notes: as one of scores is, by the days there."""
    due = _joined(
        tell(sentence("note due %(day)s", day=_DAY)),
        {_DAY: _day_text(f"{{{NOTE_DUE}}}", tell)},
    )
    missing = _quoted(tell(sentence("note missing")))
    late = _quoted(tell(sentence("note late")))
    return (
        f'IF({{{NOTE_DUE}}}="","",IF(td>={{{NOTE_MISSING_FROM}}},'
        f"{missing},IF(td>{{{NOTE_DUE}}},{late},"
        f'IF(td>={{{NOTE_OPENS}}},{due},""))))'
    )


def _left(day: date, tell: Tell) -> Sentence:
    short = f"{day.day} {month(day)[:3]} {day.year}"
    return sentence("left %(day)s", day=short if tell is english else day)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _joined(text: str, values: Mapping[str, str]) -> str:
    """A text as a formula, with formulas in the places of their signs."""
    parts = re.split(f"([{''.join(values)}])", text)
    return "&".join(values.get(one) or _quoted(one) for one in parts if one)


def _day_text(day: str, tell: Tell) -> str:
    """A day of this school year as a formula; in English the spreadsheet has the words itself."""
    if tell is english:
        return f'TEXT({day},"ddd d mmm")'
    before = ",".join(_quoted(_around_number(one, tell)[0]) for one in _WEEKDAYS)
    after = ",".join(_quoted(_around_number(one, tell)[-1]) for one in _MONTHS)
    return f"LET(dy,{day},CHOOSE(WEEKDAY(dy),{before})&DAY(dy)&CHOOSE(MONTH(dy),{after}))"


def _around_number(day: date, tell: Tell) -> list[str]:
    """What stands before and after a day's number: the names of its weekday and its month."""
    return re.split(r"\d+", tell(day_alone(ShortDay(day))))


def growth(column: DrawnColumn) -> Formula:
    """How far a score is from that of the baseline window; blank while one of them is."""
    assert column.checkpoint is not None
    assert column.metric is not None
    assert column.metric.baseline is not None
    here = f"{{{score_column(column.checkpoint.key, column.metric.key)}}}"
    base = f"{{{score_column(column.metric.baseline, column.metric.key)}}}"
    return Formula(f'=IF(AND(ISNUMBER({here}),ISNUMBER({base})),{here}-{base},"")')


def level(column: DrawnColumn, grade: str, lists: str, lines: int) -> Formula:
    """Which level a score reaches by the cut scores in columns E to G of the tab `lists`.

    `lines` is how many stand there.
    """
    assert column.checkpoint is not None
    assert column.metric is not None
    score = score_column(column.checkpoint.key, column.metric.key)
    keys, lowest, names = (f"{lists}!${at}$2:${at}${lines + 1}" for at in ("E", "F", "G"))
    found = f'{keys}="{score}|{grade}"'
    return Formula(
        f"=IF(ISNUMBER({{{score}}}),IFERROR(LOOKUP({{{score}}},FILTER({lowest},{found}),"
        f'FILTER({names},{found})),""),"")'
    )


def span_of(columns: tuple[DrawnColumn, ...]) -> tuple[DrawnColumn, ...]:
    """The columns of all windows: scores and what follows from them; they stand together."""
    return tuple(c for c in columns if c.part in (Part.SCORE, Part.LEVEL, Part.GROWTH))


def own(formula: str) -> Formula:
    """A template's own formula of the same row."""
    return Formula(formula if formula.startswith("=") else f"={formula}")
