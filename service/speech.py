"""What people are told in their own language: sentences from a catalogue, days and numbers by CLDR.

The English sentence is the key of its translations, so a page reads in the code as it is shown. A
sentence is written once: what differs between languages stands in the catalogue alone, also the
form of a day. Names, titles of windows and metrics and codes are the school's own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = {"en": "English", "es": "Español"}
"""The languages that are complete, by code, each called as it calls itself."""
DEFAULT = "en"


@dataclass(frozen=True, slots=True)
class Speech:
    """One language; `catalogue` gives the translation of a sentence, or the sentence itself."""

    language: str
    catalogue: NullTranslations

    def say(self, sentence: str, **values: object) -> str:
        """The sentence in this language; `%(name)s` stands for a value."""
        return self.catalogue.gettext(sentence) % values

    def several(self, one: str, many: str, count: int, **values: object) -> str:
        """The form that fits the count, which stands as `%(count)s` in it."""
        form = self.catalogue.ngettext(one, many, count)
        return form % {"count": self.number(count), **values}

    def day(self, day: date) -> str:
        """A day with its weekday: "Monday 24 May 2027"."""
        # Translators: the form of a day in the letters of CLDR; not a sentence.
        form = self.catalogue.gettext("EEEE d MMMM y")
        return format_date(day, form, locale=self._locale)

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """A moment on the school's own clock: "02:14 on Monday 24 May 2027"."""
        local = at.astimezone(zone)
        return self.say("%(time)s on %(day)s", time=f"{local:%H:%M}", day=self.day(local.date()))

    def number(self, count: int) -> str:
        """A count with its thousands set off, as the language does it."""
        return format_decimal(count, locale=self._locale)

    def listed(self, parts: Sequence[str]) -> str:
        """Parts as a sentence says them: "a, b and c"."""
        if len(parts) < 2:
            return "".join(parts)
        joined = ", ".join(parts[:-1])
        return self.say("%(some)s and %(last)s", some=joined, last=parts[-1])

    @property
    def _locale(self) -> Locale:
        return Locale(*_LOCALES[self.language])


_LOCALES = {"en": ("en", "US"), "es": ("es", "US")}


def marked(sentence: str) -> str:
    """The sentence itself: says that the catalogue has it, where it is translated elsewhere."""
    return sentence


@cache
def speech(language: str) -> Speech:
    """The speech of a language; that of the default for one that is not complete."""
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
