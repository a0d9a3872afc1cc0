"""Sentences that are made before it is known in which language somebody reads them.

A sentence is its English text, so that it can be logged, listed and compared like any other; it
keeps the template and the values that it was made of, and whoever shows it to a person has it said
in theirs. What people typed and the school's own words are values, and stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sheet_templates.dates import long_day, short_day


@dataclass(frozen=True, slots=True)
class ShortDay:
    """A day of this school year as a sentence says it in passing: "Mon 24 May"."""

    day: date


Value = str | int | float | date | ShortDay
"""What stands in a sentence: a text, a number or a day; a text may be a sentence of its own."""


_ABOUT = "%(about)s: %(what)s"


class Sentence(str):
    """An English sentence with what it was made of.

    `one` is the template, `many` the template for other counts than one, empty where nothing is
    counted; the count is then among the values. Template and values are those of `%`.
    """

    __slots__ = ("many", "one", "values")

    one: str
    many: str
    values: Mapping[str, Value]


def sentence(template: str, /, **values: Value) -> Sentence:
    """The sentence; `%(name)s` stands for a value. The template is the key of its translations."""
    return made_of(template, "", values)


def several(one: str, many: str, count: int, /, **values: Value) -> Sentence:
    """The sentence in the form that fits the count, which stands as `%(count)s` in it."""
    return made_of(one, many, {"count": count, **values})


def together(parts: Sequence[str], between: str = " ") -> Sentence:
    """Sentences or names one after the other."""
    if len(parts) == 1 and isinstance(parts[0], Sentence):
        return parts[0]
    values = {f"part_{at}": part for at, part in enumerate(parts)}
    return made_of(between.join(f"%({name})s" for name in values), "", values)


def day_alone(day: date | ShortDay) -> Sentence:
    """A day where nothing else is said."""
    return made_of("%(day)s", "", {"day": day})


def about(name: str, what: str) -> Sentence:
    """What is said of something, after its name and a colon."""
    return made_of(_ABOUT, "", {"about": name, "what": what})


def without_name(text: str, name: str) -> str:
    """What was said of that name without it, where its title stands already."""
    if not isinstance(text, Sentence):
        return text.removeprefix(f"{name}: ")
    if text.one == _ABOUT and text.values["about"] == name:
        what = text.values["what"]
        assert isinstance(what, str)
        return what
    first = text.values.get("part_0")
    if not isinstance(first, str):
        return text
    return made_of(text.one, "", {**text.values, "part_0": without_name(first, name)})


def listed(parts: Sequence[str]) -> Sentence:
    """Parts as a sentence says them: "a, b and c"."""
    if len(parts) < 2:
        return together(parts)
    return sentence(
        "%(some)s and %(last)s", some=together(parts[:-1], between=", "), last=parts[-1]
    )


def either(parts: Sequence[str]) -> Sentence:
    """Parts of which one is meant: "a, b or c"."""
    if len(parts) < 2:
        return together(parts)
    return sentence("%(some)s or %(last)s", some=together(parts[:-1], between=", "), last=parts[-1])


def made_of(one: str, many: str, values: Mapping[str, Value]) -> Sentence:
    """The sentence of these parts, as they were told apart before (`Sentence`)."""
    form, shown = one, {name: _english(value) for name, value in values.items()}
    if many:
        count = values["count"]
        form, shown["count"] = one if count == 1 else many, f"{count:,}"
    made = Sentence(form % shown)
    made.one, made.many, made.values = one, many, values
    return made


def _english(value: Value) -> object:
    if isinstance(value, ShortDay):
        return short_day(value.day)
    return long_day(value) if isinstance(value, date) else value
