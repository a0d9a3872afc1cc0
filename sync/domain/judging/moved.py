"""Known values that stand elsewhere: scores sorted apart from their names, cells that slipped.

A value that is typed anew says what a person means. Values that were known, all of them, and
stand under other keys now, say that cells moved while their rows or columns did not.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sheet_templates.expectation import EntryColumn, ExpectedTab, ValueKind
from sync.domain.entries import EntryKey, EntryValue
from sync.domain.holds import WHOLE_TAB, Hold
from sync.domain.judging.differences import Change, Content, Differences, content_of
from sync.domain.judging.findings import UNDO, Found, entry_key
from sync.domain.known import Known

FEWEST_MOVED = 2
_FEWEST_AMONG_OTHERS = 3
_SHARE_AMONG_OTHERS = 0.6
_WIDE = 20  # steps of a scale: on a shorter one values agree by chance


def sorted_apart(wanted: ExpectedTab, differences: Differences) -> Iterator[Hold]:
    """Known values that stand under other children's keys now: the tab is stopped.

    One column can tell it by itself; else the columns together, where each holds a score or two.
    One score alone that moved to a blank cell is a correction.
    """
    together: list[tuple[EntryColumn, int]] = []
    for column in wanted.entry_columns:
        changes = differences.in_column(column)
        moved = _moved(changes)
        if _is_permuted(changes, moved, column):
            yield _apart(wanted, moved, column.title)
            return
        if moved and moved == sum(one.after is not None for one in changes):
            together.append((column, moved))
    moved = sum(count for _, count in together)
    if moved >= FEWEST_MOVED:
        yield _apart(wanted, moved, " and ".join(column.title for column, _ in together))


def _apart(wanted: ExpectedTab, moved: int, titles: str) -> Hold:
    message = (
        f"{moved} scores of {titles} that were known under other children stand in other rows now: "
        "they were sorted, pasted or shifted apart from their names. The earlier scores stay. If "
        "the new places are right, accept them; else undo it "
        f"{UNDO}."
    )
    return Hold(tab=wanted.key, scope=WHOLE_TAB, rule="sorted_apart", message=message, changes={})


def _moved(changes: Sequence[Change]) -> int:
    """How many new values stood at another of the changed places before."""
    old = Counter(one.before for one in changes if one.before is not None)
    new = Counter(one.after for one in changes if one.after is not None)
    return (old & new).total()


def _is_permuted(changes: Sequence[Change], moved: int, column: EntryColumn) -> bool:
    filled = sum(one.after is not None for one in changes)
    if moved == filled:
        return moved >= FEWEST_MOVED or (moved == 1 and _is_overrun(changes))
    is_most = moved >= _FEWEST_AMONG_OTHERS and moved >= _SHARE_AMONG_OTHERS * filled
    return is_most and _is_wide(column)


def _is_overrun(changes: Sequence[Change]) -> bool:
    """Whether the one value that moved took the place of another, and left a blank behind."""
    (arrived,) = (one for one in changes if one.after is not None)
    left = any(one.before == arrived.after and one.is_blank for one in changes)
    return arrived.before is not None and left


def _is_wide(column: EntryColumn) -> bool:
    measure = column.measure
    if measure.kind not in {ValueKind.NUMBER, ValueKind.PERCENT}:
        return measure.kind in {ValueKind.TEXT, ValueKind.DATE}
    if measure.lowest is None or measure.highest is None:
        return True
    steps: float = (measure.highest - measure.lowest) * 10**measure.decimals
    return steps >= _WIDE


def shifted_rows(
    wanted: ExpectedTab,
    order: Sequence[EntryColumn],
    rows: Mapping[str, int],
    differences: Differences,
) -> Iterator[Hold]:
    """Rows whose known values all stand one column further, left or right."""
    for row_key, row in rows.items():
        changes = differences.of_student(wanted.rows[row_key])
        if len(changes) < FEWEST_MOVED:
            continue
        keys = [entry_key(wanted, row_key, column) for column in order]
        if not _is_shifted(keys, changes, differences.known):
            continue
        message = (
            f"The scores in row {row + 1} stand one column beside where they were known: cells "
            "were deleted or inserted. The earlier scores stay. If the new places are right, "
            f"accept them; else undo it {UNDO}."
        )
        yield Hold(
            tab=wanted.key,
            scope=f"row:{row_key}",
            rule="row_shifted",
            message=message,
            changes=held_changes(differences.found, (one.key for one in changes)),
        )


def _is_shifted(keys: Sequence[EntryKey], changes: Sequence[Change], known: Known) -> bool:
    filled = [one for one in changes if one.after is not None]
    for step in (1, -1):
        explained = [one for one in filled if _before(keys, one.key, step, known) == one.after]
        if len(explained) != len(filled) or not filled:
            continue
        if len(filled) >= FEWEST_MOVED:
            return True
        return _is_overrun(changes)
    return False


def _before(keys: Sequence[EntryKey], key: EntryKey, step: int, known: Known) -> Content | None:
    """What was known one place beside this one."""
    at = keys.index(key) + step
    held = known.expected(keys[at]) if 0 <= at < len(keys) else None
    return content_of(held)


def held_changes(found: Found, keys: Iterable[EntryKey]) -> dict[EntryKey, EntryValue | None]:
    """What a read would make of these places."""
    return {key: found.at(key) for key in keys}
