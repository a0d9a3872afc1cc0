"""Finds the templates that are shipped with the program."""

import tomllib
from importlib.resources import files

from sheet_templates.errors import TemplateError
from sheet_templates.model import TrackerTemplate
from sheet_templates.parsing import parse_template

DEFAULT_TEMPLATE = "student_tracker_k3"


def shipped_template(name: str = DEFAULT_TEMPLATE) -> TrackerTemplate:
    """The shipped template of that file name; TemplateError if it is unknown or broken."""
    source = files("sheet_templates").joinpath("shipped", f"{name}.toml")
    if not source.is_file():
        raise TemplateError(f"There is no shipped template named {name!r}.")
    try:
        return parse_template(tomllib.loads(source.read_text(encoding="utf-8")), source.name)
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"{source.name} is not TOML: {error}") from error
