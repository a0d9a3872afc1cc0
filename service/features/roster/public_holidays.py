"""The days on which the law closes schools, from the `holidays` library."""

from datetime import date

import holidays


def federal_holidays(begins_on: date, ends_on: date) -> frozenset[date]:
    """The federal holidays of the United States between two days, both included.

    A holiday that falls on a weekend counts with the day on which it is observed as well.
    """
    years = range(begins_on.year, ends_on.year + 1)
    named = holidays.country_holidays("US", years=years)
    return frozenset(day for day in named if begins_on <= day <= ends_on)
