"""The shipped templates, and the schema by which editors know them."""

import json
import tomllib
from importlib.resources import files

import pytest

from sheet_templates.errors import TemplateError
from sheet_templates.filled import FILLED, NOTE_DUE
from sheet_templates.library import shipped_names, shipped_template, shipped_text
from sheet_templates.lint import lint, remarks
from sheet_templates.parsing import parse_template, template_schema


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_template_can_be_drawn_and_needs_no_remark(name: str) -> None:
    template = shipped_template(name)
    assert lint(template) == []
    assert list(remarks(template)) == []
    assert len([metric for metric in template.metrics if metric.is_primary]) == 1
    assert parse_template(tomllib.loads(shipped_text(name)), "shipped") == template


def test_progress_monitoring_says_which_note_is_due_and_the_others_leave_it_to_the_school() -> None:
    """A column that is on in one template only, though all take their tabs from one part."""
    shown = {
        name: {one.key for one in shipped_template(name).students.drawn_columns}.intersection(
            FILLED
        )
        for name in shipped_names()
    }
    assert shown == {name: set() for name in shipped_names()} | {"mtss_monitoring": {NOTE_DUE}}


def test_every_family_is_shipped() -> None:
    assert shipped_names() == (
        "attendance_first",
        "k5_math",
        "k5_reading",
        "mtss_monitoring",
        "student_tracker_k3",
    )


def test_a_template_that_is_not_shipped_is_named() -> None:
    with pytest.raises(TemplateError) as refused:
        shipped_template("no_such")
    assert refused.value.reason == 'There is no shipped template named "no_such".'
    assert refused.value.problems == (f"There are {', '.join(shipped_names())}.",)


def test_the_schema_for_editors_is_the_models() -> None:
    kept = files("sheet_templates").joinpath("shipped", "..", "template.schema.json")
    assert json.loads(kept.read_text(encoding="utf-8")) == template_schema(), (
        "if the change is meant: python -m scripts.make_template_reference"
    )


def test_every_field_says_what_it_is() -> None:
    for name, part in template_schema()["$defs"].items():
        assert part.get("description"), name
        for field, said in part.get("properties", {}).items():
            assert said.get("description"), f"{name}.{field}"
    for field, said in template_schema()["properties"].items():
        assert said.get("description"), field


def test_shipped_templates_name_their_schema_where_it_stands() -> None:
    folder = files("sheet_templates").joinpath("shipped")
    for name in shipped_names():
        first, *_ = folder.joinpath(f"{name}.toml").read_text(encoding="utf-8").splitlines()
        assert first == "#:schema ../template.schema.json"
        assert folder.joinpath(first.removeprefix("#:schema ")).is_file()
