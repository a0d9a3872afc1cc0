"""The commands that shape trackers."""

from pathlib import Path

import click

from service.commands.shared import ask, folder_option


@click.command()
@folder_option
def provision(data_dir: Path) -> None:
    """Make every tracker that is not yet made."""
    done = ask("provision", {}, data_dir)
    click.echo(f"Made {len(done['made'])}; {len(done['as_they_were'])} were there.")
    if done["outdated"]:
        click.echo(
            "Made before the roster or the template changed, and left as they are: "
            + ", ".join(done["outdated"]),
            err=True,
        )


COMMANDS = (provision,)
