"""The commands that bring what people typed into the store."""

from pathlib import Path

import click

from service.commands.shared import ask, folder_option, tracker_option


@click.command()
@tracker_option
@folder_option
def sync(tracker: str | None, data_dir: Path) -> None:
    """Read all trackers that changed, or one, into the store."""
    done = ask("sync", {"tracker": tracker}, data_dir)
    click.echo(f"Read {done['trackers_read']} trackers; {done['changes']} entries changed.")


COMMANDS = (sync,)
