"""The days on which the law closes schools, from the `holidays` library."""

from datetime import date

import holidays


def federal_holidays(begins_on: date, ends_on: date) -> frozenset[date]:
    """The federal holidays of the United States between two days, both included.

    A holiday that falls on a weekend counts with the day on which it is observed as well.
    """
    return frozenset(day for day, _ in named_holidays(begins_on, ends_on))


def named_holidays(begins_on: date, ends_on: date) -> tuple[tuple[date, str], ...]:
    """The same holidays in order of time, each with its name."""
    years = range(begins_on.year, ends_on.year + 1)
    named = holidays.country_holidays("US", years=years)
    return tuple((day, named[day]) for day in sorted(named) if begins_on <= day <= ends_on)
