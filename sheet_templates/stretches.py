"""Ranges of columns that people have parted, in formulas that name columns by key.

A range {a}:{b} is of all columns of the desired tab from a to b; people may have put columns of
their own between them, or moved some. What a formula says in `[[,|...]]` stands once for each
stretch in which the columns of all its ranges stand side by side: parted by commas; in `[[+|...]]`
added up; in `[[min|...]]` the least of them but 0. A `~` makes a name another one in each stretch.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

_REPEATED = re.compile(r"\[\[(,|\+|min)\|(.*?)\]\]")
_RANGE = re.compile(r"\{([^{}#]+)(#[a-z_]+)?\}:\{([^{}#]+)(?:#[a-z_]+)?\}")

Span = tuple[str, str]


def in_stretches(text: str, order: Sequence[str], places: Mapping[str, int]) -> str:
    """The formula with what stands once for each stretch written out.

    `order` are the keys of the columns as the desired tab has them, `places` where they stand. As
    it is where a range has an end that stands nowhere.
    """
    spans = {(match[1], match[3]): None for match in _RANGE.finditer(text)}
    if any(end not in places for span in spans for end in span):
        return text
    lines = {span: order[order.index(span[0]) : order.index(span[1]) + 1] for span in spans}
    stretches = _stretches(list(lines.values()), places)

    def written(match: re.Match[str]) -> str:
        said = [
            _cut(match[2], lines, stretch).replace("~", "_" * number)
            for number, stretch in enumerate(stretches)
        ]
        return said[0] if len(said) == 1 else _joined(match[1], said)

    return _REPEATED.sub(written, text)


def _stretches(lines: Sequence[Sequence[str]], places: Mapping[str, int]) -> list[tuple[int, int]]:
    """First and end of each stretch, counted along the ranges; they are of one length."""
    length = min(map(len, lines), default=1)
    cuts = [
        at
        for at in range(1, length)
        if any(places[line[at]] != places[line[at - 1]] + 1 for line in lines)
    ]
    return list(pairwise([0, *cuts, length]))


def _cut(text: str, lines: Mapping[Span, Sequence[str]], stretch: tuple[int, int]) -> str:
    """The formula with each range cut to a stretch."""

    def cut(found: re.Match[str]) -> str:
        keys, fact = lines[found[1], found[3]][slice(*stretch)], found[2] or ""
        return f"{{{keys[0]}{fact}}}:{{{keys[-1]}{fact}}}"

    return _RANGE.sub(cut, text)


def _joined(how: str, said: Sequence[str]) -> str:
    if how == "min":
        return f"MIN({','.join(f'IF({one}=0,99999,{one})' for one in said)})"
    return how.join(said)
