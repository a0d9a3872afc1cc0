"""Rows of certain children beside rows in doubt: what was sorted or pasted there may be theirs."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sheet_templates.expectation import ExpectedTab
from sheet_templates.sentences import sentence
from sync.domain.holds import Hold
from sync.domain.judging.differences import Change, Differences, content_of
from sync.domain.judging.findings import entry_key
from sync.domain.judging.moved import FEWEST_MOVED, is_wide
from sync.domain.known import Known

ROW_STRAYED = "row_strayed"
"""The rule by which a row waits because others are in doubt."""


def strayed_rows(
    wanted: ExpectedTab,
    rows: Mapping[str, int],
    claimed: Collection[str],
    differences: Differences,
) -> Iterator[Hold]:
    """Rows whose new values are those of a child whose own row is in doubt.

    `claimed` are the keys that such rows name. Where rows no longer say whose they are, cells were
    sorted or pasted; the values of the one child may have come to stand beside another.
    """
    for row_key, row in rows.items():
        changes = differences.of_student(wanted.rows[row_key]) if claimed else []
        known = differences.known
        if not any(_strayed(wanted, changes, other, known) for other in sorted(claimed)):
            continue
        message = sentence(
            "The new scores in row %(row)s are those of a child whose own row is in doubt: "
            "they may have been sorted or pasted here. The earlier scores stay. Undo what "
            "was done to the rows (File, Version history); if these scores are right all the "
            "same, accept them.",
            row=row + 1,
        )
        where = (wanted.key, f"row:{row_key}")
        yield differences.hold(where, ROW_STRAYED, message, (one.key for one in changes))


def unsettled_rows(
    wanted: ExpectedTab, rows: Mapping[str, int], differences: Differences
) -> Iterator[Hold]:
    """Rows that lost a known score while other rows of the tab no longer say whose they are.

    Cells were sorted or pasted there. What is gone or another may have gone the same way: it is
    nobody's correction yet, and what is new in such a row no certain child's.
    """
    for row_key, row in rows.items():
        changes = differences.of_student(wanted.rows[row_key])
        if all(one.before is None for one in changes):
            continue
        message = sentence(
            "Scores in row %(row)s are gone or different now, while rows of this tab are in "
            "doubt: they may have been sorted or pasted along. The earlier scores stay. Undo "
            "what was done to the rows (File, Version history); if these scores are right "
            "all the same, accept them.",
            row=row + 1,
        )
        where = (wanted.key, f"row:{row_key}")
        yield differences.hold(where, ROW_STRAYED, message, (one.key for one in changes))


def _strayed(wanted: ExpectedTab, changes: Sequence[Change], other: str, known: Known) -> bool:
    """Whether all that was typed into a row is known of another child, and tells it."""
    columns = {(one.checkpoint, one.metric): one for one in wanted.entry_columns}
    filled = [(one, columns[one.key[1:]]) for one in changes if one.after is not None]
    if not all(
        content_of(known.expected(entry_key(wanted, other, column))) == one.after
        for one, column in filled
    ):
        return False
    return len(filled) >= FEWEST_MOVED or any(is_wide(column) for _, column in filled)
