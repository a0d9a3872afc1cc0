"""Templates are data: what a broken one is told, all at once, with path and remedy."""

import copy
import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheet_templates.errors import TemplateError
from sheet_templates.library import (
    DEFAULT_TEMPLATE,
    shipped_names,
    shipped_template,
    shipped_text,
)
from sheet_templates.lint import lint, remarks
from sheet_templates.lint.remarks import visible_columns
from sheet_templates.parsing import parse_template, template_schema

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


SCHEMA = template_schema()
FIELDS = [path for path in paths(READING) if isinstance(path[-1], str)]


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


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_template_can_be_drawn_and_needs_no_remark(name: str) -> None:
    template = shipped_template(name)
    assert lint(template) == []
    assert list(remarks(template)) == []
    assert len([metric for metric in template.metrics if metric.is_primary]) == 1
    assert parse_template(tomllib.loads(shipped_text(name)), "shipped") == template


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
    assert refused.value.reason == "There is no shipped template named 'no_such'."
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


SCALE_K3 = ("scales", 0)
CASES: list[tuple[Path, Any, str]] = [
    (("scales", 0, "lowest"), 900, "scales.stanford: lowest 900 must be below highest 900"),
    (
        (*SCALE_K3, "kind"),
        "percent",
        "scales.stanford: a percent scale lies between lowest 0 and highest 100",
    ),
    ((*SCALE_K3, "decimals"), 5, "scales.stanford.decimals: 5 must be 0 to 4"),
    (
        (*SCALE_K3, "levels"),
        ["A", "B"],
        "scales.stanford.levels: only a level scale has words; make its kind level, or remove them",
    ),
    (("metrics", 0, "scale"), "st", "metrics.reading.scale: 'st' is not one of the scales"),
    (
        ("metrics", 0, "windows"),
        ["fall", "summer"],
        "metrics.reading.windows: 'summer' is not one of the windows (fall, spring)",
    ),
    (
        ("metrics", 0, "windows"),
        ["spring"],
        "metrics.reading.baseline: 'fall' is not among the metric's own windows",
    ),
    (
        ("metrics", 0, "baseline"),
        "autumn",
        "metrics.reading.baseline: 'autumn' is not one of the windows (fall, spring)",
    ),
    (
        ("metrics", 0, "mastery"),
        "Met",
        (
            "metrics.reading.mastery: belongs to proficiency; remove it, or make the lens "
            "proficiency"
        ),
    ),
    (
        ("metrics", 0, "edited_by"),
        [],
        "metrics.reading.edited_by: is empty; name the roles that enter it",
    ),
    (
        ("metrics", 0, "why"),
        "",
        "metrics.reading.why: is empty; say why this metric is meaningful here",
    ),
    (
        ("metrics", 0, "chosen_by"),
        "",
        "metrics.reading.chosen_by: is empty; say who took part in the choice",
    ),
    (
        ("metrics", 1, "supports"),
        "",
        "metrics.math.supports: is empty; say how this affects the primary metric",
    ),
    (
        ("metrics", 0, "off"),
        "later",
        "metrics.reading: the primary metric is owed for every student; it cannot be off",
    ),
    (
        ("metrics", 0, "cuts"),
        [{"level": "Met", "at_least": 901}],
        "metrics.reading.cuts.0.at_least: 901 is outside the scale (200 to 900)",
    ),
    (
        ("metrics", 0, "cuts"),
        [{"level": "Met", "at_least": 400, "windows": ["summer"]}],
        "metrics.reading.cuts.0.windows: 'summer' is not one of the windows (fall, spring)",
    ),
    (
        ("metrics", 0, "cuts"),
        [
            {"level": "Met", "at_least": 400, "grades": ["01", "02"]},
            {"level": "Met", "at_least": 450, "grades": ["02"]},
        ],
        "metrics.reading.cuts: 'Met' has two cut scores for the same grade and window; keep one",
    ),
    (
        ("metrics", 0, "sensitivity"),
        "health",
        f"metrics.reading.sensitivity: health: {NEVER}",
    ),
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
        (
            "metrics: 4 supporting metrics; keep at most 3, or the tracker becomes a form that "
            "nobody fills"
        ),
    ),
    (("metrics", 1, "key"), "reading", "metrics: 'reading' stands 2 times; keep one"),
    (
        ("metrics", 1, "key"),
        "Math.2",
        (
            "metrics: the key 'Math.2' must be small letters, digits, - and _, and begin with a "
            "letter"
        ),
    ),
    (("scales",), [SHIPPED["scales"][0]] * 3, "scales: 'stanford' stands 3 times; keep one"),
    (("cadence", "windows", 1, "key"), "fall", "cadence.windows: 'fall' stands 2 times; keep one"),
    (("excuse_codes", 1, "code"), "abs", "excuse_codes: 'ABS' stands 2 times; keep one"),
    (("excuse_codes", 0, "code"), "512", f"excuse_codes: '512' {CODE_REMEDY}"),
    (("excuse_codes", 0, "code"), "", f"excuse_codes: '' {CODE_REMEDY}"),
    (("excuse_codes", 0, "code"), "A|B", f"excuse_codes: 'A|B' {CODE_REMEDY}"),
    (
        ("excuse_codes",),
        [],
        "excuse_codes: is empty; people need an honest thing to type for a score they lack",
    ),
    (("version",), 0, "version: 0 must be 1 or more"),
    (("purpose",), " ", "purpose: is empty; it stands on the tracker's first tab"),
    (
        ("cadence", "grace_instructional_days"),
        -1,
        "cadence.grace_instructional_days: must be 0 or more",
    ),
    ((*tab("notes"), "spare_rows"), -1, "tabs.notes.spare_rows: must be 0 to 500"),
    ((*tab("students"), "free_columns"), 11, "tabs.students.free_columns: must be 0 to 10"),
    (
        (*tab("notes"), "edited_by"),
        [],
        "tabs.notes.edited_by: is empty; name the roles that add rows",
    ),
    (
        (*tab("students"), "spare_rows"),
        5,
        "tabs.students: spare_rows and edited_by are for tabs of records; remove them",
    ),
    (
        (*tab("lists"), "kind"),
        "start",
        "tabs: exactly one must have kind = 'start', with the key 'start'; here start, lists",
    ),
    (
        (*tab("notes"), "title"),
        "students",
        "tabs (titles): 'students' stands 2 times; keep one",
    ),
    (
        (*column("students", "to_do"), "kind"),
        "service",
        "tabs.students.columns: exactly one column must have kind = 'to do', here 0",
    ),
    (
        (*column("students", "talk_about"), "key"),
        "owed_from",
        "tabs.students.columns: the key 'owed_from' is taken by a hidden column; rename it",
    ),
    (
        (*column("notes", "seen"), "kind"),
        "to do",
        "tabs.notes.columns.seen.kind: 'to do' belongs to the Students tab",
    ),
    (
        (*column("notes", "seen"), "kind"),
        "id",
        (
            "tabs.notes.columns.seen.kind: rows of records have a hidden key of their own; remove "
            "the id column"
        ),
    ),
    (
        (*column("notes", "seen"), "kind"),
        "formula",
        "tabs.notes.columns.seen.formula: is missing; give the formula of its row",
    ),
    (
        (*column("notes", "seen"), "roster"),
        "grade",
        "tabs.notes.columns.seen.roster: only a column of kind roster has it; remove it",
    ),
    (
        (*column("supports", "setting"), "choices"),
        [],
        "tabs.supports.columns.setting.choices: is missing; say what can be chosen",
    ),
    (
        (*column("supports", "goal"), "choices"),
        ["a"],
        (
            "tabs.supports.columns.goal.choices: only a choice, a level or a student has them; "
            "remove them"
        ),
    ),
    (
        (*column("students", "talk_about"), "edited_by"),
        [],
        "tabs.students.columns.talk_about.edited_by: is empty; name the roles that fill it",
    ),
    (
        (*column("students", "teacher"), "edited_by"),
        ["teacher"],
        (
            "tabs.students.columns.teacher.edited_by: only a column that people fill on the "
            "Students tab has it; remove it"
        ),
    ),
    (
        (*column("supports", "minutes"), "lowest"),
        240,
        "tabs.supports.columns.minutes: lowest 240 must be below highest 240",
    ),
    (
        (*column("supports", "goal"), "lowest"),
        1,
        "tabs.supports.columns.goal: lowest and highest are for numbers; remove them",
    ),
    (
        (*column("supports", "goal"), "header"),
        "",
        "tabs.supports.columns.goal.header: is empty; people need a word over the column",
    ),
    (
        (*column("supports", "goal"), "width"),
        0,
        "tabs.supports.columns.goal.width: 0 must be above 0",
    ),
    (
        (*column("supports", "goal"), "off"),
        " ",
        ("tabs.supports.columns.goal.off: give the reason why it is switched off, or remove it"),
    ),
    (
        (*column("supports", "goal"), "key"),
        "who",
        "tabs.supports.columns: 'who' stands 2 times; keep one",
    ),
    (
        (*view("talk_about"), "column"),
        "teacher",
        "filter_views.talk_about.column: 'checked' needs a column of kind yes/no",
    ),
    (
        (*view("newest_notes"), "tab"),
        "diary",
        (
            "filter_views.newest_notes.tab: 'diary' is not one of the tabs (start, students, "
            "supports, notes, goals, planning, lists)"
        ),
    ),
    (
        (*view("my_students"), "tab"),
        "notes",
        "filter_views.my_students.tab: 'my students' is a view of the Students tab",
    ),
    (
        (*view("tiers"), "words"),
        [],
        "filter_views.tiers.words: is empty; say what the column may say",
    ),
    (
        (*view("talk_about"), "title"),
        "my students",
        "filter_views (titles): 'my students' stands 2 times; keep one",
    ),
    (
        ("colours",),
        [{"status": "missing", "text": "#ffffff", "background": "#f8d0d6"}],
        (
            "colours.missing: text on background has a contrast of 1.4 to 1; choose colours with "
            "4.5 to 1 or more"
        ),
    ),
    (
        ("colours",),
        [{"status": "missing", "text": "red"}],
        "colours.missing.text: 'red' must be a colour as #1f3a5f",
    ),
    (
        ("colour_rules",),
        [
            {
                "key": "done",
                "tab": "planning",
                "column": "what",
                "when": "=Lists!A1={status}",
            }
        ],
        (
            "colour_rules.done.when: looks at another tab or file; Google refuses that in a "
            "colour, and a change there would go unseen here. Name columns of the same tab as "
            "{key}"
        ),
    ),
    (
        ("colour_rules",),
        [{"key": "done", "tab": "planning", "column": "what", "when": '={state}="done"'}],
        (
            "colour_rules.done.when: 'state' is not one of the columns of the tab (student, what, "
            "who, by_when, status)"
        ),
    ),
    (
        ("cadence", "notes", "supports"),
        "students",
        (
            "cadence.notes.supports: 'students' is not one of the tabs of records "
            "(supports, notes, goals, planning)"
        ),
    ),
    (
        ("cadence", "notes", "notes"),
        "goals",
        "cadence.notes.notes: the tab 'goals' has no column 'date'; add it, or remove the rule",
    ),
    (
        ("cadence", "notes", "tiers", 0, "weeks"),
        0,
        "cadence.notes.tiers.3.weeks: 0 must be 1 or more",
    ),
    (
        ("cadence", "windows", 0, "due", "grading_period"),
        0,
        (
            "cadence.windows.fall.due.grading_period: counts from 1, or from the last with -1; "
            "0 is neither"
        ),
    ),
]


@pytest.mark.parametrize(("path", "value", "problem"), CASES)
def test_what_makes_no_sense_is_told_with_its_path_and_remedy(
    path: Path, value: Any, problem: str
) -> None:
    first, *more = problems(changed(path, value))
    assert f"own.toml: {problem}" in (first, *more)
    assert len(more) <= 2  # what else follows from the same change


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (
            ("metrics", 1, "mastery"),
            "Perfect",
            "metrics.vocabulary.mastery: 'Perfect' is not a level of its cuts; add its cut score",
        ),
        (
            ("metrics", 2, "mastery"),
            "Perfect",
            (
                "metrics.comprehension.mastery: 'Perfect' is not a level of its scale 'rubric'; "
                "add its cut score"
            ),
        ),
        (
            ("metrics", 1, "baseline"),
            "fall",
            ("metrics.vocabulary.baseline: belongs to growth; remove it, or make the lens growth"),
        ),
        (
            ("metrics", 2, "cuts"),
            [{"level": "Meeting", "at_least": 3}],
            (
                "metrics.comprehension.cuts.0: a scale of words has its levels itself; remove the "
                "cut"
            ),
        ),
        (
            ("scales", 2, "levels"),
            ["Meeting"],
            "scales.rubric.levels: name two levels or more, lowest first",
        ),
        (
            ("scales", 2, "levels"),
            ["Beginning", "Meeting", "ABS"],
            "scales.rubric.levels: 'ABS' is an excuse code too; rename one of them",
        ),
        (
            ("scales", 2, "levels"),
            ["Beginning", "Meeting", "a|b"],
            "scales.rubric.levels: 'a|b' must be a word without |",
        ),
        (
            ("scales", 2, "levels"),
            ["Beginning", "Meeting", "meeting"],
            "scales.rubric.levels: 'MEETING' stands 2 times; keep one",
        ),
        (
            ("scales", 2, "lowest"),
            1,
            "scales.rubric: lowest and highest are for numbers; remove them",
        ),
    ],
)
def test_what_makes_no_sense_of_proficiency_is_told(path: Path, value: Any, problem: str) -> None:
    assert problems(changed(path, value, READING)) == (f"own.toml: {problem}",)


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        ("baseline", "metrics.reading.baseline: growth needs the window from which it counts"),
        ("mastery", "proficiency needs the level from which on a student is proficient"),
        (
            "cuts",
            "metrics.vocabulary.mastery: 'Mastered' is not a level of its cuts; add its cut score",
        ),
    ],
)
def test_a_lens_needs_what_it_judges_by(field: str, problem: str) -> None:
    source = copy.deepcopy(READING if field != "baseline" else SHIPPED)
    del source["metrics"][0 if field == "baseline" else 1][field]
    (found,) = problems(source)
    assert found.endswith(problem)


def test_words_cannot_grow() -> None:
    source = copy.deepcopy(READING)
    source["metrics"][2] |= {"lens": "growth", "baseline": "fall"}
    del source["metrics"][2]["mastery"]
    assert problems(source) == (
        (
            "own.toml: metrics.comprehension.lens: 'rubric' has words, which cannot grow; make it "
            "proficiency"
        ),
    )


@pytest.mark.parametrize("word", ["Home language", "Guardian", "E-mail", "IEP", "Foster care"])
def test_a_header_that_betrays_what_a_spreadsheet_may_not_hold_is_refused(word: str) -> None:
    (found,) = problems(changed((*column("supports", "goal"), "header"), word))
    assert found.startswith(f"own.toml: tabs.supports.columns.goal: {word!r} speaks of ")
    assert found.endswith(NEVER)


@pytest.mark.parametrize(
    "never",
    [
        "home language",
        "guardians",
        "contacts",
        "health",
        "custody",
        "special education papers",
        "reasons of absence",
        "restricted notes",
    ],
)
def test_no_column_may_hold_what_its_readers_may_not_see(never: str) -> None:
    (found,) = problems(changed((*column("notes", "seen"), "sensitivity"), never))
    assert found == f"own.toml: tabs.notes.columns.seen.sensitivity: {never}: {NEVER}"


def test_too_many_columns_are_remarked_and_drawn_all_the_same() -> None:
    source = copy.deepcopy(READING)
    window = source["cadence"]["windows"][1]
    source["cadence"]["windows"] += [window | {"key": f"more{n}"} for n in range(3)]
    template = parse_template(source, "own.toml")
    count = visible_columns(template)
    assert count > 30
    assert list(remarks(template)) == [
        (
            f"tabs.students: {count} visible columns; above 30 people lose their way. Hide some, "
            "or have fewer windows or metrics"
        )
    ]


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
