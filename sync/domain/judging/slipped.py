"""A pasted list that slipped by one row: plausible scores, each on the wrong child.

No rule of one cell sees it. But children differ, and a child's new score resembles its own
earlier one more than its neighbour's: a list that fits clearly better one row up or down against
the scores that are known is held and asked about.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean, median

from sheet_templates.expectation import EntryColumn, ExpectedTab
from sheet_templates.sentences import sentence
from sync.domain.entries import EntryKey
from sync.domain.holds import Hold
from sync.domain.judging.differences import Differences
from sync.domain.judging.findings import entry_key
from sync.domain.known import Known

FEWEST_TO_TELL = 8  # children with a new score, and earlier ones beside them
# Measured on 222 classes of Project STAR, fall against spring, true and with either slip: these
# find two slips in three (304 of 444) and hold three true lists of the 222.
BETTER = 0.7  # of the misfit as typed, or less, must be left one row up or down
MOST_OF_THEM = 0.5  # of the children must fit better there


def slipped_columns(
    wanted: ExpectedTab, rows: Mapping[str, int], differences: Differences
) -> Iterator[Hold]:
    """Columns whose new scores fit the children one row up or down clearly better."""
    order = sorted(rows, key=lambda row_key: rows[row_key])
    for column in wanted.entry_columns:
        numbers = _new_numbers(differences, column)
        if len(numbers) < FEWEST_TO_TELL:
            continue
        keys = [entry_key(wanted, row_key, column) for row_key in order]
        new = [numbers.get(key) for key in keys]
        earlier = _earlier_numbers(wanted, column, order, differences.known)
        step = better_step(new, earlier)
        if step is None:
            continue
        where = sentence("lower") if step > 0 else sentence("higher")
        typed = [key for key, number in zip(keys, new, strict=True) if number is not None]
        message = sentence(
            "%(typed)s new scores of %(column)s fit the children's own earlier scores "
            "clearly better one row %(where)s: the list may have been pasted one row off. "
            "They are not taken yet. If they are right, accept them; else paste the list "
            "again.",
            typed=len(typed),
            column=column.title,
            where=where,
        )
        yield differences.hold((wanted.key, f"column:{column.key}"), "slipped", message, typed)


def _new_numbers(differences: Differences, column: EntryColumn) -> dict[EntryKey, float]:
    """The numbers that stand where nothing was known."""
    new = (one for one in differences.in_column(column) if one.before is None)
    return {one.key: one.after[0] for one in new if one.after and one.after[0] is not None}


def _earlier_numbers(
    wanted: ExpectedTab, column: EntryColumn, order: Sequence[str], known: Known
) -> list[float | None]:
    """Each child's nearest known score of the same metric, from earlier checkpoints first."""
    same = [one for one in wanted.entry_columns if one.metric == column.metric]
    at = same.index(column)
    nearest = [*reversed(same[:at]), *same[at + 1 :]]
    for other in nearest:
        held = [known.expected(entry_key(wanted, row_key, other)) for row_key in order]
        numbers = [value.number if value else None for value in held]
        if sum(number is not None for number in numbers) >= FEWEST_TO_TELL:
            return numbers
    return [None] * len(order)


def better_step(new: Sequence[float | None], earlier: Sequence[float | None]) -> int | None:
    """1 or -1 where the list fits clearly better so many rows further down; else None."""
    for step in (1, -1):
        fits = _fits(new, earlier, step)
        if fits is None:
            continue
        as_typed, moved = fits
        better = sum(one < other for one, other in zip(moved, as_typed, strict=True))
        if fmean(moved) <= BETTER * fmean(as_typed) and better >= MOST_OF_THEM * len(moved):
            return step
    return None


def _fits(
    new: Sequence[float | None], earlier: Sequence[float | None], step: int
) -> tuple[list[float], list[float]] | None:
    """How badly each number fits where it stands and one row further, over the same rows."""
    here, there = [], []
    for at, number in enumerate(new):
        beside = earlier[at + step] if 0 <= at + step < len(earlier) else None
        own = earlier[at]
        if number is not None and own is not None and beside is not None:
            here.append(number - own)
            there.append(number - beside)
    if len(here) < FEWEST_TO_TELL:
        return None
    return _misfits(here), _misfits(there)


def _misfits(differences: Sequence[float]) -> list[float]:
    """How far each difference is from the usual one: a whole class may have grown."""
    usual = median(differences)
    return [abs(one - usual) for one in differences]
