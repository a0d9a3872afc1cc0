"""What changes between two versions of a template, in words; the same backwards for undoing it.

Parts are met again by their key, whatever the template holds: so what is said need not know what a
metric or a tab is, and a new kind of part needs no line here but the names of its fields among the
words of the format.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from sheet_templates.format_words import field_word, value_word
from sheet_templates.measures import plain
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import Sentence, listed, sentence, together

_IDENTITIES = ("key", "code")
_SILENT = frozenset({"version"})
_NOTHING = sentence("nothing")
_Place = tuple[str, ...]


def revision(before: TrackerTemplate, after: TrackerTemplate) -> tuple[str, ...]:
    """The steps from one version to another, each a sentence; none for equal ones."""
    return tuple(_differences((), before, after))


def _differences(place: _Place, before: Any, after: Any) -> Iterator[str]:
    for field in fields(before):
        if field.name in _SILENT:
            continue
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield from _of_field(place, field.name, old, new)


def _of_field(place: _Place, name: str, old: Any, new: Any) -> Iterator[str]:
    noun = field_word(name)
    if is_dataclass(old) and is_dataclass(new):
        yield from _differences((*place, noun), old, new)
    elif _are_keyed(old) and _are_keyed(new):
        yield from _of_parts(place, noun, _by_key(old), _by_key(new))
    elif name == "title":
        yield _told(place, sentence('rename "%(old)s" to "%(new)s"', old=old, new=new))
    else:
        becomes = sentence("%(old)s becomes %(new)s", old=_said(old), new=_said(new))
        yield _told((*place, noun), becomes)


def _of_parts(
    place: _Place, noun: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[str]:
    removed = [_title(part) for key, part in old.items() if key not in new]
    added = [_title(part) for key, part in new.items() if key not in old]
    here = (*place, noun)
    if removed:
        gone = sentence(
            "take out %(parts)s; what was typed is hidden and kept", parts=listed(removed)
        )
        yield _told(here, gone)
    if added:
        yield _told(here, sentence("add %(parts)s", parts=listed(added)))
    for key in (key for key in old if key in new):
        if old[key] != new[key]:
            part = together([noun, _title(old[key])])
            yield from _differences((*place, part), old[key], new[key])
    kept = [key for key in old if key in new]
    if kept != [key for key in new if key in old]:
        yield _told(here, sentence("another order"))


def _told(place: _Place, what: Sentence) -> Sentence:
    return together([*place, what], between=": ")


def _are_keyed(value: Any) -> bool:
    return isinstance(value, tuple) and all(_key(part) is not None for part in value)


def _key(part: Any) -> str | None:
    return next((str(getattr(part, name)) for name in _IDENTITIES if hasattr(part, name)), None)


def _by_key(parts: Sequence[Any]) -> dict[str, Any]:
    return {str(_key(part)): part for part in parts}


def _title(part: Any) -> str:
    return str(getattr(part, "title", None) or _key(part))


def _said(value: Any) -> str:
    if value is None or value in ((), frozenset()):
        return _NOTHING
    if isinstance(value, bool):
        return sentence("yes") if value else sentence("no")
    if isinstance(value, tuple | frozenset):
        parts = sorted(map(_said, value)) if isinstance(value, frozenset) else map(_said, value)
        return together(list(parts), between=", ")
    if is_dataclass(value):
        said = (_said(getattr(value, field.name)) for field in fields(value))
        return together([text for text in said if text != _NOTHING])
    return _said_alone(value)


def _said_alone(value: Any) -> str:
    if isinstance(value, float):
        return plain(value)
    if isinstance(value, Enum):
        return value_word(str(value.value))
    return f'"{value}"' if isinstance(value, str) else str(value)
