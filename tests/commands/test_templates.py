"""`tracksheet template ...` on files: making one's own, checking it, showing it, its dictionary."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.commands import main
from sheet_templates.columns import TabKind
from sheet_templates.desired.columns import Part, drawn_columns
from sheet_templates.desired.students import students_tab
from sheet_templates.dictionary import Entry, dictionary
from sheet_templates.example import example_brief
from sheet_templates.library import copied_text, read_template, shipped_names, shipped_template
from sheet_templates.parsing import template_schema
from sheet_templates.sensitivity import NEVER_IN_A_SPREADSHEET

Command = Callable[..., Result]


@pytest.mark.parametrize("name", shipped_names())
def test_a_copy_is_its_original_under_another_key(name: str) -> None:
    own, shipped = read_template(copied_text(name, "ours"), "ours.toml"), shipped_template(name)
    assert (own.key, own.version) == ("ours", 1)
    assert (own.tabs, own.metrics, own.cadence) == (shipped.tabs, shipped.metrics, shipped.cadence)


def test_a_template_of_ones_own_is_made_and_checked_without_a_school(
    tmp_path: Path, tracksheet: Command
) -> None:
    made = tracksheet(tmp_path, "template", "new", "ours", "--from", "k5_reading")
    assert made.exit_code == 0
    file = tmp_path / "templates" / "ours.toml"
    checked = tracksheet(tmp_path, "template", "check", "ours")
    assert checked.output == "ours (its file says version = 1): it can be drawn.\n"
    file.write_text(
        file.read_text(encoding="utf-8")
        .replace('header = "To do"', 'haeder = "To do"')
        .replace("grace_instructional_days = 5", 'grace_instructional_days = "5"'),
        encoding="utf-8",
    )
    checked = tracksheet(tmp_path, "template", "check", str(file))
    assert checked.exit_code == 1
    assert checked.stderr.splitlines() == [
        "ours.toml is not a tracker template.",
        '  ours.toml: cadence.grace_instructional_days: "5" must be a whole number',
        "  ours.toml: tabs.students.columns.to_do.header: is missing; add it",
        (
            "  ours.toml: tabs.students.columns.to_do.haeder: is no field of this part (did you "
            "mean header?); correct or remove it"
        ),
    ]
    listed = tracksheet(tmp_path, "template", "list").output.splitlines()
    assert "k5_reading (shipped): Reading tracker, one file per grade" in listed
    assert listed[len(shipped_names())] == "ours (own): cannot be drawn"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["templates"]


@pytest.mark.parametrize("name", ["k5_math", "../ours", "Ours", ""])
def test_a_name_that_cannot_be_a_template_is_refused_and_nothing_is_written(
    tmp_path: Path, tracksheet: Command, name: str
) -> None:
    made = tracksheet(tmp_path, "template", "new", name)
    assert made.exit_code == 1
    assert "small letters, digits" in made.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_overwritten(tmp_path: Path, tracksheet: Command) -> None:
    tracksheet(tmp_path, "template", "new", "ours")
    made = tracksheet(tmp_path, "template", "new", "ours", "--from", "k5_math")
    assert "is there already" in made.stderr
    unknown = tracksheet(tmp_path, "template", "new", "others", "--from", "k9")
    assert 'There is no shipped template named "k9"' in unknown.stderr


def test_the_schema_is_printed_for_editors() -> None:
    printed = CliRunner().invoke(main, ["template", "schema"])
    assert json.loads(printed.output) == template_schema()


def test_show_says_tab_by_tab_what_people_would_see(
    school: Path, tracksheet: Command, tmp_path: Path
) -> None:
    shown = tracksheet(school, "template", "show").output.splitlines()
    numbers = "kept at this school as version 1; its file says version = 3"
    assert shown[0] == f"Student data tracker (student-tracker-k3; {numbers})"
    dictionary_of_it = tracksheet(school, "template", "dictionary").output
    assert f"Template student-tracker-k3 ({numbers})." in dictionary_of_it
    versions = tracksheet(school, "template", "versions").output
    assert versions.startswith("student-tracker-k3, kept as version 1, followed by ")
    assert [line for line in shown if line[:1].isdigit()] == [
        f"{number}. {tab.title}" for number, tab in enumerate(shipped_template().tabs, start=1)
    ]
    assert (
        "   - Fall reading: number, 200 to 900, or a code (ABS, EX, NA, MOVED, REF) "
        "[class's teacher]"
    ) in shown
    assert not [line for line in shown if "Owed from" in line], "people do not see it"
    assert "   Switched off: Tier (Left to the school: whoever opens the file reads it.)" in shown
    missing = tracksheet(tmp_path / "none", "template", "show")
    assert "holds no school yet" in missing.stderr


@pytest.mark.parametrize("name", shipped_names())
def test_the_dictionary_has_every_column_with_all_that_is_to_be_known_of_it(name: str) -> None:
    template = shipped_template(name)
    brief = example_brief(template)
    entries = {(one.tab, one.key): one for one in dictionary(template)}
    drawn = [("Students", column.key) for column in students_tab(brief).columns]
    typed = [
        (tab.title, column.key)
        for tab in template.tabs_of(TabKind.RECORDS)
        for column in tab.drawn_columns
    ]
    assert list(entries) == [*drawn, *typed]
    for entry in entries.values():
        assert entry.definition
        assert entry.kind
        assert entry.edited_by
        assert entry.source
        assert entry.sensitivity not in {one.value for one in NEVER_IN_A_SPREADSHEET}
    scores = [one for one in drawn_columns(brief) if one.part is Part.SCORE]
    assert scores
    for column in scores:
        assert is_whole(entries["Students", column.key])


def is_whole(entry: Entry) -> bool:
    """Whether a column of scores says also what may be typed, when, and the terms behind it."""
    return bool(entry.values and entry.expected and "Ed-Fi ReasonNotTested" in entry.codes)


def test_header_notes_are_made_from_the_dictionary() -> None:
    template = shipped_template("k5_reading")
    entries = {one.key: one for one in dictionary(template) if one.tab == "Students"}
    header = next(row for row in students_tab(example_brief(template)).rows if row.key == "header")
    notes = {key: cell.note for key, cell in header.cells.items() if cell.note}
    assert notes
    for key, note in notes.items():
        *said, _ = entries[key].definition.rstrip(".").split(". ")
        assert all(part in note for part in said)
        if entries[key].expected:
            assert entries[key].values in note
            assert entries[key].edited_by in note


def test_the_dictionary_is_a_document_or_a_table(tmp_path: Path, tracksheet: Command) -> None:
    document = tracksheet(tmp_path, "template", "dictionary", "k5_reading").output
    assert "| `fall.fluency` | Fall oral reading | number | Oral reading:" in document
    assert "- REF refused (Ed-Fi ReasonNotTested Refusal by student" in document
    table = tracksheet(tmp_path, "template", "dictionary", "k5_reading", "--format", "csv").output
    rows = list(csv.DictReader(io.StringIO(table)))
    minutes = next(row for row in rows if (row["tab"], row["key"]) == ("Supports", "minutes"))
    assert (minutes["values"], minutes["unit"], minutes["edited_by"], minutes["sensitivity"]) == (
        "1 to 240",
        "minutes each time",
        "intervention staff",
        "support",
    )


def test_a_template_is_used_from_the_command_line(school: Path, tracksheet: Command) -> None:
    own = school / "templates" / "ours.toml"
    tracksheet(school, "template", "new", "ours")
    own.write_text(
        own.read_text(encoding="utf-8").replace('audience = "team"', 'audience = "class"'),
        encoding="utf-8",
    )
    refused = tracksheet(school, "template", "use", "ours")
    assert refused.exit_code == 1
    assert "other files with other readers" in refused.stderr
    listed = tracksheet(school, "template", "list").output
    assert "student_tracker_k3 (shipped; in use): Student data tracker" in listed
    assert "ours (own): Student data tracker, one file per class" in listed


@pytest.mark.slow
def test_a_template_is_used_after_a_yes_and_not_after_a_no(
    school: Path, tracksheet: Command
) -> None:
    own = school / "templates" / "ours.toml"
    tracksheet(school, "template", "new", "ours")
    text = own.read_text(encoding="utf-8")
    own.write_text(text.replace('title = "Reading"', 'title = "Reading total"'), encoding="utf-8")

    def use(answer: str) -> Result:
        arguments = ["template", "use", "ours", "--data-dir", str(school)]
        return CliRunner().invoke(main, arguments, input=answer)

    said_no = use("n\n")
    assert said_no.exit_code == 1
    assert "Use ours? [y/N]: n" in said_no.output
    assert "Reading total" in said_no.output
    assert "ours (own):" in tracksheet(school, "template", "list").output
    said_yes = use("y\n")
    assert said_yes.exit_code == 0, said_yes.output
    assert "ours (own; in use):" in tracksheet(school, "template", "list").output
    assert "nothing to do" in tracksheet(school, "plan").output
