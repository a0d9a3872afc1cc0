"""`tracksheet roster ...`: the school's children, staff, classes and year."""

from pathlib import Path

import click

from service.commands.shared import ask, folder_option


@click.group()
def roster() -> None:
    """The school's children, staff, classes and year."""


@roster.command("import")
@click.argument("bundle", metavar="ZIP", type=click.Path(path_type=Path))
@click.option(
    "--hand-over-to",
    metavar="EMAIL",
    help="Who takes over the trackers whose document owner this roster lacks.",
)
@folder_option
def import_roster(bundle: Path, hand_over_to: str | None, data_dir: Path) -> None:
    """Import a OneRoster 1.1 bundle; all its problems are told at once."""
    options = {"path": str(bundle.resolve()), "hand_over_to": hand_over_to}
    done = ask("import_roster", options, data_dir)
    for notice in done["notices"]:
        click.echo(f"notice: {notice}", err=True)
    click.echo(
        f"{done['school']}: {done['students']} students, {done['staff']} staff, "
        f"{done['instructional_days']} instructional days."
    )
