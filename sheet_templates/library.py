"""Finds the templates that are shipped with the program, and reads templates of any origin.

Shipped templates share their tabs: a line `#:part NAME` at the top of one takes in the text of
shipped/parts/NAME.toml at its end, and a line `#:on TAB.COLUMN` switches on a column that is off
there. A school's own template is one whole file.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from sheet_templates.errors import TemplateError
from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import parse_template
from sheet_templates.sentences import sentence

DEFAULT_TEMPLATE = "student_tracker_k3"
SCHEMA_LINE = "#:schema "
_PART_LINE = "#:part "
_ON_LINE = "#:on "


def shipped_names() -> tuple[str, ...]:
    """The names of the shipped templates, in order."""
    folder = files("sheet_templates").joinpath("shipped")
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def shipped_text(name: str) -> str:
    """A shipped template as one whole file, ready to be copied; TemplateError if unknown."""
    folder = files("sheet_templates").joinpath("shipped")
    source = folder.joinpath(f"{name}.toml")
    if not source.is_file():
        raise TemplateError(
            sentence('There is no shipped template named "%(name)s".', name=name),
            [sentence("There are %(shipped_names)s.", shipped_names=", ".join(shipped_names()))],
        )
    lines = source.read_text(encoding="utf-8").splitlines()
    parts = [folder.joinpath("parts", f"{one}.toml") for one in _said(lines, _PART_LINE)]
    text = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    for column in _said(lines, _ON_LINE):
        text = _switched_on(text, column)
    directives = (_PART_LINE, _ON_LINE, SCHEMA_LINE)
    return "\n".join([*(line for line in lines if not line.startswith(directives)), text])


def _said(lines: list[str], directive: str) -> list[str]:
    return [line.removeprefix(directive) for line in lines if line.startswith(directive)]


def _switched_on(text: str, column: str) -> str:
    """The text of tabs without the line that switches this column of one off."""
    tab, _, key = map(re.escape, column.partition("."))
    within, of_column = r"(?:(?!\[\[tabs\]\]).*\n)*?", r"(?:(?!\[\[).*\n)*?"
    wanted = rf'^(key = "{tab}"\n{within}key = "{key}"\n{of_column})off = .*\n'
    changed, times = re.subn(wanted, r"\1", text, count=1, flags=re.MULTILINE)
    if not times:
        raise TemplateError(
            sentence("No column %(column)s is off in the parts of this template.", column=column)
        )
    return changed


def copied_text(name: str, key: str) -> str:
    """A shipped template as the text of a school's own, which begins as version 1 under `key`."""
    own = re.sub(r'^key = ".*"$', f'key = "{key}"', shipped_text(name), count=1, flags=re.MULTILINE)
    return re.sub(r"^version = \d+$", "version = 1", own, count=1, flags=re.MULTILINE)


@cache
def shipped_template(name: str = DEFAULT_TEMPLATE) -> TrackerTemplate:
    """The shipped template of that file name; TemplateError if it is unknown or broken."""
    return read_template(shipped_text(name), f"{name}.toml")


def read_template(text: str, place: str) -> TrackerTemplate:
    """The template in a TOML text; `place` (a file's name) leads every problem.

    Raises TemplateError for what is no TOML, no template, or cannot be drawn.
    """
    try:
        source = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(
            sentence("%(place)s is not TOML: %(error)s", place=place, error=str(error))
        ) from error
    return parse_template(source, place)
