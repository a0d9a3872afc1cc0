"""Numbers as people type them: separators by locale, forms of digits, scores that became dates."""

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from sheet_templates.expectation import Measure
from sync.domain.reading.habits import habits_of

_WHOLE = re.compile(r"[+-]?[0-9]+(\.0+)?")
_PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_INSIDE = re.compile(r"(?<!\w)(?<![0-9][.,/-])[0-9]+(?:[.,][0-9]+)?(?![\w%]|[.,/-][0-9])")
_EPOCH = date(1899, 12, 30)
_LETTERS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "B": "8"})


def plain(number: float) -> str:
    """A number as one would type it: 512, not 512.0."""
    return str(int(number)) if number.is_integer() else repr(number)


def tidied(text: str) -> str:
    """A text without outer spaces, in the usual form of each letter and digit.

    Wide digits become plain ones; small ones above the line do not, for 5² is not 52.
    """
    if text.isascii():
        return text.strip()
    if any(unicodedata.category(letter) == "No" for letter in text):
        return text.strip()
    return unicodedata.normalize("NFKC", text).strip()


def number_in(text: str, locale: str) -> float | None:
    """The number that a text is in the spreadsheet's locale; None when it is none."""
    typed = tidied(text).replace("\u2212", "-")
    if habits_of(locale).decimal_comma:
        typed = typed.translate(str.maketrans(",.", ".,"))
    if _GROUPED.fullmatch(typed):
        typed = typed.replace(",", "")
    return float(typed) if _PLAIN.fullmatch(typed) else None


def other_number_in(text: str, locale: str) -> float | None:
    """The number that a text would be with the other decimal mark; None when it is none."""
    return number_in(text, "en_US" if habits_of(locale).decimal_comma else "de_DE")


def times_hundred(number: float) -> float:
    """A share as a percentage, without the noise of binary fractions: 0.07 is 7."""
    return float(Decimal(repr(number)) * 100)


def is_within(number: float, measure: Measure) -> bool:
    """Whether a number lies between the measure's ends; both are included."""
    if not math.isfinite(number):
        return False
    above = measure.lowest is None or number >= measure.lowest
    return above and (measure.highest is None or number <= measure.highest)


def fits(number: float, measure: Measure) -> bool:
    """Whether a number is one that the measure allows."""
    return is_within(number, measure) and has_few_decimals(number, measure)


def has_few_decimals(number: float, measure: Measure) -> bool:
    """Whether a number has no more decimals than the measure allows."""
    return round(number, measure.decimals) == number


def numbers_inside(text: str, allows: Callable[[float], bool]) -> list[str]:
    """The allowed numbers that stand among other words: 512 in "512 (retest)"."""
    found = (match.group() for match in _INSIDE.finditer(tidied(text)))
    return [one for one in found if allows(float(one.replace(",", ".")))]


def with_digits_for_letters(text: str) -> str | None:
    """A text in which letters stand for digits that look alike: 502 for "5O2"."""
    typed = tidied(text)
    changed = typed.translate(_LETTERS)
    is_mixed = any(letter.isdigit() for letter in typed) and changed != typed
    return changed if is_mixed and _WHOLE.fullmatch(changed) else None


def day_of(serial: float) -> date | None:
    """The day that a spreadsheet counts as this number; None beyond the calendar."""
    if not 0 <= serial < 2_958_466:  # 31 December 9999
        return None
    return _EPOCH + timedelta(days=int(serial))


def scores_that_became(day: date, measure: Measure) -> list[str]:
    """The numbers of the measure that a spreadsheet turns into this day: 3.5 into 5 March."""
    pairs = {(day.month, day.day), (day.day, day.month)}
    written = sorted(f"{first}.{second}" for first, second in pairs)
    return [one for one in written if measure.decimals and fits(float(one), measure)]
