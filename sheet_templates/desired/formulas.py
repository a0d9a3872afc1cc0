"""The formulas of the Students tab; columns are named by key, the plan puts in their letters.

They use what is computed column by column in every engine (COUNTIFS, MINIFS, operators), and look
at no other tab but Lists.
"""

from datetime import date

from sheet_templates.dates import month
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


def to_do(columns: tuple[DrawnColumn, ...], left_on: date | None = None) -> Formula | None:
    """What is still to be entered, in words: "1 missing, 2 due Fri 18 Sep", "complete".

    Blank before anything has opened; "left 5 Jan 2027" first, for a student who did; "note late"
    last, where the file says which note is due. None where there is no score at all.
    """
    span = span_of(columns)
    said = f'"left {left_on.day} {month(left_on)[:3]} {left_on.year}",' if left_on else ""
    if not span:
        return None
    first, last = span[0].key, span[-1].key
    note = f",{_NOTE}" if NOTE_DUE in {column.key for column in columns} else ""
    owed = "ex~,{blank},du~,fr,du~,un"
    blank = f"sc~,{{blank}},{owed}"
    text = (
        f"=LET([[,|sc~,{{{first}}}:{{{last}}},"
        f"ex~,{{{excused_column(first)}}}:{{{excused_column(last)}}},"
        f"op~,{{{first}#opens}}:{{{last}#opens}},du~,{{{first}#due}}:{{{last}#due}},"
        f"mi~,{{{first}#missing_from}}:{{{last}#missing_from}}]],td,TODAY(),"
        f'fr,">="&N({{{OWED_FROM}}}),un,"<="&IF({{{OWED_UNTIL}}}="",99999,{{{OWED_UNTIL}}}),'
        f'nm,[[+|COUNTIFS({blank},mi~,"<="&td)]],'
        f'nl,[[+|COUNTIFS({blank},du~,"<"&td,mi~,">"&td)]],'
        f'nd,[[+|COUNTIFS({blank},op~,"<="&td,du~,">="&td)]],'
        f'tx,TEXTJOIN(", ",TRUE,{said}IF(nm>0,nm&" missing",""),IF(nl>0,nl&" late",""),'
        f'IF(nd>0,nd&" due "&TEXT([[min|MINIFS(du~,{blank},op~,"<="&td,du~,">="&td)]],'
        f'"ddd d mmm"),""){note}),'
        f'IF(tx<>"",tx,IF([[+|COUNTIFS(ex~,"<>-",du~,fr,du~,un,op~,"<="&td)]]>0,"complete","")))'
    )
    return Formula(text.replace("{blank}", '""'))


_NOTE = (
    f'IF({{{NOTE_DUE}}}="","",IF(td>={{{NOTE_MISSING_FROM}}},"note missing",'
    f'IF(td>{{{NOTE_DUE}}},"note late",IF(td>={{{NOTE_OPENS}}},'
    f'"note due "&TEXT({{{NOTE_DUE}}},"ddd d mmm"),""))))'
)
"""The worst of the child's progress notes: as one of scores is, by the days that stand there."""


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
