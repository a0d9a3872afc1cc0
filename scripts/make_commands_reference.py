"""Make docs/reference/commands.md from what the commands say of themselves with --help."""

from collections.abc import Iterator

import click

from scripts.benches import command as bench_command
from scripts.main_job import command as start_command
from scripts.start_checks import ROOT
from service.commands import main as tracksheet_command

TARGET = ROOT / "docs" / "reference" / "commands.md"
INTRODUCTION = """\
# Commands

This page is made by `python -m scripts.make_commands_reference` from the commands themselves.

`tracksheet` is `.venv/bin/tracksheet` once a start has set things up, or \
`python3 scripts/tracksheet.py` at any time and from any folder. It speaks to the service that \
runs for the data folder; where none runs it does the work itself, and starts the local server \
for as long as it needs it. `python3 scripts/test.py` is described in \
[CONTRIBUTING](../../CONTRIBUTING.md).

Every command ends with 0 when all went well, 1 with the reason and all problems on standard \
error, and 2 for a command line that cannot be understood. Progress is shown on a terminal only.

| command | lists |
|---|---|
| `status` | `trackers`, `students`, `people`, `expected`, `entries`, `excused`, `missing`, \
`cell_issues`, and `by_grade` |
| `entries` | `student` (sourcedId), `tracker`, `checkpoint`, `metric`, `value`, `code`, `cell` \
(a link), `seen_at` |
| `flags` | `kind`, `tracker`, `student`, `checkpoint`, `metric`, `person`, `due`, `since`, \
`cell` (a link), `flag` (its id), `state`, `why` (what its line says, and what to do) |
"""


def reference() -> str:
    """The whole page."""
    doors = [
        ("python3 scripts/start.py", start_command),
        ("tracksheet", tracksheet_command),
        ("python3 scripts/bench.py", bench_command),
    ]
    blocks = [block for name, command in doors for block in _blocks(name, command, None)]
    return "\n".join([INTRODUCTION, *blocks])


def _blocks(name: str, command: click.Command, parent: click.Context | None) -> Iterator[str]:
    settings = command.context_settings
    with click.Context(command, parent, name, terminal_width=80, **settings) as context:
        path = context.command_path
        yield f"## {path}\n\n```text\n{command.get_help(context)}\n```\n"
        for below, sub in sorted(getattr(command, "commands", {}).items()):
            yield from _blocks(below, sub, context)


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
    print(f"wrote {TARGET}")
