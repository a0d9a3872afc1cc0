"""Problems of texts: characters that nobody sees, and line breaks where one line is drawn.

What is drawn as one line (a title, a header, a unit, a choice) becomes the name of a tab, a cell
that formulas compare, a line of a letter. Explanations may have lines and paragraphs.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import about, sentence

_EXPLAINING = frozenset(
    {"purpose", "help", "meaning", "why", "chosen_by", "supports", "instrument", "mastery"}
    | {"source", "off", "formula"}
)
"""The fields that may have more than one line."""
_NAMING = frozenset({"key", "code"})  # what these may be made of is said elsewhere
_BREAKS = frozenset("\n\r\t")
_UNSEEN = frozenset({"Cc", "Zl", "Zp"})  # controls, and Unicode's own breaks of lines, paragraphs


def lines(template: TrackerTemplate) -> Iterator[str]:
    """A problem for each text with a character that has no place in it."""
    for path, name, text in _texts(template, ""):
        unseen = _unseen(text)
        if name not in _EXPLAINING and unseen:
            yield about(
                path,
                sentence(
                    '"%(text)s" holds a line break or another control character; write it in one '
                    "line",
                    text=_told(text),
                ),
            )
        elif unseen - _BREAKS:
            yield about(
                path,
                sentence('"%(text)s" holds a control character; remove it', text=_told(text)),
            )


def _texts(part: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Every text below a part: its path, the name of its field, and itself."""
    for field in fields(part):
        if field.name in _NAMING:
            continue
        value = getattr(part, field.name)
        here = f"{path}.{field.name}" if path else field.name
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str):
                yield here, field.name, one
            elif is_dataclass(one):
                key = getattr(one, "key", None) or getattr(one, "code", None)
                yield from _texts(one, f"{here}.{key}" if key else here)


def _unseen(text: str) -> set[str]:
    return {letter for letter in text if unicodedata.category(letter) in _UNSEEN}


def _told(text: str) -> str:
    """The text with what nobody sees spelled out, as a template file spells it."""
    unseen = _unseen(text)
    return "".join(f"\\u{ord(one):04X}" if one in unseen else one for one in text)
