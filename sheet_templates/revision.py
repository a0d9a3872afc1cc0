"""What changes between two versions of a template, in words; the same backwards for undoing it.

Parts are met again by their key, whatever the template holds: so the words need not know what a
metric or a tab is, and a new kind of part is said without a line here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from sheet_templates.measures import plain
from sheet_templates.model import TrackerTemplate
from sheet_templates.sentences import listed

_IDENTITIES = ("key", "code")
_SILENT = frozenset({"version"})


def revision(before: TrackerTemplate, after: TrackerTemplate) -> tuple[str, ...]:
    """The steps from one version to another, each a sentence; none for equal ones."""
    return tuple(_differences("", before, after))


def _differences(place: str, before: Any, after: Any) -> Iterator[str]:
    for field in fields(before):
        if field.name in _SILENT:
            continue
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield from _of_field(place, field.name, old, new)


def _of_field(place: str, name: str, old: Any, new: Any) -> Iterator[str]:
    noun = name.replace("_", " ")
    if is_dataclass(old) and is_dataclass(new):
        yield from _differences(f"{place}{noun}: ", old, new)
    elif _are_keyed(old) and _are_keyed(new):
        yield from _of_parts(place, noun, _by_key(old), _by_key(new))
    elif name == "title":
        yield f'{place}rename "{old}" to "{new}"'
    else:
        yield f"{place}{noun}: {_said(old)} becomes {_said(new)}"


def _of_parts(
    place: str, noun: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[str]:
    removed = [_title(part) for key, part in old.items() if key not in new]
    added = [_title(part) for key, part in new.items() if key not in old]
    if removed:
        yield f"{place}{noun}: take out {listed(removed)}; what was typed is hidden and kept"
    if added:
        yield f"{place}{noun}: add {listed(added)}"
    for key in (key for key in old if key in new):
        if old[key] != new[key]:
            yield from _differences(f"{place}{noun} {_title(old[key])}: ", old[key], new[key])
    kept = [key for key in old if key in new]
    if kept != [key for key in new if key in old]:
        yield f"{place}{noun}: another order"


def _are_keyed(value: Any) -> bool:
    return isinstance(value, tuple) and all(_key(part) is not None for part in value)


def _key(part: Any) -> str | None:
    return next((str(getattr(part, name)) for name in _IDENTITIES if hasattr(part, name)), None)


def _by_key(parts: Sequence[Any]) -> dict[str, Any]:
    return {str(_key(part)): part for part in parts}


def _title(part: Any) -> str:
    return str(getattr(part, "title", None) or _key(part))


def _said(value: Any) -> str:
    if value is None or value == ():
        return "nothing"
    if isinstance(value, float):
        return plain(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple | frozenset):
        parts = sorted(map(_said, value)) if isinstance(value, frozenset) else map(_said, value)
        return ", ".join(parts)
    if is_dataclass(value):
        said = (_said(getattr(value, field.name)) for field in fields(value))
        return " ".join(text for text in said if text != "nothing")
    return f'"{value}"' if isinstance(value, str) else str(value)
