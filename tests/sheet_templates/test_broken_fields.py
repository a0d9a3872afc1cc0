"""What is told of fields that are unknown, missing or of a wrong type: all at once."""

import copy
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheet_templates.parsing import template_schema
from tests.sheet_templates.broken_templates import (
    READING,
    SHIPPED,
    Path,
    changed,
    column,
    paths,
    problems,
    tab,
    told,
    written,
)

SCHEMA = template_schema()
FIELDS = [path for path in paths(READING) if isinstance(path[-1], str)]


def test_all_problems_are_told_at_once() -> None:
    source = changed((*tab("notes"), "spare_rows"), -1)
    source["cadence"]["grace_instructional_days"] = -1
    source["metrics"][0]["scale"] = "st"
    assert len(problems(source)) == 3
    del source["title"], source["cadence"]["windows"][0]["due"]
    source["surprise"] = 1
    assert problems(source) == (
        "own.toml: title: is missing; add it",
        "own.toml: cadence.windows.fall.due: is missing; add it",
        "own.toml: surprise: is no field of this part; correct or remove it",
    )


@pytest.mark.parametrize(
    "path",
    [
        ("title",),
        ("cadence", "windows", 0, "title"),
        ("metrics", 0, "title"),
        (*tab("notes"), "title"),
        (*column("notes", "seen"), "header"),
        ("filter_views", 0, "title"),
        ("scales", 0, "unit"),
    ],
)
@pytest.mark.parametrize(("unseen", "spelled"), [("\n", "\\u000A"), ("\u2028", "\\u2028")])
def test_what_is_drawn_in_one_line_is_one(path: Path, unseen: str, spelled: str) -> None:
    (problem,) = problems(changed(path, f"Ends{unseen}here"))
    where = written(path, SHIPPED)
    rule = "holds a line break or another control character; write it in one line"
    assert problem == f'own.toml: {where}: "Ends{spelled}here" {rule}'


def test_explanations_have_lines_but_nothing_unseen() -> None:
    place = (*column("notes", "seen"), "help")
    assert told(changed(place, "One.\n\tTwo.")) == ()
    where = written(place, SHIPPED)
    rule = "holds a control character; remove it"
    assert problems(changed(place, "Bell\a\n")) == (
        f'own.toml: {where}: "Bell\\u0007\\u000A" {rule}',
    )


@pytest.mark.parametrize(
    "path", [(), ("metrics", 0), ("cadence",), ("cadence", "windows", 0), column("notes", "seen")]
)
def test_an_unknown_field_is_refused_wherever_it_stands(path: Path) -> None:
    (problem,) = problems(changed((*path, "colour"), "red"))
    where = written((*path, "colour"), SHIPPED)
    remedy = "is no field of this part (did you mean colours?); correct or remove it"
    assert problem == f"own.toml: {where}: {remedy}"


def is_required(path: Path) -> bool:
    """Whether the schema asks for the field at a path."""
    at = SCHEMA
    for step in path[:-1]:
        at = at["items"] if isinstance(step, int) else at["properties"][step]
        at = next((one for one in at.get("anyOf", ()) if "$ref" in one), at)  # or null
        if "$ref" in at:
            at = SCHEMA["$defs"][at["$ref"].rsplit("/", 1)[-1]]
    return path[-1] in at.get("required", ())


@given(path=st.sampled_from(FIELDS))
def test_a_field_that_is_missing_is_named_by_its_path(path: Path) -> None:
    source = copy.deepcopy(READING)
    at: Any = source
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    wanted = f"own.toml: {written(path, source)}: is missing; add it"
    assert (wanted in told(source)) is is_required(path)


WRONG = st.sampled_from([None, True, 7, 1.5, "text", [], {}, [[1]], {"a": 1}])


@given(path=st.sampled_from(FIELDS), value=WRONG)
def test_a_field_of_a_wrong_type_is_named_by_its_path(path: Path, value: Any) -> None:
    held: Any = READING
    for step in path:
        held = held[step]
    kinds = {type(held), type(value)}
    assume(len(kinds) == 2 and kinds != {int, float} and value is not None)
    source = changed(path, value, READING)
    found = problems(source)
    assert found
    assert any(problem.startswith(f"own.toml: {written(path, source)}") for problem in found)
