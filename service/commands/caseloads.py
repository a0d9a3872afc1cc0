"""`tracksheet caseload ...`: which staff member serves which student."""

from pathlib import Path

import click

from service import list_columns
from service.commands.shared import ask, folder_option, format_option, print_changes
from service.features.extracts import extract

_FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


@click.group()
def caseload() -> None:
    """Which staff member serves which students, for trackers of the audience caseload."""


@caseload.command()
@_FILE
@click.option("--all", "everything", is_flag=True, help="Every line, also of long lists.")
@folder_option
def preview(file: Path, *, everything: bool, data_dir: Path) -> None:
    """Say what importing FILE (a CSV or Excel list) would change."""
    told = ask("caseload_preview", {"path": str(file.resolve())}, data_dir)
    print_changes(told, everything=everything)


@caseload.command("import")
@_FILE
@click.option("--yes", is_flag=True, help="Also if it takes more than a tenth of all children off.")
@folder_option
def import_caseloads(file: Path, *, yes: bool, data_dir: Path) -> None:
    """Make FILE the whole list: its columns are staff e-mail, student id, from, to."""
    options = {"path": str(file.resolve())}
    if yes:
        options["agreed"] = ask("caseload_preview", options, data_dir)["digest"]
    done = ask("import_caseloads", options, data_dir)
    print_changes(done)
    click.echo(f"{done['children']} students on {done['people']} caseloads.")


@caseload.command("list")
@format_option
@folder_option
def show(shape: str, data_dir: Path) -> None:
    """Print every student on a caseload, from when to when; it can be imported again."""
    rows = ask("caseloads", {}, data_dir)
    click.echo(extract(rows, shape, list_columns.CASELOADS), nl=False)
