"""What the commands have in common: their options, and asking for an operation."""

import json
from pathlib import Path
from typing import Any

import click

from service.client import client_for
from service.features.extracts import FORMATS
from service.long_lists import told_at_first
from service.progress import progress_line

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "var"

folder_option = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_FOLDER,
    show_default="var/",
    metavar="DIR",
    envvar="TRACKSHEET_DATA_DIR",
    help="The installation's data folder; else TRACKSHEET_DATA_DIR.",
)
format_option = click.option(
    "--format",
    "shape",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="A table to read, or JSON or CSV for programs.",
)
lines_or_json_option = click.option(
    "--format",
    "shape",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="Lines to read, or JSON for programs.",
)
tracker_option = click.option("--tracker", metavar="ID", help="Only this tracker, as s-7.2026.02.")


def ask(name: str, options: dict[str, Any], data_dir: Path) -> Any:
    """Have the operation carried out, by the running service if there is one."""
    with progress_line() as progress:
        return client_for(data_dir).run(name, options, progress)


def print_checks(found: dict[str, Any], shape: str) -> None:
    """Print what was checked and what to do where it is wrong; ends with 1 if anything is."""
    if shape == "json":
        click.echo(json.dumps(found, indent=2))
    else:
        for one in found["checks"]:
            click.echo(f"{one['state']:9} {one['name']}: {one['text']}")
            if one["remedy"]:
                click.echo(f"{'':9} -> {one['remedy']}")
    if not found["healthy"]:
        click.get_current_context().exit(1)


def agree_to_cells(planned: dict[str, Any], *, yes: bool) -> bool:
    """Show the cells that would be written and ask; no when there are none.

    Raises click.Abort when the person says no.
    """
    for line in planned["cells"]:
        click.echo(f"  - {line}")
    for line in planned["homeless"]:
        click.echo(f"  - cannot be put back: {line}", err=True)
    if not planned["cells"]:
        click.echo("Nothing to put back.")
        return False
    if not yes:
        click.confirm(f"Write these {len(planned['cells'])} cells?", abort=True)
    return True


def print_changes(told: dict[str, Any], *, everything: bool = True) -> None:
    """Say what a list or a roster would change, part by part.

    Unless `everything` is asked for, a long part is its count, its first lines and how to see all.
    """
    for notice in told["notices"]:
        click.echo(f"notice: {notice}", err=True)
    for part in told["parts"]:
        click.echo(f"{part['title']} ({len(part['lines'])}):")
        shown = len(part["lines"]) if everything else told_at_first(len(part["lines"]))
        for line in part["lines"][:shown]:
            click.echo(f"  - {line}")
        if shown < len(part["lines"]):
            click.echo(f"  and {len(part['lines']) - shown} more; --all lists them")
    if not told["parts"]:
        click.echo("Nothing would change.")
    if told["warning"]:
        click.echo(told["warning"])
