"""Shipped templates with something wrong in them, and what is told of it."""

import copy
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from sheet_templates.errors import TemplateError
from sheet_templates.library import DEFAULT_TEMPLATE, shipped_text
from sheet_templates.parsing import parse_template
from sheet_templates.sentences import Sentence

Path = tuple[str | int, ...]
SHIPPED: dict[str, Any] = tomllib.loads(shipped_text(DEFAULT_TEMPLATE))
READING: dict[str, Any] = tomllib.loads(shipped_text("k5_reading"))
CODE_REMEDY = "must be a word of letters, which no score can be mistaken for"
NEVER = (
    "hiding and protecting hide nothing, so it never stands in a spreadsheet; "
    "keep it in the service"
)


def changed(path: Path, value: Any, whole: dict[str, Any] = SHIPPED) -> dict[str, Any]:
    """A shipped template with another value at a path."""
    source = copy.deepcopy(whole)
    at: Any = source
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return source


def problems(source: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(TemplateError) as refused:
        parse_template(source, "own.toml")
    return refused.value.problems


def told(source: dict[str, Any]) -> tuple[str, ...]:
    """All problems; none for a template that can be drawn."""
    try:
        parse_template(source, "own.toml")
    except TemplateError as refused:
        return refused.problems
    return ()


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    """The paths of everything in a template."""
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for step, child in children:
        yield (*here, step)
        if isinstance(child, dict | list):
            yield from paths(child, (*here, step))


def written(path: Path, source: dict[str, Any]) -> str:
    """A path as problems name it: a part of a list by its key."""
    at: Any = source
    steps = []
    for step in path:
        at = at.get(step) if isinstance(at, dict) else at[step]
        known = (at.get("key") or at.get("code")) if isinstance(step, int) else step
        steps.append(known if isinstance(known, str) else f"number {int(step) + 1}")
    return ".".join(steps)


def tab(key: str) -> Path:
    """The path of a tab in the shipped template."""
    return ("tabs", next(at for at, one in enumerate(SHIPPED["tabs"]) if one["key"] == key))


def column(tab_key: str, key: str) -> Path:
    """The path of a column in the shipped template."""
    path = tab(tab_key)
    columns = SHIPPED["tabs"][path[1]]["columns"]
    return (*path, "columns", next(at for at, one in enumerate(columns) if one["key"] == key))


def view(key: str) -> Path:
    """The path of a filter view in the shipped template."""
    views = SHIPPED["filter_views"]
    return ("filter_views", next(at for at, one in enumerate(views) if one["key"] == key))


def check_told(path: Path, value: Any, problem: str) -> None:
    """Assert that this value at a path is told of so, and little else with it."""
    first, *more = problems(changed(path, value))
    assert all(isinstance(one, Sentence) for one in (first, *more))
    assert f"own.toml: {problem}" in (first, *more)
    assert len(more) <= 2  # what else follows from the same change
