"""On which school days somebody is told of a window: often enough to help, never to nag.

Whoever still owes something hears of a window when it opens, shortly before it is due, on the day
it is due, on the first day after, and from then on every few days. The document owner hears of what
is missing from the second school day on: a late edit may still be on its way in the first night.
All days are instructional days, so nobody is written to when there is no school.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from sheet_templates.school import Checkpoint

DAYS_BEFORE_DUE = 3
DAYS_BETWEEN = 5
"""How many instructional days lie between two reminders of what is late or missing."""


def last_touch(checkpoint: Checkpoint, days: Sequence[date], today: date) -> date | None:
    """The latest day, today included, on which whoever owes something of the window is told.

    `days` are the year's instructional days in order of time. None before the window opens.
    """
    opens = bisect_left(days, checkpoint.opens_on)
    due = bisect_left(days, checkpoint.due_on)
    wanted = [opens, max(opens, due - DAYS_BEFORE_DUE), due, *_repeated(due + 1, len(days))]
    return _latest(wanted, days, today)


def last_escalation(checkpoint: Checkpoint, days: Sequence[date], today: date) -> date | None:
    """The latest day, today included, on which the document owner is told what is missing."""
    missing = bisect_left(days, checkpoint.missing_from)
    return _latest(_repeated(missing + 1, len(days)), days, today)


def _repeated(first: int, end: int) -> range:
    return range(first, end, DAYS_BETWEEN)


def _latest(wanted: Sequence[int], days: Sequence[date], today: date) -> date | None:
    passed = bisect_right(days, today)
    past = [at for at in wanted if at < passed]
    return days[max(past)] if past else None
