"""A tracker in the language of its template: every sentence in it said in that language."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from sheet_templates.sentences import Sentence

Part = TypeVar("Part")


def told(part: Part, tell: Callable[[str], str]) -> Part:
    """The part of a tracker with its sentences in the language that `tell` says them in.

    What the template, the roster and people say are no sentences, and stay as they are.
    """
    made: Any = _told(part, tell)
    return made  # type: ignore[no-any-return]  # of the same kind: only texts in it are others


def _told(value: Any, tell: Callable[[str], str]) -> Any:
    if isinstance(value, Sentence):
        return tell(value)
    if isinstance(value, tuple):
        return tuple(_told(one, tell) for one in value)
    if isinstance(value, Mapping):
        return {key: _told(one, tell) for key, one in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {
        one.name: new
        for one in fields(value)
        if (new := _told(held := getattr(value, one.name), tell)) is not held and new != held
    }
    return replace(value, **changed) if changed else value
