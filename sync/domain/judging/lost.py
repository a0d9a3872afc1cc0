"""Changes that are too large to be taken without a word: a bulk replace, a tab that shrinks."""

from collections.abc import Iterator, Mapping, Sequence

from sheet_templates.expectation import ExpectedTab
from sheet_templates.sentences import sentence
from sync.domain.entries import EntryKey, VerbatimRow
from sync.domain.holds import TAB_EMPTY, WHOLE_TAB, Hold
from sync.domain.judging.differences import Differences
from sync.domain.judging.findings import entry_key
from sync.domain.known import Known

MOST_LOST = 10  # entries, and rows of records
MOST_LOST_SHARE = 0.10  # of a tab's
MOST_REPLACED_SHARE = 0.25  # of a column's


def replaced_columns(
    wanted: ExpectedTab, rows: Mapping[str, int], differences: Differences
) -> Iterator[Hold]:
    """Columns in which one sync found many known values changed, as by find and replace."""
    for column in wanted.entry_columns:
        changes = [
            one
            for one in differences.in_column(column)
            if one.before is not None and one.after is not None
        ]
        if len(changes) <= MOST_LOST:
            continue
        keys = (entry_key(wanted, row_key, column) for row_key in rows)
        held = sum(differences.known.expected(key) is not None for key in keys)
        if len(changes) <= MOST_REPLACED_SHARE * held:
            continue
        message = sentence(
            "%(changes)s of %(held)s scores of %(column)s were changed at once, as by find "
            "and replace. The earlier scores stay. If that is right, accept it; else undo it "
            "(File, Version history).",
            changes=len(changes),
            held=held,
            column=column.title,
        )
        where = (wanted.key, f"column:{column.key}")
        yield differences.hold(where, "replaced", message, (one.key for one in changes))


def shrunk_tab(wanted: ExpectedTab, differences: Differences) -> Hold | None:
    """A tab in which more than 10 entries and more than 10 % are blank or unreadable now."""
    lost = [one for one in differences.all() if one.after is None]
    if len(lost) <= MOST_LOST:
        return None
    mine = _known_entries(wanted, differences.known)
    if len(lost) <= MOST_LOST_SHARE * len(mine):
        return None
    message = sentence(
        "%(lost)s of %(mine)s scores in %(wanted)s are gone or cannot be read any more. The "
        "earlier scores stay. If that is right, accept it; else undo it (File, Version "
        "history).",
        lost=len(lost),
        mine=len(mine),
        wanted=wanted.title,
    )
    keys = (one.key for one in differences.all())
    return differences.hold((wanted.key, WHOLE_TAB), "shrunk", message, keys)


def _known_entries(wanted: ExpectedTab, known: Known) -> list[EntryKey]:
    """The places of the tab where something is known to stand."""
    places = {(column.checkpoint, column.metric) for column in wanted.entry_columns}
    students = set(wanted.rows.values())
    return [
        key
        for key in {*known.entries, *known.confirmed}
        if (key.checkpoint, key.metric) in places
        and key.student in students
        and known.expected(key) is not None
    ]


def shrunk_records(wanted: ExpectedTab, rows: Sequence[VerbatimRow], known: Known) -> Hold | None:
    """A tab of records that lost more than 10 rows and more than 10 %, or its last one."""
    held = known.rows.get(wanted.key, frozenset())
    lost = held - {row.row_key for row in rows}
    is_empty = bool(held) and not rows
    is_small = len(lost) <= MOST_LOST or len(lost) <= MOST_LOST_SHARE * len(held)
    if wanted.rows or wanted.key in known.confirmed_tabs or (is_small and not is_empty):
        return None
    message = sentence(
        "%(lost)s of %(held)s rows in %(wanted)s are gone. They are kept as they were. If "
        "that is right, accept it; else undo it (File, Version history).",
        lost=len(lost),
        held=len(held),
        wanted=wanted.title,
    )
    return Hold(
        tab=wanted.key,
        scope=WHOLE_TAB,
        rule=TAB_EMPTY if is_empty else "rows_lost",
        message=message,
        changes={},
    )
