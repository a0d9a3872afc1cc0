"""A template's excuse codes, and what people may have meant by one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from sheet_templates.code_words import folded, spellings
from sheet_templates.model import ExcuseCode
from sheet_templates.sentences import Sentence, either

_LIKENESS = 0.75  # of 1: one wrong letter in a word of five


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTable:
    """A template's codes with every spelling that leads to exactly one of them."""

    codes: tuple[ExcuseCode, ...]
    exact: Mapping[str, str] = field(repr=False)
    spellings: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, codes: Iterable[ExcuseCode]) -> "CodeTable":
        """The table of these codes; a spelling that fits two of them is none of either."""
        listed = tuple(codes)
        return cls(
            codes=listed,
            exact={one.code: one.code for one in listed},
            spellings=spellings(listed),
        )

    def code_for(self, text: str) -> str | None:
        """The code that a text means and no other; case, spaces and full stops do not matter."""
        return self.exact.get(text) or self.spellings.get(folded(text))

    def nearest(self, text: str) -> str | None:
        """The code whose spelling is nearest to a text that means none, if one is near."""
        near = get_close_matches(folded(text), self.spellings, n=1, cutoff=_LIKENESS)
        return self.spellings[near[0]] if near else None

    def listed(self) -> Sentence:
        """The codes as a sentence lists them: "ABS, EX or NA"; empty without codes."""
        return either([one.code for one in self.codes])
