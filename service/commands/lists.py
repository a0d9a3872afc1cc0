"""The commands that print what is known."""

import json
from pathlib import Path

import click

from service import list_columns
from service.commands.shared import ask, folder_option, format_option, tracker_option
from service.features.extracts import extract


@click.command()
@format_option
@folder_option
def status(shape: str, data_dir: Path) -> None:
    """The school's figures, as a whole and for each grade."""
    figures = ask("status", {}, data_dir)
    if shape == "json":
        click.echo(json.dumps(figures, indent=2))
        return
    grades = figures.pop("by_grade")
    rows = [{"grade": "all", **figures}, *({"grade": g, **counts} for g, counts in grades.items())]
    click.echo(extract(rows, shape), nl=False)


@click.command()
@tracker_option
@format_option
@folder_option
@click.option("--as-of", metavar="DATE", help="As it was known then: a day (its end), or a moment.")
def entries(tracker: str | None, as_of: str | None, shape: str, data_dir: Path) -> None:
    """Everything that has been entered, cell by cell."""
    name = "entries" if as_of is None else "entries_as_of"
    rows = ask(name, {"tracker": tracker, "as_of": as_of}, data_dir)
    click.echo(extract(rows, shape, list_columns.ENTRIES), nl=False)


COMMANDS = (status, entries)
