"""`tracksheet roster ...`: the school's children, staff, classes and year."""

from pathlib import Path

import click

from service.commands.shared import ask, folder_option, print_changes


@click.group()
def roster() -> None:
    """The school's children, staff, classes and year."""


@roster.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Every line, also of long lists.")
@folder_option
def preview(file: Path, *, everything: bool, data_dir: Path) -> None:
    """Say what importing FILE (a OneRoster zip, a CSV or Excel list) would change."""
    told = ask("roster_preview", {"path": str(file.resolve())}, data_dir)
    print_changes(told, everything=everything)


@roster.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--hand-over-to",
    metavar="EMAIL",
    help="Who takes over the trackers whose document owner this roster lacks.",
)
@click.option("--yes", is_flag=True, help="Also if it ends more than a tenth of all enrollments.")
@folder_option
def import_roster(file: Path, hand_over_to: str | None, *, yes: bool, data_dir: Path) -> None:
    """Import a OneRoster zip, or a CSV or Excel list; all its problems are told at once."""
    options = {"path": str(file.resolve()), "hand_over_to": hand_over_to}
    if yes:
        options["agreed"] = ask("roster_preview", options, data_dir)["digest"]
    done = ask("import_roster", options, data_dir)
    for notice in done["notices"]:
        click.echo(f"notice: {notice}", err=True)
    click.echo(
        f"{done['school']}: {done['students']} students, {done['staff']} staff, "
        f"{done['instructional_days']} instructional days."
    )
