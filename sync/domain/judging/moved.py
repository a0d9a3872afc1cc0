"""Known values that stand beside other names: scores sorted or pasted apart from their names.

A value that is typed anew says what a person means. Values that were known, all of them, and
stand under other keys now, say that cells moved while their rows or columns did not.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from sheet_templates.expectation import EntryColumn, ExpectedTab, ValueKind
from sheet_templates.sentences import sentence, several, together
from sync.domain.entries import EntryKey
from sync.domain.holds import WHOLE_TAB, Hold
from sync.domain.judging.cells import Grid
from sync.domain.judging.differences import Change, Content, Differences, content_of
from sync.domain.judging.findings import entry_key
from sync.domain.known import Known

FEWEST_MOVED = 2
_FEWEST_AMONG_OTHERS = 3
_SHARE_AMONG_OTHERS = 0.6
_WIDE = 20  # steps of a scale: on a shorter one values agree by chance


def sorted_apart(
    grid: Grid, rows: Mapping[str, int], nobodys: Collection[int], differences: Differences
) -> Hold | None:
    """Known values that stand under other children's keys now: the tab is stopped.

    `nobodys` are the rows that are no certain child's: scores may have come to stand there, too.

    One column can tell it by itself; else the columns together, where each holds a score or two.
    One score alone that moved to a blank cell is a correction, unless another vanished with it, or
    it is the names that moved: then it still stands in the very cell where it was.
    """
    wanted = grid.wanted
    together: list[tuple[EntryColumn, int]] = []
    order = sorted([*((row, key) for key, row in rows.items()), *((row, "") for row in nobodys)])
    for column in wanted.entry_columns:
        changes = differences.in_column(column)
        if not changes:
            continue
        keys = [
            entry_key(wanted, row_key, column) if row_key else _nobody(row, column)
            for row, row_key in order
        ]
        changes += _carried_off(grid, column, nobodys, changes)
        moved = _moved(changes)
        told = _told_alone(column, changes, moved, keys, differences)
        if told:
            return _apart(wanted, told, column.title, differences)
        if moved and moved == sum(one.after is not None for one in changes):
            together.append((column, moved))
    if sum(count for _, count in together) < FEWEST_MOVED:
        together = [(column, 1) for column in _gone_along(wanted, differences)]
    if not together:
        return None
    titles = " and ".join(column.title for column, _ in together)
    return _apart(wanted, sum(count for _, count in together), titles, differences)


def _told_alone(
    column: EntryColumn,
    changes: Sequence[Change],
    moved: int,
    keys: Sequence[EntryKey],
    differences: Differences,
) -> int:
    """How many scores of a column stand beside other names, where it tells that by itself."""
    if _is_permuted(changes, moved, column) or (is_wide(column) and _stayed(changes, differences)):
        return moved
    return _copied_off(keys, changes, differences.known) if is_wide(column) else 0


def _stayed(changes: Sequence[Change], differences: Differences) -> bool:
    """Whether a value that is another child's now stands in the very cell where it was known."""
    known, found = differences.known, differences.found
    was = {
        (value.a1, value.content)
        for one in changes
        if one.before is not None and (value := known.entries.get(one.key)) is not None
    }
    return any(
        (value.a1, value.content) in was
        for one in changes
        if one.after is not None and (value := found.at(one.key)) is not None
    )


def _gone_along(wanted: ExpectedTab, differences: Differences) -> list[EntryColumn]:
    """The columns in which a child's scores went to another child, two or more together."""
    columns = {(one.checkpoint, one.metric): one for one in wanted.entry_columns}
    of_child = {child: differences.of_student(child) for child in differences.by_student}
    lost: dict[tuple[tuple[str, ...], Content], set[str]] = {}
    for child, changes in of_child.items():
        for one in changes:
            if one.before is not None:
                lost.setdefault((one.key[1:], one.before), set()).add(child)
    for child, changes in of_child.items():
        filled = [one for one in changes if one.after is not None]
        if len(filled) < FEWEST_MOVED:
            continue
        givers = [lost.get((one.key[1:], one.after), set()) for one in filled if one.after]
        there = [columns[one.key[1:]] for one in filled]
        if set.intersection(*givers) - {child} and any(map(is_wide, there)):
            return there
    return []


def _carried_off(
    grid: Grid, column: EntryColumn, nobodys: Collection[int], changes: Sequence[Change]
) -> list[Change]:
    """What is gone from these places, or replaced there, and stands in a row of nobody's."""
    gone = Counter(one.before for one in changes)
    carried: list[Change] = []
    for row in sorted(nobodys) if column.key in grid.columns else ():
        content = grid.content(row, column)
        if content is not None and gone[content] > 0:
            gone[content] -= 1
            place = _nobody(row, column)
            carried.append(Change(key=place, before=None, after=content, is_blank=False))
    return carried


def _nobody(row: int, column: EntryColumn) -> EntryKey:
    """A place in a row of nobody's: nothing is known there."""
    return EntryKey(f"row {row}", column.checkpoint, column.metric)


def _apart(wanted: ExpectedTab, moved: int, titles: str, differences: Differences) -> Hold:
    message = together(
        [
            several(
                "%(count)s score of %(columns)s that was known under another child stands beside "
                "another name now: it was sorted, pasted or shifted apart from its name.",
                "%(count)s scores of %(columns)s that were known under other children stand in "
                "other rows now: they were sorted, pasted or shifted apart from their names.",
                moved,
                columns=titles,
            ),
            sentence(
                "The earlier scores stay. If the new places are right, accept them; else undo it "
                "(File, Version history)."
            ),
        ]
    )
    keys = (one.key for one in differences.all())
    return differences.hold((wanted.key, WHOLE_TAB), "sorted_apart", message, keys)


def _moved(changes: Sequence[Change]) -> int:
    """How many new values stood at another of the changed places before."""
    old = Counter(one.before for one in changes if one.before is not None)
    new = Counter(one.after for one in changes if one.after is not None)
    return (old & new).total()


def _is_permuted(changes: Sequence[Change], moved: int, column: EntryColumn) -> bool:
    filled = sum(one.after is not None for one in changes)
    if moved == filled:
        return moved >= FEWEST_MOVED or (moved == 1 and _is_no_correction(changes, column))
    is_most = moved >= _FEWEST_AMONG_OTHERS and moved >= _SHARE_AMONG_OTHERS * filled
    return is_most and is_wide(column)


def _copied_off(keys: Sequence[EntryKey], changes: Sequence[Change], known: Known) -> int:
    """How many scores a list pasted one row off put beside the wrong names; 0 where none was.

    `keys` are a column's in the order of their rows. All new values must be known one row further,
    and another known one must be gone: filling up blanks is no paste over a list.
    """
    filled = [one for one in changes if one.after is not None]
    if not filled or all(one.before is None for one in changes):
        return 0
    steps = all_beside(keys, filled, known)
    if len(filled) < FEWEST_MOVED:
        is_told = any(_is_copied(keys[::step], changes, known) for step in steps)
        return len(filled) if is_told else 0
    return len(filled) if steps else 0


def _is_copied(keys: Sequence[EntryKey], changes: Sequence[Change], known: Known) -> bool:
    """Whether a stretch of a column with one score in it was copied to the row before.

    From the first change to the last, blanks too, each place says what was known in the next; the
    score stands there still, and another one is gone. One that left its place was moved alone, one
    that merely equals the next was typed: both are corrections.
    """
    if all(one.after is not None for one in changes):
        return False
    now = {one.key: one.after for one in changes}
    beside = dict(pairwise(keys))
    changed = [at for at, key in enumerate(keys) if key in now]
    stretch = keys[changed[0] : changed[-1] + 1]
    return all(
        key in beside and now.get(key, _known_at(key, known)) == _known_at(beside[key], known)
        for key in stretch
    ) and not any(beside[one.key] in now for one in changes if one.after is not None)


def _is_no_correction(changes: Sequence[Change], column: EntryColumn) -> bool:
    """Whether one value moved over another, or moved while another of its column vanished."""
    lost = sum(one.after is None for one in changes)
    return is_overrun(changes) or (lost >= FEWEST_MOVED and is_wide(column))


def is_overrun(changes: Sequence[Change]) -> bool:
    """Whether the one value that moved took the place of another, and left no value behind."""
    (arrived,) = (one for one in changes if one.after is not None)
    left = any(one.before == arrived.after and one.after is None for one in changes)
    return arrived.before is not None and left


def is_wide(column: EntryColumn) -> bool:
    """Whether a column's scale has so many steps that equal values hardly agree by chance."""
    measure = column.measure
    if measure.kind not in {ValueKind.NUMBER, ValueKind.PERCENT}:
        return measure.kind in {ValueKind.TEXT, ValueKind.DATE}
    if measure.lowest is None or measure.highest is None:
        return True
    steps: float = (measure.highest - measure.lowest) * 10**measure.decimals
    return steps >= _WIDE


def all_beside(keys: Sequence[EntryKey], changes: Iterable[Change], known: Known) -> frozenset[int]:
    """By how many of these places, 1 or -1, all new values stood further before."""
    filled = [one for one in changes if one.after is not None]
    steps = ((1, dict(pairwise(keys))), (-1, dict(pairwise(reversed(keys)))))
    return frozenset(
        step
        for step, beside in steps
        if all(_known_at(beside.get(one.key), known) == one.after for one in filled)
    )


def _known_at(key: EntryKey | None, known: Known) -> Content | None:
    return None if key is None else content_of(known.expected(key))
