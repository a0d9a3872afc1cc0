"""`tracksheet doctor`: is everything right, and what to do where it is not."""

from pathlib import Path

import click

from service.commands.shared import folder_option, lines_or_json_option, print_checks


@click.command()
@lines_or_json_option
@folder_option
def doctor(shape: str, data_dir: Path) -> None:
    """Check settings, folder, store, and Google; one line each, 1 if there is a problem."""
    from service.doctor import examine  # noqa: PLC0415 - the other commands start faster

    found = examine(data_dir)
    print_checks(found, shape)
