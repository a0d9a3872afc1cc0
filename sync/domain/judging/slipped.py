"""A pasted list that slipped by one row: plausible scores, each on the wrong child.

No rule of one cell sees it. But children differ, and a child's new score resembles its own
earlier one more than its neighbour's: a list that fits clearly better one row up or down against
the scores that are known is held and asked about.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from sheet_templates.expectation import EntryColumn, ExpectedTab
from sync.domain.entries import EntryKey
from sync.domain.holds import Hold
from sync.domain.judging.findings import Found, entry_key
from sync.domain.judging.moved import held_changes
from sync.domain.known import Known

FEWEST_TO_TELL = 8  # children with a new score, and earlier ones beside them
BETTER = 0.6  # of the misfit as typed, or less, must be left one row up or down
MOST_OF_THEM = 0.7  # of the children must fit better there


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """How a list fits the earlier scores when it is read `step` rows further down."""

    step: int
    misfits: tuple[float, ...]

    @property
    def cost(self) -> float:
        return fmean(self.misfits)


def slipped_columns(
    wanted: ExpectedTab, rows: Mapping[str, int], found: Found, known: Known
) -> Iterator[Hold]:
    """Columns whose new scores fit the children one row up or down clearly better."""
    order = sorted(rows, key=lambda row_key: rows[row_key])
    for column in wanted.entry_columns:
        keys = [entry_key(wanted, row_key, column) for row_key in order]
        new = [_new_number(found, known, key) for key in keys]
        earlier = _earlier_numbers(wanted, column, order, known)
        step = _better_step(new, earlier)
        if step is None:
            continue
        where = "lower" if step > 0 else "higher"
        typed = [key for key, number in zip(keys, new, strict=True) if number is not None]
        message = (
            f"{len(typed)} new scores of {column.title} fit the children's own earlier scores "
            f"clearly better one row {where}: the list may have been pasted one row off. They "
            "are not taken yet. If they are right, accept them; else paste the list again."
        )
        yield Hold(
            tab=wanted.key,
            scope=f"column:{column.key}",
            rule="slipped",
            message=message,
            changes=held_changes(found, typed),
        )


def _new_number(found: Found, known: Known, key: EntryKey) -> float | None:
    """A number that stands where nothing was known."""
    value = found.at(key)
    return None if value is None or known.expected(key) is not None else value.number


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


def _better_step(new: Sequence[float | None], earlier: Sequence[float | None]) -> int | None:
    """1 or -1 where the list fits clearly better so many rows further down; else None."""
    fits = {step: _fit(new, earlier, step) for step in (0, 1, -1)}
    as_typed = fits[0]
    for step in (1, -1):
        fit = fits[step]
        if fit is None or as_typed is None or fit.cost > BETTER * as_typed.cost:
            continue
        better = sum(a < b for a, b in zip(fit.misfits, as_typed.misfits, strict=True))
        if better >= MOST_OF_THEM * len(fit.misfits):
            return step
    return None


def _fit(new: Sequence[float | None], earlier: Sequence[float | None], step: int) -> _Fit | None:
    """The misfits over the rows that can be compared in each of the three positions."""
    differences = []
    for at in range(1, len(new) - 1):
        number, beside = new[at], earlier[at - 1 : at + 2]
        there = beside[1 + step]
        if number is not None and None not in beside and there is not None:
            differences.append(number - there)
    if len(differences) < FEWEST_TO_TELL:
        return None
    usual = median(differences)
    return _Fit(step=step, misfits=tuple(abs(one - usual) for one in differences))
