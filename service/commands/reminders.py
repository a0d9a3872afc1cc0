"""The command that tells people what they owe."""

from pathlib import Path

import click

from service.commands.shared import ask, folder_option
from service.features.extracts import extract
from service.list_columns import LETTERS


@click.command()
@click.option("--dry-run", is_flag=True, help="Name the letters and write none.")
@folder_option
def remind(dry_run: bool, data_dir: Path) -> None:  # noqa: FBT001 - click gives flags like that
    """Write this morning's letters, at most one a person, and hand them over."""
    done = ask("remind", {"dry_run": dry_run}, data_dir)
    if dry_run:
        click.echo(extract(done["letters"], "table", LETTERS), nl=False)
        return
    outcomes = ", ".join(f"{count} {state}" for state, count in done["outcomes"].items())
    click.echo(f"{done['new']} new letters. Handed over: {outcomes or 'none'}.")
    if done["held"]:
        click.echo("They wait until the document owner has read them: see Letters on the pages.")


COMMANDS = (remind,)
