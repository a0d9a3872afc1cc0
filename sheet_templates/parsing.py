"""A mapping (as TOML gives it) -> TrackerTemplate, with every problem found at once.

pydantic reads the plain dataclasses of `sheet_templates.model`, so the model stays the one place
that says what a template holds, and the editor's JSON Schema comes from it too.
"""

import json
from collections.abc import Mapping
from difflib import get_close_matches
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


def schema_text() -> str:
    """The JSON Schema as a file holds it."""
    return json.dumps(template_schema(), indent=1) + "\n"


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
        problems = [_in_words(place, source, finding) for finding in error.errors()]
        raise TemplateError(f"{place} is not a tracker template.", problems) from error
    problems = [f"{place}: {problem}" for problem in lint(template)]
    if problems:
        raise TemplateError(f"{place} describes a tracker that cannot be drawn.", problems)
    return template


def _in_words(place: str, source: Any, finding: Any) -> str:
    path, at = [], source
    for step in finding["loc"]:
        at = _below(at, step)
        path.append(_name(at, step))
    return f"{place}: {'.'.join(path)}: {_said(finding)}"


def _below(value: Any, step: Any) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _name(part: Any, step: Any) -> str:
    """A step of a path: of a list the part's own key, as people look for it in their file."""
    if isinstance(step, int) and isinstance(part, Mapping):
        found = next((part[name] for name in ("key", "code") if part.get(name)), None)
        return found if isinstance(found, str) else f"number {step + 1}"
    return f"number {step + 1}" if isinstance(step, int) else str(step)


def _said(finding: Any) -> str:
    """What is wrong and what to do; pydantic's own words for what is rare."""
    match finding["type"]:
        case "missing":
            return "is missing; add it"
        case "extra_forbidden" | "unexpected_keyword_argument":
            return (
                f"is no field of this part{_meant(str(finding['loc'][-1]))}; correct or remove it"
            )
        case "enum":
            return f"{finding['input']!r} must be {finding['ctx']['expected']}"
        case _:
            told = f"{finding['msg'][:1].lower()}{finding['msg'][1:]}"
            given = finding["input"]
            return told if isinstance(given, dict | list) else f"{given!r}: {told}"


def _meant(name: str) -> str:
    close = get_close_matches(name, _fields(), n=1, cutoff=0.75)
    return f" (did you mean {close[0]}?)" if close else ""


@lru_cache(maxsize=1)
def _fields() -> tuple[str, ...]:
    """Every field that some part of a template has."""
    schema = template_schema()
    parts = (schema, *schema["$defs"].values())
    return tuple(sorted({name for part in parts for name in part.get("properties", ())}))


def template_text(template: TrackerTemplate) -> str:
    """The template as JSON, as it is kept; equal templates give an equal text."""
    loaded = json.loads(_ADAPTER.dump_json(template))
    return json.dumps(loaded, sort_keys=True, ensure_ascii=False)


@lru_cache(maxsize=32)
def template_of_text(text: str) -> TrackerTemplate:
    """The template that `template_text` gave; it was checked when it came in.

    TemplateError for one that another version of the program kept, which knew more.
    """
    try:
        return _ADAPTER.validate_json(text, extra="forbid")
    except ValidationError as error:
        problems = [_in_words("kept template", json.loads(text), one) for one in error.errors()]
        raise TemplateError(
            "The template was kept by another version of the program.", problems
        ) from error
