"""The `q` of Drive's files.list: a small parser into a yes-or-no question about a file.

Google: "Search for files and folders". Known here: name (=, !=, contains), fullText contains
(over the name), mimeType, trashed, 'id' in parents (also written `parents in 'id'`, as gspread
does), appProperties/properties has {key=.. and value=..}, modifiedTime and createdTime with
comparisons, 'address' in owners/writers/readers; and, or, not, brackets.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from local_sheets.drive_errors import DriveError, invalid
from local_sheets.drive_model import DriveFile, Role

Question = Callable[[DriveFile], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    r"""|(?P<sign><=|>=|!=|=|<|>|\(|\)|\{|\})|(?P<word>[A-Za-z][A-Za-z0-9_]*))"""
)
_TEXT_FIELDS: dict[str, Callable[[DriveFile], str]] = {
    "name": lambda file: file.name,
    "title": lambda file: file.name,
    "fullText": lambda file: file.name,
    "mimeType": lambda file: file.mime_type,
}
_TIME_FIELDS: dict[str, Callable[[DriveFile], str]] = {
    "modifiedTime": lambda file: file.modified,
    "createdTime": lambda file: file.created,
}
_ROLES = {
    "owners": (Role.OWNER,),
    "writers": (Role.WRITER, Role.FILE_ORGANIZER, Role.ORGANIZER, Role.OWNER),
    "readers": (Role.READER, Role.COMMENTER),
}


class _Token(NamedTuple):
    kind: str
    text: str


def bad_query() -> DriveError:
    """Google's answer to a q that it cannot read: it says no more than this."""
    return invalid("Invalid Value", "q")


def parse_query(text: str) -> Question:
    """The question that `text` asks; raises DriveError 400 if it cannot be read."""
    parser = _Parser(_tokens(text))
    question = parser.either()
    if parser.peek() is not None:
        raise bad_query()
    return question


def _tokens(text: str) -> list[_Token]:
    tokens, position, text = [], 0, text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise bad_query()
        value = match[match.lastgroup]
        if match.lastgroup == "text":
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        tokens.append(_Token(match.lastgroup, value))
        position = match.end()
    return tokens


class _Parser:
    """Recursive descent: `or` binds weakest, then `and`, then `not`."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self, kind: str = "") -> str:
        token = self.peek()
        if token is None or (kind and token.kind != kind):
            raise bad_query()
        self._at += 1
        return token.text

    def _took(self, text: str) -> bool:
        token = self.peek()
        if token is None or token.kind == "text" or token.text != text:
            return False
        self._at += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._took(text):
            raise bad_query()

    def either(self) -> Question:
        parts = [self._both()]
        while self._took("or"):
            parts.append(self._both())
        return lambda file: any(part(file) for part in parts)

    def _both(self) -> Question:
        parts = [self._single()]
        while self._took("and"):
            parts.append(self._single())
        return lambda file: all(part(file) for part in parts)

    def _single(self) -> Question:
        self._depth += 1
        if self._depth > 50:  # a hostile q must not end in a RecursionError
            raise bad_query()
        try:
            return self._negated_or_plain()
        finally:
            self._depth -= 1

    def _negated_or_plain(self) -> Question:
        if self._took("not"):
            inner = self._single()
            return lambda file: not inner(file)
        if self._took("("):
            inner = self.either()
            self._expect(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Question:
        token = self.peek()
        if token is not None and token.kind == "text":
            value = self._next("text")
            self._expect("in")
            return _membership(self._next("word"), value)
        name = self._next("word")
        if name in ("appProperties", "properties"):
            return self._has(name)
        operator = self._next()
        if name == "parents" and operator == "in":
            return _membership("parents", self._next("text"))
        if name == "trashed":
            return _trashed(operator, self._next("word"))
        return _compare(name, operator, self._next("text"))

    def _has(self, name: str) -> Question:
        self._expect("has")
        self._expect("{")
        self._expect("key")
        self._expect("=")
        key = self._next("text")
        self._expect("and")
        self._expect("value")
        self._expect("=")
        value = self._next("text")
        self._expect("}")
        if name == "appProperties":
            return lambda file: file.app_properties.get(key) == value
        return lambda file: file.properties.get(key) == value


def _membership(field: str, value: str) -> Question:
    if field == "parents":
        return lambda file: value in file.parents
    roles = _ROLES.get(field)
    if roles is None:
        raise bad_query()
    address = value.lower()
    return lambda file: any(p.grantee == address and p.role in roles for p in file.permissions)


def _trashed(operator: str, value: str) -> Question:
    if operator not in ("=", "!=") or value.lower() not in ("true", "false"):
        raise bad_query()
    wanted = (value.lower() == "true") == (operator == "=")
    return lambda file: file.trashed == wanted


def _compare(name: str, operator: str, value: str) -> Question:
    if name in _TIME_FIELDS:
        return _compare_time(_TIME_FIELDS[name], operator, value)
    read = _TEXT_FIELDS.get(name)
    if read is None:
        raise bad_query()
    folded = value.casefold()
    match operator:
        case "=":
            return lambda file: read(file) == value
        case "!=":
            return lambda file: read(file) != value
        case "contains":
            return lambda file: folded in read(file).casefold()
        case _:
            raise bad_query()


def _compare_time(read: Callable[[DriveFile], str], operator: str, value: str) -> Question:
    try:
        wanted = _moment(value)
    except ValueError as error:
        raise bad_query() from error
    tests: dict[str, Callable[[datetime], bool]] = {
        "=": lambda moment: moment == wanted,
        "!=": lambda moment: moment != wanted,
        "<": lambda moment: moment < wanted,
        "<=": lambda moment: moment <= wanted,
        ">": lambda moment: moment > wanted,
        ">=": lambda moment: moment >= wanted,
    }
    if operator not in tests:
        raise bad_query()
    return lambda file: tests[operator](_moment(read(file)))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
