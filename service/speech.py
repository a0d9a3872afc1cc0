"""What people are told in their own language: sentences from a catalogue, days and numbers by CLDR.

The English sentence is the key of its translations, so a page reads in the code as it is shown. A
sentence is written once: what differs between languages stands in the catalogue alone, also the
form of a day. Names, titles of windows and metrics and codes are the school's own words.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from sheet_templates.desired.brief import Tell, english
from sheet_templates.model import Language
from sheet_templates.sentences import Sentence, ShortDay, Value
from sync.domain.moments import SchoolClock

LANGUAGES = {"en": "English", "es": "Español"}
"""The languages that are complete, by code, each called as it calls itself."""
DEFAULT = "en"
MARKED = "qps"
"""No language: English with all that a sentence says of its own between ⟦ and ⟧. What stands
outside, also as a value of a sentence, went around the catalogue, or is the school's own. Nobody
can choose it; a browser that asks for it gets it.
"""


@dataclass(frozen=True, slots=True)
class Speech:
    """One language; `catalogue` gives the translation of a sentence, or the sentence itself."""

    language: str
    catalogue: NullTranslations

    def say(self, sentence: str, **values: object) -> str:
        """The sentence in this language; `%(name)s` stands for a value."""
        return self.catalogue.gettext(sentence) % self._all_told(values)

    def several(self, one: str, many: str, count: int, **values: object) -> str:
        """The form that fits the count, which stands as `%(count)s` in it."""
        form = self.catalogue.ngettext(one, many, count)
        return form % {"count": self.number(count), **self._all_told(values)}

    def day(self, day: date) -> str:
        """A day with its weekday: "Monday 24 May 2027"."""
        # Translators: the form of a day in the letters of CLDR; not a sentence.
        form = self.catalogue.gettext("EEEE d MMMM y")
        return _day(day, form, self.language)

    def short_day(self, day: date) -> str:
        """A day of this school year, in passing: "Mon 24 May"."""
        # Translators: the form of a day in short in the letters of CLDR; not a sentence.
        form = self.catalogue.gettext("EEE d MMM")
        return _day(day, form, self.language)

    def month(self, day: date) -> str:
        """The month of a day, with its year: "May 2027"."""
        # Translators: the form of a month in the letters of CLDR; not a sentence.
        form = self.catalogue.gettext("MMMM y")
        return _day(day, form, self.language)

    def month_name(self, day: date) -> str:
        """The month of a day in full: "May"."""
        # Translators: the form of a month's name alone in the letters of CLDR; not a sentence.
        form = self.catalogue.gettext("LLLL")
        return _day(day, form, self.language)

    def day_of_month(self, day: date) -> str:
        """A day of this year: "24 May"."""
        # Translators: the form of a day without its year in the letters of CLDR; not a sentence.
        form = self.catalogue.gettext("d MMMM")
        return _day(day, form, self.language)

    @property
    def weekdays(self) -> tuple[tuple[str, str], ...]:
        """The days of the week from Sunday on, each short and in full."""
        # Translators: the forms of a weekday's name in the letters of CLDR; not sentences.
        forms = self.catalogue.gettext("ccc"), self.catalogue.gettext("cccc")
        days = (_A_SUNDAY + timedelta(days=at) for at in range(7))
        short_and_full = (tuple(_day(day, form, self.language) for form in forms) for day in days)
        return tuple((short, full) for short, full in short_and_full)

    def moment(self, at: datetime, clock: SchoolClock) -> str:
        """A moment on the school's own clock: "02:14 on Monday 24 May 2027"."""
        local = clock.local(at)
        return self.say("%(time)s on %(day)s", time=f"{local:%H:%M}", day=self.day(local.date()))

    def number(self, count: int) -> str:
        """A count with its thousands set off, as the language does it."""
        return _number(count, self.language)

    def share(self, part: int, whole: int) -> str:
        """A part of a whole as a percentage: "90 %"; rounded down, so 100 % means all."""
        return self.say("%(share)s %%", share=part * 100 // whole if whole else 0)

    def counts(self, part: int, whole: int) -> str:
        """The counts of a share: "106 of 118"."""
        values = {"part": self.number(part), "whole": self.number(whole)}
        return self.say("%(part)s of %(whole)s", **values)

    def percent(self, part: int, whole: int) -> str:
        """A share with its counts: "90 % (106 of 118)"."""
        if whole == 0:
            return self.say("none expected")
        return f"{self.share(part, whole)} ({self.counts(part, whole)})"

    def listed(self, parts: Sequence[str]) -> str:
        """Parts as a sentence says them: "a, b and c"."""
        told = self.told(parts)
        if len(told) < 2:
            return "".join(told)
        return self.say("%(some)s and %(last)s", some=", ".join(told[:-1]), last=told[-1])

    def tell(self, text: str) -> str:
        """What was said before the language was known, in this one; another text as it is."""
        if not isinstance(text, Sentence):
            return text
        values = {name: self._told(value) for name, value in text.values.items()}
        if not text.many:
            return self.catalogue.gettext(text.one) % values
        count = text.values["count"]
        assert isinstance(count, int)
        form = self.catalogue.ngettext(text.one, text.many, count)
        return form % {**values, "count": self.number(count)}

    def told(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Each of them."""
        return tuple(map(self.tell, texts))

    def _all_told(self, values: Mapping[str, object]) -> dict[str, object]:
        """Values of a sentence, those that are sentences themselves in this language."""
        return {
            name: self.tell(value) if isinstance(value, Sentence) else value
            for name, value in values.items()
        }

    def _told(self, value: Value) -> object:
        if isinstance(value, ShortDay):
            return self.short_day(value.day)
        if isinstance(value, date):
            return self.day(value)
        return self.tell(value) if isinstance(value, str) else value


_A_SUNDAY = date.min + timedelta(days=6)
_LOCALES = {"en": ("en", "US"), "es": ("es", "US"), MARKED: ("en", "US")}
_MOST_KEPT = 4096
"""How many numbers, and how many days, are kept as they are written: pages repeat few of them."""


@lru_cache(maxsize=_MOST_KEPT)
def _number(count: int, language: str) -> str:
    return format_decimal(count, locale=Locale(*_LOCALES[language]))


@lru_cache(maxsize=_MOST_KEPT)
def _day(day: date, form: str, language: str) -> str:
    return format_date(day, form, locale=Locale(*_LOCALES[language]))


_VALUE = re.compile(r"%\(\w+\)[a-z]")


class _Marking(NullTranslations):
    """Says every sentence in English between marks, and its values outside of them."""

    def gettext(self, message: str) -> str:
        return _VALUE.sub(r"⟧\g<0>⟦", f"⟦{message}⟧")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def marked(sentence: str) -> str:
    """The sentence itself: says that the catalogue has it, where it is translated elsewhere."""
    return sentence


@cache
def speech(language: str) -> Speech:
    """The speech of a language; that of the default for one that is not complete."""
    if language == MARKED:
        return Speech(MARKED, _Marking())
    if language not in LANGUAGES or language == DEFAULT:
        return Speech(DEFAULT, NullTranslations())
    return Speech(language, _catalogue(language))


def _catalogue(language: str) -> GNUTranslations:
    source = files("service").joinpath("locales", f"{language}.po")
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes()), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


ENGLISH = speech(DEFAULT)
_OF_TEMPLATES = {Language.SPANISH: "es"}


def teller(language: Language) -> Tell:
    """What says the sentences of a spreadsheet in its template's language."""
    code = _OF_TEMPLATES.get(language)
    return english if code is None else speech(code).tell
