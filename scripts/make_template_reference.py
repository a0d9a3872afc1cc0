"""Refresh what is made from the template's model: `python -m scripts.make_template_reference`."""

from collections.abc import Iterator
from typing import Any

from scripts.start_checks import ROOT
from sheet_templates.parsing import schema_text, template_schema

SCHEMA = ROOT / "sheet_templates" / "template.schema.json"
PAGE = ROOT / "docs" / "reference" / "template-format.md"
_INTRODUCTION = """\
# The template format

This page is made by `python -m scripts.make_template_reference` from the model itself.

A template is one [TOML](https://toml.io) file; it says everything of a tracker but its people and \
its dates. How to make one's own is told in \
[Make your own template](../howto/make-your-own-template.md). `tracksheet template schema` prints \
the same as a JSON Schema; editors that read it complete the names and explain them.

Every part that is kept is known by its `key`: with the same key it may get another title at any \
time, with another key it is another part. A metric's entries are kept under the keys of the \
window and the metric.

Titles, headers, units and choices are one line each; explanations (`purpose`, `help`, `why` and \
the like) may have several. Control characters stand in neither.

What is well-shaped is looked at for sense too: `tracksheet template check` tells all problems at \
once, each with its place, as `tabs.students.columns.to_do.header`, and what to do.

## A whole example
The shortest one that can be drawn; the shipped ones have more of everything.

```toml
"""
_EXAMPLE = """\
key = "spelling"
version = 1
title = "Spelling tracker"
purpose = "We see each month who needs another way of learning to spell."
audience = "team"

[[scales]]
key = "words"
title = "Words spelt right"
lowest = 0
highest = 20

[[metrics]]
key = "spelling"
title = "Spelling"
is_primary = true
lens = "proficiency"
mastery = "Secure"
scale = "words"
instrument = "Twenty words of the month"
why = "Who spells freely writes more."
chosen_by = "The second grade team"
cuts = [{ level = "Learning", at_least = 0 }, { level = "Secure", at_least = 16 }]

[cadence]
grace_instructional_days = 3

[[cadence.windows]]
key = "autumn"
title = "Autumn"
opens = { grading_period = 1, edge = "start", days = 14 }
due = { grading_period = 1, edge = "end", days = 0 }

[[excuse_codes]]
code = "ABS"
meaning = "absent"

[[tabs]]
key = "start"
title = "Start here"
kind = "start"

[[tabs]]
key = "students"
title = "Students"
kind = "students"

[[tabs.columns]]
key = "student_id"
header = "Student id"
kind = "roster"
roster = "student_id"
sensitivity = "directory"
help = "The student's id in the roster."

[[tabs.columns]]
key = "family_name"
header = "Last name"
kind = "roster"
roster = "family_name"
sensitivity = "directory"
help = "From the roster."

[[tabs.columns]]
key = "given_name"
header = "First name"
kind = "roster"
roster = "given_name"
sensitivity = "directory"
help = "From the roster."

[[tabs.columns]]
key = "to_do"
header = "To do"
kind = "to do"
help = "What is still to be entered for this student, in words."

[[tabs.columns]]
key = "scores"
header = ""
kind = "scores"

[[tabs]]
key = "lists"
title = "Lists"
kind = "lists"
"""


def example() -> str:
    """The template that the page shows."""
    return _EXAMPLE


def page() -> str:
    """The reference page."""
    schema = template_schema()
    parts = {"TrackerTemplate": schema} | {
        name: part for name, part in schema["$defs"].items() if part.get("type") == "object"
    }
    words = {name: part for name, part in schema["$defs"].items() if "enum" in part}
    return "\n".join(
        [
            f"{_INTRODUCTION}{_EXAMPLE}```\n",
            *(line for name, part in parts.items() for line in _part(name, part, words)),
        ]
    )


def _part(name: str, part: dict[str, Any], words: dict[str, Any]) -> Iterator[str]:
    yield f"## {_TITLES.get(name, name)}"
    yield f"{' '.join(part['description'].split())}\n"
    yield "| field | holds | needed | |"
    yield "|---|---|---|---|"
    needed = part.get("required", [])
    for field, held in part["properties"].items():
        told = " ".join(held.get("description", "").split()).replace("|", r"\|")
        default = "yes" if field in needed else _default(held)
        yield f"| `{field}` | {_kind(held, words)} | {default} | {told} |"
    yield ""


_TITLES = {
    "TrackerTemplate": "The whole",
    "CadenceRule": "cadence",
    "Colour": "colours",
    "ColourRule": "colour_rules",
    "Column": "tabs.columns",
    "Cut": "metrics.cuts",
    "DayRule": "A day by a rule",
    "ExcuseCode": "excuse_codes",
    "FilterViewRule": "filter_views",
    "Metric": "metrics",
    "GoalsRule": "goals",
    "MilestoneRule": "cadence.milestones",
    "NotesRule": "cadence.notes",
    "TierWeeks": "cadence.notes.tiers",
    "Scale": "scales",
    "TabRule": "tabs",
    "WindowRule": "cadence.windows",
}


def _default(held: dict[str, Any]) -> str:
    default = held.get("default")
    if default is None or default in ("", []):
        return "no"
    said = str(default).lower() if isinstance(default, bool) else f'"{default}"'
    return f"no; {said if isinstance(default, str | bool) else default}"


def _kind(held: dict[str, Any], words: dict[str, Any]) -> str:
    options = [one for one in held.get("anyOf", [held]) if one.get("type") != "null"]
    return " or ".join(_of_one(one, words) for one in options)


def _of_one(held: dict[str, Any], words: dict[str, Any]) -> str:
    if "$ref" in held:
        name = held["$ref"].rsplit("/", 1)[-1]
        if name in words:
            return ", ".join(f"`{word}`" for word in words[name]["enum"])
        title = _TITLES[name]
        return f"[{title}](#{title.lower().replace(' ', '-').replace('.', '')})"
    if held.get("type") == "array":
        return f"list of {_of_one(held['items'], words)}"
    return {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(
        held.get("type", ""), "number"
    )


def main() -> None:
    """Write the schema and the page."""
    SCHEMA.write_text(schema_text(), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
