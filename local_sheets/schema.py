"""Google's request and answer schemas: what a body may hold, checked by one table.

The table `google_schema.json` is generated from Google's discovery documents by
scripts/make_google_schema.py; a test proves the two equal.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from local_sheets.errors import GoogleError, invalid

Problems = list[tuple[str, str]]

_MAX_INT32 = 2**31
_SCALAR_NAMES = {
    "string": "TYPE_STRING",
    "boolean": "TYPE_BOOL",
    "int32": "TYPE_INT32",
    "uint32": "TYPE_UINT32",
    "int64": "TYPE_INT64",
    "float": "TYPE_FLOAT",
    "double": "TYPE_DOUBLE",
    "google-fieldmask": "type.googleapis.com/google.protobuf.FieldMask",
}


@cache
def _table() -> Mapping[str, Any]:
    text = (files("local_sheets") / "google_schema.json").read_bytes()
    loaded: Mapping[str, Any] = orjson.loads(text)
    return loaded


def fields_of(api: str, schema: str) -> Mapping[str, Any]:
    """The fields of a schema with their compact types."""
    fields: Mapping[str, Any] = _table()[api]["schemas"][schema]
    return fields


def methods() -> Mapping[str, Any]:
    """All methods of both APIs by their full ids."""
    return {name: one for api in _table().values() for name, one in api["methods"].items()}


def method(name: str) -> Mapping[str, Any]:
    """A method by its full id, such as `sheets.spreadsheets.batchUpdate`."""
    found: Mapping[str, Any] = _table()[name.partition(".")[0]]["methods"][name]
    return found


def check_request(name: str, body: Any, *, root: str = "") -> dict[str, Any]:
    """The body of a request without its nulls, or Google's 400 with every violation.

    `root` is where Google puts the body in its own request message (`data` for values.update).
    A null counts as absent everywhere but inside `values`, where it means: skip this cell.
    """
    wanted = method(name)["request"]
    reader = _Reader(name.partition(".")[0])
    cleaned = reader.message(reader.fields(f"#{wanted}"), wanted, body, root)
    if reader.problems:
        raise _refusal(reader.problems)
    checked: dict[str, Any] = cleaned
    return checked


def check_parameters(name: str, parameters: Mapping[str, Any]) -> None:
    """Refuse a query parameter whose enum value Google does not know."""
    known = method(name)["parameters"]
    problems: Problems = []
    for key, values in parameters.items():
        kind = known.get(key)
        if not isinstance(kind, dict) or "enum" not in kind:
            continue
        for value in values:
            if value and value not in kind["enum"]:
                where = f"type.googleapis.com/google.apps.sheets.v4.{_enum_name(key)}"
                problems.append(
                    (_snake(key), f"Invalid value at '{_snake(key)}' ({where}), \"{value}\"")
                )
    if problems:
        raise _refusal(problems)


def check_reply(name: str, reply: Any) -> list[str]:
    """What in an answer Google could not have sent: unknown fields, wrong types, nulls."""
    wanted = method(name)["response"]
    if wanted is None:
        return [] if reply in ({}, None) else ["an answer where Google sends none"]
    problems: list[str] = []
    _check_answer(name.partition(".")[0], f"#{wanted}", reply, "", problems)
    return problems


def _refusal(problems: Problems) -> GoogleError:
    return invalid("\n".join(text for _, text in problems), problems)


@cache
def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: "_" + found[1].lower(), name)


def _enum_name(field: str) -> str:
    return field[:1].upper() + field[1:]


def _join(place: str, name: str) -> str:
    return f"{place}.{_snake(name)}" if place else _snake(name)


class _Reader:
    """One walk over a request body: copies it without nulls and collects what is wrong."""

    def __init__(self, api: str) -> None:
        self.api = api
        self.problems: Problems = []

    def fields(self, kind: Any) -> Mapping[str, Any]:
        """The fields of a message type."""
        if isinstance(kind, str):
            return fields_of(self.api, kind[1:])
        fields: Mapping[str, Any] = kind["message"]
        return fields

    def wrong(self, place: str, type_name: str, value: Any) -> None:
        """Note a value of the wrong type."""
        shown = orjson.dumps(value).decode()
        self.problems.append((place, f"Invalid value at '{place}' ({type_name}), {shown}"))

    def message(self, fields: Mapping[str, Any], name: str, body: Any, place: str) -> Any:
        """A message: only known fields, each of its type."""
        if not isinstance(body, dict):
            self.wrong(place, f"type.googleapis.com/google.apps.{self.api}.v4.{name}", body)
            return {}
        copied = {}
        for key, value in body.items():
            kind = fields.get(key)
            if kind is None:
                self.unknown(place, key)
            elif value is not None:
                copied[key] = self.value(kind, key, value, _join(place, key))
        return copied

    def unknown(self, place: str, key: str) -> None:
        """Note a name that the message does not have."""
        at = f" at '{place}'" if place else ""
        text = f'Invalid JSON payload received. Unknown name "{key}"{at}: Cannot find field.'
        self.problems.append((place, text))

    def value(self, kind: Any, key: str, value: Any, place: str) -> Any:
        """A value of any type."""
        if isinstance(kind, str):
            if kind[0] == "#":
                return self.message(self.fields(kind), kind[1:], value, place)
            return self.scalar(kind, value, place)
        if "list" in kind:
            return self.values(kind["list"], key, value, place)
        if "map" in kind:
            return self.mapping(kind["map"], key, value, place)
        if "enum" in kind:
            return self.enum(kind["enum"], key, value, place)
        return self.message(kind["message"], _enum_name(key), value, place)

    def scalar(self, kind: str, value: Any, place: str) -> Any:
        """A text, number, boolean or anything at all."""
        if _is_scalar(kind, value):
            return _number(kind, value)
        self.wrong(place, _SCALAR_NAMES.get(kind, "TYPE_STRING"), value)
        return None

    def enum(self, names: list[str], key: str, value: Any, place: str) -> Any:
        """One of the names of an enum."""
        if value not in names:
            self.wrong(
                place, f"type.googleapis.com/google.apps.{self.api}.v4.{_enum_name(key)}", value
            )
        return value

    def mapping(self, kind: Any, key: str, value: Any, place: str) -> Any:
        """A map from any text to values of one type."""
        if not isinstance(value, dict):
            self.wrong(place, "TYPE_MESSAGE", value)
            return {}
        return {
            name: self.value(kind, key, part, f"{place}[{name}]") if part is not None else None
            for name, part in value.items()
        }

    def values(self, kind: Any, key: str, value: Any, place: str) -> Any:
        """A repeated field; lists of anything (the rows of `values`) pass as they are."""
        rows = isinstance(kind, dict) and "list" in kind
        if not isinstance(value, list):
            if rows:
                self.wrong(place, "type.googleapis.com/google.protobuf.ListValue", value)
            else:
                self.wrong(place, "TYPE_LIST", value)
            return []
        if rows:
            return self.rows(value, place)
        return [
            self.value(kind, key, part, f"{place}[{index}]")
            for index, part in enumerate(value)
            if part is not None
        ]

    def rows(self, rows: list[Any], place: str) -> list[Any]:
        """The rows of a ValueRange: lists of texts, numbers, booleans and nulls."""
        for index, row in enumerate(rows):
            if not isinstance(row, list):
                self.wrong(
                    f"{place}[{index}]", "type.googleapis.com/google.protobuf.ListValue", row
                )
        return rows


def _is_int32(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, str):
        return re.fullmatch(r"-?\d{1,10}", value) is not None and _is_int32(int(value))
    if not isinstance(value, int | float) or not float(value).is_integer():
        return False
    return -_MAX_INT32 <= value < _MAX_INT32


def _is_int64(value: Any) -> bool:
    if isinstance(value, str):
        return re.fullmatch(r"-?\d{1,19}", value) is not None
    return isinstance(value, int) and not isinstance(value, bool)


def _is_double(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_SCALARS: Mapping[str, Callable[[Any], bool]] = {
    "any": lambda _: True,
    "boolean": lambda value: isinstance(value, bool),
    "int32": _is_int32,
    "uint32": _is_int32,
    "int64": _is_int64,
    "float": _is_double,
    "double": _is_double,
}


def _is_scalar(kind: str, value: Any) -> bool:
    check = _SCALARS.get(kind)
    return check(value) if check is not None else isinstance(value, str)


def _number(kind: str, value: Any) -> Any:
    """Integers that came as text or as 1.0 become integers, as proto JSON reads them."""
    if kind in {"int32", "uint32"}:
        return int(value)
    return str(value) if kind == "int64" else value


_ANSWERS: Mapping[str, Callable[[Any], bool]] = {
    **_SCALARS,
    "int32": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "uint32": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "int64": lambda value: isinstance(value, str) and _is_int64(value),
}


def _check_answer(api: str, kind: Any, value: Any, place: str, problems: list[str]) -> None:
    if isinstance(kind, dict) and "list" in kind:
        if not isinstance(value, list):
            problems.append(f"{place}: not a list")
            return
        for index, part in enumerate(value):
            _check_answer(api, kind["list"], part, f"{place}[{index}]", problems)
    elif isinstance(kind, dict) and "enum" in kind:
        if value not in kind["enum"]:
            problems.append(f"{place}: {value!r} is not in the enum")
    elif isinstance(kind, dict) or kind[0] == "#":
        _check_fields(api, kind, value, place, problems)
    else:
        check = _ANSWERS.get(kind)
        if not (check(value) if check else isinstance(value, str)):
            problems.append(f"{place}: {value!r} is no {kind}")


def _check_fields(api: str, kind: Any, value: Any, place: str, problems: list[str]) -> None:
    if not isinstance(value, dict):
        problems.append(f"{place}: not an object")
        return
    if isinstance(kind, dict) and "map" in kind:
        for key, part in value.items():
            _check_answer(api, kind["map"], part, f"{place}[{key}]", problems)
        return
    fields = fields_of(api, kind[1:]) if isinstance(kind, str) else kind["message"]
    for key, part in value.items():
        if key not in fields:
            problems.append(f"{place}.{key}: unknown field")
        else:
            _check_answer(api, fields[key], part, f"{place}.{key}", problems)
