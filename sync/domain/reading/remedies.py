"""What a column asks for, and how a doubt says what would mend it."""

from dataclasses import dataclass

from sheet_templates.expectation import Measure, ValueKind
from sheet_templates.sentences import Sentence, either, sentence, together
from sync.domain.reading.codes import CodeTable
from sync.domain.reading.number_text import plain
from sync.domain.reading.outcomes import Doubt, Reading

_MOST_CHOICES = 6
_WANTED = {
    ValueKind.NUMBER: sentence("the score"),
    ValueKind.PERCENT: sentence("the percentage"),
    ValueKind.CHOICE: sentence("one of the choices"),
    ValueKind.YES_NO: sentence("yes or no"),
    ValueKind.DATE: sentence("the date"),
    ValueKind.TEXT: sentence("the text"),
}
_A_VALUE = {
    ValueKind.NUMBER: sentence("a score"),
    ValueKind.PERCENT: sentence("a percentage"),
    ValueKind.CHOICE: sentence("one of the choices"),
    ValueKind.YES_NO: sentence("yes or no"),
    ValueKind.DATE: sentence("a date"),
    ValueKind.TEXT: sentence("a text"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What may stand in a cell: its column's measure, the codes, the spreadsheet's locale."""

    measure: Measure
    codes: CodeTable
    locale: str

    @property
    def wanted(self) -> Sentence:
        """The thing itself, inside a sentence: "the score"."""
        return _WANTED[self.measure.kind]

    def chooses(self, text: str) -> bool:
        """Whether a text is one of the column's choices, whatever else it may mean elsewhere."""
        typed = text.strip().casefold()
        return any(typed == choice.casefold() for choice in self.measure.choices)

    @property
    def remedy(self) -> Sentence:
        """The sentence that ends a doubt."""
        if self.codes.codes:
            return sentence("Type %(allowed)s, or a code.", allowed=self._allowed())
        return sentence("Type %(allowed)s.", allowed=self._allowed())

    def neither(self, text: str) -> Doubt:
        """A text that is neither a value nor a code; with the code it may be meant for."""
        near = self.codes.nearest(text)
        a_value = _A_VALUE[self.measure.kind]
        if not self.codes.codes:
            said = sentence('"%(text)s" is not %(value)s.', text=text, value=a_value)
            return Doubt(rule="text", raw=text, message=together([said, self.remedy]))
        said = sentence('"%(text)s" is neither %(value)s nor a code.', text=text, value=a_value)
        if near:
            remedy = sentence(
                "If it means %(meaning)s, type %(code)s.", meaning=self._meaning(near), code=near
            )
        else:
            remedy = sentence(
                "Type %(allowed)s, or one of %(codes)s.",
                allowed=self._allowed(),
                codes=self.codes.listed(),
            )
        return Doubt(
            rule="text",
            raw=text,
            message=together([said, remedy]),
            readings=(near,) if near else (),
            suggestion=near,
        )

    def two_ways(self, rule: str, raw: str, readings: tuple[str, ...], likely: str) -> Doubt:
        """A value with more than one reading: all are named, the likely one is suggested."""
        message = sentence(
            "%(raw)s can mean %(readings)s. Type the one that is meant.",
            raw=raw.strip(),
            readings=either(readings),
        )
        typed = tuple(map(str, readings))
        return Doubt(rule=rule, raw=raw, message=message, readings=typed, suggestion=likely)

    def as_typed(self, reading: Reading) -> str:
        """A reading as one would type it."""
        if reading.number is None:
            return reading.text or reading.code or ""
        return plain(reading.number) + ("%" if self.measure.kind is ValueKind.PERCENT else "")

    def _meaning(self, code: str) -> str:
        return next(one.meaning for one in self.codes.codes if one.code == code)

    def _allowed(self) -> Sentence:
        measure = self.measure
        if measure.kind is ValueKind.CHOICE and len(measure.choices) <= _MOST_CHOICES:
            return sentence("one of %(choices)s", choices=", ".join(measure.choices))
        if measure.kind is ValueKind.DATE:
            return sentence("the date as 2027-05-24")
        if measure.kind not in {ValueKind.NUMBER, ValueKind.PERCENT}:
            return self.wanted
        return self._number()

    def _number(self) -> Sentence:
        measure = self.measure
        kind = sentence("a number") if measure.decimals else sentence("a whole number")
        if measure.lowest is None or measure.highest is None:
            return kind
        lowest, highest = plain(float(measure.lowest)), plain(float(measure.highest))
        if measure.kind is ValueKind.PERCENT:
            return sentence(
                "%(number)s from %(lowest)s to %(highest)s, with or without %%",
                number=kind,
                lowest=lowest,
                highest=highest,
            )
        return sentence(
            "%(number)s from %(lowest)s to %(highest)s", number=kind, lowest=lowest, highest=highest
        )
