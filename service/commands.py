"""The command `tracksheet`: what an operator types."""

import json
from pathlib import Path
from typing import Any

import click

from service import list_columns
from service.client import client_for
from service.features.extracts import FORMATS, extract
from service.folder import Ports
from service.progress import progress_line
from service.settings import DEFAULT_PORT, DEFAULT_SHEETS_PORT
from sheet_templates.errors import TracksheetError

DEFAULT_FOLDER = Path(__file__).resolve().parent.parent / "var"

_folder = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_FOLDER,
    show_default="var/",
    metavar="DIR",
    help="The installation's data folder.",
)
_format = click.option(
    "--format",
    "shape",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="A table to read, or JSON or CSV for programs.",
)
_tracker = click.option("--tracker", metavar="ID", help="Only this tracker, as s-7.2026.02.")


class _Group(click.Group):
    """A group whose commands say our errors in our way: the reason, all problems below it."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TracksheetError as error:
            click.echo("\n  ".join([error.reason, *error.problems]), err=True)
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Shared student-data trackers: set up, synced, and watched for what is missing."""


@main.group()
def roster() -> None:
    """The school's children, staff, classes and year."""


@roster.command("import")
@click.argument("bundle", metavar="ZIP", type=click.Path(path_type=Path))
@_folder
def import_roster(bundle: Path, data_dir: Path) -> None:
    """Import a OneRoster 1.1 bundle; all its problems are told at once."""
    done = _ask("import_roster", {"path": str(bundle.resolve())}, data_dir)
    for notice in done["notices"]:
        click.echo(f"notice: {notice}", err=True)
    click.echo(
        f"{done['school']}: {done['students']} students, {done['staff']} staff, "
        f"{done['instructional_days']} instructional days."
    )


@main.command()
@_folder
def provision(data_dir: Path) -> None:
    """Make every tracker that is not yet made."""
    done = _ask("provision", {}, data_dir)
    click.echo(f"Made {len(done['made'])}; {len(done['as_they_were'])} were there.")
    if done["outdated"]:
        click.echo(
            "Made before the roster or the template changed, and left as they are: "
            + ", ".join(done["outdated"]),
            err=True,
        )


@main.command()
@_tracker
@_folder
def sync(tracker: str | None, data_dir: Path) -> None:
    """Read all trackers that changed, or one, into the store."""
    done = _ask("sync", {"tracker": tracker}, data_dir)
    click.echo(f"Read {done['trackers_read']} trackers; {done['changes']} entries changed.")


@main.command()
@_format
@_folder
def status(shape: str, data_dir: Path) -> None:
    """The school's figures, as a whole and for each grade."""
    figures = _ask("status", {}, data_dir)
    if shape == "json":
        click.echo(json.dumps(figures, indent=2))
        return
    grades = figures.pop("by_grade")
    rows = [{"grade": "all", **figures}, *({"grade": g, **counts} for g, counts in grades.items())]
    click.echo(extract(rows, shape), nl=False)


@main.command()
@_tracker
@_format
@_folder
def flags(tracker: str | None, shape: str, data_dir: Path) -> None:
    """What somebody has to act on, and who."""
    rows = _ask("flags", {"tracker": tracker}, data_dir)
    click.echo(extract(rows, shape, list_columns.FLAGS), nl=False)


@main.command()
@_tracker
@_format
@_folder
def entries(tracker: str | None, shape: str, data_dir: Path) -> None:
    """Everything that has been entered, cell by cell."""
    rows = _ask("entries", {"tracker": tracker}, data_dir)
    click.echo(extract(rows, shape, list_columns.ENTRIES), nl=False)


@main.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=DEFAULT_PORT,
    show_default=True,
    help="The port of the pages; 0 takes any free one.",
)
@click.option(
    "--sheets-port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=DEFAULT_SHEETS_PORT,
    show_default=True,
    help="The port of local_sheets, where it stands for Google.",
)
@_folder
def serve(port: int, sheets_port: int, data_dir: Path) -> None:
    """Serve the pages and the nightly sync until Ctrl-C."""
    from service.server import serve_folder  # noqa: PLC0415 - the other commands start faster

    serve_folder(data_dir, Ports(service=port, sheets=sheets_port))


def _ask(name: str, options: dict[str, Any], data_dir: Path) -> Any:
    with progress_line() as progress:
        return client_for(data_dir).run(name, options, progress)
