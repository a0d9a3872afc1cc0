"""A mapping (as TOML gives it) -> TrackerTemplate, with every problem found at once.

pydantic reads the plain dataclasses of `sheet_templates.model`, so the model stays the one place
that says what a template holds, and the editor's JSON Schema comes from it too.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sheet_templates.errors import TemplateError
from sheet_templates.lint import lint
from sheet_templates.model import TrackerTemplate

_ADAPTER = TypeAdapter(TrackerTemplate)


def template_schema() -> dict[str, Any]:
    """The JSON Schema of a template, for editors: what `parse_template` takes, and no more."""
    schema = _ADAPTER.json_schema()
    for part in (schema, *schema["$defs"].values()):
        if part.get("type") == "object":
            part["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def parse_template(source: Mapping[str, Any], place: str) -> TrackerTemplate:
    """The template that `source` describes; `place` (a file's name) leads every problem.

    Raises TemplateError with all problems: first those of shape (missing, unknown, wrong type),
    and only for a well-shaped template those of sense (`sheet_templates.lint`).
    """
    try:
        template = _ADAPTER.validate_json(
            json.dumps(source, default=str), strict=True, extra="forbid"
        )
    except ValidationError as error:
        problems = [_in_words(place, finding) for finding in error.errors()]
        raise TemplateError(f"{place} is not a tracker template.", problems) from error
    problems = [f"{place}: {problem}" for problem in lint(template)]
    if problems:
        raise TemplateError(f"{place} describes a tracker that cannot be drawn.", problems)
    return template


def _in_words(place: str, finding: Any) -> str:
    path = ".".join(str(step) for step in finding["loc"])
    return f"{place}: {path}: {finding['msg'][:1].lower()}{finding['msg'][1:]}"


def template_text(template: TrackerTemplate) -> str:
    """The template as JSON, as it is kept; equal templates give an equal text."""
    loaded = json.loads(_ADAPTER.dump_json(template))
    return json.dumps(loaded, sort_keys=True, ensure_ascii=False)


@lru_cache(maxsize=32)
def template_of_text(text: str) -> TrackerTemplate:
    """The template that `template_text` gave; it was checked when it came in."""
    return _ADAPTER.validate_json(text)
