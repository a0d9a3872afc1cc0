"""`DIR/addon.json`: which add-on the side panel shows. Without the file there is no side panel."""

from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from local_sheets.addon.calls import PATIENCE
from local_sheets.addon.reading import AddOnError, Fields
from local_sheets.oauth_client import is_loopback

FILE_NAME = "addon.json"
_REMEDY = 'Write it as {"deployment": "http://127.0.0.1:8000/addon/deployment.json"}, or delete it.'


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where the add-on's deployment resource lies; whether an admin installed it for everybody.

    Then people have allowed all its scopes; otherwise each is asked, for as long as the server
    runs. `patience` is how many seconds an answer may take.
    """

    deployment: str
    installed_by_admin: bool = True
    patience: float = PATIENCE


def read_setting(folder: Path) -> Setting | None:
    """The setting of a data folder, read anew each time; AddOnError where it is damaged."""
    path = folder / FILE_NAME
    try:
        content = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, orjson.JSONDecodeError) as error:
        raise AddOnError(f"{path} cannot be read ({error}). {_REMEDY}", 500) from error
    problems: list[str] = []
    fields = Fields(content, FILE_NAME, problems)
    found = Setting(
        deployment=fields.text("deployment", is_needed=True),
        installed_by_admin=fields.flag("installed_by_admin", default=True),
    )
    found = replace(found, patience=_patience(fields))
    fields.end()
    if found.deployment and not is_loopback(found.deployment):
        problems.append(f"{found.deployment} is not an address of this machine")
    if problems:
        raise AddOnError(f"{path}: {'; '.join(problems)}. {_REMEDY}", 500)
    return found


def _patience(fields: Fields) -> float:
    """Milliseconds in the file, for there a whole number is all that is taken."""
    most = int(PATIENCE * 1000)
    if not fields.has("patience_ms"):
        return PATIENCE
    told = fields.number("patience_ms")
    if not 0 < told <= most:
        fields.problem(f"has a patience_ms that is not between 1 and {most}")
    return told / 1000


def has_setting(folder: Path) -> bool:
    """Whether there is a side panel at all."""
    return (folder / FILE_NAME).exists()
