"""Sentences in the store: with their templates and values, so that each reader has their language.

A sentence is kept as JSON; any other text as it is, and so is what was stored before sentences
were kept with their parts.
"""

import json
from datetime import date
from typing import Any

from sqlalchemy import Dialect, Text, TypeDecorator

from sheet_templates.sentences import Sentence, ShortDay, Value, made_of

_START = '{"one":'


class Words(TypeDecorator[str]):
    """A column for what people read."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Pack a sentence with its parts."""
        del dialect
        return None if value is None else packed(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Make the sentence of its parts again."""
        del dialect
        return None if value is None else unpacked(value)


def packed(text: str) -> str:
    """A sentence as JSON, another text as it is."""
    if not isinstance(text, Sentence):
        return text
    return json.dumps(_parts(text), ensure_ascii=False, separators=(", ", ":"))


def unpacked(text: str) -> str:
    """What was packed."""
    return _sentence(json.loads(text)) if text.startswith(_START) else text


def _parts(said: Sentence) -> dict[str, Any]:
    values = {name: _packed_value(value) for name, value in said.values.items()}
    return {"one": said.one, "many": said.many, "values": values}


def _packed_value(value: Value) -> object:
    match value:
        case Sentence():
            return _parts(value)
        case ShortDay():
            return {"short_day": value.day.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case _:
            return value


def _sentence(parts: dict[str, Any]) -> Sentence:
    values = {name: _value(value) for name, value in parts["values"].items()}
    return made_of(parts["one"], parts["many"], values)


def _value(value: Any) -> Value:
    match value:
        case {"one": _}:
            return _sentence(value)
        case {"short_day": day}:
            return ShortDay(date.fromisoformat(day))
        case {"day": day}:
            return date.fromisoformat(day)
        case _:
            found: Value = value
            return found
