"""What is told of windows, codes, views and colours that make no sense."""

from typing import Any

import pytest

from tests.sheet_templates.broken_templates import CODE_REMEDY, Path, check_told, view

CASES: list[tuple[Path, Any, str]] = [
    (("cadence", "windows", 1, "key"), "fall", 'cadence.windows: "fall" stands 2 times; keep one'),
    (("excuse_codes", 1, "code"), "abs", 'excuse_codes: "ABS" stands 2 times; keep one'),
    (("excuse_codes", 0, "code"), "512", f'excuse_codes: "512" {CODE_REMEDY}'),
    (("excuse_codes", 0, "code"), "", f'excuse_codes: "" {CODE_REMEDY}'),
    (("excuse_codes", 0, "code"), "A|B", f'excuse_codes: "A|B" {CODE_REMEDY}'),
    (("excuse_codes", 0, "also"), ["aus", "ex"], 'excuse_codes: "EX" stands 2 times; keep one'),
    (
        ("excuse_codes", 0, "also"),
        ["512"],
        'excuse_codes.ABS.also: "512" must be a word with letters and without |',
    ),
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
    (
        (*view("talk_about"), "column"),
        "teacher",
        'filter_views.talk_about.column: "checked" needs a column of kind yes/no',
    ),
    (
        (*view("newest_notes"), "tab"),
        "diary",
        (
            'filter_views.newest_notes.tab: "diary" is not one of the tabs (start, students, '
            "supports, notes, contacts, goals, planning, lists)"
        ),
    ),
    (
        (*view("my_students"), "tab"),
        "notes",
        'filter_views.my_students.tab: "my students" is a view of the Students tab',
    ),
    (
        (*view("tiers"), "words"),
        [],
        "filter_views.tiers.words: is empty; say what the column may say",
    ),
    (
        (*view("talk_about"), "title"),
        "my students",
        'filter_views (titles): "my students" stands 2 times; keep one',
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
        'colours.missing.text: "red" must be a colour as #1f3a5f',
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
            'colour_rules.done.when: "state" is not one of the columns of the tab (student, what, '
            "who, by_when, status)"
        ),
    ),
    (
        ("cadence", "notes", "supports"),
        "students",
        (
            'cadence.notes.supports: "students" is not one of the tabs of records '
            "(supports, notes, contacts, goals, planning)"
        ),
    ),
    (
        ("cadence", "notes", "notes"),
        "goals",
        'cadence.notes.notes: the tab "goals" has no column "date"; add it, or remove the rule',
    ),
    (
        ("goals", "tab"),
        "planning",
        (
            'goals.tab: the tab "planning" has no column "metric" of the kind metric; add it, or '
            "remove the rule"
        ),
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
    check_told(path, value, problem)
