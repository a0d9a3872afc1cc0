"""The state of a score cell as conditional formats and the validation rule tell it.

One truth (decision: what colours compute from stands above the header of the same tab): these
formulas say what `sync.domain.completeness.state_of` says. In them the first score stands at
{x}10; Google shifts all relative references from there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sheet_templates import looks
from sheet_templates.columns import CellStatus
from sheet_templates.drawing import Look
from sheet_templates.model import TrackerTemplate


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Where things stand: the first score, its mirrored excuse, owed from and until, the grade.

    `grade` is None in a file of one grade.
    """

    score: str
    excused: str
    owed_from: str
    owed_until: str
    grade: str | None


def is_valid(at: Letters) -> str:
    """Whether a score stands there: a number of the scale, or one of its words.

    The fact "lowest" holds the words of a scale of words, as |A|B|; "codes" begins with the number
    of decimals. A number typed as text counts: it is read as what it says.
    """
    x = at.score
    return (
        f'IF(ISTEXT({x}$5),ISNUMBER(SEARCH("|"&TRIM({x}10)&"|",{x}$5)),'
        f'LET(vl,IFERROR(VALUE(TRIM({x}10)),""),AND(ISNUMBER(vl),vl>={x}$5,vl<={x}$6,'
        f"ROUND(N(vl),VALUE(LEFT({x}$7,1)))=vl)))"
    )


def is_code(at: Letters) -> str:
    """Whether an excuse code stands there; case and spaces around do not matter."""
    x = at.score
    return f'AND(ISTEXT({x}10),ISNUMBER(SEARCH("|"&TRIM({x}10)&"|",{x}$7)))'


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLetters:
    """Where the days of a child's next progress note stand: opens, due, missing from."""

    opens: str
    due: str
    missing_from: str


def note_colours(at: NoteLetters, template: TrackerTemplate) -> Iterator[tuple[str, Look]]:
    """The formula and look of each state of a progress note; the first that holds wins."""
    owed = f'${at.due}10<>""'
    conditions = (
        (CellStatus.NOT_OWED, f"AND({owed},TODAY()<${at.opens}10)"),
        (CellStatus.MISSING, f"AND({owed},TODAY()>=${at.missing_from}10)"),
        (CellStatus.LATE, f"AND({owed},TODAY()>${at.due}10)"),
        (CellStatus.OPEN, owed),
    )
    changed = _own_looks(template)
    for status, condition in conditions:
        yield f"={condition}", changed.get(status, looks.OF_STATUS[status])


def _conditions(at: Letters) -> Iterator[tuple[CellStatus, str]]:
    x, excused = at.score, f"{at.excused}10"
    scored, blank = f'{x}$5<>""', f'{x}10=""'
    yield (
        CellStatus.EXCUSED,
        f'AND({scored},OR({is_code(at)},AND({blank},{excused}<>"",{excused}<>"-")))',
    )
    yield (
        CellStatus.NOT_OWED,
        (
            f'AND({scored},{blank},OR({excused}="-",TODAY()<{x}$2,{x}$3<${at.owed_from}10,'
            f'AND(${at.owed_until}10<>"",{x}$3>${at.owed_until}10)))'
        ),
    )
    yield CellStatus.MISSING, f'AND({x}$4<>"",{blank},TODAY()>={x}$4)'
    yield CellStatus.LATE, f'AND({x}$3<>"",{blank},TODAY()>{x}$3)'
    yield CellStatus.OPEN, f'AND({x}$2<>"",{blank},TODAY()>={x}$2)'
    yield CellStatus.OUT_OF_RANGE, f'AND({scored},{x}10<>"",NOT({is_valid(at)}))'
    yield CellStatus.BELOW_THE_CUT, f'AND({x}$8<>"",{x}10<>"",{is_below(at)})'


def is_below(at: Letters) -> str:
    """The fact "cut" holds a number, the words below it, or in a file of grades |01:30|02:40|."""
    x = at.score
    words = f'ISNUMBER(SEARCH("|"&TRIM({x}10)&"|",{x}$8))'
    if at.grade is None:
        return f"IF(ISTEXT({x}$8),{words},AND(ISNUMBER({x}10),{x}10<{x}$8))"
    cut = f'IFERROR(VALUE(REGEXEXTRACT({x}$8,"\\|"&${at.grade}10&":([0-9.]+)")),-1)'
    return f"IF(ISTEXT({x}$5),{words},AND(ISNUMBER({x}10),{x}10<{cut}))"


def colours(at: Letters, template: TrackerTemplate) -> Iterator[tuple[str, Look]]:
    """The formula and look of each state; the first that holds wins."""
    changed = _own_looks(template)
    for status, condition in _conditions(at):
        yield f"={condition}", changed.get(status, looks.OF_STATUS[status])


def _own_looks(template: TrackerTemplate) -> dict[CellStatus, Look]:
    return {
        colour.status: Look(
            background=colour.background,
            color=colour.text,
            bold=colour.bold,
            italic=colour.italic,
        )
        for colour in template.colours
    }


def look_of(status: CellStatus, template: TrackerTemplate) -> Look:
    """The look of a status in this template."""
    at = Letters(score="A", excused="B", owed_from="C", owed_until="D", grade=None)
    order = [found for found, _ in _conditions(at)]
    return [look for _, look in colours(at, template)][order.index(status)]
