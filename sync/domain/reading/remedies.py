"""What a column asks for, and how a doubt says what would mend it."""

from dataclasses import dataclass

from sheet_templates.expectation import Measure, ValueKind
from sync.domain.reading.codes import CodeTable
from sync.domain.reading.number_text import plain
from sync.domain.reading.outcomes import Doubt, Reading

_MOST_CHOICES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What may stand in a cell: its column's measure, the codes, the spreadsheet's locale."""

    measure: Measure
    codes: CodeTable
    locale: str

    @property
    def wanted(self) -> str:
        """The thing itself, inside a sentence: "the score"."""
        words = {
            ValueKind.NUMBER: "the score",
            ValueKind.PERCENT: "the percentage",
            ValueKind.CHOICE: "one of the choices",
            ValueKind.YES_NO: "yes or no",
            ValueKind.DATE: "the date",
            ValueKind.TEXT: "the text",
        }
        return words[self.measure.kind]

    @property
    def remedy(self) -> str:
        """The sentence that ends a doubt."""
        return f"Type {self._allowed()}{', or a code' if self.codes.codes else ''}."

    def neither(self, text: str) -> Doubt:
        """A text that is neither a value nor a code; with the code it may be meant for."""
        near = self.codes.nearest(text)
        said = f'"{text}" is neither {self._a_value()} nor a code.'
        if near:
            message = f"{said} If it means {self._meaning(near)}, type {near}."
            return Doubt(rule="text", raw=text, message=message, readings=(near,), suggestion=near)
        if not self.codes.codes:
            said = f'"{text}" is not {self._a_value()}.'
            return Doubt(rule="text", raw=text, message=f"{said} {self.remedy}")
        listed = f"Type {self._allowed()}, or one of {self.codes.listed()}."
        return Doubt(rule="text", raw=text, message=f"{said} {listed}")

    def two_ways(self, rule: str, raw: str, readings: tuple[str, ...], likely: str) -> Doubt:
        """A value with more than one reading: all are named, the likely one is suggested."""
        listed = " or ".join(filter(None, (", ".join(readings[:-1]), readings[-1])))
        message = f"{raw.strip()} can mean {listed}. Type the one that is meant."
        return Doubt(rule=rule, raw=raw, message=message, readings=readings, suggestion=likely)

    def as_typed(self, reading: Reading) -> str:
        """A reading as one would type it."""
        if reading.number is None:
            return reading.text or reading.code or ""
        return plain(reading.number) + ("%" if self.measure.kind is ValueKind.PERCENT else "")

    def _meaning(self, code: str) -> str:
        return next(one.meaning for one in self.codes.codes if one.code == code)

    def _a_value(self) -> str:
        return {
            ValueKind.NUMBER: "a score",
            ValueKind.PERCENT: "a percentage",
            ValueKind.CHOICE: "one of the choices",
            ValueKind.YES_NO: "yes or no",
            ValueKind.DATE: "a date",
            ValueKind.TEXT: "a text",
        }[self.measure.kind]

    def _allowed(self) -> str:
        measure = self.measure
        if measure.kind is ValueKind.CHOICE and len(measure.choices) <= _MOST_CHOICES:
            return f"one of {', '.join(measure.choices)}"
        if measure.kind is ValueKind.DATE:
            return "the date as 2027-05-24"
        if measure.kind not in {ValueKind.NUMBER, ValueKind.PERCENT}:
            return self.wanted
        return self._number()

    def _number(self) -> str:
        measure = self.measure
        kind = "a number" if measure.decimals else "a whole number"
        if measure.lowest is None or measure.highest is None:
            return kind
        ends = f"{plain(float(measure.lowest))} to {plain(float(measure.highest))}"
        if measure.kind is ValueKind.PERCENT:
            return f"{kind} from {ends}, with or without %"
        return f"{kind} from {ends}"
