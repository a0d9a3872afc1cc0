"""How switches are set: a file of the data folder, the command line, the caller.

`DIR/switches.json` (`{"name": value}`), the option `--switch name=value` and
`create_app(..., switches={...})`, the later ones over the earlier.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from local_sheets.local_errors import LocalServerError
from local_sheets.switches import DEFAULTS, Switches, switch_notes

FILE_NAME = "switches.json"


def with_switches(base: Switches, wanted: Mapping[str, Any], place: str) -> Switches:
    """`base` with other values; raises one LocalServerError with every problem of `wanted`."""
    known = {note.name: note.default for note in switch_notes()}
    problems = []
    for name, value in wanted.items():
        if name not in known:
            problems.append(f"there is no switch {name!r}")
        elif not _fits(known[name], value):
            kind = "true or false" if isinstance(known[name], bool) else "a whole number from 0"
            problems.append(f"{name} must be {kind}, not {value!r}")
    if problems:
        listed = ", ".join(sorted(known))
        raise LocalServerError(f"{place}: {'; '.join(problems)}. The switches are {listed}.")
    return replace(base, **wanted)


def _fits(default: bool | int, value: Any) -> bool:  # noqa: FBT001 - a value, not an option
    return type(value) is type(default) and (isinstance(value, bool) or value >= 0)


def read_switches(folder: Path) -> Switches:
    """The switches of a data folder: the defaults, or what its switches.json sets."""
    path = folder / FILE_NAME
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return DEFAULTS
    except OSError as error:
        raise LocalServerError(f"{path} cannot be read ({error.strerror}); allow it") from error
    try:
        content = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise LocalServerError(
            f"{path} is not valid JSON ({error}); correct or delete it"
        ) from error
    if not isinstance(content, dict):
        raise LocalServerError(f'{path} must be an object such as {{"quotas": true}}')
    return with_switches(DEFAULTS, content, str(path))


def switch_option(text: str) -> tuple[str, Any]:
    """`name=value` of the command line; raises ValueError with the remedy."""
    name, sign, value = text.partition("=")
    if not sign:
        raise ValueError(f"{text!r} is not a switch such as quotas=true")
    if value.isascii() and value.isdigit():
        return name, int(value)
    return name, {"true": True, "false": False}.get(value.lower(), value)
