"""Names for rows and columns that have no key, so that what is said of one goes along with it.

Their places are no names: a row inserted above would give one row's name, and what somebody has
said of it, to another.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sheet_templates.identity import row_key
from sync.domain.entries import CellIssue, VerbatimRow
from sync.domain.holds import typed_in
from sync.domain.judging.findings import whole_row


def named_lines(
    tracker_id: str, issues: Iterable[CellIssue], rows: Sequence[VerbatimRow]
) -> list[CellIssue]:
    """The issues of a tab, those of lines without a key with a name: what is typed there, hashed.

    Of lines that say the same each has a name of its own, in the order in which they are told.
    """
    told = list(issues)
    asked = {one.a1 for one in told if _is_nameless(one)}
    if not asked:
        return told
    typed = {place: typed_in(row) for row in rows if (place := whole_row(row.position)) in asked}
    alike = Counter[tuple[str, str]]()
    named = []
    for one in told:
        if _is_nameless(one):
            said = (one.rule, one.line or typed.get(one.a1, ""))
            name = row_key(tracker_id, "line", one.tab, *said, str(alike[said]))
            alike[said] += 1
            named.append(replace(one, line=name))
        else:
            named.append(one)
    return named


def _is_nameless(issue: CellIssue) -> bool:
    return issue.row_key is None and issue.column_key is None
