"""A request of Google's: what it carries, after its form was checked. Nothing in it is believed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

EMAIL_SCOPE = "https://www.googleapis.com/auth/userinfo.email"
FILE_SCOPE = "https://www.googleapis.com/auth/drive.file"
_LONGEST_FILE_ID = 200  # characters; Google's have 44
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadEventError(ValueError):
    """The body is not an event of Google's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a request brings to prove itself; never printed, never kept."""

    system: str = field(repr=False)
    person: str | None = field(repr=False)
    may_have_email: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What was clicked and typed; without any token.

    `texts` are the inputs by name, each with its values; `days` the dates that were chosen. `file`
    is Google's id of the spreadsheet beside the panel, empty while the person has not let us know
    it; `may_have_file` says whether Google may tell such ids at all.
    """

    parameters: Mapping[str, str]
    texts: Mapping[str, Sequence[str]]
    days: Mapping[str, date]
    file: str = ""
    may_have_file: bool = False

    def text(self, name: str) -> str:
        """What was typed or chosen in the input, without blanks around it; empty if nothing."""
        values = self.texts.get(name) or ("",)
        return values[0].strip()

    def number(self, name: str) -> int:
        """A small count among the parameters; 0 for anything else."""
        said = self.parameters.get(name, "")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0


def tokens_of(body: Any, authorization: str | None) -> Tokens:
    """The tokens in the header and in the body; BadEventError where they contradict each other.

    Some proxies drop the header: then the copy in the body stands for it.
    """
    about = _mapping(_mapping(body), "authorizationEventObject")
    copy = _text(about, "systemIdToken")
    kind, _, bearer = (authorization or "").partition(" ")
    if authorization is not None and (kind.lower() != "bearer" or not bearer):
        raise BadEventError("the Authorization header holds no token")
    if bearer and copy and bearer != copy:
        raise BadEventError("the tokens in header and body differ")
    return Tokens(
        system=bearer or copy or "",
        person=_text(about, "userIdToken"),
        may_have_email=EMAIL_SCOPE in _scopes(about),
    )


def event_of(body: Any) -> Event:
    """The event without its tokens; BadEventError when it has another form than Google's."""
    common = _mapping(_mapping(body), "commonEventObject")
    parameters = _mapping(common, "parameters")
    if not all(isinstance(one, str) for one in parameters.values()):
        raise BadEventError("a parameter is no text")
    inputs = _mapping(common, "formInputs")
    shapes = {name: _mapping(inputs, name) for name in inputs}
    return Event(
        parameters={name: _sound(text) for name, text in parameters.items()},
        texts={
            name: _texts(one["stringInputs"])
            for name, one in shapes.items()
            if "stringInputs" in one
        },
        days={name: _day(one["dateInput"]) for name, one in shapes.items() if "dateInput" in one},
        file=_file(_mapping(body, "sheets")),
        may_have_file=FILE_SCOPE in _scopes(_mapping(body, "authorizationEventObject")),
    )


def _file(sheets: Mapping[str, Any]) -> str:
    """The id of the open file, where the person has granted that very file."""
    is_granted = sheets.get("addonHasFileScopePermission", False)
    if not isinstance(is_granted, bool):
        raise BadEventError("addonHasFileScopePermission is neither true nor false")
    known = _text(sheets, "id") or ""
    if len(known) > _LONGEST_FILE_ID:
        raise BadEventError("the id of the file is too long for one")
    return known if is_granted else ""


def _scopes(about: Mapping[str, Any]) -> list[Any]:
    scopes = about.get("authorizedScopes", [])
    if not isinstance(scopes, list):
        raise BadEventError("authorizedScopes is no list")
    return scopes


def _mapping(body: Any, name: str | None = None) -> dict[str, Any]:
    found = body if name is None else body.get(name, {})
    if not isinstance(found, dict):
        raise BadEventError(f"{name or 'the body'} is no object")
    return found


def _text(about: Mapping[str, Any], name: str) -> str | None:
    found = about.get(name)
    if found is not None and not isinstance(found, str):
        raise BadEventError(f"{name} is no text")
    return found


def _texts(said: Any) -> list[str]:
    values = _mapping(said).get("value", [])
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise BadEventError("an input is no list of texts")
    return [_sound(one) for one in values]


def _sound(text: str) -> str:
    """The text without halves of characters, which JSON can say and nothing can store."""
    return text.encode("utf-8", "replace").decode()


def _day(said: Any) -> date:
    """The day that was chosen: midnight UTC of it, in milliseconds, as a number or as text."""
    moment = _mapping(said).get("msSinceEpoch")
    if not isinstance(moment, int | str) or isinstance(moment, bool):
        raise BadEventError("a day is no number")
    try:
        return (_EPOCH + timedelta(milliseconds=int(moment))).date()
    except (ValueError, OverflowError) as error:
        raise BadEventError("a day is no day") from error
