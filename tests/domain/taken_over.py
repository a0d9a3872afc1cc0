"""What is known once a read's decision was stored."""

from sync.domain.decide import Decision
from sync.domain.holds import WHOLE_TAB
from sync.domain.known import Known


def taken_over(known: Known, decision: Decision) -> Known:
    """What the next read is compared with."""
    entries = {
        key: value._replace(a1=decision.moved.get(key, value.a1))
        for key, value in known.entries.items()
        if key not in decision.closed
    } | dict(decision.opened)
    for key, a1 in decision.moved.items():
        entries[key] = entries[key]._replace(a1=a1)
    rows = {tab: keys for tab, keys in known.rows.items() if tab in decision.stopped}
    for row in decision.rows:
        rows[row.tab] = rows.get(row.tab, frozenset()) | {row.row_key}
    waiting = tuple(one for one in decision.holds if one.scope != WHOLE_TAB)
    return Known(entries=entries, rows=rows, waiting=waiting)
