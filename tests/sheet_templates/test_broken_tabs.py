"""What is told of tabs and columns that make no sense, or hold what they may not."""

import copy
from typing import Any

import pytest

from sheet_templates.lint import remarks
from sheet_templates.lint.remarks import visible_columns
from sheet_templates.parsing import parse_template
from tests.sheet_templates.broken_templates import (
    NEVER,
    READING,
    Path,
    changed,
    check_told,
    column,
    problems,
    tab,
)

CASES: list[tuple[Path, Any, str]] = [
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
        'tabs: exactly one must have kind = "start", with the key "start"; here start, lists',
    ),
    (
        (*tab("notes"), "title"),
        "students",
        'tabs (titles): "students" stands 2 times; keep one',
    ),
    (
        (*column("students", "to_do"), "kind"),
        "service",
        'tabs.students.columns: exactly one column must have kind = "to do", here 0',
    ),
    (
        (*column("students", "talk_about"), "key"),
        "owed_from",
        'tabs.students.columns: the key "owed_from" is taken by a hidden column; rename it',
    ),
    (
        (*column("notes", "seen"), "kind"),
        "to do",
        'tabs.notes.columns.seen.kind: "to do" belongs to the Students tab',
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
        'tabs.supports.columns: "who" stands 2 times; keep one',
    ),
]


@pytest.mark.parametrize(("path", "value", "problem"), CASES)
def test_what_makes_no_sense_is_told_with_its_path_and_remedy(
    path: Path, value: Any, problem: str
) -> None:
    check_told(path, value, problem)


@pytest.mark.parametrize("word", ["Home language", "Guardian", "E-mail", "IEP", "Foster care"])
def test_a_header_that_betrays_what_a_spreadsheet_may_not_hold_is_refused(word: str) -> None:
    (found,) = problems(changed((*column("supports", "goal"), "header"), word))
    assert found.startswith(f'own.toml: tabs.supports.columns.goal: "{word}" speaks of ')
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
