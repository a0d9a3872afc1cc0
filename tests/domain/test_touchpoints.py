"""When somebody is told of a window, counted in instructional days."""

from datetime import date, timedelta

import pytest

from sheet_templates.school import Checkpoint
from sync.domain.touchpoints import DAYS_BETWEEN, last_escalation, last_touch

MONDAY = date(2027, 3, 1)
# Four weeks from Monday on, without the Thursday and Friday of the second.
DAYS = tuple(
    day
    for n in range(28)
    for day in (MONDAY + timedelta(days=n),)
    if day.weekday() < 5 and day not in {date(2027, 3, 11), date(2027, 3, 12)}
)
WINDOW = Checkpoint(
    key="spring",
    title="Spring",
    opens_on=date(2027, 3, 2),
    due_on=date(2027, 3, 15),
    missing_from=date(2027, 3, 18),
)


@pytest.mark.parametrize(
    ("today", "told_on"),
    [
        (date(2027, 3, 1), None),
        (date(2027, 3, 2), date(2027, 3, 2)),  # it opens
        (date(2027, 3, 7), date(2027, 3, 2)),
        (date(2027, 3, 8), date(2027, 3, 8)),  # three days of school before it is due
        (date(2027, 3, 14), date(2027, 3, 8)),
        (date(2027, 3, 15), date(2027, 3, 15)),  # it is due
        (date(2027, 3, 16), date(2027, 3, 16)),  # late since today
        (date(2027, 3, 22), date(2027, 3, 16)),
        (date(2027, 3, 23), date(2027, 3, 23)),  # five days of school later
    ],
)
def test_a_window_is_told_of_when_it_opens_before_it_is_due_and_while_it_is_late(
    today: date, told_on: date | None
) -> None:
    assert last_touch(WINDOW, DAYS, today) == told_on


def test_the_owner_hears_of_what_is_missing_from_the_second_day_on() -> None:
    assert last_escalation(WINDOW, DAYS, date(2027, 3, 18)) is None
    assert last_escalation(WINDOW, DAYS, date(2027, 3, 19)) == date(2027, 3, 19)
    assert last_escalation(WINDOW, DAYS, date(2027, 3, 25)) == date(2027, 3, 19)
    assert last_escalation(WINDOW, DAYS, date(2027, 3, 26)) == date(2027, 3, 26)


def test_over_a_year_nobody_is_told_more_often_than_that() -> None:
    told = {last_touch(WINDOW, DAYS, day) for day in DAYS} - {None}
    late = [day for day in DAYS if day > WINDOW.due_on]
    assert len(told) == 3 + -(-len(late) // DAYS_BETWEEN)
    assert told <= set(DAYS)


def test_a_short_window_is_told_of_from_its_first_day() -> None:
    short = Checkpoint(
        key="k",
        title="K",
        opens_on=date(2027, 3, 2),
        due_on=date(2027, 3, 3),
        missing_from=date(2027, 3, 5),
    )
    assert last_touch(short, DAYS, date(2027, 3, 1)) is None
    assert last_touch(short, DAYS, date(2027, 3, 2)) == date(2027, 3, 2)
