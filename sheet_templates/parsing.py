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
from sheet_templates.sentences import Sentence, about, sentence, together

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

    An empty place leads none. Raises TemplateError with all problems: first those of shape
    (missing, unknown, wrong type), and only for a well-shaped template those of sense
    (`sheet_templates.lint`).
    """
    try:
        template = _ADAPTER.validate_json(
            json.dumps(source, default=str), strict=True, extra="forbid"
        )
    except ValidationError as error:
        problems = [_in_words(place, source, finding) for finding in error.errors()]
        raise TemplateError(
            sentence("%(file)s is not a tracker template.", file=place), problems
        ) from error
    problems = [_at(place, problem) for problem in lint(template)]
    if problems:
        raise TemplateError(
            sentence("%(file)s describes a tracker that cannot be drawn.", file=place), problems
        )
    return template


def _at(place: str, problem: str) -> str:
    return about(place, problem) if place else problem


def _in_words(place: str, source: Any, finding: Any) -> str:
    path: list[str] = []
    at = source
    for step in finding["loc"]:
        at = _below(at, step)
        path.append(_name(at, step))
    return _at(place, about(together(path, between="."), _said(finding)))


def _below(value: Any, step: Any) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _name(part: Any, step: Any) -> str:
    """A step of a path: of a list the part's own key, as people look for it in their file."""
    if not isinstance(step, int):
        return str(step)
    keys = (part.get(name) for name in ("key", "code")) if isinstance(part, Mapping) else ()
    found = next((key for key in keys if key), None)
    return found if isinstance(found, str) else sentence("number %(number)s", number=step + 1)


_WANTED = {
    "string_type": sentence("must be text"),
    "int_type": sentence("must be a whole number"),
    "int_from_float": sentence("must be a whole number"),
    "float_type": sentence("must be a number"),
    "bool_type": sentence("must be true or false"),
    "tuple_type": sentence("must be a list"),
    "dataclass_type": sentence("must be a part with fields of its own"),
}
"""By pydantic's name of a finding: what is wanted instead."""


def _said(finding: Any) -> str:
    """What is wrong and what to do; pydantic's own words for what no template comes to say."""
    kind = finding["type"]
    match kind:
        case "missing":
            return sentence("is missing; add it")
        case "extra_forbidden" | "unexpected_keyword_argument":
            return _no_field(str(finding["loc"][-1]))
        case "enum":
            wanted = sentence("must be %(wanted)s", wanted=finding["ctx"]["expected"])
        case _:
            wanted = _WANTED.get(kind) or sentence("%(trouble)s", trouble=finding["msg"])
    given = finding["input"]
    if isinstance(given, dict | list):
        return wanted
    return sentence("%(given)s %(wanted)s", given=_as_written(given), wanted=wanted)


def _as_written(given: object) -> str:
    """A value as the file has it."""
    return json.dumps(given, ensure_ascii=False)


def _no_field(name: str) -> Sentence:
    close = get_close_matches(name, _fields(), n=1, cutoff=0.75)
    if not close:
        return sentence("is no field of this part; correct or remove it")
    return sentence(
        "is no field of this part (did you mean %(field)s?); correct or remove it", field=close[0]
    )


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
        problems = [_in_words("", json.loads(text), one) for one in error.errors()]
        raise TemplateError(
            sentence("The template was kept by another version of the program."), problems
        ) from error
