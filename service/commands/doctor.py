"""`tracksheet doctor`: is everything right, and what to do where it is not."""

import json
from pathlib import Path

import click

from service.commands.shared import folder_option


@click.command()
@click.option(
    "--format", "shape", type=click.Choice(("table", "json")), default="table", show_default=True,
    help="Lines to read, or JSON for programs.",
)  # fmt: skip
@folder_option
def doctor(shape: str, data_dir: Path) -> None:
    """Check settings, folder, store, and Google; one line each, 1 if there is a problem."""
    from service.doctor import examine  # noqa: PLC0415 - the other commands start faster

    found = examine(data_dir)
    if shape == "json":
        click.echo(json.dumps(found, indent=2))
    else:
        for one in found["checks"]:
            click.echo(f"{one['state']:9} {one['name']}: {one['text']}")
            if one["remedy"]:
                click.echo(f"{'':9} -> {one['remedy']}")
    if not found["healthy"]:
        click.get_current_context().exit(1)
