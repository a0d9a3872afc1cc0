"""`tracksheet backup`: the data folder in one file, while the service goes on."""

from pathlib import Path

import click

from service.commands.shared import folder_option


@click.command()
@click.argument("place", type=click.Path(path_type=Path, dir_okay=False))
@folder_option
def backup(place: Path, data_dir: Path) -> None:
    """Write the data folder to the new file PLACE (.tar.gz), also while the service runs.

    To restore: tar -xzf PLACE -C DIR, into an empty folder DIR.
    """
    from service.backing_up import back_up  # noqa: PLC0415 - the other commands start faster
    from service.settings import read_settings  # noqa: PLC0415

    names = back_up(data_dir, place)
    click.echo(f"Wrote {len(names)} files and folders of {data_dir} to {place}.")
    if read_settings().store is not None:
        click.echo(
            "The store is on PostgreSQL and not in it: dump the database too (pg_dump).", err=True
        )
