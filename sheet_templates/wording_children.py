"""What a plan does to the rows of children, in sentences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sheet_templates import looks
from sheet_templates.counting import some
from sheet_templates.desired.parts import DesiredRow
from sheet_templates.drawing import Formula, Value
from sheet_templates.sentences import Sentence, sentence, several
from sheet_templates.tab_change import NAMES, OWED_UNTIL, TabChange, child_name, is_child, turned


def child_sentences(change: TabChange) -> Iterator[str]:
    """Children added, put under another teacher, greyed, and what is corrected in their rows."""
    added = [
        child_name(row)
        for row in change.tab.rows
        if row.key not in change.where.read_rows and is_child(row)
    ]
    if added:
        yield sentence("add %(names)s", names=some(added))
    rows = [(row, held) for row, held in change.changed() if is_child(row)]
    moved = [row for row, held in rows if change.tab.stands_under in held]
    left = turned(change)
    rest = [(row, held) for row, held in rows if row not in moved and row not in left]
    for teacher, names in _by_cell(moved, "teacher"):
        if teacher:
            yield sentence("put %(names)s under %(teacher)s", names=names, teacher=str(teacher))
        else:
            yield sentence("put %(names)s under no teacher", names=names)
    yield from _turned(left)
    yield from _corrections(change, rest)


def _turned(rows: Sequence[DesiredRow]) -> Iterator[str]:
    """Whose row is greyed, and of whom scores are owed to another day, as of who is back."""
    grey = looks.left(looks.IDENTITY_DATE)
    greyed = [row for row in rows if row.cells[OWED_UNTIL].look == grey]
    for those in (greyed, [row for row in rows if row not in greyed]):
        for day, names in _by_cell(those, OWED_UNTIL):
            if not isinstance(day, date):
                yield sentence("let %(names)s owe scores to the end of the year again", names=names)
            elif those is greyed:
                yield sentence(
                    "grey %(names)s, of whom nothing is owed after %(day)s", names=names, day=day
                )
            else:
                yield sentence("let %(names)s owe scores up to %(day)s", names=names, day=day)


def _corrections(
    change: TabChange, rows: Sequence[tuple[DesiredRow, dict[str, str]]]
) -> Iterator[str]:
    """What is written anew in the rows of children who stay where they are."""
    said: dict[str, list[str]] = {"name": [], "formula": [], "known": [], "roster": []}
    for row, held in rows:
        if held.keys() & set(NAMES):
            kind = "name"
        elif all(_is_formula(row, key) for key in held):
            kind = "formula"
        else:
            kind = "known" if change.tab.filled.issuperset(held) else "roster"
        said[kind].append(child_name(row))
    if names := said["name"]:
        yield several(
            "write the name of %(names)s as the roster has it",
            "write the names of %(names)s as the roster has it",
            len(names),
            names=some(names),
        )
    if names := said["formula"]:
        yield sentence("put back the formulas of %(names)s", names=some(names))
    if names := said["known"]:
        yield sentence(
            "bring up to date what is known elsewhere of %(names)s, such as excuses",
            names=some(names),
        )
    if names := said["roster"]:
        yield sentence("put right what the roster says of %(names)s", names=some(names))


def _is_formula(row: DesiredRow, column: str) -> bool:
    return isinstance(row.cells[column].value, Formula)


def _by_cell(rows: Iterable[DesiredRow], column: str) -> Iterator[tuple[Value, Sentence]]:
    """The names of the rows' children, by what the rows are to say in a column."""
    grouped: defaultdict[Value, list[str]] = defaultdict(list)
    for row in rows:
        value = row.cells[column].value if column in row.cells else None
        grouped[value].append(child_name(row))
    return ((value, some(names)) for value, names in grouped.items())
