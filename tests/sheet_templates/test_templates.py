"""Templates are data: what a broken one is told, all at once, with path and remedy."""

import copy
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheet_templates.errors import TemplateError
from sheet_templates.library import DEFAULT_TEMPLATE, shipped_template
from sheet_templates.lint import lint
from sheet_templates.parsing import parse_template

Path = tuple[str | int, ...]
SHIPPED: dict[str, Any] = tomllib.loads(
    files("sheet_templates")
    .joinpath("shipped", f"{DEFAULT_TEMPLATE}.toml")
    .read_text(encoding="utf-8")
)
CODE_REMEDY = "must be a word of letters, which no score can be mistaken for"
OPTIONAL = {"not_for_grades"}


def changed(path: Path, value: Any) -> dict[str, Any]:
    """The shipped template with another value at a path."""
    source = copy.deepcopy(SHIPPED)
    at: Any = source
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return source


def problems(source: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(TemplateError) as refused:
        parse_template(source, "own.toml")
    return refused.value.problems


def paths(value: Any, here: Path = ()) -> Iterator[Path]:
    """The paths of everything in a template."""
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for step, child in children:
        yield (*here, step)
        if isinstance(child, dict | list):
            yield from paths(child, (*here, step))


FIELDS = [path for path in paths(SHIPPED) if isinstance(path[-1], str)]


def test_the_shipped_template_can_be_drawn() -> None:
    template = shipped_template()
    assert lint(template) == []
    assert [metric.key for metric in template.metrics if metric.is_primary] == ["reading"]
    assert parse_template(SHIPPED, "shipped") == template


def test_a_template_that_is_not_shipped_is_named() -> None:
    with pytest.raises(TemplateError) as refused:
        shipped_template("no_such")
    assert refused.value.reason == "There is no shipped template named 'no_such'."


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("scales", 0, "lowest"), 900, "scales.stanford: lowest 900 must be below highest 900"),
        (("metrics", 0, "scale"), "st", "metrics.reading.scale: 'st' is not one of the scales"),
        (
            ("metrics", 0, "is_primary"),
            False,
            "metrics: exactly one must have is_primary = true, here none",
        ),
        (
            ("metrics", 1, "is_primary"),
            True,
            "metrics: exactly one must have is_primary = true, here reading, math",
        ),
        (
            ("metrics",),
            [
                SHIPPED["metrics"][0],
                *(SHIPPED["metrics"][1] | {"key": f"m{number}"} for number in range(4)),
            ],
            "metrics: 4 supporting metrics; keep at most 3",
        ),
        (("metrics", 1, "key"), "reading", "metrics: 'reading' stands 2 times; keep one"),
        (("scales",), [SHIPPED["scales"][0]] * 3, "scales: 'stanford' stands 3 times; keep one"),
        (
            ("cadence", "windows", 1, "key"),
            "fall",
            "cadence.windows: 'fall' stands 2 times; keep one",
        ),
        (("excuse_codes", 1, "code"), "abs", "excuse_codes: 'ABS' stands 2 times; keep one"),
        (("excuse_codes", 0, "code"), "512", f"excuse_codes: '512' {CODE_REMEDY}"),
        (("excuse_codes", 0, "code"), "", f"excuse_codes: '' {CODE_REMEDY}"),
        (("excuse_codes", 0, "code"), "A|B", f"excuse_codes: 'A|B' {CODE_REMEDY}"),
        (
            ("excuse_codes",),
            [],
            "excuse_codes: is empty; people need an honest thing to type for a score they lack",
        ),
        (
            ("cadence", "windows"),
            [],
            "cadence.windows: is empty; a tracker needs at least one window",
        ),
        (
            ("cadence", "grace_instructional_days"),
            -1,
            "cadence.grace_instructional_days: must be 0 or more",
        ),
        (("spare_note_rows",), -1, "spare_note_rows: must be 0 or more"),
        (
            ("cadence", "windows", 0, "due", "grading_period"),
            0,
            (
                "cadence.windows.fall.due.grading_period: counts from 1, or from the last with -1; "
                "0 is neither"
            ),
        ),
    ],
)
def test_what_makes_no_sense_is_told_with_its_path_and_remedy(
    path: Path, value: Any, problem: str
) -> None:
    assert problems(changed(path, value)) == (f"own.toml: {problem}",)


def test_all_problems_are_told_at_once() -> None:
    source = changed(("spare_note_rows",), -1)
    source["cadence"]["grace_instructional_days"] = -1
    source["metrics"][0]["scale"] = "st"
    assert len(problems(source)) == 3
    del source["title"], source["cadence"]["windows"][0]["due"]
    source["surprise"] = 1
    assert problems(source) == (
        "own.toml: title: field required",
        "own.toml: cadence.windows.0.due: field required",
        "own.toml: surprise: unexpected keyword argument",
    )


@pytest.mark.parametrize("path", [(), ("metrics", 0), ("cadence",), ("cadence", "windows", 0)])
def test_an_unknown_field_is_refused_wherever_it_stands(path: Path) -> None:
    (problem,) = problems(changed((*path, "colour"), "red"))
    where = ".".join(map(str, (*path, "colour")))
    assert problem == f"own.toml: {where}: unexpected keyword argument"


@given(path=st.sampled_from(FIELDS))
def test_a_field_that_is_missing_is_named_by_its_path(path: Path) -> None:
    source = copy.deepcopy(SHIPPED)
    at: Any = source
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    if path[-1] in OPTIONAL:
        assert parse_template(source, "own.toml")
    else:
        assert problems(source) == (f"own.toml: {'.'.join(map(str, path))}: field required",)


WRONG = st.sampled_from([None, True, 7, 1.5, "text", [], {}, [[1]], {"a": 1}])


@given(path=st.sampled_from(FIELDS), value=WRONG)
def test_a_field_of_a_wrong_type_is_named_by_its_path(path: Path, value: Any) -> None:
    held: Any = SHIPPED
    for step in path:
        held = held[step]
    assume(type(held) is not type(value))
    source = changed(path, value)
    where = ".".join(map(str, path))
    found = problems(source)
    assert found
    assert all(problem.startswith(f"own.toml: {where}") for problem in found)
